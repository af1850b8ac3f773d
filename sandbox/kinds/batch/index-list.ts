/** What a list of completion indexes such as `0,3-5` holds, or what is wrong with it. */
export interface IndexList {
  readonly total: number;
  readonly problem?: string;
}

type Interval = readonly [first: number, last: number];

/** Throws Error with the server's words. Models parseIndexInterval in pkg/apis/batch/validation. */
function parseInterval(text: string, completions: number): Interval {
  const limits = text.split('-');
  if (limits.length > 2) {
    const rule = "violates the requirement that an index interval can have at most two parts separated by '-'";
    throw new Error(`the fragment ${JSON.stringify(text)} ${rule}`);
  }
  const numbers = limits.map((limit) => {
    if (!/^[-+]?\d+$/.test(limit)) throw new Error(`cannot convert string to integer for index: ${JSON.stringify(limit)}`);
    if (Number(limit) >= completions) throw new Error(`too large index: ${JSON.stringify(limit)}`);
    return Number(limit);
  });
  const [first = 0, last = first] = numbers;
  if (limits.length > 1 && first >= last) throw new Error(`non-increasing order, previous: ${first}, current: ${last}`);
  return [first, last];
}

/** Models validateIndexesFormat. */
export function readIndexList(text: string, completions: number): IndexList {
  if (text === '') return { total: 0 };
  let total = 0;
  let before: number | undefined;
  try {
    for (const part of text.split(',')) {
      const [first, last] = parseInterval(part, completions);
      if (before !== undefined && before >= first)
        throw new Error(`non-increasing order, previous: ${before}, current: ${first}`);
      total += last - first + 1;
      before = last;
    }
  } catch (error) {
    return { total: 0, problem: error instanceof Error ? error.message : String(error) };
  }
  return { total };
}

/** The first index that two lists share. Parts that cannot be read are left to the check of the format. */
export function sharedIndex(left: string, right: string, completions: number): number | undefined {
  const read = (text: string): readonly Interval[] =>
    text.split(',').flatMap((part) => {
      try {
        return [parseInterval(part, completions)];
      } catch {
        return [];
      }
    });
  const others = read(right);
  for (const [first, last] of read(left)) {
    const other = others.find(([start, end]) => first <= end && start <= last);
    if (other !== undefined) return Math.max(first, other[0]);
  }
  return undefined;
}
