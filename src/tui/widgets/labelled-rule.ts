import { span, type Line } from '../text/line.ts';
import { textWidth } from '../text/width.ts';
import type { Symbols } from '../theme/symbols.ts';

export interface RuleLabel {
  readonly text: string;
  readonly focused: boolean;
  /** Column of its first letter; right behind the label before when absent. */
  readonly at?: number;
  readonly note?: string;
}

/** A line across the body that carries the names of the panes below it, and a joint where a vertical one meets it. */
export function labelledRule(
  labels: readonly RuleLabel[],
  columns: number,
  symbols: Symbols,
  joint?: { readonly at: number; readonly symbol: string },
): Line {
  const line: Line[number][] = [];
  let used = 0;
  const fill = (until: number): void => {
    const size = Math.max(0, Math.min(columns, until) - used);
    const text = symbols.horizontal.repeat(size);
    const cut = joint && joint.at >= used && joint.at < used + size ? joint.at - used : -1;
    line.push(span(cut < 0 ? text : text.slice(0, cut) + joint?.symbol + text.slice(cut + 1), 'rule'));
    used += size;
  };
  for (const label of labels) {
    const width = textWidth(label.text) + 2 + (label.note === undefined ? 0 : textWidth(label.note) + 1);
    const at = label.at ?? used + 1;
    if (at + width > columns) continue;
    fill(at);
    line.push(span(` ${label.text} `, label.focused ? 'accent' : 'muted', { bold: label.focused }));
    if (label.note !== undefined) line.push(span(`${label.note} `, 'faint'));
    used += width;
  }
  fill(columns);
  return line;
}
