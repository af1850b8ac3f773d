import { graphemes } from '../../text/width.ts';

/** A text and where in it the cursor stands, in UTF-16 units. */
export interface LineModel {
  readonly text: string;
  readonly cursor: number;
}

export const emptyPrompt: LineModel = { text: '', cursor: 0 };

export function lineOf(text: string): LineModel {
  return { text, cursor: text.length };
}

export function insert({ text, cursor }: LineModel, piece: string): LineModel {
  return { text: text.slice(0, cursor) + piece + text.slice(cursor), cursor: cursor + piece.length };
}

const before = ({ text, cursor }: LineModel): number => cursor - (graphemes(text.slice(0, cursor)).at(-1)?.length ?? 0);
const after = ({ text, cursor }: LineModel): number => cursor + (graphemes(text.slice(cursor))[0]?.length ?? 0);
const wordBefore = ({ text, cursor }: LineModel): number => /\S+\s*$/.exec(text.slice(0, cursor))?.index ?? 0;
const wordAfter = ({ text, cursor }: LineModel): number => cursor + (/^\s*\S+/.exec(text.slice(cursor))?.[0].length ?? 0);
const rowStart = ({ text, cursor }: LineModel): number => text.lastIndexOf('\n', cursor - 1) + 1;
const rowEnd = ({ text, cursor }: LineModel): number => {
  const end = text.indexOf('\n', cursor);
  return end === -1 ? text.length : end;
};

const to =
  (where: (line: LineModel) => number) =>
  (line: LineModel): LineModel => ({ ...line, cursor: where(line) });
const cut =
  (where: (line: LineModel) => number) =>
  (line: LineModel): LineModel => {
    const other = where(line);
    const [from, until] = other < line.cursor ? [other, line.cursor] : [line.cursor, other];
    return { text: line.text.slice(0, from) + line.text.slice(until), cursor: from };
  };

/** The editing keys of a shell, as readline has them. */
export const edits: { readonly [key: string]: (line: LineModel) => LineModel } = {
  left: to(before),
  right: to(after),
  'ctrl+b': to(before),
  'ctrl+f': to(after),
  'alt+left': to(wordBefore),
  'alt+right': to(wordAfter),
  'ctrl+left': to(wordBefore),
  'ctrl+right': to(wordAfter),
  'alt+b': to(wordBefore),
  'alt+f': to(wordAfter),
  home: to(rowStart),
  end: to(rowEnd),
  'ctrl+a': to(rowStart),
  'ctrl+e': to(rowEnd),
  backspace: cut(before),
  'ctrl+h': cut(before),
  delete: cut(after),
  'ctrl+w': cut(wordBefore),
  'alt+backspace': cut(wordBefore),
  'alt+d': cut(wordAfter),
  'ctrl+u': cut(rowStart),
  'ctrl+k': cut(rowEnd),
};
