import type { Lesson } from '../lesson/model.ts';
import { questionOf } from '../checks/answer.ts';
import { loadOf } from '../checks/request.ts';
import { nearest } from './problems.ts';

/** A fault that only shows when the parts of a lesson are seen together. `at` leads to its place in lesson.yaml: keys, and numbers in lists. */
export interface LessonProblem {
  readonly at: readonly (string | number)[];
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
    const at = ['tasks', index, 'id'];
    if (ids.indexOf(task.id) !== index)
      found.push({ at, message: `expected a task id that is used once, found \`${task.id}\` again` });
    if (!sections.includes(task.section)) {
      found.push({ at: ['tasks', index, 'section'], ...unknown('section of lesson.md', task.section, sections) });
    }
    for (const [place, other] of task.after.entries()) {
      if (ids.slice(0, index).includes(other)) continue;
      found.push({ at: ['tasks', index, 'after', place], ...unknown(`task before \`${task.id}\``, other, ids.slice(0, index)) });
    }
    if (task.checks.every((check) => check.overTime || check.type === 'absent') && task.after.length === 0) {
      found.push({
        at,
        message: `expected a check that fails before anything was done in task \`${task.id}\`, found only what holds from the start`,
      });
    }
    for (const [place, { type, value }] of task.checks.entries()) {
      const load = type === 'request' ? loadOf(value) : undefined;
      if (load !== undefined && !loads.includes(load))
        found.push({ at: ['tasks', index, 'checks', place, 'request', 'load'], ...unknown('name in setup.load', load, loads) });
    }
    if (task.checks.filter((check) => questionOf(check) !== undefined).length > 1) {
      found.push({ at, message: `expected at most one question in task \`${task.id}\`` });
    }
    return found;
  });
}

function solutionProblems(lesson: Lesson): readonly LessonProblem[] {
  const ids = lesson.tasks.map(({ id }) => id);
  const unsolved = lesson.tasks.flatMap(({ id }, index): readonly LessonProblem[] =>
    lesson.solution.some(({ task }) => task === id)
      ? []
      : [{ at: ['tasks', index, 'id'], message: `expected a solution of task \`${id}\`, found none` }],
  );
  return [
    ...unsolved,
    ...tasksNamed(lesson).flatMap(({ id, at }) => (ids.includes(id) ? [] : [{ at, ...unknown('task', id, ids) }])),
  ];
}

/** Where a lesson names its tasks, but for the tasks themselves. */
function tasksNamed({ solution, alternatives, wrong, mistakes, setup }: Lesson): readonly Named[] {
  const each = <T>(key: string, items: readonly T[], named: (item: T) => string | undefined, last: string): readonly Named[] =>
    items.flatMap((item, index) => {
      const id = named(item);
      return id === undefined ? [] : [{ id, at: [...key.split('.'), index, last] }];
    });
  return [
    ...each('solution', solution, ({ task }) => task, 'task'),
    ...alternatives.flatMap((one, index) => each(`alternatives.${index}.solution`, one.solution, ({ task }) => task, 'task')),
    ...each('wrong', wrong, ({ task }) => task, 'task'),
    ...each('mistakes', mistakes, ({ task }) => task, 'task'),
    // Faults and load may wait for a task.
    ...each('setup.faults', setup.faults, ({ trigger }) => trigger.passed, 'passed'),
    ...each('setup.load', setup.load, ({ trigger }) => trigger.passed, 'passed'),
  ];
}

interface Named {
  readonly id: string;
  readonly at: LessonProblem['at'];
}

function otherProblems(lesson: Lesson): readonly LessonProblem[] {
  const cards = lesson.cards.map(({ id }) => id);
  return cards.flatMap((id, index) =>
    cards.indexOf(id) === index
      ? []
      : [{ at: ['cards', index, 'id'], message: `expected a card id that is used once, found \`${id}\` again` }],
  );
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
