/** A text as rows, and the cursor: a row, and a place in it in UTF-16 units. */
export interface TextBuffer {
  readonly rows: readonly string[];
  readonly row: number;
  readonly column: number;
}

/** A buffer with its past and future. */
export interface TextEditor {
  readonly buffer: TextBuffer;
  readonly past: readonly TextBuffer[];
  readonly future: readonly TextBuffer[];
  /** What the last change was, so that letters typed one after the other are undone together. */
  readonly last?: 'typing' | 'deleting' | undefined;
  /** The row where a choice of rows began; it reaches to the cursor. */
  readonly anchor?: number | undefined;
}

/** So many changes can be undone: each keeps the places of all its rows. */
const mostUndone = 300;

/** The editor with another text, which can be undone. No rows are chosen any more. */
export function changed(editor: TextEditor, buffer: TextBuffer, kind?: TextEditor['last']): TextEditor {
  if (buffer === editor.buffer) return editor;
  const together = kind !== undefined && kind === editor.last;
  return { buffer, past: together ? editor.past : [...editor.past.slice(1 - mostUndone), editor.buffer], future: [], last: kind };
}
