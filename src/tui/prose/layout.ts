import { Marked, type Token, type Tokens } from 'marked';
import { cleanText } from '../text/clean.ts';
import { emptyLine, lineText, lineWidth, span, type Line } from '../text/line.ts';
import { wrapLine } from '../text/wrap.ts';
import type { Symbols } from '../theme/symbols.ts';
import type { Role } from '../theme/theme.ts';
import { highlight, languageOf } from './highlight.ts';
import { hardLines, inlineSpans } from './inline.ts';
import { tableLines } from './table.ts';

/** Markdown broken into rows for one width. */
export interface ProseLayout {
  readonly lines: readonly Line[];
  /** Code that can be sent to the shell, from the top down. */
  readonly commands: readonly Command[];
  /** Where each `{#id}` section begins. */
  readonly sections: readonly { readonly id: string; readonly row: number }[];
}

export interface Command {
  readonly text: string;
  readonly row: number;
  readonly rows: number;
}

interface Draft {
  readonly lines: Line[];
  readonly commands: Command[];
  readonly sections: { readonly id: string; readonly row: number }[];
}

const marked = new Marked({ gfm: true });

export function layoutProse(markdown: string, columns: number, symbols: Symbols): ProseLayout {
  const draft: Draft = { lines: [], commands: [], sections: [] };
  for (const token of marked.lexer(cleanText(markdown))) layoutBlock(token, columns, symbols, draft);
  while (draft.lines.length > 0 && draft.lines.at(-1)?.length === 0) draft.lines.pop();
  return draft;
}

function layoutBlock(token: Token, columns: number, symbols: Symbols, draft: Draft): void {
  switch (token.type) {
    case 'heading':
      return layoutHeading(token as Tokens.Heading, columns, symbols, draft);
    case 'code':
      return layoutCode(token as Tokens.Code, columns, symbols, draft);
    case 'blockquote':
      return layoutQuote(token as Tokens.Blockquote, columns, symbols, draft);
    case 'list':
      return layoutList(token as Tokens.List, columns, symbols, draft);
    case 'table':
      draft.lines.push(...tableLines(token as Tokens.Table, columns, symbols), emptyLine);
      return;
    case 'hr':
      draft.lines.push([span(symbols.horizontal.repeat(columns), 'rule')], emptyLine);
      return;
    case 'paragraph':
    case 'text':
      draft.lines.push(...paragraph(inlineSpans((token as Tokens.Paragraph).tokens ?? [token]), columns));
      if (token.type === 'paragraph') draft.lines.push(emptyLine);
      return;
    default:
      return;
  }
}

function paragraph(text: Line, columns: number): readonly Line[] {
  return hardLines(text).flatMap((line) => wrapLine(line, columns));
}

const sectionMark = /\s*\{#([\w-]+)\}\s*$/;

function layoutHeading(token: Tokens.Heading, columns: number, symbols: Symbols, draft: Draft): void {
  const id = sectionMark.exec(token.text)?.[1];
  const spans = inlineSpans(token.tokens, { role: 'heading' });
  const text = spans.map((part, index) =>
    index === spans.length - 1 ? { ...part, text: part.text.replace(sectionMark, '') } : part,
  );
  if (id !== undefined) draft.sections.push({ id, row: draft.lines.length });
  const rows = paragraph(text, columns);
  draft.lines.push(...rows);
  if (token.depth <= 1) draft.lines.push([span(symbols.horizontal.repeat(Math.min(columns, lineWidth(rows[0] ?? []))), 'rule')]);
  draft.lines.push(emptyLine);
}

function layoutCode(token: Tokens.Code, columns: number, symbols: Symbols, draft: Draft): void {
  const language = languageOf(token.lang ?? '');
  const code = token.text.replace(/\n+$/, '').split('\n');
  const shown = code.map((line) => line.replace(/^\$ /, ''));
  const bar = span(`${symbols.vertical} `, 'rule');
  const row = draft.lines.length;
  for (const line of shown) {
    for (const wrapped of wrapLine(highlight(line, language), columns - 4, [span('  ')])) draft.lines.push([bar, ...wrapped]);
  }
  if (language === 'sh') draft.commands.push({ text: shown.join('\n'), row, rows: draft.lines.length - row });
  draft.lines.push(emptyLine);
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
  const inner: Draft = { lines: [], commands: [], sections: [] };
  for (const block of token.tokens) layoutBlock(block, columns - 2, symbols, inner);
  while (inner.lines.at(-1)?.length === 0) inner.lines.pop();
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
  draft.lines.push(emptyLine);
}

function layoutList(token: Tokens.List, columns: number, symbols: Symbols, draft: Draft): void {
  const first = typeof token.start === 'number' ? token.start : 1;
  const width = token.ordered ? `${first + token.items.length - 1}. `.length : 2;
  token.items.forEach((item, index) => {
    const inner: Draft = { lines: [], commands: [], sections: [] };
    for (const block of item.tokens) layoutBlock(block, columns - width, symbols, inner);
    while (inner.lines.at(-1)?.length === 0) inner.lines.pop();
    const mark = token.ordered ? `${first + index}. `.padStart(width) : `${symbols.bullet} `;
    const start = draft.lines.length;
    const lines = inner.lines.length > 0 ? inner.lines : [emptyLine];
    lines.forEach((line, row) => draft.lines.push([span(row === 0 ? mark : ' '.repeat(width), 'faint'), ...line]));
    draft.commands.push(...inner.commands.map((command) => ({ ...command, row: command.row + start })));
    if (token.loose && index < token.items.length - 1) draft.lines.push(emptyLine);
  });
  draft.lines.push(emptyLine);
}

/** The words of a layout, for tests and for a screen reader. */
export function layoutText(layout: ProseLayout): string {
  return layout.lines.map(lineText).join('\n');
}
