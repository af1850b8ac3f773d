import type { Size } from '../../app/message.ts';
import { span, type Line } from '../../text/line.ts';
import { textWidth } from '../../text/width.ts';
import type { Symbols } from '../../theme/symbols.ts';

export const panes = ['prose', 'shell', 'tasks'] as const;
export type Pane = (typeof panes)[number];

export interface LessonLayout {
  readonly mode: 'wide' | 'narrow';
  readonly prose: Size;
  readonly shell: Size;
  readonly tasks: Size;
}

/** From here on prose and shell stand side by side. */
export const wideColumns = 110;

/**
 * How the body is divided: side by side with the tasks below, or one pane at a time with a strip for the current task.
 * `taskRows` is what the tasks would like to have.
 */
export function lessonLayout(body: Size, taskRows: number): LessonLayout {
  const { columns, rows } = body;
  if (columns >= wideColumns) {
    const tasks = Math.max(3, Math.min(taskRows, Math.floor(rows * 0.36)));
    const height = rows - tasks - 2;
    const prose = Math.min(80, Math.floor(columns * 0.46));
    return {
      mode: 'wide',
      prose: { columns: prose, rows: height },
      shell: { columns: columns - prose - 3, rows: height },
      tasks: { columns, rows: tasks },
    };
  }
  const strip = Math.max(1, Math.min(taskRows, 3));
  const height = rows - strip - 2;
  return {
    mode: 'narrow',
    prose: { columns, rows: height },
    shell: { columns: columns - 2, rows: height },
    tasks: { columns, rows: strip },
  };
}

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
