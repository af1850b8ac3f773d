/**
 * Amounts such as `500m` and `128Mi`, exact. Models k8s.io/apimachinery/pkg/api/resource.Quantity: a value knows in which
 * family of suffixes it was written and is printed in that family's canonical form.
 */
export interface Quantity {
  /** The amount in billionths: the finest step a quantity can express. */
  readonly nanos: bigint;
  readonly format: QuantityFormat;
}

export type QuantityFormat = 'BinarySI' | 'DecimalSI' | 'DecimalExponent';

/** Thrown for text that is no quantity; the message is the API server's. */
export class QuantityError extends Error {
  override readonly name = 'QuantityError';
}

const nanosPerUnit = 1_000_000_000n;
const largest = (2n ** 63n - 1n) * nanosPerUnit;
const binarySuffixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const decimalSuffixes: ReadonlyMap<string, number> = new Map([
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['', 0],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
]);
const decimalSuffixOf: ReadonlyMap<number, string> = new Map(
  [...decimalSuffixes].map(([suffix, exponent]) => [exponent, suffix]),
);

export const zeroQuantity: Quantity = { nanos: 0n, format: 'DecimalSI' };

/** Reads a quantity; what is finer than a billionth is rounded away from zero. Throws QuantityError. */
export function parseQuantity(text: string): Quantity {
  if (text === '') throw new QuantityError('quantities must match the regular expression ' + pattern);
  const parts = /^([+-]?)([0-9]*)(?:\.([0-9]*))?(.*)$/s.exec(text);
  const [, sign = '', whole = '', fraction = '', suffix = ''] = parts ?? [];
  if (!/^[eEinumkKMGTP]*[+-]?[0-9]*$/.test(suffix))
    throw new QuantityError('quantities must match the regular expression ' + pattern);
  if (whole === '' && fraction === '') throw new QuantityError('quantities must match the regular expression ' + pattern);
  const { base, exponent, format } = readSuffix(suffix);
  let nanos = roundedUp(BigInt(whole + fraction) * nanosPerUnit, fraction.length, base, exponent);
  if (nanos > largest) nanos = largest;
  // Small binary amounts could not be written back in binary.
  const written = format === 'BinarySI' && nanos < nanosPerUnit && nanos !== 0n ? 'DecimalSI' : format;
  return { nanos: sign === '-' ? -nanos : nanos, format: written };
}

const pattern = "'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

function readSuffix(suffix: string): { base: 2 | 10; exponent: number; format: QuantityFormat } {
  const decimal = decimalSuffixes.get(suffix);
  if (decimal !== undefined) return { base: 10, exponent: decimal, format: 'DecimalSI' };
  const binary = binarySuffixes.indexOf(suffix);
  if (binary > 0) return { base: 2, exponent: binary * 10, format: 'BinarySI' };
  const power = /^[eE]([+-]?[0-9]+)$/.exec(suffix)?.[1];
  if (power !== undefined)
    return { base: 10, exponent: Math.max(-1000, Math.min(1000, Number(power))), format: 'DecimalExponent' };
  throw new QuantityError("unable to parse quantity's suffix");
}

function roundedUp(scaled: bigint, fractionDigits: number, base: 2 | 10, exponent: number): bigint {
  const numerator = exponent >= 0 ? scaled * BigInt(base) ** BigInt(exponent) : scaled;
  const denominator = 10n ** BigInt(fractionDigits) * (exponent < 0 ? BigInt(base) ** BigInt(-exponent) : 1n);
  return ceilDivide(numerator, denominator);
}

function ceilDivide(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  return numerator % denominator > 0n ? quotient + 1n : quotient;
}

/** Whether text can be read as a quantity. */
export function isQuantity(text: string): boolean {
  try {
    parseQuantity(text);
    return true;
  } catch {
    return false;
  }
}

/** The canonical text: no fraction, the largest suffix that loses nothing. */
export function formatQuantity({ nanos, format }: Quantity): string {
  if (nanos === 0n) return '0';
  const size = nanos < 0n ? -nanos : nanos;
  if (format === 'BinarySI' && size >= 1024n * nanosPerUnit && size % nanosPerUnit === 0n)
    return formatBinary(nanos / nanosPerUnit);
  return formatDecimal(nanos, format);
}

function formatBinary(amount: bigint): string {
  let power = 0;
  while (amount % 1024n === 0n && power < binarySuffixes.length - 1) {
    amount /= 1024n;
    power++;
  }
  return `${amount}${binarySuffixes[power] ?? ''}`;
}

function formatDecimal(nanos: bigint, format: QuantityFormat): string {
  let amount = nanos;
  let exponent = -9;
  while (amount % 1000n === 0n && exponent < 18) {
    amount /= 1000n;
    exponent += 3;
  }
  if (format === 'DecimalExponent') return exponent === 0 ? `${amount}` : `${amount}e${exponent}`;
  return `${amount}${decimalSuffixOf.get(exponent) ?? ''}`;
}

/** Reads text and writes it canonically, as the server does with every quantity it decodes. Throws QuantityError. */
export function canonicalQuantity(text: string): string {
  return formatQuantity(parseQuantity(text));
}

const asQuantity = (value: Quantity | string): Quantity => (typeof value === 'string' ? parseQuantity(value) : value);

/** Negative, zero or positive, as `left` is less than, equal to or more than `right`. */
export function compareQuantities(left: Quantity | string, right: Quantity | string): number {
  const difference = asQuantity(left).nanos - asQuantity(right).nanos;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The sum, in the format of the left side unless that is zero. */
export function addQuantities(left: Quantity | string, right: Quantity | string): Quantity {
  const [a, b] = [asQuantity(left), asQuantity(right)];
  return { nanos: a.nanos + b.nanos, format: a.nanos === 0n ? b.format : a.format };
}

export function subtractQuantities(left: Quantity | string, right: Quantity | string): Quantity {
  const [a, b] = [asQuantity(left), asQuantity(right)];
  return { nanos: a.nanos - b.nanos, format: a.nanos === 0n ? b.format : a.format };
}

/** The amount in whole units, rounded up: bytes of memory, cores. Models Quantity.Value(). */
export function quantityValue(value: Quantity | string): number {
  return Number(ceilDivide(asQuantity(value).nanos, nanosPerUnit));
}

/** The amount in thousandths, rounded up: millicores. Models Quantity.MilliValue(). */
export function quantityMilliValue(value: Quantity | string): number {
  return Number(ceilDivide(asQuantity(value).nanos, 1_000_000n));
}

/** A quantity of this many whole units. */
export function quantityOf(units: number | bigint, format: QuantityFormat = 'DecimalSI'): Quantity {
  return { nanos: BigInt(units) * nanosPerUnit, format };
}

/** A quantity of this many thousandths. */
export function milliQuantityOf(thousandths: number | bigint): Quantity {
  return { nanos: BigInt(thousandths) * 1_000_000n, format: 'DecimalSI' };
}
