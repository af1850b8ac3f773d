import { GoError, TypedMap, int64, strings, type GoValue } from '../values.ts';
import { fn, textOf, textsOf, toInt64, variadic, type FunctionTable } from './define.ts';

const MAX_TEXT = 10_000_000;

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
  return pad + text.replaceAll('\n', `\n${pad}`);
};

function repeat(count: bigint, text: string): string {
  if (count < 0n) throw new GoError('strings: negative Repeat count');
  if (count * BigInt(text.length) > BigInt(MAX_TEXT)) throw new GoError('strings: Repeat output length overflow');
  return text.repeat(Number(count));
}

/** Bytes of a text, as Go slices it. */
function byteSlice(text: string, from: number, to: number | undefined): string {
  const bytes = new TextEncoder().encode(text);
  const end = to ?? bytes.length;
  if (end > bytes.length) throw new GoError(`runtime error: slice bounds out of range [:${end}] with length ${bytes.length}`);
  if (from > end) throw new GoError(`runtime error: slice bounds out of range [${from}:${end}]`);
  return new TextDecoder().decode(bytes.slice(from, end));
}

function substr(start: bigint, end: bigint, text: string): string {
  if (start < 0n) return end < 0n ? text : byteSlice(text, 0, Number(end));
  const size = new TextEncoder().encode(text).length;
  if (end < 0n || end > BigInt(size)) {
    if (start > BigInt(size)) throw new GoError(`runtime error: slice bounds out of range [${start}:${size}]`);
    return byteSlice(text, Number(start), undefined);
  }
  return byteSlice(text, Number(start), Number(end));
}

function trunc(count: bigint, text: string): string {
  const size = BigInt(new TextEncoder().encode(text).length);
  if (count < 0n && size + count > 0n) return byteSlice(text, Number(size + count), undefined);
  return count >= 0n && size > count ? byteSlice(text, 0, Number(count)) : text;
}

const words = (text: string): string[] => text.split(/[\s_.-]+/);

function snake(text: string, separator: string): string {
  let result = '';
  const all = [...text];
  const upper = (character: string | undefined): boolean => character !== undefined && /\p{Lu}/u.test(character);
  const lower = (character: string | undefined): boolean => character !== undefined && /\p{Ll}/u.test(character);
  const digit = (character: string | undefined): boolean => character !== undefined && /\p{Nd}/u.test(character);
  for (const [index, character] of all.entries()) {
    const before = all[index - 1];
    if (/[\s_.-]/.test(character)) {
      if (result !== '' && !result.endsWith(separator)) result += separator;
      else if (result === '' || result.endsWith(separator)) result += /[_-]/.test(character) && result === '' ? separator : '';
      continue;
    }
    const boundary =
      (upper(character) && (lower(before) || digit(before) || (upper(before) && lower(all[index + 1])))) ||
      (digit(character) && lower(before));
    if (index > 0 && boundary && !result.endsWith(separator)) result += separator;
    result += character.toLowerCase();
  }
  return result;
}

const camel = (text: string): string =>
  (/^_*/.exec(text)?.[0] ?? '') +
  words(text.replace(/^_+/, ''))
    .map((word) => (word === '' ? '' : capitalFirst(word)))
    .join('');

const capitalFirst = (text: string): string => {
  const [first = '', ...rest] = text;
  return first.toUpperCase() + rest.join('');
};

function wrap(text: string, width: number, separator: string, long: boolean): string {
  const size = Math.max(1, width);
  const lines: string[] = [];
  let rest = text;
  while (rest !== '') {
    rest = rest.replace(/^ +/, '');
    if (rest.length <= size) {
      lines.push(rest);
      break;
    }
    const space = rest.lastIndexOf(' ', size);
    if (space > 0) {
      lines.push(rest.slice(0, space));
      rest = rest.slice(space + 1);
    } else if (long) {
      lines.push(rest.slice(0, size));
      rest = rest.slice(size);
    } else {
      const next = rest.indexOf(' ', size);
      lines.push(next === -1 ? rest : rest.slice(0, next));
      rest = next === -1 ? '' : rest.slice(next + 1);
    }
  }
  return lines.join(separator);
}

function abbreviate(width: number, text: string, offset = 0): string {
  if (width < 4 || (offset > 0 && width < 7) || text.length <= width) return text;
  let from = Math.min(offset, text.length);
  if (text.length - from < width - 3) from = text.length - (width - 3);
  if (from <= 4) return `${text.slice(0, width - 3)}...`;
  if (from + width - 3 < text.length) return `...${abbreviate(width - 3, text.slice(from))}`;
  return `...${text.slice(text.length - (width - 3))}`;
}

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

const quoted = (value: GoValue): string => JSON.stringify(textOf(value));

