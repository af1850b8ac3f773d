import { textOfUtf8, utf8OfText } from '../../../core/utf8.ts';
import { readJson, readYaml } from '../decode.ts';
import { toJson, toYaml, toYamlPretty } from '../encode.ts';
import { GoTomlError, readToml } from '../read-toml.ts';
import { toToml } from '../toml.ts';
import { decodeBase64 as bytesOfBase64, encodeBase64 } from '../../../core/base64.ts';
import { GoError, TypedMap, nilList, typeOf, type GoValue } from '../values.ts';
import { deep, fn, heavy, type FunctionTable } from './define.ts';

/** What the lenient functions give when the strict ones fail. */
const lenient =
  (encode: (value: GoValue) => string) =>
  (value: GoValue): string => {
    try {
      return encode(value);
    } catch (error) {
      if (error instanceof GoError) return '';
      throw error;
    }
  };

const yaml = (value: GoValue): string => toYaml(value).replace(/\n$/, '');
const pretty = (value: GoValue): string => toJson(value, { indent: '  ' });
const raw = (value: GoValue): string => toJson(value, { escapeHtml: false });

const KINDS: { readonly [type: string]: string } = { string: 'string', float64: 'number', bool: 'bool' };

const jsonKind = (value: GoValue): string =>
  Array.isArray(value) ? 'array' : value instanceof Map ? 'object' : (KINDS[typeOf(value)] ?? 'null');

/** `map[string]interface {}` that is nil: what null is read into. */
function nilMap(): TypedMap {
  const map = new TypedMap('map[string]interface {}', 'interface {}');
  map.isNil = true;
  return map;
}

const intoMap =
  (read: (text: string) => GoValue, wrap: (message: string) => string) =>
  (text: string): GoValue => {
    try {
      const value = read(text);
      if (value instanceof Map) return value;
      if (value === null) return nilMap();
      throw new GoError(wrap(`json: cannot unmarshal ${jsonKind(value)} into Go value of type map[string]interface {}`));
    } catch (error) {
      if (!(error instanceof GoError)) throw error;
      return new Map([['Error', error.message]]);
    }
  };

const intoList =
  (read: (text: string) => GoValue, wrap: (message: string) => string) =>
  (text: string): GoValue => {
    try {
      const value = read(text);
      if (Array.isArray(value)) return value;
      if (value === null) return nilList();
      throw new GoError(wrap(`json: cannot unmarshal ${jsonKind(value)} into Go value of type []interface {}`));
    } catch (error) {
      if (!(error instanceof GoError)) throw error;
      return [error.message];
    }
  };

const whileDecoding = (message: string): string => `error unmarshaling JSON: while decoding JSON: ${message}`;
const plainly = (message: string): string => message;

/** Throws GoError for what is no base64. */
export function decodeBase64(text: string): Uint8Array {
  try {
    return bytesOfBase64(text);
  } catch (error) {
    throw error instanceof RangeError ? new GoError(error.message) : error;
  }
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function base32(bytes: Uint8Array): string {
  let bits = '';
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
  let text = '';
  for (let at = 0; at < bits.length; at += 5) text += ALPHABET[Number.parseInt(bits.slice(at, at + 5).padEnd(5, '0'), 2)] ?? '';
  return text.padEnd(Math.ceil(text.length / 8) * 8, '=');
}

function decodeBase32(text: string): string {
  const body = text.replace(/=+$/, '');
  const wrong = body.search(/[^A-Z2-7]/);
  if (wrong !== -1 || text.length % 8 !== 0) return `illegal base32 data at input byte ${wrong === -1 ? text.length : wrong}`;
  const bits = [...body].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const bytes = (bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2));
  return textOfUtf8(Uint8Array.from(bytes));
}

export const encodingFunctions: FunctionTable = {
  toYaml: deep(fn(['any'], lenient(yaml))),
  toYamlPretty: deep(
    fn(
      ['any'],
      lenient((value) => toYamlPretty(value).replace(/\n$/, '')),
    ),
  ),
  mustToYaml: deep(fn(['any'], yaml)),
  fromYaml: heavy(fn(['string'], intoMap(readYaml, whileDecoding))),
  fromYamlArray: heavy(fn(['string'], intoList(readYaml, whileDecoding))),
  toJson: deep(
    fn(
      ['any'],
      lenient((value) => toJson(value)),
    ),
  ),
  mustToJson: deep(fn(['any'], (value: GoValue) => toJson(value))),
  toPrettyJson: deep(fn(['any'], lenient(pretty))),
  mustToPrettyJson: deep(fn(['any'], pretty)),
  toRawJson: deep(fn(['any'], lenient(raw))),
  mustToRawJson: deep(fn(['any'], raw)),
  fromJson: heavy(fn(['string'], intoMap(readJson, plainly))),
  fromJsonArray: heavy(fn(['string'], intoList(readJson, plainly))),
  toToml: deep(fn(['any'], toToml)),
  fromToml: heavy(
    fn(['string'], (text: string) => {
      try {
        return readToml(text);
      } catch (error) {
        if (error instanceof GoTomlError) return new Map([['Error', error.message]]);
        throw error;
      }
    }),
  ),
  mustFromJson: heavy(fn(['string'], readJson)),
  b64enc: fn(['string'], (text: string) => encodeBase64(utf8OfText(text))),
  b64dec: fn(['string'], (text: string) => {
    try {
      return textOfUtf8(decodeBase64(text));
    } catch (error) {
      if (error instanceof GoError) return error.message;
      throw error;
    }
  }),
  b32enc: fn(['string'], (text: string) => base32(utf8OfText(text))),
  b32dec: fn(['string'], decodeBase32),
};
