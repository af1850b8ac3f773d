import { GoJsonError, readGoJson, type JsonMaker } from '../core/go-json.ts';
import { setOwn, type JsonValue } from '../core/json.ts';
import { ParseError, type Parsed } from './parsed.ts';

/**
 * Reads JSON and notes keys that stand twice (the last one counts). Throws ParseError in the words of Go's encoding/json.
 */
export function parseJson(text: string): Parsed {
  const duplicates: string[] = [];
  const maker: JsonMaker<JsonValue> = {
    scalar: (value) => value,
    list: (items) => items,
    object(entries, path) {
      const result: { [key: string]: JsonValue } = {};
      for (const [key, value] of entries) {
        if (Object.hasOwn(result, key)) duplicates.push(`duplicate field "${path === '' ? key : `${path}.${key}`}"`);
        setOwn(result, key, value);
      }
      return result;
    },
  };
  try {
    return { value: readGoJson(text, maker), duplicates, sorted: false };
  } catch (error) {
    throw error instanceof GoJsonError ? new ParseError(error.message, error.offset) : error;
  }
}
