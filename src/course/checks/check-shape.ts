import type { JsonObject } from '../../../sandbox/index.ts';
import { anyText, duration, isMapping, keyOf, list, listOf, text, unknownKey, valueNode, type Shape } from '../pack/shape.ts';
import type { Check, CheckOptions, CheckType } from './define-check.ts';

const optionShapes: { readonly [key: string]: Shape<unknown> } = {
  label: text,
  within: duration,
  onFail: anyText,
  hints: listOf(text),
};

function schemaOf({ type, shape, beside }: CheckType): JsonObject {
  const properties = Object.entries({ [type]: shape, ...beside, ...optionShapes }).map(([key, { schema }]) => [key, schema]);
  return { properties: Object.fromEntries(properties), required: [type], additionalProperties: false };
}

/** A mapping with exactly one key of a check type, and what may stand beside it. */
export function checkShape(types: readonly CheckType[]): Shape<Check> {
  const names = types.map(({ type }) => type);
  const shape: Shape<Check> = {
    expected: `a check (one of ${list(names)})`,
    schema: { type: 'object', oneOf: types.map(schemaOf) },
    read(given, reading) {
      const node = reading.resolve(given);
      if (!isMapping(node)) return reading.report(given, `expected ${shape.expected}`);
      const chosen = types.filter(({ type }) => node.has(type));
      const [type, second] = chosen;
      if (type === undefined || second !== undefined) {
        const strange = node.items.find((pair) => !names.includes(keyOf(pair)) && !Object.hasOwn(optionShapes, keyOf(pair)));
        if (type === undefined && strange !== undefined) return (unknownKey(strange, keyOf(strange), names, reading), undefined);
        return reading.report(
          given,
          `expected exactly one of ${list(names)}, found ${type === undefined ? 'none' : list(chosen.map((one) => one.type))}`,
        );
      }
      const beside: { [key: string]: unknown } = {};
      const options: { [key: string]: unknown } = {};
      let value: unknown;
      let sound = true;
      for (const pair of node.items) {
        const key = keyOf(pair);
        const field =
          key === type.type
            ? type.shape
            : Object.hasOwn(type.beside, key)
              ? type.beside[key]
              : Object.hasOwn(optionShapes, key)
                ? optionShapes[key]
                : undefined;
        if (field === undefined) {
          unknownKey(pair, key, [type.type, ...Object.keys(type.beside), ...Object.keys(optionShapes)], reading);
          sound = false;
          continue;
        }
        const read = field.read(valueNode(pair), reading);
        if (read === undefined) sound = false;
        else if (key === type.type) value = read;
        else if (Object.hasOwn(type.beside, key)) beside[key] = read;
        else options[key] = read;
      }
      // The shapes above gave the options their types.
      return sound && value !== undefined ? type.make(value, beside, options as Partial<CheckOptions>) : undefined;
    },
  };
  return shape;
}
