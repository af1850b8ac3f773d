import { textOfUtf8, utf8OfText } from '../../core/utf8.ts';
import { floatText, formatFloat } from '../../core/float-text.ts';
import { quote, quoteCharacter, unicodeText, isPrintable } from './quote.ts';
import {
  GoBytes,
  GoFunc,
  GoInt,
  GoStruct,
  TypedMap,
  TypedSlice,
  sortedEntries,
  typeOf,
  type GoValue,
  type MaybeValue,
} from './values.ts';

export interface Flags {
  plus: boolean;
  minus: boolean;
  sharp: boolean;
  space: boolean;
  zero: boolean;
  width: number | undefined;
  precision: number | undefined;
}

const MAX_DEPTH = 200;

/** A value as `%v` prints it. */
export function plainText(value: MaybeValue, depth = 0): string {
  if (value === null || value === undefined) return '<nil>';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return floatText(value);
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (depth > MAX_DEPTH) return '...';
  if (Array.isArray(value)) return `[${value.map((item) => plainText(item, depth + 1)).join(' ')}]`;
  if (value instanceof Map) {
    return `map[${sortedEntries(value)
      .map(([key, item]) => `${key}:${plainText(item, depth + 1)}`)
      .join(' ')}]`;
  }
  if (value instanceof GoInt) return value.text ?? String(value.value);
  if (value instanceof GoBytes) return `[${value.bytes.join(' ')}]`;
  if (value instanceof GoFunc) return '0x4b2d60';
  if (value.options.text !== undefined) return value.options.text();
  if (value.goType.startsWith('*') && depth > 0) return pointerText(value);
  const body = [...value.fields.values()].map((item) => plainText(item, depth + 1)).join(' ');
  return `${value.goType.startsWith('*') ? '&' : ''}{${body}}`;
}

/** Addresses are no part of a simulation: one for each type. */
function pointerText(value: GoStruct): string {
  let sum = 0;
  for (const character of value.goType) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 0xffff;
  return `0xc000${sum.toString(16).padStart(4, '0')}00`;
}

const NO_FLAGS: Flags = {
  plus: false,
  minus: false,
  sharp: false,
  space: false,
  zero: false,
  width: undefined,
  precision: undefined,
};

/** One argument under one verb. Models fmt's printArg and printValue. */
export function printValue(value: MaybeValue, verb: string, flags: Flags, depth = 0): string {
  if (verb === 'v' && flags === NO_FLAGS) return plainText(value, depth);
  if (verb === 'T' && depth === 0) return padded(typeOf(value), flags);
  if (value === null || value === undefined) {
    if (depth > 0) return verb === 'v' && flags.sharp ? 'interface {}(nil)' : '<nil>';
    return verb === 'v' ? padded('<nil>', flags) : `%!${verb}(<nil>)`;
  }
  if (depth > MAX_DEPTH) return '...';
  if (typeof value === 'boolean') return verb === 't' || verb === 'v' ? padded(String(value), flags) : bad(value, verb, flags);
  if (typeof value === 'string') return textValue(value, verb, flags) ?? bad(value, verb, flags);
  if (typeof value === 'number') return floatValue(value, verb, flags);
  if (typeof value === 'bigint') return integer(value, verb, flags) ?? bad(value, verb, flags);
  if (value instanceof GoInt) {
    if (value.text !== undefined && 'vsxXq'.includes(verb) && !(verb === 'v' && flags.sharp)) {
      return textValue(value.text, verb, flags) ?? '';
    }
    return integer(value.value, verb, flags, value.goType) ?? bad(value, verb, flags);
  }
  if (value instanceof GoBytes) return bytesValue(value, verb, flags);
  if (Array.isArray(value)) return listValue(value, verb, flags, depth);
  if (value instanceof Map) return mapValue(value, verb, flags, depth);
  if (value instanceof GoStruct) return structValue(value, verb, flags, depth);
  return verb === 'v' || verb === 'p' ? '0x4b2d60' : bad(value, verb, flags);
}

const goSyntax = (verb: string, flags: Flags): boolean => verb === 'v' && flags.sharp;

