import { graphemes, textWidth } from './width.ts';
import type { Line, Span } from './line.ts';

interface Piece {
  readonly span: Span;
  readonly width: number;
  readonly blank: boolean;
}

/** Scripts that are written without blanks between words and may be broken after any character. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef]/u;

/**
 * Breaks a styled line into rows no wider than `columns`: between words where it can, inside them where it must. Later rows
 * begin with `indent`.
 */
export function wrapLine(line: Line, columns: number, indent: Line = []): readonly Line[] {
  const width = Math.max(1, columns);
  const total = line.reduce((sum, { text }) => sum + textWidth(text), 0);
  if (total <= width) return [line];
  const indentWidth = indent.reduce((sum, { text }) => sum + textWidth(text), 0);
  const hanging = indentWidth < width ? indent : [];
  const hangingWidth = indentWidth < width ? indentWidth : 0;

  const rows: Line[] = [];
  let row: Span[] = [];
  let used = 0;
  const breakRow = (): void => {
    rows.push(trimEnd(row));
    row = [...hanging];
    used = hangingWidth;
  };
  for (const word of words(line)) {
    const wordWidth = word.reduce((sum, piece) => sum + piece.width, 0);
    const blank = word.every((piece) => piece.blank);
    if (used + wordWidth > width && used > (rows.length === 0 ? 0 : hangingWidth) && !blank) breakRow();
    for (const piece of word) {
      if (used + piece.width <= width) {
        row.push(piece.span);
        used += piece.width;
        continue;
      }
      if (blank) continue;
      for (const character of graphemes(piece.span.text)) {
        const size = textWidth(character);
        if (used + size > width) breakRow();
        row.push({ ...piece.span, text: character });
        used += size;
      }
    }
  }
  rows.push(trimEnd(row));
  return rows.map(join);
}

/** Rows of a text without styles, keeping every blank: for output, where columns matter. */
export function wrapText(text: string, columns: number): readonly string[] {
  const width = Math.max(1, columns);
  if (textWidth(text) <= width) return [text];
  const rows: string[] = [];
  let row = '';
  let used = 0;
  for (const character of graphemes(text)) {
    const size = textWidth(character);
    if (used + size > width) {
      rows.push(row);
      row = '';
      used = 0;
    }
    row += character;
    used += size;
  }
  rows.push(row);
  return rows;
}

/** Words (runs of non-blanks, across span borders) and the blanks between them, in order. */
function* words(line: Line): Generator<readonly Piece[]> {
  let word: Piece[] = [];
  for (const part of line) {
    for (const text of part.text.split(/( +)/)) {
      if (text === '') continue;
      const blank = text.startsWith(' ');
      const breakable = !blank && unspaced.test(text);
      for (const piece of breakable ? graphemes(text) : [text]) {
        const previous = word.at(-1);
        const mayBreak = previous !== undefined && (previous.blank !== blank || breakable);
        if (mayBreak) {
          yield word;
          word = [];
        }
        word.push({ span: { ...part, text: piece }, width: textWidth(piece), blank });
      }
    }
  }
  if (word.length > 0) yield word;
}

function trimEnd(row: readonly Span[]): readonly Span[] {
  let end = row.length;
  while (end > 0 && row[end - 1]?.text.trim() === '') end -= 1;
  return row.slice(0, end);
}

/** Puts neighbours of the same look together again. */
function join(row: Line): Line {
  const joined: Span[] = [];
  for (const part of row) {
    const last = joined.at(-1);
    if (last && sameLook(last, part)) joined[joined.length - 1] = { ...last, text: last.text + part.text };
    else joined.push(part);
  }
  return joined;
}

function sameLook(a: Span, b: Span): boolean {
  return (
    a.role === b.role &&
    a.bold === b.bold &&
    a.italic === b.italic &&
    a.underline === b.underline &&
    a.selected === b.selected &&
    a.link === b.link
  );
}
