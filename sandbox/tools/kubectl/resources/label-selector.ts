import { parseSelector, SelectorError } from '../../../core/label-selector.ts';
import type { JsonObject } from '../../../core/json.ts';
import { CommandError } from '../errors.ts';

const operators: { readonly [operator: string]: string } = {
  in: 'In',
  notin: 'NotIn',
  '!=': 'NotIn',
  exists: 'Exists',
  '!': 'DoesNotExist',
};

/** A selector as objects write it. Throws CommandError. */
export function labelSelectorOf(text: string): JsonObject {
  const labels: { [key: string]: string } = {};
  const expressions: JsonObject[] = [];
  try {
    for (const { key, operator, values } of parseSelector(text)) {
      if (operator === '=' || operator === '==') labels[key] = values[0] ?? '';
      else if (operator === 'gt' || operator === 'lt')
        throw new CommandError(`"${operator}" is not a valid label selector operator`);
      else expressions.push({ key, operator: operators[operator] ?? '', ...(values.length === 0 ? {} : { values }) });
    }
  } catch (error) {
    if (error instanceof SelectorError) throw new CommandError(`couldn't parse the selector string "${text}": ${error.message}`);
    throw error;
  }
  return {
    ...(Object.keys(labels).length === 0 ? {} : { matchLabels: labels }),
    ...(expressions.length === 0 ? {} : { matchExpressions: expressions }),
  };
}