function listValue(value: GoValue[], verb: string, flags: Flags, depth: number): string {
  const items = value.map((item) => printValue(item, verb, flags, depth + 1));
  if (!goSyntax(verb, flags)) return `[${items.join(' ')}]`;
  if (value instanceof TypedSlice && value.isNil) return `${value.goType}(nil)`;
  return `${typeOf(value)}{${items.join(', ')}}`;
}

function mapValue(value: Map<string, GoValue>, verb: string, flags: Flags, depth: number): string {
  const items = sortedEntries(value).map(
    ([key, item]) => `${printValue(key, verb, flags, depth + 1)}:${printValue(item, verb, flags, depth + 1)}`,
  );
  if (!goSyntax(verb, flags)) return `map[${items.join(' ')}]`;
  if (value instanceof TypedMap && value.isNil) return `${value.goType}(nil)`;
  return `${typeOf(value)}{${items.join(', ')}}`;
}

function structValue(value: GoStruct, verb: string, flags: Flags, depth: number): string {
  if (value.options.text !== undefined && 'vsxXq'.includes(verb) && !goSyntax(verb, flags)) {
    return textValue(value.options.text(), verb, flags) ?? '';
  }
  const pointer = value.goType.startsWith('*');
  if (pointer && depth > 0) return pointerText(value);
  const named = verb === 'v' && (flags.plus || flags.sharp);
  const items = [...value.fields].map(([name, item]) => `${named ? `${name}:` : ''}${printValue(item, verb, flags, depth + 1)}`);
  const type = goSyntax(verb, flags) ? value.goType.replace(/^\*/, '') : '';
  return `${pointer ? '&' : ''}${type}{${items.join(type === '' ? ' ' : ', ')}}`;
}

function bad(value: GoValue, verb: string, flags: Flags): string {
  return `%!${verb}(${typeOf(value)}=${printValue(value, 'v', { ...flags, sharp: false })})`;
}

function padded(text: string, flags: Flags, zero = flags.zero): string {
  if (flags.width === undefined) return text;
  const missing = flags.width - [...text].length;
  if (missing <= 0) return text;
  if (flags.minus) return text + ' '.repeat(missing);
  return (zero ? '0' : ' ').repeat(missing) + text;
}

function truncated(text: string, { precision }: Flags): string {
  return precision === undefined ? text : [...text].slice(0, precision).join('');
}

function textValue(text: string, verb: string, flags: Flags): string | undefined {
  if (verb === 'v' && flags.sharp) return padded(quote(text), flags);
  if (verb === 'v' || verb === 's') return padded(truncated(text, flags), flags);
  if (verb === 'q') return quotedText(text, flags);
  if (verb === 'x' || verb === 'X') return hexText(utf8OfText(text), verb, flags);
  return undefined;
}

function quotedText(source: string, flags: Flags): string {
  const text = truncated(source, flags);
  const raw = flags.sharp && !/[`\u0000-\u0008\u000a-\u001f\u007f\ufeff]/.test(text);
  return padded(raw ? `\`${text}\`` : quote(text, flags.plus), flags);
}

function hexText(bytes: Uint8Array, verb: string, flags: Flags): string {
  const shown = flags.precision === undefined ? bytes : bytes.slice(0, flags.precision);
  const prefix = flags.sharp ? `0${verb}` : '';
  const pairs = [...shown].map((byte) => {
    const pair = byte.toString(16).padStart(2, '0');
    return verb === 'X' ? pair.toUpperCase() : pair;
  });
  const text = flags.space ? pairs.map((pair) => prefix + pair).join(' ') : pairs.length === 0 ? '' : prefix + pairs.join('');
  return padded(text, flags);
}

function bytesValue(value: GoBytes, verb: string, flags: Flags): string {
  if (verb === 'v' || verb === 'd') {
    const items = [...value.bytes].map((byte) =>
      goSyntax(verb, flags) ? `0x${byte.toString(16)}` : integer(BigInt(byte), 'd', flags),
    );
    return goSyntax(verb, flags) ? `[]byte{${items.join(', ')}}` : `[${items.join(' ')}]`;
  }
  if (verb === 'x' || verb === 'X') return hexText(value.bytes, verb, flags);
  const text = textValue(textOfUtf8(value.bytes), verb, flags);
  return (
    text ??
    `[${[...value.bytes].map((byte) => integer(BigInt(byte), verb, flags, 'uint8') ?? `%!${verb}(uint8=${byte})`).join(' ')}]`
  );
}

