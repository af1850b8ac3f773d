import { explain } from '../../shell/why/explain.ts';

/** Something that is wrong in a file, and where it stands in the text. */
export interface ManifestProblem {
  /** From 0. */
  readonly row: number;
  /** From 0, in UTF-16 units. */
  readonly column: number;
  readonly length: number;
  /** The words of the parser, of the API server or of helm. */
  readonly text: string;
  /** The same in plain words, and what to do about it, where that is known. */
  readonly meaning?: string;
}

/** Who has looked: the API server at a manifest, helm at a file of a chart; of anything else only the syntax is known. */
export type Judge = 'server' | 'helm' | 'syntax';

export interface Judgement {
  readonly judge: Judge;
  readonly problems: readonly ManifestProblem[];
  /** What is wrong in another file that this one depends on, when nothing is in this one. */
  readonly elsewhere?: string;
}

/** What `why` would say of these words. */
export function meaningOf(words: string): string | undefined {
  const found = explain(words);
  return found === undefined ? undefined : `${found.means} ${found.next}`;
}
