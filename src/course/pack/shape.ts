import { type Document, isAlias, isMap, isScalar, isSeq, type Pair, type YAMLMap } from 'yaml';
import { setOwn, type JsonObject, type JsonValue } from '../../../sandbox/index.ts';
import { nearest, type Problem } from './problems.ts';
import { limits } from '../pack-limits.ts';
import { type SourceText, type YamlNode } from './read-yaml.ts';

/** Where a value is being read: for problems, and for following aliases. */
export class Reading {
  private aliases = 0;
  private values = 0;

  constructor(
    readonly source: SourceText,
    private readonly document: Document.Parsed,
    private readonly reportTo: (problem: Problem) => void,
  ) {}

  report(node: YamlNode, message: string, suggestion?: string): undefined {
    this.reportTo(this.source.problem(offsetOf(node) ?? 0, message, suggestion));
    return undefined;
  }

  /** What an alias stands for; the node itself when it is none. */
  resolve(node: YamlNode): YamlNode {
    if (++this.values > limits.values) {
      if (this.values === limits.values + 1) this.report(node, `expected at most ${limits.values} values in a file`);
      return null;
    }
    if (!isAlias(node)) return node;
    if (++this.aliases > limits.aliases) return this.report(node, `expected at most ${limits.aliases} aliases in a file`);
    return node.resolve(this.document);
  }
}

/** How a value of a pack must look, and how it is read. `read` reports what is wrong and returns undefined then. */
export interface Shape<T> {
  /** In words, to follow `expected`. */
  readonly expected: string;
  /** The same as JSON Schema, for editors: it takes at least whatever `read` takes. */
  readonly schema: JsonObject;
  read(node: YamlNode, reading: Reading): T | undefined;
}

export interface OptionalShape<T> {
  readonly optional: Shape<T>;
}

export function optional<T>(shape: Shape<T>): OptionalShape<T> {
  return { optional: shape };
}

type Fields = { readonly [key: string]: Shape<unknown> | OptionalShape<unknown> };
export type ValueOf<S> = S extends Shape<infer T> ? T : S extends OptionalShape<infer T> ? T : never;
type OptionalKeys<F> = { [K in keyof F]: F[K] extends OptionalShape<unknown> ? K : never }[keyof F];
export type RecordOf<F> = { readonly [K in Exclude<keyof F, OptionalKeys<F>>]: ValueOf<F[K]> } & {
  readonly [K in OptionalKeys<F>]?: ValueOf<F[K]>;
};

function objectSchema(fields: Fields): JsonObject {
  const shapes = Object.entries(fields).map(([name, field]) => [name, 'optional' in field ? field.optional : field] as const);
  const required = Object.keys(fields).filter((name) => !('optional' in (fields[name] ?? {})));
  return {
    type: 'object',
    properties: Object.fromEntries(shapes.map(([name, { schema }]) => [name, schema])),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  };
}

const wrong = (shape: { readonly expected: string }, node: YamlNode, reading: Reading, suggestion?: string): undefined =>
  reading.report(node, `expected ${shape.expected}, found ${found(node)}`, suggestion);

/** What YAML takes for a number or a truth value and would be right as text: the same in quotes. */
function quoted(node: YamlNode, accept: (value: unknown) => unknown): string | undefined {
  if (!isScalar(node) || (typeof node.value !== 'number' && typeof node.value !== 'boolean')) return undefined;
  const written = node.source ?? String(node.value);
  return accept(written) === undefined ? undefined : `'${written}', in quotes`;
}

/** A mapping with these keys and no others. */
export function record<F extends Fields>(
  fields: F,
  options: { readonly expected?: string; readonly refused?: { readonly [key: string]: string } } = {},
): Shape<RecordOf<F>> {
  const names = Object.keys(fields);
  const shape: Shape<RecordOf<F>> = {
    expected: options.expected ?? `a mapping with ${list(names)}`,
    schema: objectSchema(fields),
    read(given, reading) {
      const node = reading.resolve(given);
      if (!isMap(node)) return wrong(shape, given, reading);
      let sound = true;
      const result: { [key: string]: unknown } = {};
      /** Keys that a misspelt one most likely means: they are not missing as well. */
      const meant = new Set<string>();
      for (const pair of node.items) {
        const key = keyOf(pair);
        const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
        if (field === undefined) {
          sound = false;
          const refused = options.refused !== undefined && Object.hasOwn(options.refused, key) ? options.refused[key] : undefined;
          if (refused === undefined) meant.add(unknownKey(pair, key, names, reading) ?? '');
          else reading.report(keyNode(pair), refused);
          continue;
        }
        const value = ('optional' in field ? field.optional : field).read(valueNode(pair), reading);
        if (value === undefined) sound = false;
        else result[key] = value;
      }
      const missing = names.filter((name) => !('optional' in (fields[name] ?? {})) && !node.has(name));
      for (const name of missing) {
        sound = false;
        if (meant.has(name)) continue;
        reading.report(
          node,
          `expected the key \`${name}\`, found ${node.items.length === 0 ? 'an empty mapping' : list(node.items.map(keyOf))}`,
        );
      }
      return sound ? (result as RecordOf<F>) : undefined;
    },
  };
  return shape;
}