function floatValue(value: number, verb: string, flags: Flags): string {
  const precision = flags.precision ?? ('eEfF'.includes(verb) ? 6 : -1);
  if (!'vbgGxXfFeE'.includes(verb)) return bad(value, verb, flags);
  let text = formatFloat(value, verb === 'v' ? 'g' : verb === 'F' ? 'f' : verb, precision);
  if (/[IN]/.test(text)) {
    if (text.startsWith('+') && !flags.plus) text = flags.space ? ` ${text.slice(1)}` : text;
    return padded(text === 'NaN' && flags.plus ? '+NaN' : text, flags, false);
  }
  if (flags.sharp && verb !== 'b' && verb !== 'v') text = withPoint(text, verb, precision);
  const sign = text.startsWith('-') ? '-' : flags.plus ? '+' : flags.space ? ' ' : '';
  const body = text.replace(/^-/, '');
  if (sign !== '' && flags.zero && !flags.minus && flags.width !== undefined) {
    return sign + body.padStart(flags.width - 1, '0');
  }
  return padded(sign + body, flags);
}

/** What `#` adds: the decimal point, and for %g the zeros after it. */
function withPoint(text: string, verb: string, precision: number): string {
  const match = /^(-?)([0-9a-fA-FxX.]*?)([eEpP].*)?$/.exec(text);
  const [sign = '', body = '', tail = ''] = match?.slice(1) ?? [];
  let shown = body.includes('.') ? body : `${body}.`;
  if (verb === 'g' || verb === 'G') {
    const wanted = precision < 0 ? 6 : precision;
    const digits = shown.replace('.', '').replace(/^0+/, '').length;
    shown += '0'.repeat(Math.max(0, wanted - digits));
  }
  return sign + shown + tail;
}

const BASES: { readonly [verb: string]: number } = { d: 10, v: 10, b: 2, o: 8, O: 8, x: 16, X: 16 };

function integer(value: bigint, verb: string, flags: Flags, goType = 'int'): string | undefined {
  const code = value >= 0n && value <= 0x10ffffn && !(value >= 0xd800n && value < 0xe000n) ? Number(value) : 0xfffd;
  if (verb === 'c') return padded(String.fromCodePoint(code), flags);
  if (verb === 'q') return padded(quoteCharacter(String.fromCodePoint(code), flags.plus), flags);
  if (verb === 'U') {
    const digits = (value < 0n ? BigInt.asUintN(64, value) : value).toString(16).toUpperCase();
    const text = value <= 0x10ffffn && value >= 0n ? unicodeText(Number(value)) : `U+${digits}`;
    const shown = flags.sharp && isPrintable(String.fromCodePoint(code)) ? `${text} '${String.fromCodePoint(code)}'` : text;
    return padded(shown, flags, false);
  }
  if (verb === 'v' && flags.sharp) {
    return padded(goType.startsWith('uint') ? `0x${value.toString(16)}` : String(value), flags);
  }
  const base = Object.hasOwn(BASES, verb) ? BASES[verb] : undefined;
  if (base === undefined) return undefined;
  const sign = value < 0n ? '-' : flags.plus ? '+' : flags.space ? ' ' : '';
  let digits = (value < 0n ? -value : value).toString(base);
  if (verb === 'X') digits = digits.toUpperCase();
  if (flags.precision === 0 && value === 0n) return padded('', flags, false);
  const least =
    flags.precision ?? (flags.zero && !flags.minus && flags.width !== undefined ? flags.width - (sign === '' ? 0 : 1) : 0);
  digits = digits.padStart(least, '0');
  if (verb === 'O') digits = `0o${digits}`;
  else if (flags.sharp) {
    if (base === 2) digits = `0b${digits}`;
    else if (base === 8 && !digits.startsWith('0')) digits = `0${digits}`;
    else if (base === 16) digits = `0${verb}${digits}`;
  }
  return padded(sign + digits, flags, false);
}
