import { textOfUtf8, utf8Length, utf8OfText } from '../../../core/utf8.ts';
import { sprint, sprintf, sprintln } from '../format.ts';
import { zeroOf } from '../fields.ts';
import { plainText } from '../format-value.ts';
import {
  GoBytes,
  GoError,
  GoFunc,
  GoInt,
  GoStruct,
  compareBytes,
  elementType,
  isTrue,
  kindOf,
  typeOf,
  type GoValue,
  type MaybeValue,
} from '../values.ts';
import { deep, fn, variadic, type FunctionTable } from './define.ts';

type Basic = 'bool' | 'complex' | 'int' | 'uint' | 'float' | 'string' | 'invalid';

function basicKind(value: MaybeValue): Basic {
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'bigint') return 'int';
  if (typeof value === 'number') return 'float';
  if (value instanceof GoInt) return value.goType.startsWith('uint') ? 'uint' : 'int';
  return value instanceof GoStruct && value.goType === 'complex128' ? 'complex' : 'invalid';
}

const comparable = (value: MaybeValue): MaybeValue => (value instanceof GoInt ? value.value : value);

const bothInteger = (left: Basic, right: Basic): boolean =>
  (left === 'int' || left === 'uint') && (right === 'int' || right === 'uint');

const incompatible = (left: MaybeValue, right: MaybeValue): GoError =>
  new GoError(`incompatible types for comparison: ${typeOf(left)} and ${typeOf(right)}`);

function equalTo(left: MaybeValue, right: MaybeValue): boolean {
  const [leftKind, rightKind] = [basicKind(left), basicKind(right)];
  const isNil = (value: MaybeValue): boolean => value === null || value === undefined;
  if (leftKind !== rightKind && !bothInteger(leftKind, rightKind)) {
    if (isNil(left) || isNil(right)) return false;
    throw incompatible(left, right);
  }
  if (leftKind !== 'invalid')
    return leftKind === 'complex' ? plainText(left) === plainText(right) : comparable(left) === comparable(right);
  if (isNil(left) || isNil(right)) return isNil(left) === isNil(right);
  if (kindOf(left) !== kindOf(right) || ['slice', 'map', 'func'].includes(kindOf(left))) {
    const shown = kindOf(left) === 'struct' || kindOf(left) === 'ptr' ? right : left;
    throw new GoError(sprintf('non-comparable type %s: %v', [shown, typeOf(shown)]));
  }
  return left === right;
}

function lessThan(left: MaybeValue, right: MaybeValue): boolean {
  const [leftKind, rightKind] = [basicKind(left), basicKind(right)];
  if (leftKind === 'invalid' || rightKind === 'invalid') throw new GoError('invalid type for comparison');
  if (leftKind !== rightKind && !bothInteger(leftKind, rightKind)) throw incompatible(left, right);
  if (leftKind === 'bool' || leftKind === 'complex') throw new GoError('invalid type for comparison');
  const [a, b] = [comparable(left), comparable(right)];
  if (typeof a === 'string' && typeof b === 'string') return compareBytes(a, b) < 0;
  return (a as bigint) < (b as bigint);
}

const lessOrEqual = (left: MaybeValue, right: MaybeValue): boolean => lessThan(left, right) || equalTo(left, right);

function integerIndex(index: MaybeValue, length: number): number {
  const value = typeof index === 'bigint' ? index : index instanceof GoInt ? index.value : undefined;
  if (index === undefined || index === null) throw new GoError('cannot index slice/array with nil');
  if (value === undefined) throw new GoError(`cannot index slice/array with type ${typeOf(index)}`);
  if (value < 0n || value > BigInt(length)) throw new GoError(`index out of range: ${value}`);
  return Number(value);
}

function indexed(from: MaybeValue, ...indexes: MaybeValue[]): MaybeValue {
  if (from === undefined || from === null) throw new GoError('index of untyped nil');
  let item: MaybeValue = from;
  for (const index of indexes) {
    if (item === null || item === undefined) throw new GoError('index of nil pointer');
    if (Array.isArray(item)) {
      const at: number = integerIndex(index, item.length);
      if (at === item.length) throw new GoError('reflect: slice index out of range');
      item = item[at];
    } else if (item instanceof GoBytes || typeof item === 'string') {
      const bytes: Uint8Array = typeof item === 'string' ? utf8OfText(item) : item.bytes;
      const at: number = integerIndex(index, bytes.length);
      if (at === bytes.length) throw new GoError(`reflect: ${typeof item === 'string' ? 'string' : 'slice'} index out of range`);
      item = new GoInt('uint8', BigInt(bytes[at] ?? 0));
    } else if (item instanceof Map) {
      if (index === undefined || index === null) throw new GoError('value is nil; should be of type string');
      if (typeof index !== 'string') throw new GoError(`value has type ${typeOf(index)}; should be string`);
      item = item.get(index) ?? zeroOf(elementType(item));
    } else throw new GoError(`can't index item of type ${typeOf(item)}`);
  }
  return item;
}

