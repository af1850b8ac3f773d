import { decodeBase64 } from '../base64.ts';
import { GoYamlError } from './cursor.ts';
import { TAG_PREFIX } from './parse.ts';

/** What a scalar stands for: whole numbers are bigint, all others number. */
export type Scalar = null | boolean | string | bigint | number;

const WORDS = new Map<string, Scalar>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word): [string, Scalar] => [word, true]),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word): [string, Scalar] => [word, false]),
  ...['', '~', 'null', 'Null', 'NULL'].map((word): [string, Scalar] => [word, null]),
  ...['.nan', '.NaN', '.NAN'].map((word): [string, Scalar] => [word, Number.NaN]),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word): [string, Scalar] => [word, Infinity]),
  ...['-.inf', '-.Inf', '-.INF'].map((word): [string, Scalar] => [word, -Infinity]),
]);

const INTEGER = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const MOST = 1n << 64n;
const LEAST = -(1n << 63n);

const RESOLVED = new Set(['str', 'bool', 'int', 'float', 'null', 'timestamp']);

/** The value of a scalar by its tag or, where `isPlain` says so, its text. Throws GoYamlError. Models resolve of go-yaml v2. */
export function resolveScalar(text: string, tag: string, isPlain: boolean): Scalar {
  if (tag === '') return isPlain ? byText(text) : text;
  if (tag === `${TAG_PREFIX}binary`) return binary(text);
  const name = tag.startsWith(TAG_PREFIX) ? tag.slice(TAG_PREFIX.length) : '';
  if (!RESOLVED.has(name) || name === 'str') return text;
  const value = byText(text);
  const found = typeName(value);
  if (found === name) return value;
  if (name === 'float' && typeof value === 'bigint') return Number(value);
  if (name === 'timestamp' && isDate(text)) return text;
  throw new GoYamlError(`cannot decode !!${found} \`${text}\` as a !!${name}`);
}

/** Whether a scalar of this text, without quotes, is a text again. */
export const isPlainText = (text: string): boolean => typeof byText(text) === 'string' && !isDate(text);

function typeName(value: Scalar): string {
  if (value === null) return 'null';
  if (typeof value === 'bigint') return 'int';
  if (typeof value === 'number') return 'float';
  return typeof value === 'boolean' ? 'bool' : 'str';
}

const isDate = (text: string): boolean => /^\d{4}-\d\d?-\d\d?(?:$|[Tt ]\d\d?:\d\d?:\d\d?)/.test(text);

function byText(text: string): Scalar {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  const first = text.charAt(0);
  if (first === '.') return FLOAT.test(text) ? finite(text) : text;
  if (!/[-+0-9]/.test(first) || isDate(text)) return text;
  const digits = text.replaceAll('_', '');
  const integer = INTEGER.exec(digits);
  if (integer !== null) {
    const [, sign = '', hexadecimal, binary, octal, decimal = '0'] = integer;
    const size = BigInt(
      hexadecimal !== undefined
        ? `0x${hexadecimal}`
        : binary !== undefined
          ? `0b${binary}`
          : octal !== undefined
            ? `0o${octal}`
            : decimal,
    );
    const value = sign === '-' ? -size : size;
    // Only what has no sign may be larger than a signed number of 64 bits.
    if (value >= LEAST && value < (sign === '' ? MOST : MOST / 2n)) return value;
  }
  return FLOAT.test(digits) ? finite(digits, text) : text;
}

/** A number too large for a float stays a text. */
function finite(digits: string, text = digits): Scalar {
  const value = Number(digits);
  return Number.isFinite(value) ? value : text;
}

function binary(text: string): string {
  try {
    return new TextDecoder().decode(decodeBase64(text.replaceAll(/[\r\n]/g, '')));
  } catch {
    throw new GoYamlError('!!binary value contains invalid base64 data');
  }
}
