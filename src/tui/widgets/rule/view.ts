import { span, type Line } from '../../text/line.ts';
import type { Symbols } from '../../theme/symbols.ts';

/** A thin line between two panes, one above the other. */
export function horizontalRule(columns: number, symbols: Symbols): Line {
  return [span(symbols.horizontal.repeat(columns), 'rule')];
}

/** The same between two panes side by side: one column. */
export function verticalRule(rows: number, symbols: Symbols): readonly Line[] {
  const row = [span(symbols.vertical, 'rule')];
  return Array.from({ length: rows }, () => row);
}
