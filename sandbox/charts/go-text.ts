import { GoInt, type GoValue } from './template/index.ts';

/** A value as `%v` of Go prints it: `map[a:1 b:[x y]]`. */
export function goText(value: GoValue): string {
  if (value === null) return '<nil>';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return goFloat(value);
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (value instanceof Map) {
    const keys = [...value.keys()].sort();
    return `map[${keys.map((key) => `${key}:${goText(value.get(key) ?? null)}`).join(' ')}]`;
  }
  return value instanceof GoInt ? String(value.value) : '{}';
}

/** A float as `%v` prints it: the shortest digits, with an exponent below 1e-4 and from 1e+06 on. */
const goFloat = (value: number): string => floatText(value, 1e-4, 1e6);

/** A float with an exponent when it is smaller than `least` or not below `most`. */
export function floatText(value: number, least: number, most: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const size = Math.abs(value);
  if (size >= least && size < most) return String(value);
  return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}
