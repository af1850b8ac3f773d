/** Completion indexes, each once and in order. */
export type Indexes = ReadonlySet<number>;

/**
 * Reads a list such as `0,3-5`. What is no number is passed over, and so is what is not below `completions`. Models
 * parseIndexesFromString of pkg/controller/job/indexed_job_utils.go.
 */
export function parseIndexes(text: string, completions: number): Indexes {
  const indexes: number[] = [];
  for (const part of text.split(',')) {
    const [first = NaN, last = first] = part.split('-').map((limit) => (/^\d+$/.test(limit) ? Number(limit) : NaN));
    if (Number.isNaN(first) || Number.isNaN(last)) continue;
    for (let index = first; index <= Math.min(last, completions - 1); index++) indexes.push(index);
  }
  return inOrder(indexes);
}

/** The opposite of `parseIndexes`: three or more in a row become an interval. */
export function formatIndexes(indexes: Indexes): string {
  const intervals: { first: number; last: number }[] = [];
  for (const index of indexes) {
    const current = intervals.at(-1);
    if (current?.last === index - 1) current.last = index;
    else intervals.push({ first: index, last: index });
  }
  return intervals
    .map(({ first, last }) => {
      if (first === last) return String(first);
      return last === first + 1 ? `${first},${last}` : `${first}-${last}`;
    })
    .join();
}

export function union(...lists: readonly Iterable<number>[]): Indexes {
  return inOrder(lists.flatMap((list) => [...list]));
}

/** The first `count` indexes below `completions` that are in none of the `taken` ones. */
export function firstFree(count: number, completions: number, taken: Indexes): readonly number[] {
  const free: number[] = [];
  for (let index = 0; index < completions && free.length < count; index++) if (!taken.has(index)) free.push(index);
  return free;
}

function inOrder(indexes: readonly number[]): Indexes {
  return new Set(indexes.toSorted((left, right) => left - right));
}
