/** Something wrong with a file of a pack, with its place. */
export interface Problem {
  /** Path relative to the pack's folder, with forward slashes. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
  /** What was expected and what was found instead, in one sentence. */
  readonly message: string;
  /** The text of the line. */
  readonly source: string;
  /** What to write instead, where that is known. */
  readonly suggestion?: string;
}

/** Thrown when a pack cannot be used. Holds everything that is wrong with it, in the order of the files. */
export class PackError extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super(problems.map(renderProblem).join('\n\n'));
    this.name = 'PackError';
  }
}

/** A problem as it is shown to a person: the place, the words, the line and a mark under the column. */
export function renderProblem(problem: Problem): string {
  const number = String(problem.line);
  const source = visible(problem.source);
  const column = visible(problem.source.slice(0, problem.column - 1)).length;
  const shown = source.length > 160 ? `${source.slice(0, 160)}…` : source;
  return [
    `${problem.file}:${problem.line}:${problem.column}: ${problem.message}`,
    ...(source === '' ? [] : [`  ${number} | ${shown}`]),
    ...(source === '' || column > 160 ? [] : [`  ${' '.repeat(number.length)} | ${' '.repeat(column)}^`]),
    ...(problem.suggestion === undefined ? [] : [`  Did you mean ${problem.suggestion}?`]),
  ].join('\n');
}

/** Text with control characters made harmless: a pack must not be able to speak to the terminal. */
function visible(text: string): string {
  return text.replaceAll('\t', '  ').replaceAll(controlCharacters, '�');
}

/** Everything that a terminal would act on rather than show, but for line feeds and tabs. */
export const controlCharacters = /(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/** The candidate that a mistyped word most likely means, or undefined when none is near. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const allowed = Math.max(1, Math.floor(word.length / 3));
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= allowed)
    .sort((left, right) => left.distance - right.distance);
  return ranked[0]?.candidate;
}

/** How many letters must be put in, taken out, changed or swapped with their neighbour to get from one word to the other. */
function editDistance(left: string, right: string): number {
  const rows: number[][] = [Array.from({ length: right.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= left.length; row++) {
    const previous = rows[row - 1] ?? [];
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1];
      const swapped = row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      current.push(
        Math.min(
          (previous[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (previous[column - 1] ?? 0) + (same ? 0 : 1),
          swapped ? (rows[row - 2]?.[column - 2] ?? 0) + 1 : Infinity,
        ),
      );
    }
    rows.push(current);
  }
  return rows[left.length]?.[right.length] ?? 0;
}
