import { Marked, type Token, type Tokens } from 'marked';
import { cleanText } from '../text/clean.ts';
import { emptyLine, fitLine, lineText, lineWidth, span, type Line } from '../text/line.ts';
import { wrapLine } from '../text/wrap.ts';
import type { Symbols } from '../theme/symbols.ts';
import type { Role } from '../theme/theme.ts';
import { highlight } from './highlight.ts';
import { codeBar, renderBlock, type CodeBlock } from './render-block.ts';
import type { MarkedLine } from './marks.ts';

/** Markdown broken into rows for one width. */
export interface ProseLayout {
  readonly lines: readonly Line[];
  /** Code that can be sent to the shell, from the top down. */
  readonly commands: readonly Command[];
  /** What can be followed, in the order of the text. */
  readonly links: readonly ProseLink[];
  /** Where each `{#id}` section begins. */
  readonly sections: readonly { readonly id: string; readonly row: number }[];
}

export interface Command {
  readonly text: string;
  readonly row: number;
  readonly rows: number;
}

/** A link into the course. */
export interface ProseLink {
  /** As its spans name it. */
  readonly number: number;
  /** `term:word`, `lesson:module/lesson` or `#section`. */
  readonly target: string;
  readonly row: number;
}

interface Draft {
  readonly lines: Line[];
  readonly commands: Command[];
  readonly sections: { readonly id: string; readonly row: number }[];
  /** Where links lead, by number; one list for the whole text. */
  readonly targets: string[];
}

const marked = new Marked({ gfm: true });

/** Markdown as marked-terminal renders it, in rows that fit `columns`, with call-outs, section anchors and what the shell can take. */
export function layoutProse(markdown: string, columns: number, symbols: Symbols): ProseLayout {
  const draft: Draft = { lines: [], commands: [], sections: [], targets: [] };
  layoutBlocks(marked.lexer(cleanText(markdown)), columns, symbols, draft);
  const { lines, commands, sections, targets } = draft;
  return { lines, commands, sections, links: linksIn(lines, targets) };
}

function linksIn(lines: readonly Line[], targets: readonly string[]): readonly ProseLink[] {
  const rows = new Map<number, number>();
  lines.forEach((line, row) => {
    for (const { link } of line) if (link !== undefined && !rows.has(link)) rows.set(link, row);
  });
  return [...rows].map(([number, row]) => ({ number, row, target: targets[number] ?? '' }));
}

const unseen: ReadonlySet<string> = new Set(['space', 'html', 'def']);

function layoutBlocks(tokens: readonly Token[], columns: number, symbols: Symbols, draft: Draft): void {
  for (const token of tokens) {
    if (unseen.has(token.type)) continue;
    if (draft.lines.length > 0) draft.lines.push(emptyLine);
    if (token.type === 'heading') layoutHeading(token as Tokens.Heading, columns, symbols, draft);
    else if (token.type === 'blockquote') layoutQuote(token as Tokens.Blockquote, columns, symbols, draft);
    else if (token.type === 'hr') draft.lines.push([span(symbols.horizontal.repeat(columns), 'rule')]);
    else layoutBlock(token, columns, symbols, draft);
  }
}

function layoutBlock(token: Token, columns: number, symbols: Symbols, draft: Draft): void {
  const { lines, code } = renderBlock(token, columns, symbols, draft.targets);
  const places = code.map(() => ({ row: -1, rows: 0 }));
  for (const marked of token.type === 'list' ? lines.map(dedented) : lines) {
    const block = marked.code === undefined ? undefined : code[marked.code.block];
    const place = marked.code === undefined ? undefined : places[marked.code.block];
    const rows = block === undefined ? textRows(marked.line, columns, symbols) : codeRows(marked, block, columns, symbols);
    if (place !== undefined) {
      if (place.rows === 0) place.row = draft.lines.length;
      place.rows += rows.length;
    }
    draft.lines.push(...rows);
  }
  code.forEach(({ text, language }, index) => {
    const place = places[index];
    if (language === 'sh' && place !== undefined && place.rows > 0) draft.commands.push({ text, ...place });
  });
}

/** Takes away the two columns by which a list is set in. */
function dedented({ line, code }: MarkedLine): MarkedLine {
  const [first, ...rest] = line;
  if (first === undefined) return { line };
  return { line: [{ ...first, text: first.text.replace(/^ {2}/, '') }, ...rest], ...(code === undefined ? {} : { code }) };
}