/** Reports a key that is none of those that may stand there. Returns the one that it most likely means, undefined when none is near. */
export function unknownKey(pair: Pair, key: string, names: readonly string[], reading: Reading): string | undefined {
  const near = nearest(key, names);
  reading.report(
    keyNode(pair),
    `expected one of ${list(names)}, found the key \`${key}\``,
    near === undefined ? undefined : `\`${near}\``,
  );
  return near;
}

/** Any keys, values of one shape. */
export function mapping<T>(values: Shape<T>): Shape<{ readonly [key: string]: T }> {
  const shape: Shape<{ readonly [key: string]: T }> = {
    expected: `a mapping of names to ${values.expected}`,
    schema: { type: 'object', additionalProperties: values.schema },
    read(given, reading) {
      const node = reading.resolve(given);
      if (!isMap(node)) return wrong(shape, given, reading);
      const entries = node.items.map((pair) => [keyOf(pair), values.read(valueNode(pair), reading)] as const);
      const result: { [key: string]: unknown } = {};
      for (const [key, value] of entries) setOwn(result, key, value);
      return entries.every(([, value]) => value !== undefined) ? (result as { readonly [key: string]: T }) : undefined;
    },
  };
  return shape;
}

export function listOf<T>(items: Shape<T>, options: { readonly least?: number } = {}): Shape<readonly T[]> {
  const shape: Shape<readonly T[]> = {
    expected: `a list of ${items.expected}`,
    schema: { type: 'array', items: items.schema, ...(options.least === undefined ? {} : { minItems: options.least }) },
    read(given, reading) {
      const node = reading.resolve(given);
      if (!isSeq(node)) return wrong(shape, given, reading);
      if (node.items.length < (options.least ?? 0))
        return reading.report(given, `expected at least ${options.least} in the list`);
      const values = node.items.map((item) => items.read(item as YamlNode, reading));
      return values.every((value) => value !== undefined) ? values : undefined;
    },
  };
  return shape;
}

/** One value, or a list of them. */
export function oneOrMore<T>(item: Shape<T>): Shape<readonly T[]> {
  const several = listOf(item, { least: 1 });
  return {
    expected: `${item.expected} or a list of them`,
    schema: { anyOf: [item.schema, several.schema] },
    read(given, reading) {
      if (isSeq(reading.resolve(given))) return several.read(given, reading);
      const value = item.read(given, reading);
      return value === undefined ? undefined : [value];
    },
  };
}

/** A plain value that `accept` takes; undefined means that it does not. `schema` says the same as far as JSON Schema can. */
export function scalar<T>(expected: string, schema: JsonObject, accept: (value: unknown) => T | undefined): Shape<T> {
  const shape: Shape<T> = {
    expected,
    schema: { description: expected, ...schema },
    read(given, reading) {
      const node = reading.resolve(given);
      const value = isScalar(node) ? accept(node.value) : undefined;
      return value === undefined ? wrong(shape, given, reading, quoted(node, accept)) : value;
    },
  };
  return shape;
}

export const text = scalar('text', { type: 'string', pattern: '\\S' }, (value) =>
  typeof value === 'string' && value.trim() !== '' ? value : undefined,
);
export const anyText = scalar('text', { type: 'string' }, (value) => (typeof value === 'string' ? value : undefined));
export const boolean = scalar('true or false', { type: 'boolean' }, (value) => (typeof value === 'boolean' ? value : undefined));
export const number = scalar('a number', { type: 'number' }, (value) =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined,
);

export function wholeNumber(least: number, most: number): Shape<number> {
  return scalar(`a whole number from ${least} to ${most}`, { type: 'integer', minimum: least, maximum: most }, (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most ? value : undefined,
  );
}

export function matching(expected: string, pattern: RegExp): Shape<string> {
  return scalar(expected, { type: 'string', pattern: pattern.source }, (value) =>
    typeof value === 'string' && pattern.test(value) ? value : undefined,
  );
}

export function oneOf<T extends string>(...words: readonly T[]): Shape<T> {
  const shape: Shape<T> = {
    expected: `one of ${list(words)}`,
    schema: { enum: words },
    read(given, reading) {
      const node = reading.resolve(given);
      const word = isScalar(node) ? words.find((candidate) => candidate === node.value) : undefined;
      if (word !== undefined) return word;
      const near = isScalar(node) && typeof node.value === 'string' ? nearest(node.value, words) : undefined;
      return reading.report(
        given,
        `expected ${shape.expected}, found ${found(node)}`,
        near === undefined ? undefined : `\`${near}\``,
      );
    },
  };
  return shape;
}

/** Milliseconds of virtual time, written `90s`, `2m`, `1h30m`, `500ms`. */
const durationText = /^(\d+(\.\d+)?(ms|s|m|h))+$/;
const durationSchema: JsonObject = { type: 'string', pattern: durationText.source };
export const duration: Shape<number> = scalar('a duration such as `30s`, `2m` or `1h30m`', durationSchema, (value) => {
  if (typeof value !== 'string' || value.length > 40 || !durationText.test(value)) return undefined;
  const units: { readonly [unit: string]: number } = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
  return [...value.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ''] ?? 0),
    0,
  );
});

