import type { TranscriptLine } from '../../../course/session-state.ts';
import { cleanText } from '../../text/clean.ts';
import { span, type Line } from '../../text/line.ts';
import { wrapText } from '../../text/wrap.ts';
import type { Role } from '../../theme/theme.ts';

/** The row at the top of the view: a line of the transcript and which of its rows. Undefined while following the end. */
export type Scroll = { readonly line: number; readonly row: number } | undefined;

/** Lines of the transcript are values, so the rows of one are computed once for a width. */
const cache = new WeakMap<TranscriptLine, { readonly columns: number; readonly rows: readonly Line[] }>();

export function rowsOf(line: TranscriptLine, columns: number): readonly Line[] {
  const known = cache.get(line);
  if (known?.columns === columns) return known.rows;
  const text = cleanText(line.text.endsWith('\n') ? line.text.slice(0, -1) : line.text);
  const prompt = line.kind === 'command' ? (/^.*?[$#>] /.exec(text)?.[0] ?? '') : '';
  const rows = text.split('\n').flatMap((part, index) =>
    wrapText(part, columns).map((row, at): Line => {
      if (line.kind !== 'command') return [span(row, roleOf[line.kind])];
      const lead = index === 0 && at === 0 ? prompt.length : 0;
      return [span(row.slice(0, lead), prompt === '> ' ? 'faint' : 'prompt'), span(row.slice(lead), 'text', { bold: true })];
    }),
  );
  cache.set(line, { columns, rows });
  return rows;
}

const roleOf: { readonly [kind in TranscriptLine['kind']]: Role } = {
  command: 'text',
  output: 'text',
  error: 'bad',
  note: 'muted',
};

/** The last rows of the transcript from line `first` on, no more than `rows` of them. Looks at no line that is not shown. */
export function lastRows(transcript: readonly TranscriptLine[], columns: number, rows: number, first = 0): readonly Line[] {
  const parts: (readonly Line[])[] = [];
  let found = 0;
  for (let index = transcript.length - 1; index >= first && found < rows; index -= 1) {
    const line = transcript[index];
    if (!line) break;
    const part = rowsOf(line, columns);
    parts.push(part);
    found += part.length;
  }
  const all = parts.reverse().flat();
  return all.slice(Math.max(0, all.length - rows));
}

/** Rows from a place on, no more than `rows` of them. */
export function rowsFrom(
  transcript: readonly TranscriptLine[],
  scroll: { readonly line: number; readonly row: number },
  columns: number,
  rows: number,
): readonly Line[] {
  const found: Line[] = [];
  for (let index = scroll.line; index < transcript.length && found.length < rows; index += 1) {
    const line = transcript[index];
    if (line) found.push(...rowsOf(line, columns).slice(index === scroll.line ? scroll.row : 0));
  }
  return found.slice(0, rows);
}

export interface View {
  readonly columns: number;
  /** Rows of the pane. */
  readonly rows: number;
  /** Rows that the prompt takes below the transcript. */
  readonly promptRows: number;
}

/** Moves by rows; negative is towards the beginning. Coming back to the end means following it again. */
export function scrollBy(scroll: Scroll, by: number, transcript: readonly TranscriptLine[], view: View): Scroll {
  const { columns, rows, promptRows } = view;
  const start = scroll ?? walk({ line: transcript.length, row: 0 }, -(rows - promptRows), transcript, columns);
  const moved = walk(start, by, transcript, columns);
  const left = rowsFrom(transcript, moved, columns, rows).length;
  return left + promptRows <= rows && by > 0 ? undefined : left + promptRows < rows ? undefined : moved;
}

function walk(
  from: { readonly line: number; readonly row: number },
  by: number,
  transcript: readonly TranscriptLine[],
  columns: number,
): { readonly line: number; readonly row: number } {
  let { line, row } = from;
  row += by;
  while (row < 0 && line > 0) {
    line -= 1;
    const above = transcript[line];
    row += above ? rowsOf(above, columns).length : 0;
  }
  if (row < 0) return { line: 0, row: 0 };
  for (;;) {
    const current = transcript[line];
    const height = current ? rowsOf(current, columns).length : Infinity;
    if (row < height) return { line, row: current ? row : 0 };
    row -= height;
    line += 1;
  }
}