const listMark = /^( *)(\*|\d+\.) /;

/** Rows of running text; those after the first stand under the text of a list item, not under its mark. */
function textRows(line: Line, columns: number, symbols: Symbols): readonly Line[] {
  const [first, ...rest] = line;
  if (first === undefined) return [emptyLine];
  const [whole, indent = '', mark] = listMark.exec(first.text) ?? [/^ */.exec(first.text)?.[0] ?? ''];
  const hanging = whole === '' ? [] : [span(' '.repeat(whole.length))];
  if (mark === undefined || first.role !== undefined) return wrapLine(line, columns, hanging).map(withoutEnd);
  const text = { ...first, text: first.text.slice(whole.length) };
  const shown = span(`${indent}${mark === '*' ? symbols.bullet : mark} `, 'faint');
  return wrapLine([shown, text, ...rest], columns, hanging).map(withoutEnd);
}

/** A row without the blanks at its end. */
function withoutEnd(line: Line): Line {
  const last = line.at(-1);
  if (last === undefined || !last.text.endsWith(' ')) return line;
  const text = last.text.trimEnd();
  return text === '' ? withoutEnd(line.slice(0, -1)) : [...line.slice(0, -1), { ...last, text }];
}

/** A row of code behind a bar. What is drawn in columns, such as a table, is cut where it must be: wrapped nobody could read it. */
function codeRows({ line, code }: MarkedLine, block: CodeBlock, columns: number, symbols: Symbols): readonly Line[] {
  const before = line.slice(0, code?.indent ?? 0);
  const bar = span(`${symbols.vertical} `, 'rule');
  // The highlighter knows no kubectl: what it left plain on a line for the shell gets the looks of a command line.
  const shown = line.slice(before.length).flatMap((part): Line => {
    return block.language === 'sh' && part.role === undefined ? highlight(part.text, 'sh') : [part];
  });
  const room = columns - codeBar - lineWidth(before);
  const depth = /^ */.exec(lineText(shown))?.[0].length ?? 0;
  const rows =
    block.language === undefined
      ? [fitLine(shown, room, symbols.ellipsis)]
      : wrapLine(shown, room - codeBar, [span(' '.repeat(Math.min(depth, Math.floor(room / 2)) + 2))]);
  return rows.map((row): Line => [...before, bar, ...row]);
}

const sectionMark = /\s*\{#([\w-]+)\}\s*$/;

function layoutHeading(token: Tokens.Heading, columns: number, symbols: Symbols, draft: Draft): void {
  const id = sectionMark.exec(token.text)?.[1];
  if (id !== undefined) draft.sections.push({ id, row: draft.lines.length });
  const rows = renderBlock(token, columns, symbols, draft.targets).lines.flatMap(({ line }) => {
    const text = line.map((part, index) =>
      index === line.length - 1 ? { ...part, text: part.text.replace(sectionMark, '') } : part,
    );
    return wrapLine(text, columns);
  });
  draft.lines.push(...rows);
  if (token.depth <= 1) draft.lines.push([span(symbols.horizontal.repeat(Math.min(columns, lineWidth(rows[0] ?? []))), 'rule')]);
}

/** What a call-out says of itself in its first bold words, and the colour that goes with it. */
const callOuts: { readonly [label: string]: Role } = {
  'try it': 'good',
  careful: 'warn',
  'then and now': 'accent',
  试一试: 'good',
  小心: 'warn',
  今昔: 'accent',
};

function layoutQuote(token: Tokens.Blockquote, columns: number, symbols: Symbols, draft: Draft): void {
  const inner: Draft = { lines: [], commands: [], sections: [], targets: draft.targets };
  layoutBlocks(token.tokens, columns - 2, symbols, inner);
  const first = inner.lines[0]?.find((part) => part.text.trim() !== '');
  const label = first?.bold === true ? first.text.trim() : '';
  const role = callOuts[label.toLowerCase().replace(/[.:：。]$/, '')] ?? 'muted';
  const bar = span(`${symbols.quote} `, role);
  const start = draft.lines.length;
  inner.lines.forEach((line, index) => {
    const tinted = index === 0 ? line.map((part) => (part === first ? { ...part, role } : part)) : line;
    draft.lines.push([bar, ...tinted]);
  });
  draft.commands.push(...inner.commands.map((command) => ({ ...command, row: command.row + start })));
}
