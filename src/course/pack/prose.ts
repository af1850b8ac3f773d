import type { CommandBlock, Section } from '../lesson/model.ts';
import type { Problem } from './problems.ts';
import { nearest } from './problems.ts';
import type { SourceText } from './read-yaml.ts';

interface OpenSection {
  readonly id: string;
  readonly title: string;
  readonly lines: string[];
  readonly commands: CommandBlock[];
}

const blockWords = ['fails', 'watch', 'example'];

/** Takes the Markdown of a lesson apart at its level-two headings, and finds the commands in it. */
export function readProse(source: SourceText, report: (problem: Problem) => void): readonly Section[] {
  let section: OpenSection = { id: 'intro', title: '', lines: [], commands: [] };
  const sections: OpenSection[] = [section];
  /** The commands whose output may follow: nothing but blank lines came since. */
  let answered: number | undefined;
  let fence: { readonly mark: string; readonly info: string; readonly line: number; readonly lines: string[] } | undefined;
  for (const [index, line] of source.lines.entries()) {
    const number = index + 1;
    const opening = /^ {0,3}(`{3,}|~{3,})\s*(.*)$/.exec(line);
    if (fence !== undefined) {
      section.lines.push(line);
      if (opening !== null && (opening[1] ?? '').startsWith(fence.mark) && opening[2] === '') {
        const block = commandBlock(fence.info, fence.lines, fence.line);
        if (typeof block === 'string') {
          report(source.problemAt(fence.line, 1, block, suggestion(fence.info)));
        } else if (block !== undefined) answered = section.commands.push(block) - 1;
        else if (fence.info === 'text' && answered !== undefined) {
          const before = section.commands[answered];
          if (before !== undefined && before.mode !== 'watch')
            section.commands[answered] = { ...before, output: fence.lines.join('\n') };
          answered = undefined;
        }
        fence = undefined;
      } else fence.lines.push(line);
      continue;
    }
    if (opening !== null) {
      fence = { mark: opening[1] ?? '```', info: (opening[2] ?? '').trim(), line: number, lines: [] };
      section.lines.push(line);
      continue;
    }
    if (line.trim() !== '') answered = undefined;
    const heading = /^##\s+(.*?)\s*#*$/.exec(line);
    if (heading !== null) {
      const { id, title } = headingOf(heading[1] ?? '');
      const same = sections.find((other) => other.id === id);
      if (id === '')
        report(source.problemAt(number, 1, 'expected a heading with letters or digits, or an id such as `{#deploy}`'));
      if (same !== undefined)
        report(source.problemAt(number, 1, `expected a section id that is used once, found \`${id}\` again`));
      section = { id, title, lines: [], commands: [] };
      sections.push(section);
      continue;
    }
    if (section.id === 'intro' && /^#\s/.test(line) && section.lines.every((other) => other.trim() === '')) continue;
    section.lines.push(line);
  }
  if (fence !== undefined) report(source.problemAt(fence.line, 1, `expected the code block to be closed with ${fence.mark}`));
  return sections
    .map(({ id, title, lines, commands }) => ({ id, title, markdown: lines.join('\n').trim(), commands }))
    .filter(({ id, markdown }) => id !== 'intro' || markdown !== '');
}

function headingOf(text: string): { readonly id: string; readonly title: string } {
  const given = /^(.*?)\s*\{#([a-z0-9-]+)\}$/.exec(text);
  return given === null ? { id: slug(text), title: text } : { id: given[2] ?? '', title: given[1] ?? '' };
}

/** `Deploy it` → `deploy-it`. */
export function slug(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '');
}

/** The commands of a block, words for what is wrong with it, or undefined for another kind of block. */
function commandBlock(info: string, lines: readonly string[], line: number): CommandBlock | string | undefined {
  const [language = '', word, more] = info.split(/\s+/);
  if (language !== 'sh') return undefined;
  if (more !== undefined || (word !== undefined && !blockWords.includes(word))) {
    return `expected \`sh\`, \`sh fails\`, \`sh watch\` or \`sh example\`, found \`${info}\``;
  }
  if (word === 'example') return undefined;
  const text = lines.join('\n');
  if (text.trim() === '') return 'expected commands in the block, found nothing';
  return { text, mode: word === 'fails' || word === 'watch' ? word : 'run', line };
}

function suggestion(info: string): string | undefined {
  const near = nearest(info.split(/\s+/)[1] ?? '', blockWords);
  return near === undefined ? undefined : `\`sh ${near}\``;
}
