import type { AskedQuestion } from '../course/checks/answer.ts';
import type { Answer } from '../course/lesson/model.ts';
import type { TaskState } from '../course/session-state.ts';

/** What was typed as an answer: `b`, `a c`, `a, c` or free words. */
export function answerOf(question: AskedQuestion, typed: string): Answer {
  if (question.kind === 'several' || question.kind === 'order') return typed.split(/[\s,]+/).filter((word) => word !== '');
  return typed.trim();
}

/** A question with its choices, as plain text. */
export function questionLines(task: TaskState | undefined): string {
  const question = task?.question;
  if (question === undefined) return '';
  const choices = question.choices.map(({ id, text }) => `  ${id}) ${text}\n`).join('');
  return `\n${question.question}\n${choices}Answer with \`:answer …\`.\n`;
}
