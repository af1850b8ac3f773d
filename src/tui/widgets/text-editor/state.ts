import { graphemes, textWidth } from '../../text/width.ts';
import { inEmptyPair, typeBracket } from './brackets.ts';
import { changed, type TextBuffer, type TextEditor } from './buffer.ts';

export type { TextBuffer, TextEditor } from './buffer.ts';

export function editorOf(text: string): TextEditor {
  return { buffer: { rows: text.split('\n'), row: 0, column: 0 }, past: [], future: [] };
}

export function editorText({ buffer }: TextEditor): string {
  return buffer.rows.join('\n');
}

type Move = (buffer: TextBuffer) => TextBuffer;

const rowAt = ({ rows, row }: TextBuffer, by = 0): string => rows[row + by] ?? '';
const place = (buffer: TextBuffer, row: number, column: number): TextBuffer => ({ ...buffer, row, column });

const left: Move = (buffer) => {
  if (buffer.column > 0) {
    const before = graphemes(rowAt(buffer).slice(0, buffer.column)).at(-1) ?? '';
    return place(buffer, buffer.row, buffer.column - before.length);
  }
  return buffer.row === 0 ? buffer : place(buffer, buffer.row - 1, rowAt(buffer, -1).length);
};

const right: Move = (buffer) => {
  const row = rowAt(buffer);
  if (buffer.column < row.length)
    return place(buffer, buffer.row, buffer.column + (graphemes(row.slice(buffer.column))[0]?.length ?? 1));
  return buffer.row === buffer.rows.length - 1 ? buffer : place(buffer, buffer.row + 1, 0);
};

/** Up and down keep to the column as it is seen, not counted in letters. */
const vertical =
  (by: number): Move =>
  (buffer) => {
    const row = Math.max(0, Math.min(buffer.rows.length - 1, buffer.row + by));
    if (row === buffer.row) return place(buffer, row, by < 0 ? 0 : rowAt(buffer).length);
    const wanted = textWidth(rowAt(buffer).slice(0, buffer.column));
    let column = 0;
    let width = 0;
    for (const character of graphemes(buffer.rows[row] ?? '')) {
      width += textWidth(character);
      if (width > wanted) break;
      column += character.length;
    }
    return place(buffer, row, column);
  };

/** To the first letter of the row, or to its very beginning when already there. */
const lineStart: Move = (buffer) => {
  const indent = /^\s*/.exec(rowAt(buffer))?.[0].length ?? 0;
  return place(buffer, buffer.row, buffer.column === indent ? 0 : indent);
};
const lineEnd: Move = (buffer) => place(buffer, buffer.row, rowAt(buffer).length);
const wordLeft: Move = (buffer) => {
  if (buffer.column === 0) return left(buffer);
  return place(buffer, buffer.row, /[\w-]+[^\w-]*$|[^\w-]+$/.exec(rowAt(buffer).slice(0, buffer.column))?.index ?? 0);
};
const wordRight: Move = (buffer) => {
  const rest = rowAt(buffer).slice(buffer.column);
  if (rest === '') return right(buffer);
  return place(buffer, buffer.row, buffer.column + (/^[^\w-]*[\w-]+|^[^\w-]+/.exec(rest)?.[0].length ?? rest.length));
};

export const moves: { readonly [key: string]: Move } = {
  left,
  right,
  up: vertical(-1),
  down: vertical(1),
  home: lineStart,
  end: lineEnd,
  'ctrl+a': lineStart,
  'ctrl+left': wordLeft,
  'ctrl+right': wordRight,
  'alt+left': wordLeft,
  'alt+right': wordRight,
  'alt+b': wordLeft,
  'alt+f': wordRight,
  'ctrl+home': (buffer) => place(buffer, 0, 0),
  'ctrl+end': (buffer) => place(buffer, buffer.rows.length - 1, buffer.rows.at(-1)?.length ?? 0),
};

export function moveRows(editor: TextEditor, by: number): TextEditor {
  return moved(editor, vertical(by));
}

export function moved(editor: TextEditor, move: Move): TextEditor {
  return { ...editor, buffer: move(editor.buffer), last: undefined, anchor: undefined };
}

/** Puts text, of one row or several, at the cursor. */
function put(buffer: TextBuffer, text: string): TextBuffer {
  const [first = '', ...more] = text.split('\n');
  const row = rowAt(buffer);
  const head = row.slice(0, buffer.column);
  const tail = row.slice(buffer.column);
  const inserted = more.length === 0 ? [head + first + tail] : [head + first, ...more.slice(0, -1), (more.at(-1) ?? '') + tail];
  const rows = [...buffer.rows.slice(0, buffer.row), ...inserted, ...buffer.rows.slice(buffer.row + 1)];
  const column = more.length === 0 ? head.length + first.length : (more.at(-1) ?? '').length;
  return { rows, row: buffer.row + more.length, column };
}

