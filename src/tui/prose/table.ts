import type { Tokens } from 'marked';
import { lineWidth, padLine, span, type Line } from '../text/line.ts';
import { wrapLine } from '../text/wrap.ts';
import type { Symbols } from '../theme/symbols.ts';
import { inlineSpans } from './inline.ts';

const gap = 2;

/** A table whose columns are as wide as what they hold, or as much of it as the width allows. */
export function tableLines(token: Tokens.Table, columns: number, symbols: Symbols): readonly Line[] {
  const head = token.header.map((cell) => inlineSpans(cell.tokens, { bold: true }));
  const body = token.rows.map((row) => row.map((cell) => inlineSpans(cell.tokens)));
  const wanted = head.map((cell, column) => Math.max(lineWidth(cell), ...body.map((row) => lineWidth(row[column] ?? []))));
  const widths = shareColumns(wanted, columns - gap * (wanted.length - 1));
  const total = widths.reduce((sum, width) => sum + width, gap * (widths.length - 1));
  return [
    ...rowLines(head, widths),
    [span(symbols.horizontal.repeat(Math.max(0, Math.min(columns, total))), 'rule')],
    ...body.flatMap((row) => rowLines(row, widths)),
  ];
}

function rowLines(cells: readonly Line[], widths: readonly number[]): readonly Line[] {
  const wrapped = widths.map((width, column) => wrapLine(cells[column] ?? [], width));
  const rows = Math.max(...wrapped.map((lines) => lines.length));
  return Array.from({ length: rows }, (_, row) =>
    wrapped.flatMap((lines, column) => {
      const last = column === widths.length - 1;
      return last ? [...(lines[row] ?? [])] : padLine(lines[row] ?? [], (widths[column] ?? 0) + gap);
    }),
  );
}

/** Narrow columns keep what they want; the wide ones share the rest evenly. */
export function shareColumns(wanted: readonly number[], room: number): readonly number[] {
  let left = room;
  let open = wanted.map((_, index) => index);
  const widths = wanted.map(() => 1);
  while (open.length > 0) {
    const fair = Math.max(1, Math.floor(left / open.length));
    const content = open.filter((index) => (wanted[index] ?? 0) <= fair);
    if (content.length === 0) {
      for (const index of open) widths[index] = fair;
      break;
    }
    for (const index of content) {
      widths[index] = Math.max(1, wanted[index] ?? 0);
      left -= widths[index];
    }
    open = open.filter((index) => !content.includes(index));
  }
  return widths;
}
