import type { ReactElement } from 'react';
import type { Point } from '../../app/screen.ts';
import { highlight, languageOf } from '../../prose/highlight.ts';
import { cleanTitle } from '../../text/clean.ts';
import { sliceLine, span, type Line } from '../../text/line.ts';
import { textWidth } from '../../text/width.ts';
import { Lines } from '../lines/view.tsx';
import type { TextBuffer } from './state.ts';

export interface TextEditorProps {
  readonly picture: TextEditorPicture;
  readonly columns: number;
  readonly rows: number;
}

export interface TextEditorPicture {
  readonly lines: readonly Line[];
  readonly cursor: Point;
}

export function TextEditorPane({ picture, columns, rows }: TextEditorProps): ReactElement {
  return <Lines lines={picture.lines} columns={columns} rows={rows} />;
}

/** The part of the text around the cursor, with line numbers. A long row slides sideways while the cursor is in it. */
export function textEditorPicture(buffer: TextBuffer, path: string, columns: number, rows: number): TextEditorPicture {
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
    const mark = span(`${String(number + 1).padStart(gutter - 1)} `, here ? 'text' : 'faint');
    const text = highlight(cleanTitle(row), language);
    return [mark, ...(here && slide > 0 ? sliceLine(text, slide, room) : text)];
  });
  return { lines, cursor: { x: gutter + at - slide, y: buffer.row - top } };
}