/** Takes out what lies between the cursor and another place. */
function cutTo(buffer: TextBuffer, other: TextBuffer): TextBuffer {
  const back = other.row < buffer.row || (other.row === buffer.row && other.column < buffer.column);
  const [from, until] = back ? [other, buffer] : [buffer, other];
  const joined = rowAt(from).slice(0, from.column) + rowAt(until).slice(until.column);
  const rows = [...buffer.rows.slice(0, from.row), joined, ...buffer.rows.slice(until.row + 1)];
  return { rows, row: from.row, column: from.column };
}

export function typeText(editor: TextEditor, text: string): TextEditor {
  const bracket = typeBracket(editor, text);
  if (bracket !== undefined) return bracket;
  return changed(editor, put(editor.buffer, text), text === ' ' || text.length > 4 ? undefined : 'typing');
}

/** An item of a list that holds a plain value, up to its dash. */
const plainItem = /^(\s*- +)(?:["']|(?!.*:(?: |$))[^\s{[&|>])/;

/**
 * A new row that begins where the one above does, deeper after a key without a value. After a plain item of a list comes the next
 * one; an item that is still empty ends the list.
 */
export function newRow(editor: TextEditor): TextEditor {
  const { buffer } = editor;
  const above = rowAt(buffer).slice(0, buffer.column);
  const atEnd = buffer.column === rowAt(buffer).length;
  const indent = /^\s*/.exec(above)?.[0] ?? '';
  if (atEnd && /^\s*- *$/.test(above)) {
    const rows = buffer.rows.with(buffer.row, indent);
    return changed(editor, { rows, row: buffer.row, column: indent.length });
  }
  const dash = atEnd ? plainItem.exec(above)?.[1] : undefined;
  if (dash !== undefined) return changed(editor, put(buffer, `\n${dash}`));
  const item = /^\s*(?:- +)*/.exec(above)?.[0].length ?? indent.length;
  const opens = /:\s*(?:[|>][+-]?\s*)?$/.test(above);
  const width = opens ? item + 2 : above.trim() === '' ? indent.length : item;
  return changed(editor, put(buffer, `\n${' '.repeat(width)}`));
}

const cut =
  (move: Move, kind?: TextEditor['last']) =>
  (editor: TextEditor): TextEditor =>
    changed(editor, cutTo(editor.buffer, move(editor.buffer)), kind);

/** Backspace; in the indentation it takes back a whole step, in an empty pair of brackets both. */
export function backspace(editor: TextEditor): TextEditor {
  const { buffer } = editor;
  const before = rowAt(buffer).slice(0, buffer.column);
  if (inEmptyPair(buffer)) return changed(editor, cutTo(left(buffer), right(buffer)), 'deleting');
  if (before.length >= 2 && before.trim() === '' && before.length % 2 === 0) {
    return changed(editor, cutTo(buffer, place(buffer, buffer.row, buffer.column - 2)), 'deleting');
  }
  return buffer.row === 0 && buffer.column === 0 ? editor : cut(left, 'deleting')(editor);
}

export const deleteForward = cut(right, 'deleting');
export const deleteWord = cut(wordLeft);
export const deleteToEnd = (editor: TextEditor): TextEditor => {
  const { buffer } = editor;
  return cut(buffer.column === rowAt(buffer).length ? right : lineEnd)(editor);
};

export function undo(editor: TextEditor): TextEditor {
  const before = editor.past.at(-1);
  return before ? { buffer: before, past: editor.past.slice(0, -1), future: [editor.buffer, ...editor.future] } : editor;
}

export function redo(editor: TextEditor): TextEditor {
  const [next, ...future] = editor.future;
  return next ? { buffer: next, past: [...editor.past, editor.buffer], future } : editor;
}

/** Goes to the next place after the cursor where the text stands, from the top again when there is none below. */
export function findNext(editor: TextEditor, text: string): TextEditor {
  if (text === '') return editor;
  const { rows, row, column } = editor.buffer;
  const wanted = text.toLowerCase();
  for (let step = 0; step <= rows.length; step += 1) {
    const index = (row + step) % rows.length;
    const at = (rows[index] ?? '').toLowerCase().indexOf(wanted, step === 0 ? column + 1 : 0);
    if (at >= 0) return moved(editor, (buffer) => place(buffer, index, at));
  }
  return editor;
}
