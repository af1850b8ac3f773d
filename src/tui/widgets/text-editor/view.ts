import type { Point } from '../../app/screen.ts';
import { highlight, languageOf } from '../../prose/highlight.ts';
import { cleanTitle } from '../../text/clean.ts';
import { sliceLine, span, type Line } from '../../text/line.ts';
import { textWidth } from '../../text/width.ts';
import type { Role } from '../../theme/theme.ts';
import { chosenRows } from './blocks.ts';
import { bracketPair } from './brackets.ts';
import type { TextEditor } from './state.ts';

export interface TextEditorPicture {
  readonly lines: readonly Line[];
  readonly cursor: Point;
}

/** A stretch of one row that is underlined. */
export interface MarkedText {
  readonly row: number;
  readonly column: number;
  readonly length: number;
}

const underlined =
  (role: Role) =>
  (line: Line, { column, length }: MarkedText): Line => {
    let at = 0;
    return line.flatMap((part): Line => {
      const from = Math.max(0, Math.min(part.text.length, column - at));
      const until = Math.max(from, Math.min(part.text.length, column + length - at));
      at += part.text.length;
      if (from === until) return [part];
      const inside: Line = [{ ...part, text: part.text.slice(from, until), role, underline: true }];
      const before: Line = from > 0 ? [{ ...part, text: part.text.slice(0, from) }] : [];
      return [...before, ...inside, ...(until < part.text.length ? [{ ...part, text: part.text.slice(until) }] : [])];
    });
  };
const asProblem = underlined('bad');
const asBracket = underlined('accent');

/**
 * The part of the text around the cursor, with line numbers; a bar stands by rows that are chosen, and the bracket at the cursor is
 * marked with its partner. A long row slides sideways while the cursor is in it.
 */
export function textEditorPicture(
  editor: TextEditor,
  path: string,
  columns: number,
  rows: number,
  marked: readonly MarkedText[] = [],
): TextEditorPicture {
  const { buffer } = editor;
  const chosen = editor.anchor === undefined ? undefined : chosenRows(editor);
  const pair = bracketPair(buffer);
  const gutter = String(buffer.rows.length).length + 3;
  const room = Math.max(4, columns - gutter - 1);
  const margin = Math.min(4, Math.floor(rows / 4));
  const top = Math.max(0, Math.min(buffer.row - Math.floor(rows / 2), buffer.rows.length - rows + margin));
  const at = textWidth(cleanTitle((buffer.rows[buffer.row] ?? '').slice(0, buffer.column)));
  const slide = at < room ? 0 : at - Math.floor(room * 0.7);
  const language = languageOf(path.slice(path.lastIndexOf('.') + 1));
  const lines = buffer.rows.slice(top, top + rows).map((row, index): Line => {
    const number = top + index;
    const here = number === buffer.row;
    const problems = marked.filter((mark) => mark.row === number);
    const brackets = pair.filter((place) => place.row === number).map((place) => ({ ...place, length: 1 }));
    const text = brackets.reduce(asBracket, problems.reduce(asProblem, highlight(cleanTitle(row), language)));
    const bar = chosen !== undefined && number >= chosen.first && number <= chosen.last ? '|' : ' ';
    const mark = span(`${String(number + 1).padStart(gutter - 1)}${bar}`, problems.length > 0 ? 'bad' : here ? 'text' : 'faint');
    return [mark, ...(here && slide > 0 ? sliceLine(text, slide, room) : text)];
  });
  return { lines, cursor: { x: gutter + at - slide, y: buffer.row - top } };
}
