import type { JsonValue } from '../core/json.ts';

/** Text read as a value. */
export interface Parsed {
  readonly value: JsonValue;
  /** Keys that stood twice, in the words of the parser. */
  readonly duplicates: readonly string[];
  /** Whether the keys of objects came in alphabetical order to the decoder, as they do from YAML. */
  readonly sorted: boolean;
}

/** Text that is no JSON or YAML. The message is the real server's. */
export class ParseError extends Error {
  /** `offset`: how many characters were read when it was found, the wrong one among them; absent at the end of the text. */
  constructor(
    message: string,
    readonly offset?: number,
  ) {
    super(message);
    this.name = 'ParseError';
  }
}
