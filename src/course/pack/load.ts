import type { Image } from '../../../sandbox/index.ts';
import type { Module, Pack } from '../lesson/model.ts';
import { imageOf } from './image-program.ts';
import { imageShape } from './image-shape.ts';
import { packShape } from './lesson-shape.ts';
import { crossProblems } from './pack-rules.ts';
import { PackError, type Problem } from './problems.ts';
import { readLesson } from './read-lesson.ts';
import { limits } from '../pack-limits.ts';
import { readCharts } from './read-charts.ts';
import { place, PackReader, type PackFiles } from './reader.ts';
import { translatePack } from './translate.ts';

export type { PackFiles } from './reader.ts';

export interface ReadOptions {
  /** The language to read it in; the pack's first one when it does not have that. */
  readonly locale?: string;
  /** Reads these lessons alone and nothing that holds between lessons: for a pack that is known to be sound. */
  readonly only?: readonly string[];
}

/** What came of reading a pack: all that is wrong, and the pack when nothing is. */
export interface LoadedPack {
  readonly pack?: Pack;
  readonly problems: readonly Problem[];
}

/** Reads and checks a whole pack. Throws PackError with all that is wrong. */
export function loadPack(files: PackFiles, options: ReadOptions = {}): Pack {
  const { pack, problems } = readPack(files, options);
  if (pack === undefined) throw new PackError(problems);
  return pack;
}

/** Reads and checks a whole pack, and tells what is wrong instead of throwing. */
export function readPack(files: PackFiles, { locale, only }: ReadOptions = {}): LoadedPack {
  const problems: Problem[] = [];
  const reader = new PackReader(files, (problem) => void problems.push(problem));
  const source = reader.source('pack.yaml');
  const head = source && reader.one(source, packShape);
  if (source === undefined || head === undefined) return { problems };
  const folders = head.modules.flatMap((module) => module.lessons);
  if (folders.length > limits.lessons) {
    reader.report(source.problemAt(1, 1, `expected at most ${limits.lessons} lessons, found ${folders.length}`));
    return { problems };
  }
  const images = readImages(reader);
  const context = {
    locales: head.locales,
    images,
    repositories: readCharts(reader, head.id),
    ...(locale === undefined ? {} : { locale }),
  };
  const modules = head.modules.map((module): Module => {
    const lessons = module.lessons.flatMap((folder) => {
      if (only !== undefined && !only.includes(idIn(files, folder))) return [];
      const lesson = readLesson(reader, folder, context);
      if (lesson !== undefined && !lesson.id.startsWith(`${module.id}/`)) {
        const message = `expected an id that begins with \`${module.id}/\`, found \`${lesson.id}\``;
        reader.report(place(files, `${folder}/lesson.yaml`, 'id:', message));
      }
      return lesson === undefined ? [] : [lesson];
    });
    return { id: module.id, title: module.title, lessons };
  });
  const { formatVersion: _formatVersion, authors = [], terms = {}, ...rest } = head;
  const pack = translatePack(reader, { ...rest, authors, terms, modules }, locale);
  // A lesson that could not be read is not missing as well.
  if (modules.flatMap(({ lessons }) => lessons).length === folders.length) crossProblems(reader, pack, folders);
  return problems.length > 0 ? { problems } : { pack, problems };
}

/** The id of the lesson of a folder, without reading the lesson. */
function idIn(files: PackFiles, folder: string): string {
  return /^id:\s*['"]?([a-z0-9/-]+)/m.exec(files.read(`${folder}/lesson.yaml`) ?? '')?.[1] ?? '';
}

/** The simulated images of the pack, each a file of `images/`. */
function readImages(reader: PackReader): readonly Image[] {
  return reader.files.list('images').flatMap((path) => {
    const source = reader.source(path);
    if (source === undefined) return [];
    if (!/\.ya?ml$/.test(path)) {
      reader.report(source.problemAt(1, 1, 'expected a file whose name ends in .yaml in the folder images/'));
      return [];
    }
    const given = reader.one(source, imageShape);
    return given === undefined ? [] : [imageOf(given)];
  });
}
