import { Environment } from '@marcbachmann/cel-js';
import { isObject, type JsonObject } from '../../../sandbox/index.ts';
import { mapping, record, text, turned } from '../pack/shape.ts';
import { defineCheck, fails, holds } from './define-check.ts';
import { matchesOf, partialObject, search, wantedOf } from './objects.ts';

const shape = turned(record({ expression: text, objects: mapping(partialObject) }), (value, refuse) => {
  const names = Object.keys(value.objects);
  if (names.length === 0) return refuse('expected at least one name under `objects`');
  const odd = names.find((name) => !/^[A-Za-z_]\w*$/.test(name));
  if (odd !== undefined) return refuse(`expected a name of letters, digits and underscores, found "${odd}"`);
  const checked = environment(names).check(value.expression);
  if (!checked.valid) return refuse(`expected a CEL expression, found: ${checked.error?.message.split('\n')[0] ?? 'an error'}`);
  if (checked.type !== 'bool' && checked.type !== 'dyn')
    return refuse(`expected a CEL expression that is true or false, found one of type ${checked.type}`);
  return value;
});

function environment(names: readonly string[]): Environment {
  return names.reduce(
    (made, name) => made.registerVariable(name, 'list<dyn>'),
    new Environment({ unlistedVariablesAreDyn: false, limits: { maxAstNodes: 2_000, maxDepth: 60 } }),
  );
}

/** A CEL expression over lists of objects is true. */
export const cel = defineCheck({
  type: 'cel',
  shape,
  label: ({ expression }) => expression,
  watches: ({ objects }) => Object.values(objects),
  async evaluate({ expression, objects }, world) {
    const lists: { [name: string]: readonly unknown[] } = {};
    for (const [name, partial] of Object.entries(objects)) {
      const found = await search(partial, world);
      if (typeof found === 'string') return fails(found);
      lists[name] = matchesOf(found).map(celValue);
    }
    if (Object.values(lists).every((list) => list.length === 0)) {
      return fails(
        `there is no ${Object.values(objects)
          .map((partial) => wantedOf(partial))
          .join(' and no ')}`,
      );
    }
    try {
      const value: unknown = environment(Object.keys(objects)).evaluate(expression, lists);
      return value === true
        ? holds
        : fails(`expected ${expression}, found ${value === false ? 'that it is not so' : String(value)}`);
    } catch (error) {
      return fails(`${expression}: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'cannot be evaluated'}`);
    }
  },
});

/** JSON as CEL sees it: whole numbers are of its type int. */
function celValue(value: unknown): unknown {
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value);
  if (Array.isArray(value)) return value.map(celValue);
  if (!isObject(value)) return value;
  return new Map(Object.entries(value as JsonObject).map(([key, item]) => [key, celValue(item)]));
}
