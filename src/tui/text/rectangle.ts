import type { Symbols } from '../theme/symbols.ts';
import { emptyLine, fitLine, padLine, type Line } from './line.ts';

/** Exactly so many rows, none of them wider than that. What a pane draws never leaves it. */
export function rectangle(lines: readonly Line[], columns: number, rows: number, { ellipsis }: Symbols): readonly Line[] {
  return Array.from({ length: Math.max(0, rows) }, (_, row) => fitLine(lines[row] ?? emptyLine, columns, ellipsis));
}

/** Two rectangles of the same height side by side; the left one is so wide. */
export function beside(left: readonly Line[], columns: number, right: readonly Line[]): readonly Line[] {
  return left.map((line, row) => [...padLine(line, columns), ...(right[row] ?? emptyLine)]);
}
