import { lineWidth, sameSpan, type Line } from '../text/line.ts';
import { textWidth } from '../text/width.ts';
import type { Style } from './styles.ts';

/** What must be written to turn one row of the terminal into another: from which column on, and what. */
export interface Change {
  readonly column: number;
  readonly text: string;
}

const eraseToEnd = '\u001b[K';

/** The least of the row that has to be written again; undefined when nothing has. */
export function changeOf(before: Line | undefined, after: Line, style: Style): Change | undefined {
  if (before === undefined) return whole(after, style);
  const shortest = Math.min(before.length, after.length);
  let at = 0;
  while (at < shortest && sameSpan(before[at], after[at])) at += 1;
  if (at === before.length && at === after.length) return undefined;
  // Terminals do not agree on how wide some characters are: behind one of them no column is certain.
  if (!isPlain(before) || !isPlain(after)) return whole(after, style);
  const missing = lineWidth(before) - lineWidth(after);
  let same = 0;
  if (missing === 0) while (same < shortest - at && sameSpan(before.at(-1 - same), after.at(-1 - same))) same += 1;
  const [first, ...others] = after.slice(at, after.length - same);
  const kept = commonStart(before[at], first);
  const start = lineWidth(after.slice(0, at)) + kept;
  const text = (first === undefined ? '' : style({ ...first, text: first.text.slice(kept) })) + others.map(style).join('');
  return { column: start, text: missing > 0 ? text + eraseToEnd : text };
}

/** A row that nothing is known of. It is emptied first: behind the last column there is nothing to erase. */
function whole(line: Line, style: Style): Change {
  return { column: 0, text: eraseToEnd + line.map(style).join('') };
}

/** How many letters two spans of one look begin with alike. */
function commonStart(before: Line[number] | undefined, after: Line[number] | undefined): number {
  if (before === undefined || after === undefined || !sameSpan({ ...before, text: '' }, { ...after, text: '' })) return 0;
  let length = 0;
  while (length < before.text.length && before.text[length] === after.text[length]) length += 1;
  return length;
}

function isPlain(line: Line): boolean {
  return line.every(({ text }) => textWidth(text) === text.length);
}