export const textFunctions: FunctionTable = {
  hello: fn([], () => 'Hello!'),
  abbrev: fn(['int', 'string'], (width: bigint, text: string) => abbreviate(Number(width), text)),
  abbrevboth: fn(['int', 'int', 'string'], (left: bigint, right: bigint, text: string) =>
    right < 4n || (left > 0n && right < 7n) ? text : abbreviate(Number(right), text, Number(left)),
  ),
  trunc: fn(['int', 'string'], trunc),
  trim: fn(['string'], (text: string) => text.trim()),
  upper: fn(['string'], (text: string) => text.toUpperCase()),
  lower: fn(['string'], (text: string) => text.toLowerCase()),
  title: fn(['string'], (text: string) =>
    text.replace(/(^|[^\p{L}\p{N}_])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase()),
  ),
  untitle: fn(['string'], (text: string) =>
    text.replace(/(^|\s)(\p{L})/gu, (_, before: string, letter: string) => before + letter.toLowerCase()),
  ),
  substr: fn(['int', 'int', 'string'], substr),
  repeat: fn(['int', 'string'], repeat),
  trimall: fn(['string', 'string'], (set: string, text: string) => trimSet(set, text, true, true)),
  trimAll: fn(['string', 'string'], (set: string, text: string) => trimSet(set, text, true, true)),
  trimSuffix: fn(['string', 'string'], (end: string, text: string) =>
    text.endsWith(end) ? text.slice(0, text.length - end.length) : text,
  ),
  trimPrefix: fn(['string', 'string'], (start: string, text: string) =>
    text.startsWith(start) ? text.slice(start.length) : text,
  ),
  nospace: fn(['string'], (text: string) => text.replace(/\s/g, '')),
  initials: fn(['string'], (text: string) =>
    text
      .split(/\s+/)
      .map((word) => [...word][0] ?? '')
      .join(''),
  ),
  swapcase: fn(['string'], (text: string) =>
    [...text]
      .map((letter, index, all) =>
        /\p{Lu}|\p{Lt}/u.test(letter)
          ? letter.toLowerCase()
          : /\p{Ll}/u.test(letter)
            ? index === 0 || /\s/.test(all[index - 1] ?? '')
              ? letter.toUpperCase()
              : letter.toUpperCase()
            : letter,
      )
      .join(''),
  ),
  snakecase: fn(['string'], (text: string) => snake(text, '_')),
  kebabcase: fn(['string'], (text: string) => snake(text, '-')),
  camelcase: fn(['string'], camel),
  wrap: fn(['int', 'string'], (width: bigint, text: string) => wrap(text, Number(width), '\n', false)),
  wrapWith: fn(['int', 'string', 'string'], (width: bigint, separator: string, text: string) =>
    wrap(text, Number(width), separator, true),
  ),
  contains: fn(['string', 'string'], (part: string, text: string) => text.includes(part)),
  hasPrefix: fn(['string', 'string'], (part: string, text: string) => text.startsWith(part)),
  hasSuffix: fn(['string', 'string'], (part: string, text: string) => text.endsWith(part)),
  quote: variadic(['any'], (...values: GoValue[]) =>
    values
      .filter((value) => value !== null)
      .map(quoted)
      .join(' '),
  ),
  squote: variadic(['any'], (...values: GoValue[]) =>
    values
      .filter((value) => value !== null)
      .map((value) => `'${textOf(value)}'`)
      .join(' '),
  ),
  cat: variadic(['any'], (...values: GoValue[]) =>
    values
      .filter((value) => value !== null)
      .map(textOf)
      .join(' '),
  ),
  indent: fn(['int', 'string'], indent),
  nindent: fn(['int', 'string'], (spaces: bigint, text: string) => `\n${indent(spaces, text)}`),
  replace: fn(['string', 'string', 'string'], (from: string, to: string, text: string) => text.replaceAll(from, () => to)),
  plural: fn(['string', 'string', 'int'], (one: string, many: string, count: bigint) => (count === 1n ? one : many)),
  toString: fn(['any'], textOf),
  toStrings: fn(['any'], (value: GoValue) => strings(textsOf(value))),
  join: fn(['string', 'any'], (separator: string, value: GoValue) => textsOf(value).join(separator)),
  sortAlpha: fn(['any'], (value: GoValue) =>
    Array.isArray(value)
      ? strings(textsOf(value).sort((left, right) => (left < right ? -1 : left > right ? 1 : 0)))
      : strings([textOf(value)]),
  ),
  split: fn(['string', 'string'], (separator: string, text: string) => split(separator, text)),
  splitn: fn(['string', 'int', 'string'], (separator: string, count: bigint, text: string) =>
    split(separator, text, Number(count)),
  ),
  splitList: fn(['string', 'string'], (separator: string, text: string) => strings(splitText(text, separator))),
  atoi: fn(['string'], (text: string) => (/^[-+]?\d+$/.test(text) ? BigInt.asIntN(64, BigInt(text.replace('+', ''))) : 0n)),
  int64: fn(['any'], (value: GoValue) => int64(toInt64(value))),
  int: fn(['any'], (value: GoValue) => toInt64(value)),
  toDecimal: fn(['any'], (value: GoValue) => {
    const text = textOf(value);
    return int64(/^[-+]?[0-7]+$/.test(text) ? BigInt(Number.parseInt(text, 8)) : 0n);
  }),
};
