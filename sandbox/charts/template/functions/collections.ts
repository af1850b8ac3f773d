import { deepEqual, mergeInto } from '../collections.ts';
import { wholeSize } from '../size.ts';
import { GoBytes, GoError, GoInt, TypedMap, TypedSlice, kindOf, nilList, strings, typeOf, type GoValue } from '../values.ts';
import { deep, fn, isEmpty, textOf, toInt64, variadic, type FunctionTable } from './define.ts';

const NIL_PANIC = 'runtime error: invalid memory address or nil pointer dereference';

function items(value: GoValue, message: (type: string) => string): GoValue[] {
  if (value === null) throw new GoError(NIL_PANIC);
  if (value instanceof GoBytes) return [...value.bytes].map((byte) => new GoInt('uint8', BigInt(byte)));
  if (!Array.isArray(value)) throw new GoError(message(kindOf(value)));
  return [...value];
}

const find =
  (what: string) =>
  (type: string): string =>
    `Cannot find ${what} on type ${type}`;

const first = (value: GoValue): GoValue => items(value, find('first'))[0] ?? null;
const last = (value: GoValue): GoValue => items(value, find('last')).at(-1) ?? null;
/** What Sprig gives for the rest of nothing: a list that JSON writes as null. */
const orNil = (whole: readonly GoValue[], part: GoValue[]): GoValue => (whole.length === 0 ? nilList() : part);

function rest(value: GoValue): GoValue {
  const all = items(value, find('rest'));
  return orNil(all, all.slice(1));
}

function initial(value: GoValue): GoValue {
  const all = items(value, find('initial'));
  return orNil(all, all.slice(0, -1));
}
const append = (list: GoValue, value: GoValue): GoValue => [...items(list, (type) => `Cannot push on type ${type}`), value];
const prepend = (list: GoValue, value: GoValue): GoValue => [value, ...items(list, (type) => `Cannot prepend on type ${type}`)];
const reverse = (value: GoValue): GoValue => items(value, find('reverse')).reverse();
const compact = (value: GoValue): GoValue =>
  items(value, (type) => `Cannot compact on type ${type}`).filter((item) => !isEmpty(item));

function uniq(value: GoValue): GoValue {
  const found: GoValue[] = [];
  // Plain values are told apart at once; only lists, maps and the like are compared with each other.
  const plain = new Set<GoValue>();
  const others: GoValue[] = [];
  for (const item of items(value, find('uniq'))) {
    const isPlain = item === null || typeof item !== 'object';
    if (isPlain ? plain.has(item) : others.some((other) => deepEqual(other, item))) continue;
    if (isPlain) plain.add(item);
    else others.push(item);
    found.push(item);
  }
  return found;
}

const without = (list: GoValue, ...gone: GoValue[]): GoValue =>
  items(list, find('without')).filter((item) => !gone.some((other) => deepEqual(other, item)));

function has(needle: GoValue, list: GoValue): GoValue {
  return list !== null && items(list, find('has')).some((item) => deepEqual(needle, item));
}

function slice(list: GoValue, ...indexes: GoValue[]): GoValue {
  const all = items(list, (type) => `list should be type of slice or array but ${type}`);
  if (all.length === 0) return null;
  const [from = 0, to = all.length] = indexes.map((index) => Number(toInt64(index)));
  if (from < 0 || to > all.length || from > to) throw new GoError('reflect.Value.Slice: slice index out of bounds');
  const part = all.slice(from, to);
  return list instanceof TypedSlice ? TypedSlice.typed(list.goType, part) : part;
}

function chunk(size: bigint, list: GoValue): GoValue {
  const all = items(list, (type) => `Cannot chunk type ${type}`);
  if (size <= 0n) throw new GoError('runtime error: makeslice: len out of range');
  const chunks: GoValue[] = [];
  for (let at = 0; at < all.length; at += Number(size)) chunks.push(all.slice(at, at + Number(size)));
  return TypedSlice.typed('[][]interface {}', chunks);
}

function concat(...lists: GoValue[]): GoValue {
  const all = lists.flatMap((list) => items(list, (type) => `Cannot concat type ${type} as list`));
  return orNil(all, all);
}

type Dict = Map<string, GoValue> | null;

const MAX_KEY = 50_000_000;

function dict(...pairs: GoValue[]): GoValue {
  const result = new Map<string, GoValue>();
  for (let index = 0; index < pairs.length; index += 2) {
    const key = pairs[index] ?? null;
    // A map as a key is a mistake, but one that charts make: its whole text is the key.
    if (wholeSize(key, MAX_KEY) > MAX_KEY) throw new RangeError('key too long');
    result.set(textOf(key), index + 1 < pairs.length ? (pairs[index + 1] ?? null) : '');
  }
  return result;
}

function set(map: Dict, key: string, value: GoValue): GoValue {
  if (map === null) throw new GoError('assignment to entry in nil map');
  map.set(key, value);
  return map;
}

function dig(...args: GoValue[]): GoValue {
  if (args.length < 3) throw new GoError('dig needs at least three arguments');
  let value: GoValue = stepInto(args.at(-1) ?? null);
  const keys = args.slice(0, -2).map((key) => {
    if (typeof key === 'string') return key;
    throw new GoError(`interface conversion: interface {} is ${key === null ? 'nil' : typeOf(key)}, not string`);
  });
  for (const key of keys) {
    const map = stepInto(value);
    if (!map.has(key)) return args.at(-2) ?? null;
    value = map.get(key) ?? null;
  }
  return value;
}

