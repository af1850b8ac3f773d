import { ChartError, wrapped } from './chart-error.ts';
import { decodeYaml } from './yaml-text.ts';
import { mapOf } from './go-decode.ts';
import { isTable, type Values } from './go-map.ts';
import { setValues } from './set-values.ts';
import { jsonPrefix } from './go-json.ts';

/** The values that the command line gives, in the order in which helm reads them. */
export interface ValueOptions {
  readonly files: readonly string[];
  readonly json: readonly string[];
  readonly set: readonly string[];
  readonly strings: readonly string[];
  readonly fromFiles: readonly string[];
  readonly literals: readonly string[];
}

/**
 * Merges values files and `--set…` into one. `read` gives a file's text and throws Error in the words of the system. Throws ChartError.
 * Models pkg/cli/values of helm.
 */
export function mergeOptions(options: ValueOptions, read: (path: string) => string): Values {
  let values: Values = new Map();
  for (const path of options.files) {
    const text = read(path);
    let file: Values;
    try {
      file = mapOf(decodeYaml(text));
    } catch (error) {
      throw wrapped(error, `failed to parse ${path}`);
    }
    values = mergeFiles(values, file);
  }
  for (const text of options.json) {
    try {
      setValues(text, values, { kind: 'json', parse: jsonPrefix });
    } catch {
      throw new ChartError(`failed parsing --set-json data ${text}`);
    }
  }
  const each = (flag: string, texts: readonly string[], apply: (text: string) => void): void => {
    for (const text of texts) {
      try {
        apply(text);
      } catch (error) {
        throw wrapped(error, `failed parsing --${flag} data`);
      }
    }
  };
  each('set', options.set, (text) => setValues(text, values, { kind: 'typed' }));
  each('set-string', options.strings, (text) => setValues(text, values, { kind: 'string' }));
  each('set-file', options.fromFiles, (text) => setValues(text, values, { kind: 'file', read }));
  each('set-literal', options.literals, (text) => setValues(text, values, { kind: 'literal' }));
  return values;
}

/** The second over the first; a null stands as a value. */
function mergeFiles(first: Values, second: Values): Values {
  const merged: Values = new Map(first);
  for (const [key, value] of second) {
    const own = merged.get(key);
    merged.set(key, isTable(value) && isTable(own) ? mergeFiles(own, value) : value);
  }
  return merged;
}
