import type { Size } from '../../app/message.ts';

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

/** What the tables of `kubectl get` take; the shell gets it before the prose gets more than the least it can do with. */
const shellColumns = 73;
const leastProse = 42;

/**
 * How the body is divided: side by side with the tasks below, or one pane at a time with a strip for the current task.
 * `taskRows` is what the tasks would like to have, `currentRows` what the one at hand would;
 * `zoomed` shows one pane at a time in a wide window too.
 */
export function lessonLayout(body: Size, taskRows: number, currentRows: number, zoomed = false): LessonLayout {
  const { columns, rows } = body;
  if (columns >= wideColumns && !zoomed) {
    // A blank row keeps the last task apart from the key line, where there is room.
    const tasks = Math.max(3, Math.min(taskRows + 1, Math.floor(rows * 0.36)));
    const height = rows - tasks - 2;
    const prose = Math.max(leastProse, Math.min(80, columns - shellColumns - 3, Math.floor(columns * 0.46)));
    return {
      mode: 'wide',
      prose: { columns: prose, rows: height },
      shell: { columns: columns - prose - 3, rows: height },
      tasks: { columns, rows: tasks },
    };
  }
  // What a task asks, found or hints at has to be seen, but the pane above it keeps most of the rows.
  const strip = Math.max(1, Math.min(taskRows, 3), Math.min(currentRows, Math.floor(rows * 0.36)));
  const height = rows - strip - 2;
  return {
    mode: 'narrow',
    prose: { columns, rows: height },
    shell: { columns: columns - 2, rows: height },
    tasks: { columns, rows: strip },
  };
}
