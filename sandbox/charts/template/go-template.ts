import { decodeBase64 } from '../../core/base64.ts';
import type { JsonValue } from '../../core/json.ts';
import { textOfUtf8 } from '../../core/utf8.ts';
import { ExecError, LimitError } from './errors.ts';
import { execute } from './evaluate.ts';
import { builtinFunctions } from './functions/builtin.ts';
import { fn, variadic } from './functions/define.ts';
import { ParseError, parseTemplate } from './parse.ts';
import { GoError, int64, type GoCallable, type GoValue } from './values.ts';

/** A template that does not parse, or that stopped; the message is Go's: `template: output:1:3: …`. */
export class GoTemplateError extends Error {
  override readonly name = 'GoTemplateError';
}

/** One template on its own, without a chart: what `-o go-template` of kubectl runs. */
export interface GoTemplate {
  /** Throws GoTemplateError. `missingKeys` allowed: they print as `<no value>`. */
  execute(data: GoValue, options: { readonly missingKeys: 'allowed' | 'refused' }): string;
}

const LIMITS = { steps: 5_000_000, output: 50_000_000, work: 500_000_000, depth: 250 };

/** Whether there is something at the end of a path of keys and indexes. Models exists of kubectl's template printer. */
function exists(item: GoValue, ...path: GoValue[]): boolean {
  let at: GoValue | undefined = item;
  for (const step of path) {
    if (at instanceof Map && typeof step === 'string') at = at.get(step);
    else if (Array.isArray(at) && typeof step === 'bigint') at = at[Number(step)];
    else return false;
    if (at === undefined || at === null) return false;
  }
  return at !== undefined && at !== null;
}

function base64Decode(text: string): string {
  try {
    return textOfUtf8(decodeBase64(text));
  } catch (error) {
    if (error instanceof RangeError) throw new GoError(`base64 decode failed: ${error.message}`);
    throw error;
  }
}

/** Go's own functions, and the two that kubectl adds. */
export const kubectlFunctions: ReadonlyMap<string, GoCallable> = new Map<string, GoCallable>([
  ...Object.entries(builtinFunctions),
  ['exists', variadic(['any', 'any'], exists)],
  ['base64decode', fn(['string'], base64Decode)],
]);

/** Parses a template. Throws GoTemplateError. */
export function parseGoTemplate(name: string, text: string, functions: ReadonlyMap<string, GoCallable>): GoTemplate {
  const inWords = <Result>(work: () => Result): Result => {
    try {
      return work();
    } catch (error) {
      if (error instanceof ParseError || error instanceof ExecError || error instanceof LimitError)
        throw new GoTemplateError(error.message);
      throw error;
    }
  };
  const trees = inWords(() => parseTemplate(name, text, (function_) => functions.has(function_)));
  return {
    execute: (data, { missingKeys }) =>
      inWords(() => {
        const tree = trees.get(name);
        if (tree === undefined) return '';
        return execute(tree, data, {
          functions,
          lookupTree: (other) => trees.get(other),
          missingKey: missingKeys === 'allowed' ? 'invalid' : 'error',
          budget: { ...LIMITS },
        });
      }),
  };
}

/** An object of the API as clients of Go hold it: whole numbers are int64. */
export function objectValue(value: JsonValue): GoValue {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? int64(BigInt(value)) : value;
  if (Array.isArray(value)) return value.map((item) => objectValue(item));
  if (typeof value === 'object' && value !== null) {
    return new Map(Object.entries(value).map(([key, item]) => [key, objectValue(item as JsonValue)]));
  }
  return value;
}
