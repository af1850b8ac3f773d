import { changed, type TextBuffer, type TextEditor } from './buffer.ts';

const closerOf: { readonly [opener: string]: string } = { '(': ')', '[': ']', '{': '}' };
const openerOf = Object.fromEntries(Object.entries(closerOf).map(([opener, closer]) => [closer, opener]));

/** A place in a text. */
interface Place {
  readonly row: number;
  readonly column: number;
}

/** How far away the partner of a bracket is looked for. */
const farthest = 2_000;

/** The bracket at the cursor, or before it, and its partner; nothing when there is no such pair. */
export function bracketPair({ rows, row, column }: TextBuffer): readonly Place[] {
  for (const at of [column, column - 1]) {
    const bracket = rows[row]?.[at] ?? '';
    const partner = partnerOf(rows, { row, column: at }, bracket);
    if (partner !== undefined) return [{ row, column: at }, partner];
  }
  return [];
}

function partnerOf(rows: readonly string[], { row, column }: Place, bracket: string): Place | undefined {
  const forward = Object.hasOwn(closerOf, bracket);
  const wanted = forward ? closerOf[bracket] : Object.hasOwn(openerOf, bracket) ? openerOf[bracket] : undefined;
  if (wanted === undefined) return undefined;
  const by = forward ? 1 : -1;
  let open = 0;
  for (let at = row; at >= 0 && at < rows.length && Math.abs(at - row) < farthest; at += by) {
    const text = rows[at] ?? '';
    for (let index = at === row ? column : forward ? 0 : text.length - 1; index >= 0 && index < text.length; index += by) {
      if (text[index] === bracket) open += 1;
      if (text[index] === wanted) open -= 1;
      if (open === 0) return { row: at, column: index };
    }
  }
  return undefined;
}

/** Types a letter: a bracket brings its partner along, and one that stands there already is stepped over. Undefined for others. */
export function typeBracket(editor: TextEditor, text: string): TextEditor | undefined {
  const { buffer } = editor;
  const line = buffer.rows[buffer.row] ?? '';
  const next = line[buffer.column] ?? '';
  if (Object.hasOwn(openerOf, text) && next === text)
    return { ...editor, buffer: { ...buffer, column: buffer.column + 1 }, last: undefined };
  const closer = Object.hasOwn(closerOf, text) ? closerOf[text] : undefined;
  if (closer === undefined || !/^[\s,)\]}]?$/.test(next)) return undefined;
  const row = line.slice(0, buffer.column) + text + closer + line.slice(buffer.column);
  return changed(editor, { rows: buffer.rows.with(buffer.row, row), row: buffer.row, column: buffer.column + 1 });
}

/** Whether the cursor stands within a pair that holds nothing. */
export function inEmptyPair({ rows, row, column }: TextBuffer): boolean {
  const before = rows[row]?.[column - 1] ?? '';
  return Object.hasOwn(closerOf, before) && closerOf[before] === rows[row]?.[column];
}
