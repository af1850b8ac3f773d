/** What is wrong with a chart, its values or a release, in helm's words. */
export class ChartError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ChartError';
  }
}

/** The same error with words before it, as errors.Wrap of Go puts them. */
export function wrapped(error: unknown, words: string): ChartError {
  return new ChartError(`${words}: ${error instanceof Error ? error.message : String(error)}`);
}

/** Where warnings go that helm prints through Go's log, each with the place in helm that says it. */
export type Warn = (text: string) => void;

export const silent: Warn = () => undefined;
