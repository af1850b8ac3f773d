import type { Role } from '../theme/theme.ts';
import { takeWidth, textWidth } from './width.ts';

/** A stretch of text with one look. What a role looks like is the theme's affair, so lines can be made without one. */
export interface Span {
  readonly text: string;
  readonly role?: Role;
  readonly bold?: boolean;
  readonly italic?: boolean;
  readonly underline?: boolean;
  /** Reversed, as the chosen row of a list. */
  readonly selected?: boolean;
  /** Which link of the prose it belongs to; nothing that is seen. */
  readonly link?: number;
}

/** One row of the screen. */
export type Line = readonly Span[];

export const emptyLine: Line = [];

export function span(text: string, role?: Role, style?: Omit<Span, 'text' | 'role'>): Span {
  return { text, ...(role === undefined ? {} : { role }), ...style };
}

export function lineWidth(line: Line): number {
  return line.reduce((width, { text }) => width + textWidth(text), 0);
}

export function lineText(line: Line): string {
  return line.map(({ text }) => text).join('');
}

/** Whether two spans look the same, their text included. */
export function sameSpan(a: Span | undefined, b: Span | undefined): boolean {
  if (a === b) return true;
  return (
    a !== undefined &&
    b !== undefined &&
    a.text === b.text &&
    a.role === b.role &&
    a.bold === b.bold &&
    a.italic === b.italic &&
    a.underline === b.underline &&
    a.selected === b.selected
  );
}

/** Cuts a line to this many columns; what is cut off is marked with the ellipsis. */
export function fitLine(line: Line, columns: number, ellipsis: string): Line {
  if (lineWidth(line) <= columns) return line;
  const fitted: Span[] = [];
  let room = columns - textWidth(ellipsis);
  for (const part of line) {
    const text = takeWidth(part.text, room);
    if (text !== '') fitted.push({ ...part, text });
    room -= textWidth(text);
    if (text !== part.text) break;
  }
  const last = fitted.at(-1);
  return room < -textWidth(ellipsis) ? [] : [...fitted, { ...last, text: ellipsis }];
}

/** Fills a line with blanks to this many columns. */
export function padLine(line: Line, columns: number, style?: Omit<Span, 'text'>): Line {
  const missing = columns - lineWidth(line);
  return missing > 0 ? [...line, { text: ' '.repeat(missing), ...style }] : line;
}

/** A left part and a right part on one row; the left one gives way when both do not fit. */
export function spread(left: Line, right: Line, columns: number, ellipsis: string): Line {
  const rightWidth = lineWidth(right);
  if (rightWidth === 0 || rightWidth + 8 > columns) return fitLine(left, columns, ellipsis);
  return [...padLine(fitLine(left, columns - rightWidth - 1, ellipsis), columns - rightWidth), ...right];
}

/** The part of a line from one column on, `columns` wide. A wide character that lies across the border becomes a blank. */
export function sliceLine(line: Line, from: number, columns: number): Line {
  const sliced: Span[] = [];
  let skip = from;
  let room = columns;
  for (const part of line) {
    const width = textWidth(part.text);
    if (skip >= width) {
      skip -= width;
      continue;
    }
    const dropped = takeWidth(part.text, skip);
    const rest =
      textWidth(dropped) < skip ? ` ${part.text.slice(takeWidth(part.text, skip + 1).length)}` : part.text.slice(dropped.length);
    skip = 0;
    const text = takeWidth(rest, room);
    if (text !== '') sliced.push({ ...part, text });
    room -= textWidth(text);
    if (room <= 0) break;
  }
  return sliced;
}
