import type { Lesson, Pack } from '../lesson/model.ts';
import type { TaskState } from '../session-state.ts';
import type { ExamRecord } from '../progress/record.ts';

/** Labs for an exam: at random, and from as many modules as there are. The same seed gives the same labs. */
export function examLessons(
  pack: Pack,
  options: { readonly count: number; readonly seed: string; readonly module?: string },
): readonly Lesson[] {
  const { count, seed, module: wanted } = options;
  const random = numbers(seed);
  const modules = pack.modules
    .filter(({ id }) => wanted === undefined || id === wanted)
    .map(({ lessons }) =>
      shuffled(
        lessons.filter(({ tasks }) => tasks.length > 0),
        random,
      ),
    );
  const order = shuffled(modules, random);
  const rounds = Math.max(0, ...order.map((lessons) => lessons.length));
  return Array.from({ length: rounds }, (_, round) => order.flatMap((lessons) => lessons[round] ?? []))
    .flat()
    .slice(0, count);
}

/** Tasks passed by module. */
export function examScore(
  pack: Pack,
  results: readonly { readonly lesson: Lesson; readonly tasks: readonly TaskState[] }[],
): ExamRecord['modules'] {
  const scores: { [module: string]: { passed: number; of: number } } = {};
  for (const { lesson, tasks } of results) {
    const module = pack.modules.find(({ lessons }) => lessons.includes(lesson))?.id ?? '';
    const score = (scores[module] ??= { passed: 0, of: 0 });
    score.of += lesson.tasks.length;
    score.passed += tasks.filter(({ status }) => status === 'passed').length;
  }
  return scores;
}

function shuffled<T>(values: readonly T[], random: () => number): readonly T[] {
  return values
    .map((value) => ({ value, rank: random() }))
    .sort((left, right) => left.rank - right.rank)
    .map(({ value }) => value);
}

/** Numbers from 0 to 1 that follow from a text (mulberry32). */
function numbers(seed: string): () => number {
  let state = [...seed].reduce((hash, letter) => Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 16_777_619), 2_166_136_261);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
