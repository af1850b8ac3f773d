import type { TaskState } from '../course/session-state.ts';

const marks = { open: '[ ]', failing: '[x]', passed: '[✓]' } as const;

/** Tasks as lines of plain text, with what was found under those that fail. */
export function taskLines(tasks: readonly TaskState[]): string {
  return tasks
    .map((task) => `${marks[task.status]} ${task.title}\n${task.status === 'failing' ? foundLines(task) : ''}`)
    .join('');
}

export function foundLines(task: TaskState): string {
  return [task.found, task.advice].flatMap((text) => (text === undefined ? [] : [`      ${text}\n`])).join('');
}
