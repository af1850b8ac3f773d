import { isObject } from '../../../core/json.ts';

/** What a template works on: JSON, bigint for Go's integers, undefined for what is not there. */
export type Value = unknown;

/** A float64 as Go's `%v` prints it. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  return power >= -4 && power < 6 ? String(value) : exponentText(digits, power);
}

const exponentText = (digits: string, power: number): string =>
  `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;

/** As `%v` prints it. */
export function plainText(value: Value): string {
  if (value === null || value === undefined) return '<nil>';
  if (typeof value === 'number') return floatText(value);
  if (Array.isArray(value)) return `[${value.map(plainText).join(' ')}]`;
  if (isObject(value)) {
    return `map[${Object.keys(value)
      .sort()
      .map((key) => `${key}:${plainText(value[key])}`)
      .join(' ')}]`;
  }
  return String(value);
}

/** How Go calls the type of a value. */
export function typeOf(value: Value): string {
  if (value === null || value === undefined) return '<nil>';
  if (typeof value === 'bigint') return 'int';
  if (typeof value === 'number') return 'float64';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'string') return 'string';
  return Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}';
}

export function isTrue(value: Value): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (isObject(value)) return Object.keys(value).length > 0;
  return value !== null && value !== undefined && value !== false && value !== '' && value !== 0 && value !== 0n;
}
