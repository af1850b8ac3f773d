/** A failure that helm reports in its own words; `Error: ` stands before them when they are printed. */
export class HelmError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'HelmError';
  }
}

/** Ends a run when Ctrl-C came while it waited. */
export class Cancelled extends HelmError {
  constructor() {
    super('context canceled');
    this.name = 'Cancelled';
  }
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Several errors as hashicorp/go-multierror prints them. */
export function multiError(errors: readonly unknown[]): HelmError {
  const words = errors.length === 1 ? '1 error occurred:' : `${errors.length} errors occurred:`;
  const lines = errors.map((error) => `\t* ${messageOf(error).replaceAll('\n', '\n\t')}\n`);
  return new HelmError(`${words}\n${lines.join('')}\n`);
}

/** The same error with words before it. What else an error carries (that rendering had begun) is kept in `cause`. */
export function withWords(error: unknown, words: string): HelmError {
  const wrapped = new HelmError(`${words}: ${messageOf(error)}`);
  wrapped.cause = error;
  return wrapped;
}
