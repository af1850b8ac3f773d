import { textOfUtf8, utf8OfText } from '../../../core/utf8.ts';
import { plainText } from '../format-value.ts';
import { parseGoInteger } from '../numbers.ts';
import { quote } from '../quote.ts';
import { GoError, TypedMap, compareBytes, int64, strings, type GoValue } from '../values.ts';
import { deep, fn, textOf, textsOf, toInt64, variadic, type FunctionTable } from './define.ts';
import { SPACE } from './letter-case.ts';

const MAX_TEXT = 10_000_000;

/** Throws RangeError for a text that would be longer than any chart needs. */
function limited(length: number): void {
  if (length > MAX_TEXT) throw new RangeError('text too long');
}

const trimSet = (set: string, text: string, left: boolean, right: boolean): string => {
  const characters = new Set(set);
  const all = [...text];
  let from = 0;
  let to = all.length;
  while (left && from < to && characters.has(all[from] ?? '')) from++;
  while (right && to > from && characters.has(all[to - 1] ?? '')) to--;
  return all.slice(from, to).join('');
};

const indent = (spaces: bigint, text: string): string => {
  const pad = repeat(spaces, ' ');
  limited(text.split('\n').length * pad.length);
  return pad + text.replaceAll('\n', `\n${pad}`);
};

function repeat(count: bigint, text: string): string {
  if (count < 0n) throw new GoError('strings: negative Repeat count');
  if (count * BigInt(text.length) > BigInt(MAX_TEXT)) throw new GoError('strings: Repeat output length overflow');
  return text.repeat(Number(count));
}

/** A text as one character for each of its bytes, so that it can be cut where Go cuts: between bytes. */
const bytesOf = (text: string): string => {
  if (/^[\0-\x7f]*$/.test(text)) return text;
  let bytes = '';
  for (const byte of utf8OfText(text)) bytes += String.fromCharCode(byte);
  return bytes;
};

const textOfBytes = (bytes: string): string =>
  /^[\0-\x7f]*$/.test(bytes) ? bytes : textOfUtf8(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)));

/** A function on bytes as one on text. */
const onBytes =
  <Rest extends unknown[]>(work: (bytes: string, ...rest: Rest) => string) =>
  (text: string, ...rest: Rest): string =>
    textOfBytes(work(bytesOf(text), ...rest));

const outOfRange = (range: string): GoError => new GoError(`runtime error: slice bounds out of range ${range}`);

const substr = onBytes((bytes, start: bigint, end: bigint) => {
  const size = BigInt(bytes.length);
  if (start < 0n) {
    if (end < 0n) throw outOfRange(`[:${end}]`);
    if (end > size) throw outOfRange(`[:${end}] with length ${size}`);
    return bytes.slice(0, Number(end));
  }
  if (end < 0n || end > size) {
    if (start > size) throw outOfRange(`[${start}:${size}]`);
    return bytes.slice(Number(start));
  }
  if (start > end) throw outOfRange(`[${start}:${end}]`);
  return bytes.slice(Number(start), Number(end));
});

const trunc = onBytes((bytes, count: bigint) => {
  const size = BigInt(bytes.length);
  if (count < 0n) return size + count > 0n ? bytes.slice(Number(count)) : bytes;
  return size > count ? bytes.slice(0, Number(count)) : bytes;
});

/** Breaks lines at blanks. Models WrapCustom of goutils. */
const wrap = onBytes((bytes, width: number, separator: string, long: boolean) => {
  const size = Math.max(1, width);
  let rest = bytes;
  let result = '';
  while (rest.length > size) {
    if (rest.startsWith(' ')) {
      rest = rest.slice(1);
      continue;
    }
    let end = rest.lastIndexOf(' ', size);
    let next = end + 1;
    if (end === -1) {
      [end, next] = long ? [size, size] : [rest.indexOf(' ', size), rest.indexOf(' ', size) + 1];
      if (end === -1) return result + rest;
    }
    result += rest.slice(0, end) + bytesOf(separator);
    limited(result.length);
    rest = rest.slice(next);
  }
  return result + rest;
});

/** Models AbbreviateFull of goutils. */
const abbreviate = onBytes(abbreviated);

function abbreviated(bytes: string, width: number, offset = 0): string {
  if (bytes.length <= width) return bytes;
  let from = Math.min(offset, bytes.length);
  if (bytes.length - from < width - 3) from = bytes.length - (width - 3);
  if (from <= 4) return `${bytes.slice(0, width - 3)}...`;
  if (width < 7) return '';
  if (from + width - 3 < bytes.length) return `...${abbreviated(bytes.slice(from), width - 3)}`;
  return `...${bytes.slice(bytes.length - (width - 3))}`;
}

const BYTE_SPACE = /[\t-\r \x85\xa0]+/;

/** Goes from byte to byte and takes each for a character. */
const initials = (text: string): string =>
  bytesOf(text)
    .split(BYTE_SPACE)
    .map((word) => word.charAt(0))
    .join('');

function noSpace(text: string): string {
  const bytes = bytesOf(text);
  const shorter = bytes.replace(new RegExp(BYTE_SPACE, 'g'), '');
  return shorter === bytes ? text : shorter;
}

const ENDS = new RegExp(`^[${SPACE}]+|[${SPACE}]+$`, 'g');

