import type { LessonRecord, ProgressRecord } from './record.ts';

/** Two records as one: what was passed in either is passed, at the earlier time; of numbers the larger one counts. */
export function merged(own: ProgressRecord, other: ProgressRecord): ProgressRecord {
  const packs = Object.fromEntries(
    keysOf(own.packs, other.packs).map((pack) => {
      const lessons = keysOf(own.packs[pack] ?? {}, other.packs[pack] ?? {}).map((lesson) => [
        lesson,
        lessonOf(own.packs[pack]?.[lesson], other.packs[pack]?.[lesson]),
      ]);
      return [pack, Object.fromEntries(lessons) as ProgressRecord['packs'][string]];
    }),
  );
  const reviews = Object.fromEntries(
    keysOf(own.reviews ?? {}, other.reviews ?? {}).map((pack) => {
      const [mine, theirs] = [own.reviews?.[pack] ?? {}, other.reviews?.[pack] ?? {}];
      const cards = keysOf(mine, theirs).map((card) => {
        const [left, right] = [mine[card], theirs[card]];
        return [card, (left?.lastReview ?? '') >= (right?.lastReview ?? '') && left !== undefined ? left : right];
      });
      return [pack, Object.fromEntries(cards) as NonNullable<ProgressRecord['reviews']>[string]];
    }),
  );
  const exams = [...(own.exams ?? []), ...(other.exams ?? []).filter(({ at }) => !own.exams?.some((exam) => exam.at === at))];
  return {
    ...other,
    ...own,
    packs,
    ...(Object.keys(reviews).length === 0 ? {} : { reviews }),
    ...(exams.length === 0 ? {} : { exams }),
  };
}

function lessonOf(own: LessonRecord | undefined, other: LessonRecord | undefined): LessonRecord | undefined {
  if (own === undefined || other === undefined) return own ?? other;
  const passedAt = earlier(own.passedAt, other.passedAt);
  const tasks = keysOf(own.tasks, other.tasks).map((task) => {
    const [left, right] = [own.tasks[task], other.tasks[task]];
    const taskPassedAt = earlier(left?.passedAt, right?.passedAt);
    const hints = Math.max(left?.hints ?? 0, right?.hints ?? 0);
    return [task, { hints, ...(taskPassedAt === undefined ? {} : { passedAt: taskPassedAt }) }];
  });
  return {
    attempts: Math.max(own.attempts, other.attempts),
    startedAt: earlier(own.startedAt, other.startedAt) ?? own.startedAt,
    milliseconds: Math.max(own.milliseconds, other.milliseconds),
    tasks: Object.fromEntries(tasks) as LessonRecord['tasks'],
    ...(passedAt === undefined ? {} : { passedAt }),
  };
}

function earlier(left: string | undefined, right: string | undefined): string | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  return left < right ? left : right;
}

/** Own keys of both, without those that would reach an object's prototype. */
function keysOf(left: object, right: object): readonly string[] {
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].filter((key) => key !== '__proto__');
}
