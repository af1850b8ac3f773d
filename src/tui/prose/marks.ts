import type { Line, Span } from '../text/line.ts';
import { roles, type Role } from '../theme/theme.ts';

/**
 * Between the Markdown renderer and the screen, looks travel as escape sequences, because its tables and highlighter know that those
 * take no room. The numbers are ours: a foreground stands for a role, a background for a link, an underline colour for a code block. None of them
 * reaches a terminal.
 */
export const marks = {
  role: (role: Role) => wrapped(`38;5;${roles.indexOf(role)}`, '39'),
  bold: wrapped('1', '22'),
  italic: wrapped('3', '23'),
  underline: wrapped('4', '24'),
  /** Marks the text of the link with this number. */
  link: (number: number) => wrapped(`48;5;${number}`, '49'),
  /** Marks the rows of the code block with this number. */
  code: (number: number) => (text: string) =>
    text
      .split('\n')
      .map((line) => wrapped(`58;5;${number}`, '59')(line))
      .join('\n'),
};

function wrapped(on: string, off: string): (text: string) => string {
  // An inner style ends with the code that ends the outer one too, which is begun again after it.
  return (text) => `\u001b[${on}m${text.replaceAll(`\u001b[${off}m`, `\u001b[${off}m\u001b[${on}m`)}\u001b[${off}m`;
}

export interface MarkedLine {
  readonly line: Line;
  /** The code block that the row belongs to; `indent` is how many spans stand before the code. */
  readonly code?: { readonly block: number; readonly indent: number };
}

/** The text that reads as this row. */
export function writeMarks(line: Line): string {
  return line
    .map(({ text, role, bold, italic, underline, link }) => {
      let marked = role === undefined ? text : marks.role(role)(text);
      if (link !== undefined) marked = marks.link(link)(marked);
      if (bold === true) marked = marks.bold(marked);
      if (italic === true) marked = marks.italic(marked);
      return underline === true ? marks.underline(marked) : marked;
    })
    .join('');
}

/** Reads the text of the renderer back into rows of spans. Looks may span rows. */
export function readMarks(text: string): readonly MarkedLine[] {
  const rows: { line: Span[]; code?: { block: number; indent: number } }[] = [{ line: [] }];
  let style: Omit<Span, 'text'> = {};
  // eslint-disable-next-line no-control-regex
  for (const piece of text.split(/(\u001b\[[\d;]*m|\n)/)) {
    const row = rows.at(-1);
    if (piece === '' || row === undefined) continue;
    if (piece === '\n') rows.push({ line: [] });
    else if (piece.startsWith('\u001b')) {
      const codes = piece.slice(2, -1).split(';').map(Number);
      if (codes[0] === 58) row.code = { block: codes[2] ?? 0, indent: row.line.length };
      style = changed(style, codes);
    } else {
      row.line.push({ text: piece, ...style });
    }
  }
  return rows;
}

function changed({ role, bold, italic, underline, link }: Omit<Span, 'text'>, codes: readonly number[]): Omit<Span, 'text'> {
  const [code, , argument = 0] = codes;
  const named = code === 38 ? roles[argument] : code === 39 ? undefined : role;
  const linked = code === 48 ? argument : code === 49 ? undefined : link;
  const isBold = code === 1 || (bold === true && code !== 22);
  const isItalic = code === 3 || (italic === true && code !== 23);
  const isUnderlined = code === 4 || (underline === true && code !== 24);
  return {
    ...(named === undefined ? {} : { role: named }),
    ...(isBold ? { bold: true } : {}),
    ...(isItalic ? { italic: true } : {}),
    ...(isUnderlined ? { underline: true } : {}),
    ...(linked === undefined ? {} : { link: linked }),
  };
}
