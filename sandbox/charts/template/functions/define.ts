import { textOfUtf8 } from '../../../core/utf8.ts';
import { plainText } from '../format-value.ts';
import { parseGoInteger } from '../numbers.ts';
import { GoBytes, GoInt, GoStruct, type GoCallable, type GoValue, type MaybeValue, type ParameterType } from '../values.ts';

export type FunctionTable = { readonly [name: string]: GoCallable };

/** A function with exactly these parameters. */
export const fn = (params: readonly ParameterType[], call: (...args: never[]) => MaybeValue): GoCallable => ({
  params,
  call: (args) => (call as (...args: readonly GoValue[]) => MaybeValue)(...args),
});

/** A function whose last parameter takes any number of arguments. */
export const variadic = (params: readonly ParameterType[], call: (...args: never[]) => MaybeValue): GoCallable => ({
  params,
  variadic: true,
  call: (args) => (call as (...args: readonly GoValue[]) => MaybeValue)(...args),
});

/** A function that goes into all that its arguments hold. */
export const deep = (callable: GoCallable): GoCallable => ({ ...callable, deep: true, weight: 5 });

/** A function that takes its time over each character: parsers, hashes, chance. */
export const heavy = (callable: GoCallable, weight = 50): GoCallable => ({ ...callable, weight });

/** Sprig's strval: strings, bytes, errors and Stringers as they are, all else as %v. */
export function textOf(value: MaybeValue): string {
  if (typeof value === 'string') return value;
  if (value instanceof GoBytes) return textOfUtf8(value.bytes);
  return plainText(value);
}

/** Sprig's strslice: the texts of a list without nils, or of one value. */
export function textsOf(value: GoValue): string[] {
  if (Array.isArray(value)) return value.filter((item) => item !== null).map(textOf);
  return value === null ? [] : [textOf(value)];
}

/** spf13/cast.ToInt64 as Sprig calls it. */
export function toInt64(value: GoValue): bigint {
  if (typeof value === 'bigint') return value;
  if (value instanceof GoInt) return value.value;
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return -(1n << 63n);
    const whole = BigInt(Math.trunc(value));
    return whole >= 1n << 63n || whole < -(1n << 63n) ? -(1n << 63n) : whole;
  }
  if (typeof value === 'string') return parsedInteger(value) ?? 0n;
  return 0n;
}

function parsedInteger(text: string): bigint | undefined {
  const trimmed = /^[-+]?\d+\.0*$/.test(text) ? text.replace(/\.0*$/, '') : text;
  const value = parseGoInteger(trimmed);
  return value === undefined || value >= 1n << 63n || value < -(1n << 63n) ? undefined : value;
}

/** spf13/cast.ToFloat64. */
export function toFloat64(value: GoValue): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof GoInt) return Number(value.value);
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'string' && /^[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?$/.test(value)) {
    const number = Number(value);
    return Number.isFinite(number) ? number : 0;
  }
  return 0;
}

/** Sprig's empty: the zero of any type; a struct never is. */
export function isEmpty(value: GoValue): boolean {
  if (value === null || value === false || value === '' || value === 0 || value === 0n) return true;
  if (Array.isArray(value)) return value.length === 0;
  if (value instanceof Map) return value.size === 0;
  if (value instanceof GoInt) return value.value === 0n;
  return value instanceof GoBytes ? value.bytes.length === 0 : !(value instanceof GoStruct) && value === undefined;
}
