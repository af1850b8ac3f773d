import type { ChartRepository, Image, JsonObject } from '../../../sandbox/index.ts';
import type { Lesson, Setup } from '../lesson/model.ts';
import { lessonProblems } from './lesson-rules.ts';
import { lessonShape, type GivenSetup } from './lesson-shape.ts';
import { readProse } from './prose.ts';
import { place, placeInside, type PackReader } from './reader.ts';
import { readYaml, SourceText, textProblems } from './read-yaml.ts';
import { jsonObject, Reading } from './shape.ts';
import { translateLesson } from './translate.ts';

export interface LessonContext {
  readonly locales: readonly string[];
  readonly locale?: string;
  readonly images: readonly Image[];
  readonly repositories: readonly ChartRepository[];
}

/** Reads the lesson of a folder, in the language asked for. Undefined when it cannot be read. */
export function readLesson(reader: PackReader, folder: string, context: LessonContext): Lesson | undefined {
  const source = reader.source(`${folder}/lesson.yaml`);
  const prose = reader.source(`${folder}/lesson.md`);
  const read = source && reader.one(source, lessonShape);
  if (prose !== undefined) textProblems(prose).forEach(reader.report);
  const sections = prose === undefined ? [] : readProse(prose, reader.report);
  if (source === undefined || prose === undefined || read === undefined) return undefined;
  const {
    concepts = [],
    requires = [],
    tasks = [],
    solution = [],
    alternatives = [],
    wrong = [],
    mistakes = [],
    cards = [],
  } = read;
  const lesson: Lesson = {
    ...read,
    concepts,
    requires,
    setup: readSetup(reader, folder, read.setup, source),
    sections,
    tasks: tasks.map(({ after = [], hints = [], ...task }) => ({ ...task, after, hints })),
    solution,
    alternatives,
    wrong,
    mistakes,
    cards,
    images: context.images,
    repositories: context.repositories,
    files: readWorkspace(reader, `${folder}/files`),
  };
  for (const { at, message, suggestion } of lessonProblems(lesson)) reader.report(placeInside(source, at, message, suggestion));
  return translateLesson(reader, folder, lesson, context);
}

function readSetup(reader: PackReader, folder: string, given: GivenSetup | undefined, source: SourceText): Setup {
  const { objects = [], wait = 120_000, users = [], faults = [], load = [], ...rest } = given ?? {};
  const read = objects.flatMap((entry): readonly JsonObject[] => {
    if ('object' in entry) return [entry.object];
    const path = `${folder}/${entry.file}`;
    const manifest = reader.optional(path);
    if (manifest !== undefined) return readManifest(reader, manifest);
    reader.report(place(reader.files, source.file, entry.file, `expected the file ${path}, which is not there`));
    return [];
  });
  return { ...rest, objects: read, wait, users, faults, load };
}

function readManifest(reader: PackReader, source: SourceText): readonly JsonObject[] {
  const yaml = readYaml(source, reader.report);
  return (yaml?.documents ?? [])
    .filter((document) => document.contents !== null)
    .map((document) => jsonObject.read(document.contents, new Reading(source, document, reader.report)))
    .filter((object) => object !== undefined);
}

function readWorkspace(reader: PackReader, folder: string): { readonly [path: string]: string } {
  return Object.fromEntries(
    reader.files.list(folder).map((path) => {
      const content = reader.optional(path)?.text ?? '';
      textProblems(new SourceText(path, content)).forEach(reader.report);
      return [path.slice(folder.length + 1), content];
    }),
  );
}
