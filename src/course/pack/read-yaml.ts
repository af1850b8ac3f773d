import { type Document, LineCounter, type Node, parseAllDocuments, visit } from 'yaml';
import { limits } from '../pack-limits.ts';
import { controlCharacters, type Problem } from './problems.ts';

/** A text file of a pack with what is needed to name a place in it. */
export class SourceText {
  readonly lines: readonly string[];

  constructor(
    readonly file: string,
    readonly text: string,
  ) {
    this.lines = text.split(/\r?\n/);
  }

  problem(offset: number, message: string, suggestion?: string): Problem {
    const before = this.text.slice(0, offset).split('\n');
    return this.problemAt(before.length, (before.at(-1)?.length ?? 0) + 1, message, suggestion);
  }

  problemAt(line: number, column: number, message: string, suggestion?: string): Problem {
    const source = this.lines[line - 1] ?? '';
    return { file: this.file, line, column, message, source, ...(suggestion === undefined ? {} : { suggestion }) };
  }
}

/** What is wrong with a text before it is read: its size and characters that a terminal would act on. */
export function textProblems(source: SourceText): readonly Problem[] {
  const bytes = new TextEncoder().encode(source.text).length;
  if (bytes > limits.fileBytes) {
    return [source.problemAt(1, 1, `expected a file of at most ${limits.fileBytes / 1024} KiB, found a larger one`)];
  }
  return [...source.text.matchAll(controlCharacters)]
    .filter(([character], _index) => character !== '\r')
    .slice(0, 5)
    .map((match) => source.problem(match.index, controlWords(match[0])));
}

function controlWords(character: string): string {
  const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  return `expected text, found the control character U+${code}`;
}

/** Control characters that stand in the file as escapes, such as `"\\e[2J"`. */
function escapedControls(source: SourceText, documents: readonly Document.Parsed[]): readonly Problem[] {
  const problems: Problem[] = [];
  for (const document of documents) {
    visit(document, {
      Scalar(_key, { value, range }) {
        const [found] = typeof value === 'string' ? [...value.matchAll(controlCharacters)] : [];
        if (found !== undefined) problems.push(source.problem(range?.[0] ?? 0, controlWords(found[0])));
        return problems.length < 5 ? undefined : visit.BREAK;
      },
    });
  }
  return problems;
}

/** A YAML file taken apart: its documents, and how to follow aliases in them. */
export interface YamlFile {
  readonly source: SourceText;
  readonly documents: readonly Document.Parsed[];
}

/** Parses YAML with positions. Reports what is wrong and returns undefined then. */
export function readYaml(source: SourceText, report: (problem: Problem) => void): YamlFile | undefined {
  const textual = textProblems(source);
  textual.forEach(report);
  if (textual.length > 0) return undefined;
  const deepest = depthOf(source.text);
  if (deepest !== undefined) {
    report(source.problem(deepest, `expected at most ${limits.depth} levels of nesting`));
    return undefined;
  }
  const lineCounter = new LineCounter();
  const parsed = parseAllDocuments(source.text, { lineCounter, prettyErrors: false, uniqueKeys: true, logLevel: 'silent' });
  const documents: readonly Document.Parsed[] = Array.isArray(parsed) ? parsed : [];
  const errors = documents.flatMap((document) => [...document.errors, ...document.warnings]);
  for (const error of errors) {
    const { line, col } = lineCounter.linePos(error.pos[0]);
    report(source.problemAt(line, Math.max(1, col), `expected YAML, found: ${error.message}`));
  }
  const controls = errors.length > 0 ? [] : escapedControls(source, documents);
  controls.forEach(report);
  return errors.length + controls.length > 0 ? undefined : { source, documents };
}

/** Where collections nest deeper than the parser should be asked to follow: by brackets, or by dashes, marks and blanks before a line's first word. */
function depthOf(text: string): number | undefined {
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === '[' || character === '{') depth++;
    else if (character === ']' || character === '}') depth = Math.max(0, depth - 1);
    if (depth > 10 * limits.depth) return index;
  }
  let start = 0;
  for (const line of text.split('\n')) {
    const [indent = ''] = /^[ ?:-]*/.exec(line) ?? [];
    if (indent.length > 10 * limits.depth) return start;
    start += line.length + 1;
  }
  return undefined;
}

export type YamlNode = Node | null | undefined;
