import { span, spread, type Line } from '../../text/line.ts';
import type { Symbols } from '../../theme/symbols.ts';
import { topOf } from './state.ts';

export interface ListItem {
  readonly text: string;
  /** What stands at the right end. */
  readonly note?: string;
}

/** A list with a pointer at the chosen row, as much of it as fits. */
export function listLines(
  items: readonly ListItem[],
  at: number,
  columns: number,
  rows: number,
  symbols: Symbols,
): readonly Line[] {
  const top = topOf(at, items.length, rows);
  return items.slice(top, top + rows).map(({ text, note = '' }, index): Line => {
    const chosen = top + index === at;
    const left: Line = [
      span(chosen ? ` ${symbols.pointer} ` : '   ', 'accent', { bold: true }),
      span(text, chosen ? 'accent' : 'text', { bold: chosen }),
    ];
    return spread(left, note === '' ? [] : [span(`${note} `, 'muted')], columns, symbols.ellipsis);
  });
}
