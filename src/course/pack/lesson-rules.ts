import type { Lesson } from '../lesson/model.ts';
import { questionOf } from '../checks/answer.ts';
import { loadOf } from '../checks/request.ts';
import { nearest } from './problems.ts';

/** A fault that only shows when the parts of a lesson are seen together. `at` is a text to find its place by. */
export interface LessonProblem {
  readonly at: string;
  readonly message: string;
  readonly suggestion?: string;
}

/** What is wrong with a lesson whose parts are all well formed. */
export function lessonProblems(lesson: Lesson): readonly LessonProblem[] {
  return [...taskProblems(lesson), ...solutionProblems(lesson), ...otherProblems(lesson)];
}

function taskProblems(lesson: Lesson): readonly LessonProblem[] {
  const ids = lesson.tasks.map(({ id }) => id);
  const sections = lesson.sections.map(({ id }) => id);
  const loads = lesson.setup.load.flatMap(({ name }) => name ?? []);
  return lesson.tasks.flatMap((task, index): readonly LessonProblem[] => {
    const found: LessonProblem[] = [];
    const at = `id: ${task.id}`;
    if (ids.indexOf(task.id) !== index)
      found.push({ at, message: `expected a task id that is used once, found \`${task.id}\` again` });
    if (!sections.includes(task.section)) {
      found.push({ at: `section: ${task.section}`, ...unknown('section of lesson.md', task.section, sections) });
    }
    for (const other of task.after) {
      if (ids.slice(0, index).includes(other)) continue;
      found.push({ at, ...unknown(`task before \`${task.id}\``, other, ids.slice(0, index)) });
    }
    if (task.checks.every((check) => check.overTime || check.type === 'absent') && task.after.length === 0) {
      found.push({
        at,
        message: `expected a check that fails before anything was done in task \`${task.id}\`, found only what holds from the start`,
      });
    }
    for (const load of task.checks.flatMap(({ type, value }) => (type === 'request' ? (loadOf(value) ?? []) : [])))
      if (!loads.includes(load)) found.push({ at: `load: ${load}`, ...unknown('name in setup.load', load, loads) });
    if (task.checks.filter((check) => questionOf(check) !== undefined).length > 1) {
      found.push({ at, message: `expected at most one question in task \`${task.id}\`` });
    }
    return found;
  });
}

function solutionProblems(lesson: Lesson): readonly LessonProblem[] {
  const ids = lesson.tasks.map(({ id }) => id);
  const missing = ids.filter((id) => !lesson.solution.some(({ task }) => task === id));
  const named = [
    ...lesson.solution.map(({ task }) => task),
    ...lesson.alternatives.flatMap(({ solution }) => solution.map(({ task }) => task)),
    ...lesson.wrong.map(({ task }) => task),
    ...lesson.mistakes.flatMap(({ task }) => task ?? []),
  ];
  return [
    ...missing.map((id) => ({ at: `id: ${id}`, message: `expected a solution of task \`${id}\`, found none` })),
    ...named.filter((id) => !ids.includes(id)).map((id) => ({ at: `task: ${id}`, ...unknown('task', id, ids) })),
  ];
}

function otherProblems(lesson: Lesson): readonly LessonProblem[] {
  const cards = lesson.cards.map(({ id }) => id);
  const tasks = lesson.tasks.map(({ id }) => id);
  // Faults and load may wait for a task.
  const awaited = [...lesson.setup.faults, ...lesson.setup.load].flatMap(({ trigger }) => trigger.passed ?? []);
  return [
    ...cards
      .filter((id, index) => cards.indexOf(id) !== index)
      .map((id) => ({ at: `id: ${id}`, message: `expected a card id that is used once, found \`${id}\` again` })),
    ...awaited.filter((id) => !tasks.includes(id)).map((id) => ({ at: `passed: ${id}`, ...unknown('task', id, tasks) })),
  ];
}

function unknown(
  what: string,
  word: string,
  known: readonly string[],
): { readonly message: string; readonly suggestion?: string } {
  const near = nearest(word, known);
  const list = known.length === 0 ? 'there is none' : known.map((name) => `\`${name}\``).join(', ');
  return {
    message: `expected a ${what} (${list}), found \`${word}\``,
    ...(near === undefined ? {} : { suggestion: `\`${near}\`` }),
  };
}
