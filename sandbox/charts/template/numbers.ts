import type { NumberValue } from './nodes.ts';
import { ParseFailure } from './parse-failure.ts';
import { quote, unquoteCharacter } from './quote.ts';

const MAX_UINT = (1n << 64n) - 1n;
const MAX_INT = (1n << 63n) - 1n;
const MIN_INT = -(1n << 63n);

/** An integer literal with any of Go's prefixes and underscores, unbounded; undefined when it is none. Models strconv.ParseInt(text, 0, …). */
export function parseGoInteger(text: string, base = 0): bigint | undefined {
  const match = /^([-+]?)(.*)$/s.exec(text);
  let body = match?.[2] ?? '';
  let radix = base;
  if (base === 0) {
    const prefix = /^0([xXoObB])?/.exec(body);
    const letter = prefix?.[1]?.toLowerCase();
    if (body.includes('_') && !/^(0[xXoObB]_?[0-9a-fA-F]+(_[0-9a-fA-F]+)*|0(_?[0-9]+)+|[0-9]+(_[0-9]+)*)$/.test(body))
      return undefined;
    body = body.replaceAll('_', '');
    radix = letter === 'x' ? 16 : letter === 'o' ? 8 : letter === 'b' ? 2 : prefix !== null && body.length > 1 ? 8 : 10;
    if (letter !== undefined) body = body.slice(2);
    else if (radix === 8) body = body.slice(1);
  }
  const digits = radix === 16 ? /^[0-9a-fA-F]+$/ : radix === 10 ? /^[0-9]+$/ : radix === 8 ? /^[0-7]+$/ : /^[01]+$/;
  if (!digits.test(body)) return undefined;
  const value = radix === 10 ? BigInt(body) : BigInt(`${radix === 16 ? '0x' : radix === 8 ? '0o' : '0b'}${body}`);
  return match?.[1] === '-' ? -value : value;
}

/** Models strconv.ParseFloat; undefined for invalid syntax. Overflow gives ±Infinity. */
export function parseGoFloat(source: string): number | undefined {
  if (/^[-+]?(inf|infinity)$/i.test(source)) return source.startsWith('-') ? -Infinity : Infinity;
  if (/^nan$/i.test(source)) return Number.NaN;
  const hex = /^([-+]?)0[xX]([0-9a-fA-F_]*)(?:\.([0-9a-fA-F_]*))?[pP]([-+]?\d+)$/.exec(source);
  if (hex !== null) {
    const [, sign, whole = '', part = '', power = '0'] = hex.map((group) => group?.replaceAll('_', ''));
    if (whole + part === '') return undefined;
    const value = Number.parseInt(`0${whole}${part}`, 16) * 2 ** (Number(power) - 4 * part.length);
    return sign === '-' ? -value : value;
  }
  if (!/^[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?$/.test(source)) return undefined;
  return Number(source);
}

/** What a literal of a template can be; throws ParseFailure with Go's words. Models parse.Tree.newNumber. */
export function numberOf(text: string, type: string): NumberValue {
  if (type === 'charConstant') {
    const one = unquoteCharacter(text.slice(1), "'");
    if (one === undefined) throw new ParseFailure('invalid syntax');
    if (text.slice(1 + one.length) !== "'") throw new ParseFailure(`malformed character constant: ${text}`);
    const code = BigInt(one.code);
    return { text, int: code, uint: code, float: one.code };
  }
  if (text.endsWith('i')) return complexOf(text, type);
  const integer = parseGoInteger(text);
  const uint = integer !== undefined && integer >= 0n && integer <= MAX_UINT && !/^[-+]/.test(text) ? integer : undefined;
  const int = integer !== undefined && integer >= MIN_INT && integer <= MAX_INT ? integer : undefined;
  if (int !== undefined)
    return { text, int, float: Number(int), ...(uint !== undefined || int === 0n ? { uint: uint ?? 0n } : {}) };
  if (uint !== undefined) return { text, uint, float: Number(uint) };
  const float = parseGoFloat(text);
  if (float === undefined || !Number.isFinite(float)) throw new ParseFailure(`illegal number syntax: ${quote(text)}`);
  if (!/[.eEpP]/.test(text)) throw new ParseFailure(`integer overflow: ${quote(text)}`);
  return { text, float, ...wholeParts(float) };
}

function wholeParts(float: number): { int?: bigint; uint?: bigint } {
  if (!Number.isInteger(float)) return {};
  const whole = BigInt(float);
  return {
    ...(whole >= MIN_INT && whole <= MAX_INT ? { int: whole } : {}),
    ...(whole >= 0n && whole <= MAX_UINT ? { uint: whole } : {}),
  };
}

function complexOf(text: string, type: string): NumberValue {
  const match = /^(.*?[^eEpP])?([-+]?[^-+]*(?:[eEpP][-+]?\d+)?)i$/.exec(text);
  const [realText, imaginaryText] = type === 'complex' ? [match?.[1] ?? '', match?.[2] ?? ''] : ['0', text.slice(0, -1)];
  const real = parseGoFloat(realText);
  const imaginary = parseGoFloat(imaginaryText);
  if (real === undefined || imaginary === undefined) throw new ParseFailure(`illegal number syntax: ${quote(text)}`);
  const complex = { real, imaginary };
  return imaginary === 0 ? { text, complex, float: real, ...wholeParts(real) } : { text, complex };
}
