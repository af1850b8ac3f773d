import { isObject, type JsonObject } from '../../../sandbox/index.ts';
import { mapping, record, text, turned } from '../pack/shape.ts';
import { firstLine, readExpression, type BoundedExpression } from './cel-environment.ts';
import { defineCheck, fails, holds } from './define-check.ts';
import { matchesOf, partialObject, search, wantedOf, type PartialObject } from './objects.ts';

interface CelValue {
  readonly expression: string;
  readonly objects: { readonly [name: string]: PartialObject };
  readonly bounded: BoundedExpression;
}

const shape = turned(record({ expression: text, objects: mapping(partialObject) }), (value, refuse): CelValue | undefined => {
  const names = Object.keys(value.objects);
  if (names.length === 0) return refuse('expected at least one name under `objects`');
  const odd = names.find((name) => !/^[A-Za-z_]\w*$/.test(name));
  if (odd !== undefined) return refuse(`expected a name of letters, digits and underscores, found "${odd}"`);
  const bounded = readExpression(value.expression, names);
  return typeof bounded === 'string' ? refuse(`expected a CEL expression, found: ${bounded}`) : { ...value, bounded };
});

/** A CEL expression over lists of objects is true. */
export const cel = defineCheck<CelValue>({
  type: 'cel',
  shape,
  label: ({ expression }) => expression,
  watches: ({ objects }) => Object.values(objects),
  async evaluate({ expression, objects, bounded }, world) {
    const lists: { [name: string]: readonly unknown[] } = {};
    for (const [name, partial] of Object.entries(objects)) {
      const found = await search(partial, world);
      if (typeof found === 'string') return fails(found);
      lists[name] = matchesOf(found).map(celValue);
    }
    if (Object.values(lists).every((list) => list.length === 0)) {
      const wanted = Object.values(objects).map((partial) => wantedOf(partial));
      return fails(`there is no ${wanted.join(' and no ')}`);
    }
    try {
      const value = bounded.evaluate(lists);
      return value === true
        ? holds
        : fails(`expected ${expression}, found ${value === false ? 'that it is not so' : String(value)}`);
    } catch (error) {
      return fails(`${expression}: ${firstLine(error)}`);
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
