import type { JsonObject } from '../../../sandbox/index.ts';
import type { Lesson, Module, Pack, Setup } from '../lesson/model.ts';
import { lessonProblems } from './lesson-rules.ts';
import { lessonShape, packShape, type GivenSetup } from './lesson-shape.ts';
import { PackError, type Problem } from './problems.ts';
import { readProse } from './prose.ts';
import { limits, readYaml, SourceText, textProblems } from './read-yaml.ts';
import { jsonObject, Reading, type Shape } from './shape.ts';

/** The files of a pack, wherever they are. Paths are relative, with forward slashes, and never lead out of the pack. */
export interface PackFiles {
  /** Paths of all plain files below the folder, sorted; symbolic links are left out. */
  list(folder: string): readonly string[];
  /** Undefined when there is no such file. */
  read(path: string): string | undefined;
}

/** What came of reading a pack: all that is wrong, and the pack when nothing is. */
export interface LoadedPack {
  readonly pack?: Pack;
  readonly problems: readonly Problem[];
}

/** Reads and checks a whole pack. Throws PackError with all that is wrong. */
export function loadPack(files: PackFiles): Pack {
  const { pack, problems } = readPack(files);
  if (pack === undefined) throw new PackError(problems);
  return pack;
}

/** Reads and checks a whole pack, and tells what is wrong instead of throwing. */
export function readPack(files: PackFiles): LoadedPack {
  const problems: Problem[] = [];
  const report = (problem: Problem): void => void problems.push(problem);
  const source = sourceOf(files, 'pack.yaml', report);
  const head = source && readOne(source, packShape, report);
  if (source === undefined || head === undefined) return { problems };
  const folders = head.modules.flatMap((module) => module.lessons);
  if (folders.length > limits.lessons)
    report(source.problemAt(1, 1, `expected at most ${limits.lessons} lessons, found ${folders.length}`));
  const modules = head.modules.map((module): Module => {
    const lessons = module.lessons.flatMap((folder) => {
      const lesson = readLesson(files, folder, report);
      if (lesson !== undefined && !lesson.id.startsWith(`${module.id}/`)) {
        report(
          place(
            files,
            `${folder}/lesson.yaml`,
            'id:',
            `expected an id that begins with \`${module.id}/\`, found \`${lesson.id}\``,
          ),
        );
      }
      return lesson === undefined ? [] : [lesson];
    });
    return { id: module.id, title: module.title, lessons };
  });
  const lessons = modules.flatMap((module) => module.lessons);
  for (const [index, lesson] of lessons.entries()) {
    if (lessons.findIndex((other) => other.id === lesson.id) !== index)
      report(source.problemAt(1, 1, `expected lesson ids that are used once, found \`${lesson.id}\` twice`));
    // A lesson that could not be read is not missing as well.
    if (lessons.length < folders.length) continue;
    // What a lesson requires may be in a pack that is installed beside this one, so only its own module is looked at.
    const [module = ''] = lesson.id.split('/');
    const unknown = lesson.requires.filter((id) => id.startsWith(`${module}/`) && !lessons.some((other) => other.id === id));
    for (const id of unknown) report(source.problemAt(1, 1, `${lesson.id} requires \`${id}\`, which is not in the module`));
  }
  for (const folder of ['images', 'charts']) {
    const [first] = files.list(folder);
    if (first !== undefined)
      report(
        new SourceText(first, '').problemAt(
          1,
          1,
          `the folder ${folder}/ cannot be used in a pack yet: this version of kubetutor does not know it`,
        ),
      );
  }
  if (problems.length > 0) return { problems };
  const { formatVersion: _formatVersion, authors = [], ...rest } = head;
  return { pack: { ...rest, authors, modules }, problems };
}

