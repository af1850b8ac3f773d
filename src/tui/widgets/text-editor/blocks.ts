import { changed, type TextBuffer, type TextEditor } from './buffer.ts';

/** Rows of a text, counted from 0; both belong to it. */
export interface RowRange {
  readonly first: number;
  readonly last: number;
}

/** The rows that were chosen, else the one with the cursor. */
export function chosenRows({ buffer: { row }, anchor = row }: TextEditor): RowRange {
  return { first: Math.min(row, anchor), last: Math.max(row, anchor) };
}

/** Takes one more row to those that are chosen, or leaves one off. */
export function chooseRows(editor: TextEditor, by: 1 | -1): TextEditor {
  const { buffer, anchor = buffer.row } = editor;
  const row = Math.max(0, Math.min(buffer.rows.length - 1, buffer.row + by));
  const column = Math.min(buffer.column, (buffer.rows[row] ?? '').length);
  return { ...editor, buffer: { ...buffer, row, column }, last: undefined, anchor };
}

/** Moves the chosen rows two columns in or out; they stay chosen. Empty rows stay empty. */
export function indentRows(editor: TextEditor, by: 1 | -1): TextEditor {
  const { buffer } = editor;
  const { first, last } = chosenRows(editor);
  const several = first !== last;
  const shift = (row: string): string => {
    if (by > 0) return several && row === '' ? row : `  ${row}`;
    return row.slice(Math.min(2, /^ */.exec(row)?.[0].length ?? 0));
  };
  const rows = buffer.rows.map((row, index) => (index < first || index > last ? row : shift(row)));
  if (rows.every((row, index) => row === buffer.rows[index])) return editor;
  const grown = (rows[buffer.row] ?? '').length - (buffer.rows[buffer.row] ?? '').length;
  const moved: TextBuffer = { rows, row: buffer.row, column: Math.max(0, buffer.column + grown) };
  return { ...changed(editor, moved), anchor: editor.anchor };
}

/** Takes the chosen rows out. */
export function deleteRows(editor: TextEditor): TextEditor {
  const { buffer } = editor;
  const { first, last } = chosenRows(editor);
  const left = [...buffer.rows.slice(0, first), ...buffer.rows.slice(last + 1)];
  const rows = left.length === 0 ? [''] : left;
  return changed(editor, { rows, row: Math.min(first, rows.length - 1), column: 0 });
}