function stepInto(value: GoValue): Map<string, GoValue> {
  if (value instanceof Map && !(value instanceof TypedMap)) return value;
  throw new GoError(
    `interface conversion: interface {} is ${value === null ? 'nil' : typeOf(value)}, not map[string]interface {}`,
  );
}

const merge =
  (overwrite: boolean) =>
  (target: Dict, ...sources: Dict[]): GoValue => {
    const result = target ?? new Map<string, GoValue>();
    for (const source of sources) if (source !== null) mergeInto(result, source, overwrite);
    return result;
  };

function deepCopy(value: GoValue): GoValue {
  if (Array.isArray(value))
    return value instanceof TypedSlice ? TypedSlice.typed(value.goType, value.map(deepCopy)) : value.map(deepCopy);
  if (!(value instanceof Map)) return value;
  const entries = [...value].map(([key, item]): [string, GoValue] => [key, deepCopy(item)]);
  return value instanceof TypedMap ? new TypedMap(value.goType, value.elem, entries, value.methods) : new Map(entries);
}

const copied = (value: GoValue): GoValue => {
  if (value === null) throw new GoError('reflect: call of reflect.Value.Type on zero Value');
  return deepCopy(value);
};

const filtered =
  (keep: boolean) =>
  (map: Dict, ...keys: string[]): GoValue =>
    new Map([...(map ?? [])].filter(([key]) => keys.includes(key) === keep));

function coalesce(...values: GoValue[]): GoValue {
  return values.find((value) => !isEmpty(value)) ?? null;
}

const typeIs = (type: string, value: GoValue): boolean => type === typeOf(value);

/** A function under its name and, with `must` before it, once more. */
function both(name: string, callable: FunctionTable[string]): FunctionTable {
  return { [name]: callable, [`must${name.charAt(0).toUpperCase()}${name.slice(1)}`]: callable };
}

export const collectionFunctions: FunctionTable = {
  list: variadic(['any'], (...values: GoValue[]) => values),
  tuple: variadic(['any'], (...values: GoValue[]) => values),
  ...both('first', fn(['any'], first)),
  ...both('last', fn(['any'], last)),
  ...both('rest', fn(['any'], rest)),
  ...both('initial', fn(['any'], initial)),
  ...both('append', fn(['any', 'any'], append)),
  ...both('push', fn(['any', 'any'], append)),
  ...both('prepend', fn(['any', 'any'], prepend)),
  ...both('reverse', fn(['any'], reverse)),
  ...both('compact', fn(['any'], compact)),
  ...both('uniq', deep(fn(['any'], uniq))),
  ...both('without', deep(variadic(['any', 'any'], without))),
  ...both('has', deep(fn(['any', 'any'], has))),
  ...both('slice', variadic(['any', 'any'], slice)),
  ...both('chunk', fn(['int', 'any'], chunk)),
  concat: variadic(['any'], concat),
  dict: variadic(['any'], dict),
  get: fn(['map', 'string'], (map: Dict, key: string) => map?.get(key) ?? (map?.has(key) ? null : '')),
  set: fn(['map', 'string', 'any'], set),
  unset: fn(['map', 'string'], (map: Dict, key: string) => {
    map?.delete(key);
    return map;
  }),
  hasKey: fn(['map', 'string'], (map: Dict, key: string) => map?.has(key) ?? false),
  pluck: variadic(['string', 'map'], (key: string, ...maps: Dict[]) =>
    maps.flatMap((map) => (map?.has(key) ? [map.get(key) ?? null] : [])),
  ),
  keys: variadic(['map'], (...maps: Dict[]) => strings(maps.flatMap((map) => [...(map?.keys() ?? [])]))),
  values: fn(['map'], (map: Dict) => [...(map?.values() ?? [])]),
  pick: variadic(['map', 'string'], filtered(true)),
  omit: variadic(['map', 'string'], filtered(false)),
  dig: variadic(['any'], dig),
  ...both('merge', deep(variadic(['map', 'map'], merge(false)))),
  ...both('mergeOverwrite', deep(variadic(['map', 'map'], merge(true)))),
  ...both('deepCopy', deep(fn(['any'], copied))),
  deepEqual: deep(fn(['any', 'any'], deepEqual)),
  default: variadic(['any', 'any'], (fallback: GoValue, ...given: GoValue[]) => {
    const [value] = given;
    return value === undefined || isEmpty(value) ? fallback : value;
  }),
  empty: fn(['any'], isEmpty),
  coalesce: variadic(['any'], coalesce),
  all: variadic(['any'], (...values: GoValue[]) => !values.some(isEmpty)),
  any: variadic(['any'], (...values: GoValue[]) => values.some((value) => !isEmpty(value))),
  ternary: fn(['any', 'any', 'bool'], (yes: GoValue, no: GoValue, test: boolean) => (test ? yes : no)),
  typeOf: fn(['any'], (value: GoValue) => typeOf(value)),
  typeIs: fn(['string', 'any'], typeIs),
  typeIsLike: fn(['string', 'any'], (type: string, value: GoValue) => typeIs(type, value) || typeOf(value) === `*${type}`),
  kindOf: fn(['any'], (value: GoValue) => kindOf(value)),
  kindIs: fn(['string', 'any'], (kind: string, value: GoValue) => kindOf(value) === kind),
};
