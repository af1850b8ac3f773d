import type { TaskState } from '../course/session-state.ts';

const marks = { open: '[ ]', failing: '[x]', passed: '[✓]' } as const;

/** Tasks as lines of plain text, with what was found under those that fail, and what others still wait for. */
export function taskLines(tasks: readonly TaskState[]): string {
  return tasks
    .map((task) => `${marks[task.status]} ${task.title}\n${task.status === 'failing' ? foundLines(task) : waitingLine(task)}`)
    .join('');
}

/** What may still come by itself after something was done for a task; nothing when it waits for nothing. */
export function waitingLine({ found, status, waitsUntil }: TaskState): string {
  return status !== 'open' || waitsUntil === undefined || found === undefined ? '' : `      Waiting: ${found}\n`;
}

export function foundLines(task: TaskState): string {
  return [task.found, task.advice].flatMap((text) => (text === undefined ? [] : [`      ${text}\n`])).join('');
}