function readLesson(files: PackFiles, folder: string, report: (problem: Problem) => void): Lesson | undefined {
  const source = sourceOf(files, `${folder}/lesson.yaml`, report);
  const prose = sourceOf(files, `${folder}/lesson.md`, report);
  const read = source && readOne(source, lessonShape, report);
  if (prose !== undefined) textProblems(prose).forEach(report);
  const sections = prose === undefined ? [] : readProse(prose, report);
  for (const path of files.list(folder).filter((name) => /\/lesson\.[A-Za-z-]+\.md$/.test(name))) {
    report(
      new SourceText(path, '').problemAt(
        1,
        1,
        'translations cannot be used in a pack yet: this version of kubetutor does not know them',
      ),
    );
  }
  if (source === undefined || prose === undefined || read === undefined) return undefined;
  const workspace = readWorkspace(files, `${folder}/files`, report);
  const setup = readSetup(files, folder, read.setup, source, report);
  const {
    concepts = [],
    requires = [],
    tasks = [],
    solution = [],
    alternatives = [],
    wrong = [],
    mistakes = [],
    cards = [],
    ...rest
  } = read;
  const lesson: Lesson = {
    ...rest,
    concepts,
    requires,
    setup,
    sections,
    tasks: tasks.map(({ after = [], hints = [], ...task }) => ({ ...task, after, hints })),
    solution,
    alternatives,
    wrong,
    mistakes,
    cards,
    files: workspace,
  };
  lessonProblems(lesson).forEach(({ at, message, suggestion }) => report(place(files, source.file, at, message, suggestion)));
  return lesson;
}

function readSetup(
  files: PackFiles,
  folder: string,
  given: GivenSetup | undefined,
  source: SourceText,
  report: (problem: Problem) => void,
): Setup {
  const { objects = [], wait = 120_000, ...rest } = given ?? {};
  const read = objects.flatMap((entry): readonly JsonObject[] => {
    if ('object' in entry) return [entry.object];
    const manifest = files.read(`${folder}/${entry.file}`);
    if (manifest === undefined) {
      report(place(files, source.file, entry.file, `expected the file ${folder}/${entry.file}, which is not there`));
      return [];
    }
    return readManifest(new SourceText(`${folder}/${entry.file}`, manifest), report);
  });
  return { ...rest, objects: read, wait };
}

function readManifest(source: SourceText, report: (problem: Problem) => void): readonly JsonObject[] {
  const yaml = readYaml(source, report);
  return (yaml?.documents ?? [])
    .filter((document) => document.contents !== null)
    .map((document) => jsonObject.read(document.contents, new Reading(source, document, report)))
    .filter((object) => object !== undefined);
}

function readWorkspace(
  files: PackFiles,
  folder: string,
  report: (problem: Problem) => void,
): { readonly [path: string]: string } {
  return Object.fromEntries(
    files.list(folder).map((path) => {
      const content = files.read(path) ?? '';
      textProblems(new SourceText(path, content)).forEach(report);
      return [path.slice(folder.length + 1), content];
    }),
  );
}

function sourceOf(files: PackFiles, path: string, report: (problem: Problem) => void): SourceText | undefined {
  const content = files.read(path);
  if (content !== undefined) return new SourceText(path, content);
  report(new SourceText(path, '').problemAt(1, 1, `expected the file ${path}, which is not there`));
  return undefined;
}

function readOne<T>(source: SourceText, shape: Shape<T>, report: (problem: Problem) => void): T | undefined {
  const yaml = readYaml(source, report);
  if (yaml === undefined) return undefined;
  const [document, second] = yaml.documents;
  if (document === undefined || second !== undefined) {
    report(
      source.problemAt(
        1,
        1,
        `expected one YAML document, found ${document === undefined ? 'an empty file' : yaml.documents.length}`,
      ),
    );
    return undefined;
  }
  return shape.read(document.contents, new Reading(source, document, report));
}

/** A problem at the first place where a word stands in a file. */
function place(files: PackFiles, path: string, word: string, message: string, suggestion?: string): Problem {
  const source = new SourceText(path, files.read(path) ?? '');
  return source.problem(Math.max(0, source.text.indexOf(word)), message, suggestion);
}
