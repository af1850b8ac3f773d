import { TEMPLATE_LIMITS } from './contract.ts';
import { ExecError, LimitError } from './errors.ts';
import { execute } from './evaluate.ts';
import { builtinFunctions } from './functions/builtin.ts';
import type { FunctionTable } from './functions/define.ts';
import { ParseError, parseTemplate } from './parse.ts';
import type { GoValue } from './values.ts';

export { plainText } from './format-value.ts';
export { fn, variadic } from './functions/define.ts';
export { GoError, type GoValue } from './values.ts';

/** A template that does not parse, or that stopped; the message is Go's: `template: output:1:3: …`. */
export class GoTemplateError extends Error {
  override readonly name = 'GoTemplateError';
}

/** One template on its own, without a chart: what `-o go-template` and `--format` of many tools run. */
export interface GoTemplate {
  /** Throws GoTemplateError. `missingKeys` allowed: they print as `<no value>`. */
  execute(data: GoValue, options: { readonly missingKeys: 'allowed' | 'refused' }): string;
}

/** Parses a template that may use Go's own functions and those of its tool. Throws GoTemplateError. */
export function parseGoTemplate(name: string, text: string, own: FunctionTable = {}): GoTemplate {
  const functions = new Map(Object.entries({ ...builtinFunctions, ...own }));
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
          budget: { ...TEMPLATE_LIMITS },
        });
      }),
  };
}

function inWords<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof ParseError || error instanceof ExecError || error instanceof LimitError)
      throw new GoTemplateError(error.message);
    throw error;
  }
}
