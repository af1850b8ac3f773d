interface Match {
  readonly a: number;
  readonly b: number;
  readonly size: number;
}

/** A stretch of lines; `a` and `b` are where it stands before and after, without the line that `to` names. */
export interface Change {
  readonly kind: 'equal' | 'replace' | 'delete' | 'insert';
  readonly a: readonly [from: number, to: number];
  readonly b: readonly [from: number, to: number];
}

/**
 * The difference of two texts by lines, without file names, with lines around it for context. Models go-difflib (as Python's
 * difflib): lines that are very common in a long text do not anchor a match.
 */
export function unifiedDiff(before: string, after: string, context = 3): string {
  return unifiedHunks(before.split('\n'), after.split('\n'), context);
}

/** The same of texts that were taken apart already. */
export function unifiedHunks(a: readonly string[], b: readonly string[], context: number): string {
  return grouped(changesOf(a, b), context)
    .map((group) => hunk(group, a, b))
    .join('');
}

function hunk(group: readonly Change[], a: readonly string[], b: readonly string[]): string {
  const [first, last] = [group[0], group.at(-1)];
  if (first === undefined || last === undefined) return '';
  let text = `@@ -${rangeText(first.a[0], last.a[1])} +${rangeText(first.b[0], last.b[1])} @@\n`;
  const add = (sign: string, lines: readonly string[], [from, to]: readonly [number, number]): void => {
    for (const line of lines.slice(from, to)) text += `${sign}${line}\n`;
  };
  for (const change of group) {
    if (change.kind === 'equal') {
      add(' ', a, change.a);
    } else {
      add('-', a, change.a);
      add('+', b, change.b);
    }
  }
  return text;
}

function rangeText(from: number, to: number): string {
  const length = to - from;
  if (length === 1) return String(from + 1);
  return `${length === 0 ? from : from + 1},${length}`;
}

/** Changes with some equal lines around them; far-apart ones are parted. */
function grouped(changes: readonly Change[], context: number): readonly (readonly Change[])[] {
  const groups: Change[][] = [];
  let group: Change[] = [];
  for (const [index, change] of changes.entries()) {
    if (change.kind !== 'equal') {
      group.push(change);
      continue;
    }
    const size = change.a[1] - change.a[0];
    const head = Math.min(size, context);
    const isFirst = index === 0;
    const isLast = index === changes.length - 1;
    if (!isFirst && !isLast && size <= context * 2) {
      group.push(change);
      continue;
    }
    if (!isFirst) {
      group.push({ kind: 'equal', a: [change.a[0], change.a[0] + head], b: [change.b[0], change.b[0] + head] });
      groups.push(group);
    }
    group = isLast ? [] : [{ kind: 'equal', a: [change.a[1] - head, change.a[1]], b: [change.b[1] - head, change.b[1]] }];
  }
  if (group.some(({ kind }) => kind !== 'equal')) groups.push(group);
  return groups.filter((items) => items.some(({ kind }) => kind !== 'equal'));
}

/** How one list of lines becomes the other, in order and without a gap. */
export function changesOf(a: readonly string[], b: readonly string[]): readonly Change[] {
  const changes: Change[] = [];
  let [i, j] = [0, 0];
  for (const { a: ai, b: bj, size } of [...matchesOf(a, b), { a: a.length, b: b.length, size: 0 }]) {
    if (i < ai || j < bj) {
      const kind = i < ai && j < bj ? 'replace' : i < ai ? 'delete' : 'insert';
      changes.push({ kind, a: [i, ai], b: [j, bj] });
    }
    if (size > 0) changes.push({ kind: 'equal', a: [ai, ai + size], b: [bj, bj + size] });
    [i, j] = [ai + size, bj + size];
  }
  return changes;
}

/** Blocks of equal lines, in order; neighbours are joined. */
function matchesOf(a: readonly string[], b: readonly string[]): readonly Match[] {
  const places = placesOf(b);
  const found: Match[] = [];
  const walk = (fromA: number, toA: number, fromB: number, toB: number): void => {
    const match = longestMatch(a, b, places, [fromA, toA, fromB, toB]);
    if (match.size === 0) return;
    if (fromA < match.a && fromB < match.b) walk(fromA, match.a, fromB, match.b);
    found.push(match);
    if (match.a + match.size < toA && match.b + match.size < toB) walk(match.a + match.size, toA, match.b + match.size, toB);
  };
  walk(0, a.length, 0, b.length);
  const joined: Match[] = [];
  for (const match of found) {
    const last = joined.at(-1);
    if (last !== undefined && last.a + last.size === match.a && last.b + last.size === match.b) {
      joined[joined.length - 1] = { ...last, size: last.size + match.size };
    } else {
      joined.push(match);
    }
  }
  return joined;
}

const longText = 200;

/** Where each line stands; lines that are too common in a long text are left out. */
function placesOf(lines: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  for (const [index, line] of lines.entries()) {
    const list = places.get(line);
    if (list === undefined) places.set(line, [index]);
    else list.push(index);
  }
  if (lines.length < longText) return places;
  const limit = Math.floor(lines.length / 100) + 1;
  return new Map([...places].filter(([, list]) => list.length <= limit));
}

function longestMatch(
  a: readonly string[],
  b: readonly string[],
  places: ReadonlyMap<string, readonly number[]>,
  [fromA, toA, fromB, toB]: readonly [number, number, number, number],
): Match {
  let [bestA, bestB, size] = [fromA, fromB, 0];
  let lengths = new Map<number, number>();
  for (let i = fromA; i < toA; i++) {
    const next = new Map<number, number>();
    for (const j of places.get(a[i] ?? '') ?? []) {
      if (j < fromB) continue;
      if (j >= toB) break;
      const length = (lengths.get(j - 1) ?? 0) + 1;
      next.set(j, length);
      if (length > size) [bestA, bestB, size] = [i - length + 1, j - length + 1, length];
    }
    lengths = next;
  }
  while (bestA > fromA && bestB > fromB && a[bestA - 1] === b[bestB - 1]) [bestA, bestB, size] = [bestA - 1, bestB - 1, size + 1];
  while (bestA + size < toA && bestB + size < toB && a[bestA + size] === b[bestB + size]) size++;
  return { a: bestA, b: bestB, size };
}
