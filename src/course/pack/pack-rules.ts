import { lessonsOf, type Lesson, type Pack } from '../lesson/model.ts';
import { linksIn } from './links.ts';
import { nearest } from './problems.ts';
import { place, type PackReader } from './reader.ts';
import { SourceText } from './read-yaml.ts';

/** What must hold between the lessons of a pack, and between the pack and its folder. */
export function crossProblems(reader: PackReader, pack: Pack, folders: readonly string[]): void {
  const lessons = lessonsOf(pack);
  for (const [index, lesson] of lessons.entries()) {
    const folder = folders[index] ?? '';
    const report = (file: string, at: string, message: string, suggestion?: string): void =>
      reader.report(place(reader.files, `${folder}/${file}`, at, message, suggestion));
    if (lessons.findIndex((other) => other.id === lesson.id) !== index)
      report('lesson.yaml', 'id:', `expected lesson ids that are used once, found \`${lesson.id}\` twice`);
    for (const id of lesson.requires.filter((one) => isMissing(one, lessons)))
      report('lesson.yaml', id, `expected a lesson of this pack, found \`${id}\``, suggestion(id, lessons));
    proseProblems(lesson, pack, report);
  }
  unusedFiles(reader, folders);
}

/** What a lesson requires may be in a pack that is installed beside this one, so only modules of this pack are looked at. */
function isMissing(id: string, lessons: readonly Lesson[]): boolean {
  const [module = ''] = id.split('/');
  return lessons.some((other) => other.id.startsWith(`${module}/`)) && !lessons.some((other) => other.id === id);
}

function suggestion(id: string, lessons: readonly Lesson[]): string | undefined {
  const near = nearest(
    id,
    lessons.map((lesson) => lesson.id),
  );
  return near === undefined ? undefined : `\`${near}\``;
}

function proseProblems(
  lesson: Lesson,
  pack: Pack,
  reportIn: (file: string, at: string, message: string, suggestion?: string) => void,
): void {
  for (const { markdown } of lesson.sections)
    linkProblems(markdown, lesson, pack, (...problem) => reportIn('lesson.md', ...problem));
  const short = [
    ...lesson.tasks.flatMap(({ hints }) => hints.map((hint) => ['hints:', hint] as const)),
    ...lesson.cards.flatMap(({ front, back }) => [front, back].map((side) => ['cards:', side] as const)),
  ];
  for (const [key, markdown] of [['debrief:', lesson.debrief] as const, ...short])
    linkProblems(markdown, lesson, pack, (at, ...problem) => reportIn('lesson.yaml', at === '' ? key : at, ...problem));
}

function linkProblems(
  markdown: string,
  lesson: Lesson,
  pack: Pack,
  report: (at: string, message: string, suggestion?: string) => void,
): void {
  const lessons = lessonsOf(pack);
  const sections = lesson.sections.map(({ id }) => id);
  const terms = Object.keys(pack.terms);
  const { links, problem } = linksIn(markdown);
  if (problem !== undefined) report('', problem);
  for (const target of links) {
    const at = `(${target})`;
    const [scheme = '', rest = ''] = target.split(/:(.*)/s);
    if (target.startsWith('#')) {
      const id = target.slice(1);
      if (!sections.includes(id))
        report(at, `expected a link to a section of the lesson (${sections.join(', ')}), found ${target}`);
    } else if (scheme === 'lesson') {
      if (isMissing(rest, lessons))
        report(at, `expected a link to a lesson of this pack, found ${target}`, suggestion(rest, lessons));
    } else if (scheme === 'term') {
      const near = nearest(rest, terms);
      if (!terms.includes(rest))
        report(
          at,
          `expected a link to one of the \`terms\` of pack.yaml, found ${target}`,
          near === undefined ? undefined : `\`term:${near}\``,
        );
    } else if (scheme !== 'https' && scheme !== 'http') {
      report(
        at,
        `expected a link such as \`#section\`, \`lesson:module/lesson\`, \`term:word\` or \`https://…\`, found ${target}`,
      );
    }
  }
}

/** Files beside those of the format that a pack may hold: what npm and people expect. */
const welcome = /^(package\.json|pack\.yaml|README(\.[\w-]+)?\.md|CHANGELOG\.md|LICEN[CS]E(\.\w+)?|NOTICE)$/i;

function unusedFiles(reader: PackReader, folders: readonly string[]): void {
  for (const path of reader.files.list('.')) {
    const plain = path.replace(/^\.\//, '');
    const first = plain.split('/')[0] ?? '';
    // Hidden files and installed packages belong to tools.
    if (plain.split('/').some((part) => part.startsWith('.')) || first === 'node_modules') continue;
    if (reader.used.has(plain) || welcome.test(plain)) continue;
    const folder = folders.find((one) => plain.startsWith(`${one}/`));
    const message =
      folder === undefined
        ? 'expected a file that the pack uses, found one that no lesson names: list its lesson in pack.yaml, or remove it'
        : 'expected a file that the lesson uses, found one that neither lesson.yaml nor the format names: what the learner shall find goes into files/';
    reader.report(new SourceText(plain, '').problemAt(1, 1, message));
  }
}