function length(value: MaybeValue): bigint {
  if (value === undefined) throw new GoError('reflect: call of reflect.Value.Type on zero Value');
  if (value === null) throw new GoError('len of nil pointer');
  if (typeof value === 'string') return BigInt(utf8Length(value));
  if (Array.isArray(value)) return BigInt(value.length);
  if (value instanceof Map) return BigInt(value.size);
  if (value instanceof GoBytes) return BigInt(value.bytes.length);
  throw new GoError(`len of type ${typeOf(value)}`);
}

function slice(value: MaybeValue, ...indexes: MaybeValue[]): MaybeValue {
  if (value === undefined || value === null) throw new GoError('slice of untyped nil');
  if (typeof value !== 'string' && !Array.isArray(value)) throw new GoError(`can't slice item of type ${typeOf(value)}`);
  if (indexes.length > 3) throw new GoError(`too many slice indexes: ${indexes.length}`);
  const bytes = typeof value === 'string' ? utf8OfText(value) : undefined;
  const size = bytes?.length ?? value.length;
  const [from = 0, to = size] = indexes.map((index) => integerIndex(index, size));
  if (from > to) throw new GoError(`invalid slice index: ${from} > ${to}`);
  return bytes === undefined ? (value as GoValue[]).slice(from, to) : textOfUtf8(bytes.slice(from, to));
}

const HTML: { readonly [character: string]: string } = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  '"': '&#34;',
  "'": '&#39;',
  '\0': '\uFFFD',
};

const JS: { readonly [character: string]: string } = { '\\': '\\\\', "'": "\\'", '"': '\\"' };

const jsText = (text: string): string =>
  text.replace(/[\\'"<>&=\u0000-\u001f]|[\u007f-\u00a0\u2028\u2029\ufeff]/g, (character) =>
    Object.hasOwn(JS, character)
      ? (JS[character] ?? '')
      : `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
  );

/** A text as url.QueryEscape writes it. */
export const queryEscape = (text: string): string =>
  encodeURIComponent(text.replace(/[\ud800-\udfff]/gu, '\ufffd'))
    .replaceAll('%20', '+')
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

/** What html, js and urlquery work on: a single nil is shown as a template shows it. */
const evaluated = (args: readonly GoValue[]): string => (args.length === 1 && args[0] === null ? '<no value>' : sprint(args));

const called = (value: MaybeValue, ...args: GoValue[]): MaybeValue => {
  if (value === undefined || value === null) throw new GoError('call of nil');
  if (!(value instanceof GoFunc)) {
    throw new GoError(
      `non-function ${typeof value === 'string' ? JSON.stringify(value) : plainText(value)} of type ${typeOf(value)}`,
    );
  }
  return value.fn.call(args);
};

/** What text/template itself knows; `and` and `or` are done by the evaluator, which does not look at all of their arguments. */
export const builtinFunctions: FunctionTable = {
  and: variadic(['value', 'value'], (value: GoValue) => value),
  or: variadic(['value', 'value'], (value: GoValue) => value),
  not: fn(['value'], (value: GoValue) => !isTrue(value)),
  call: variadic(['value', 'value'], called),
  eq: deep(
    variadic(['value', 'value'], (left: GoValue, ...others: GoValue[]) => {
      if (others.length === 0) throw new GoError('missing argument for comparison');
      return others.some((other) => equalTo(left, other));
    }),
  ),
  ne: deep(fn(['value', 'value'], (left: GoValue, right: GoValue) => !equalTo(left, right))),
  lt: fn(['value', 'value'], lessThan),
  le: fn(['value', 'value'], lessOrEqual),
  gt: fn(['value', 'value'], (left: GoValue, right: GoValue) => !lessOrEqual(left, right)),
  ge: fn(['value', 'value'], (left: GoValue, right: GoValue) => !lessThan(left, right)),
  html: deep(
    variadic(['any'], (...args: GoValue[]) => evaluated(args).replace(/[<>&"'\0]/g, (character) => HTML[character] ?? character)),
  ),
  index: variadic(['value', 'value'], indexed),
  slice: variadic(['value', 'value'], slice),
  js: deep(variadic(['any'], (...args: GoValue[]) => jsText(evaluated(args)))),
  len: fn(['value'], length),
  print: deep(variadic(['any'], (...args: GoValue[]) => sprint(args))),
  printf: deep(variadic(['string', 'any'], (pattern: string, ...args: GoValue[]) => sprintf(pattern, args))),
  println: deep(variadic(['any'], (...args: GoValue[]) => sprintln(args))),
  urlquery: deep(variadic(['any'], (...args: GoValue[]) => queryEscape(evaluated(args)))),
};
