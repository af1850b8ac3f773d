import { isObject } from '../../../core/json.ts';
import { format } from './format.ts';
import { isTrue, plainText, typeOf, type Value } from './values.ts';
import { decodeBase64Text } from '../../../core/base64.ts';

/** A function that was called wrongly; the message is Go's, without the place. */
export class CallError extends Error {
  override readonly name = 'CallError';
}

type TemplateFunction = (args: readonly Value[]) => Value;

const kindOf = (value: Value): 'bool' | 'string' | 'int' | 'float' | undefined => {
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'bigint') return 'int';
  return typeof value === 'number' ? 'float' : undefined;
};

function equal(left: Value, right: Value): boolean {
  if (left === undefined || left === null || right === undefined || right === null) return (left ?? null) === (right ?? null);
  const [leftKind, rightKind] = [kindOf(left), kindOf(right)];
  if (leftKind === undefined || rightKind === undefined) throw new CallError('non-comparable types');
  if (leftKind !== rightKind) throw new CallError('incompatible types for comparison');
  return left === right;
}

function less(left: Value, right: Value): boolean {
  const [leftKind, rightKind] = [kindOf(left), kindOf(right)];
  if (leftKind === undefined || rightKind === undefined || leftKind === 'bool')
    throw new CallError('invalid type for comparison');
  if (leftKind !== rightKind) throw new CallError('incompatible types for comparison');
  return (left as string) < (right as string);
}

function item(value: Value, key: Value): Value {
  if (value === undefined || value === null) throw new CallError('index of untyped nil');
  if (Array.isArray(value) || typeof value === 'string') {
    if (typeof key !== 'bigint') throw new CallError(`cannot index slice/array with type ${typeOf(key)}`);
    const at = Number(key);
    if (at < 0 || at >= value.length) throw new CallError(`index out of range: ${key}`);
    return typeof value === 'string' ? BigInt(value.charCodeAt(at)) : value[at];
  }
  if (!isObject(value)) throw new CallError(`can't index item of type ${typeOf(value)}`);
  if (typeof key !== 'string') throw new CallError(`value has type ${typeOf(key)}; should be string`);
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

function slice([value, ...bounds]: readonly Value[]): Value {
  if (typeof value !== 'string' && !Array.isArray(value)) throw new CallError(`can't slice item of type ${typeOf(value)}`);
  const [from = 0, to = value.length] = bounds.map((bound) => {
    const at = Number(bound);
    if (typeof bound !== 'bigint') throw new CallError(`cannot index slice/array with type ${typeOf(bound)}`);
    if (at < 0 || at > value.length) throw new CallError(`index out of range: ${bound}`);
    return at;
  });
  if (from > to) throw new CallError(`invalid slice index: ${from} > ${to}`);
  return value.slice(from, to);
}

function length([value]: readonly Value[]): Value {
  if (typeof value === 'string') return BigInt(new TextEncoder().encode(value).length);
  if (Array.isArray(value)) return BigInt(value.length);
  if (isObject(value)) return BigInt(Object.keys(value).length);
  throw new CallError(value === undefined || value === null ? 'len of nil pointer' : `len of type ${typeOf(value)}`);
}

/** As Go's Sprint: blanks between neighbours of which none is a string. */
function print(args: readonly Value[]): string {
  return args
    .map(
      (arg, index) =>
        `${index > 0 && typeof arg !== 'string' && typeof args[index - 1] !== 'string' ? ' ' : ''}${plainText(arg)}`,
    )
    .join('');
}

const htmlEscapes: { readonly [character: string]: string } = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  '"': '&#34;',
  "'": '&#39;',
};

function decoded([text]: readonly Value[]): string {
  if (typeof text !== 'string') throw new CallError(`wrong type for value; expected string; got ${typeOf(text)}`);
  try {
    return decodeBase64Text(text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new CallError(`base64 decode failed: ${error.message}`);
  }
}

function exists([value, ...keys]: readonly Value[]): boolean {
  try {
    return keys.reduce(item, value) !== undefined;
  } catch (error) {
    if (error instanceof CallError) return false;
    throw error;
  }
}

/** `and` and `or` are not among them: they do not look at all of their arguments. */
export const functions: { readonly [name: string]: TemplateFunction } = {
  not: ([value]) => !isTrue(value),
  len: length,
  index: ([value, ...keys]) => keys.reduce(item, value),
  slice,
  print,
  println: (args) => `${args.map(plainText).join(' ')}\n`,
  printf: ([pattern, ...args]) => format(String(pattern), args),
  html: (args) => print(args).replace(/[<>&"']/g, (character) => htmlEscapes[character] ?? character),
  js: (args) =>
    JSON.stringify(print(args))
      .slice(1, -1)
      .replace(/[<>&='`]/g, (character) => `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`),
  urlquery: (args) => encodeURIComponent(print(args)).replaceAll('%20', '+'),
  eq: ([first, ...others]) => {
    if (others.length === 0) throw new CallError('missing argument for comparison');
    return others.some((other) => equal(first, other));
  },
  ne: ([left, right]) => !equal(left, right),
  lt: ([left, right]) => less(left, right),
  le: ([left, right]) => less(left, right) || equal(left, right),
  gt: ([left, right]) => less(right, left),
  ge: ([left, right]) => less(right, left) || equal(left, right),
  exists,
  base64decode: decoded,
};

export const functionNames: ReadonlySet<string> = new Set([...Object.keys(functions), 'and', 'or']);