function split(separator: string, text: string, count = -1): TypedMap {
  const parts = splitText(text, separator, count);
  return new TypedMap(
    'map[string]string',
    'string',
    parts.map((part, index): [string, string] => [`_${index}`, part]),
  );
}

/** Models strings.SplitN. */
export function splitText(text: string, separator: string, count = -1): string[] {
  if (count === 0) return [];
  const parts = separator === '' ? [...text] : text.split(separator);
  if (count < 0 || parts.length <= count) return parts;
  return [...parts.slice(0, count - 1), parts.slice(count - 1).join(separator)];
}

const [LEAST, MOST] = [-(1n << 63n), (1n << 63n) - 1n];

/** The number of 64 bits that is nearest to a number. */
const nearest = (value: bigint): bigint => (value > MOST ? MOST : value < LEAST ? LEAST : value);

export const textFunctions: FunctionTable = {
  hello: fn([], () => 'Hello!'),
  abbrev: fn(['int', 'string'], (width: bigint, text: string) => (width < 4n ? text : abbreviate(text, Number(width)))),
  abbrevboth: fn(['int', 'int', 'string'], (left: bigint, right: bigint, text: string) =>
    right < 4n || (left > 0n && right < 7n) ? text : abbreviate(text, Number(right), Number(left)),
  ),
  trunc: fn(['int', 'string'], (count: bigint, text: string) => trunc(text, count)),
  trim: fn(['string'], (text: string) => text.replace(ENDS, '')),
  substr: fn(['int', 'int', 'string'], (start: bigint, end: bigint, text: string) => substr(text, start, end)),
  repeat: fn(['int', 'string'], repeat),
  trimall: fn(['string', 'string'], (set: string, text: string) => trimSet(set, text, true, true)),
  trimAll: fn(['string', 'string'], (set: string, text: string) => trimSet(set, text, true, true)),
  trimSuffix: fn(['string', 'string'], (end: string, text: string) =>
    text.endsWith(end) ? text.slice(0, text.length - end.length) : text,
  ),
  trimPrefix: fn(['string', 'string'], (start: string, text: string) =>
    text.startsWith(start) ? text.slice(start.length) : text,
  ),
  nospace: fn(['string'], noSpace),
  initials: fn(['string'], initials),
  wrap: fn(['int', 'string'], (width: bigint, text: string) => wrap(text, Number(width), '\n', false)),
  wrapWith: fn(['int', 'string', 'string'], (width: bigint, separator: string, text: string) =>
    wrap(text, Number(width), separator === '' ? '\n' : separator, true),
  ),
  contains: fn(['string', 'string'], (part: string, text: string) => text.includes(part)),
  hasPrefix: fn(['string', 'string'], (part: string, text: string) => text.startsWith(part)),
  hasSuffix: fn(['string', 'string'], (part: string, text: string) => text.endsWith(part)),
  quote: deep(
    variadic(['any'], (...values: GoValue[]) =>
      values
        .filter((value) => value !== null)
        .map((value) => quote(textOf(value)))
        .join(' '),
    ),
  ),
  squote: deep(
    variadic(['any'], (...values: GoValue[]) =>
      values
        .filter((value) => value !== null)
        .map((value) => `'${plainText(value)}'`)
        .join(' '),
    ),
  ),
  cat: deep(
    variadic(['any'], (...values: GoValue[]) =>
      values
        .filter((value) => value !== null)
        .map((value) => plainText(value))
        .join(' '),
    ),
  ),
  indent: fn(['int', 'string'], indent),
  nindent: fn(['int', 'string'], (spaces: bigint, text: string) => `\n${indent(spaces, text)}`),
  replace: fn(['string', 'string', 'string'], (from: string, to: string, text: string) => {
    limited((text.split(from).length - 1) * (to.length - from.length) + text.length);
    return text.replaceAll(from, () => to);
  }),
  plural: fn(['string', 'string', 'int'], (one: string, many: string, count: bigint) => (count === 1n ? one : many)),
  toString: deep(fn(['any'], textOf)),
  toStrings: deep(fn(['any'], (value: GoValue) => strings(textsOf(value)))),
  join: deep(
    fn(['string', 'any'], (separator: string, value: GoValue) => {
      const texts = textsOf(value);
      limited(separator.length * texts.length);
      return texts.join(separator);
    }),
  ),
  sortAlpha: deep(
    fn(['any'], (value: GoValue) =>
      Array.isArray(value) ? strings(textsOf(value).sort(compareBytes)) : strings([textOf(value)]),
    ),
  ),
  split: fn(['string', 'string'], (separator: string, text: string) => split(separator, text)),
  splitn: fn(['string', 'int', 'string'], (separator: string, count: bigint, text: string) =>
    split(separator, text, Number(count)),
  ),
  splitList: fn(['string', 'string'], (separator: string, text: string) => strings(splitText(text, separator))),
  atoi: fn(['string'], (text: string) => (/^[-+]?\d+$/.test(text) ? nearest(BigInt(text.replace('+', ''))) : 0n)),
  int64: fn(['any'], (value: GoValue) => int64(toInt64(value))),
  int: fn(['any'], (value: GoValue) => toInt64(value)),
  toDecimal: fn(['any'], (value: GoValue) => {
    const text = textOf(value);
    const octal = parseGoInteger(text, 8) ?? 0n;
    return int64(nearest(octal) === octal ? octal : 0n);
  }),
};
