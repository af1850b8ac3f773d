import type { Check } from '../checks/define-check.ts';
import { questionOf } from '../checks/answer.ts';
import type { Lesson, SolutionStep, Task } from '../lesson/model.ts';

/** All hints of a task in the order to show them: those of the check that fails, those of the task, and the solution. */
export function hintsOf(lesson: Lesson, task: Task, failing: Check | undefined): readonly string[] {
  const solution = solutionText(lesson, task);
  return [...(failing?.hints ?? []), ...task.hints, ...(solution === undefined ? [] : [solution])];
}

export function solutionSteps(lesson: Lesson, task: string): readonly SolutionStep[] {
  return lesson.solution.filter((solution) => solution.task === task).flatMap(({ steps }) => steps);
}

/** The solution as Markdown. */
function solutionText(lesson: Lesson, task: Task): string | undefined {
  const steps = solutionSteps(lesson, task.id);
  if (steps.length === 0) return undefined;
  const question = task.checks.map(questionOf).find((one) => one !== undefined);
  const shown = steps.map((step): string => {
    if (step.type === 'run') return fenced('sh', step.commands);
    if (step.type === 'write') return `Put this into \`${step.file}\`:\n\n${fenced('yaml', step.content)}`;
    if (step.type === 'wait') return `Wait ${step.milliseconds / 1_000} seconds.`;
    const ids = Array.isArray(step.value) ? step.value : [String(step.value)];
    return `The answer: ${ids.map((id) => question?.choices.find((choice) => choice.id === id)?.text ?? id).join(', ')}`;
  });
  return `The solution:\n\n${shown.join('\n\n')}`;
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
}