/** Anything that JSON can say. */
export const json: Shape<JsonValue> = { expected: 'a value', schema: {}, read: (node, reading) => jsonOf(node, reading, 0) };

export const jsonObject: Shape<JsonObject> = {
  expected: 'a mapping',
  schema: { type: 'object' },
  read(given, reading) {
    return isMap(reading.resolve(given))
      ? (jsonOf(given, reading, 0) as JsonObject | undefined)
      : wrong(jsonObject, given, reading);
  },
};

/** Reads with the first shape whose test accepts the node. */
export function either<T>(
  expected: string,
  ...choices: readonly { readonly test: (node: YamlNode) => boolean; readonly shape: Shape<T> }[]
): Shape<T> {
  const shape: Shape<T> = {
    expected,
    schema: { description: expected, anyOf: choices.map((choice) => choice.shape.schema) },
    read(given, reading) {
      const node = reading.resolve(given);
      const choice = choices.find(({ test }) => test(node));
      return choice === undefined ? wrong(shape, given, reading) : choice.shape.read(given, reading);
    },
  };
  return shape;
}

/** Refuses a value with words for what was expected; `key` is the one of a mapping that is wrong. */
export type Refuse = (message: string, key?: string) => undefined;

/** The same shape, its value turned into another, which `turn` may refuse. */
export function turned<A, B>(shape: Shape<A>, turn: (value: A, refuse: Refuse) => B | undefined): Shape<B> {
  return {
    expected: shape.expected,
    schema: shape.schema,
    read(given, reading) {
      const value = shape.read(given, reading);
      if (value === undefined) return undefined;
      return turn(value, (message, key) => reading.report(keyed(reading.resolve(given), key) ?? given, message));
    },
  };
}

/** What stands under a key of a mapping. */
function keyed(node: YamlNode, key: string | undefined): YamlNode {
  if (key === undefined || !isMap(node)) return undefined;
  const pair = node.items.find((one) => keyOf(one) === key);
  return pair === undefined ? undefined : (valueNode(pair) ?? keyNode(pair));
}

function jsonOf(given: YamlNode, reading: Reading, depth: number): JsonValue | undefined {
  if (depth > limits.depth) return reading.report(given, `expected at most ${limits.depth} levels of nesting`);
  const node = reading.resolve(given);
  if (node === null || node === undefined) return null;
  if (isSeq(node)) {
    const items = node.items.map((item) => jsonOf(item as YamlNode, reading, depth + 1));
    return items.every((item) => item !== undefined) ? items : undefined;
  }
  if (isMap(node)) {
    const result: { [key: string]: unknown } = {};
    let sound = true;
    for (const pair of node.items) {
      const value = jsonOf(valueNode(pair), reading, depth + 1);
      if (value === undefined) sound = false;
      setOwn(result, keyOf(pair), value);
    }
    return sound ? (result as JsonObject) : undefined;
  }
  const value: unknown = isScalar(node) ? node.value : undefined;
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  return reading.report(given, `expected a value that JSON can say, found ${found(node)}`);
}

export function keyOf(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
}

export function keyNode(pair: Pair): YamlNode {
  return pair.key as YamlNode;
}

export function valueNode(pair: Pair): YamlNode {
  return pair.value as YamlNode;
}

export function isMapping(node: YamlNode): node is YAMLMap {
  return isMap(node);
}

export function isPlain(node: YamlNode): boolean {
  return isScalar(node);
}

export function list(words: readonly string[]): string {
  return words.map((word) => `\`${word}\``).join(', ');
}

function offsetOf(node: YamlNode): number | undefined {
  return node?.range?.[0];
}

function found(node: YamlNode): string {
  if (isMap(node)) return 'a mapping';
  if (isSeq(node)) return 'a list';
  if (isAlias(node)) return `the alias *${node.source}`;
  const value: unknown = isScalar(node) ? node.value : null;
  if (value === null || value === undefined) return 'nothing';
  if (typeof value === 'string')
    return value.trim() === '' ? 'empty text' : `the text "${value.length > 60 ? `${value.slice(0, 60)}…` : value}"`;
  return `\`${String(value)}\``;
}
