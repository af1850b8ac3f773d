/** An error that learners meet, and what to say about it. */
export interface Reason {
  /** Finds it in what was printed. Named groups fill `{name}` in the texts. */
  readonly when: RegExp;
  /** What it means, in plain words. */
  readonly means: string;
  /** What to do or to look at next. */
  readonly next: string;
  /** The lesson of the built-in course that teaches it, e.g. `pods/images`; left out as long as none does. */
  readonly lesson?: string;
}
