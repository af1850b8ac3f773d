import { textWidth } from '../text/width.ts';

/**
 * Text in columns, made narrower where it is wider than the room: the gaps that all its rows have in common shrink alike, the widest
 * first, down to one blank. What stands under each other stays so. Rows may still be too wide then, for whoever draws them to cut.
 */
export function fitColumns(text: string, room: number): string {
  const rows = text.split('\n');
  const widest = Math.max(...rows.map((row) => row.length));
  // Columns of characters and of the terminal must be the same to be counted.
  if (widest <= room || rows.some((row) => textWidth(row) !== row.length)) return text;
  const gaps = commonGaps(rows, widest);
  for (let surplus = widest - room; surplus > 0; surplus -= 1) {
    const gap = gaps.reduce<Gap | undefined>((most, one) => (one.width > (most?.width ?? 1) ? one : most), undefined);
    if (gap === undefined) break;
    gap.width -= 1;
  }
  return rows.map((row) => shrunk(row, gaps)).join('\n');
}

interface Gap {
  readonly from: number;
  readonly until: number;
  /** Blanks that are left of it. */
  width: number;
}

/** Stretches of at least two columns in which no row has a letter; the indentation of the whole is none. */
function commonGaps(rows: readonly string[], widest: number): readonly Gap[] {
  const gaps: Gap[] = [];
  let from: number | undefined;
  for (let column = 0; column <= widest; column += 1) {
    const blank = column < widest && rows.every((row) => (row[column] ?? ' ') === ' ');
    if (blank) from ??= column;
    else {
      if (from !== undefined && from > 0 && column - from > 1) gaps.push({ from, until: column, width: column - from });
      from = undefined;
    }
  }
  return gaps;
}

function shrunk(row: string, gaps: readonly Gap[]): string {
  let at = 0;
  let narrow = '';
  for (const { from, until, width } of gaps) {
    narrow += row.slice(at, from) + ' '.repeat(width);
    at = until;
  }
  return (narrow + row.slice(at)).trimEnd();
}
