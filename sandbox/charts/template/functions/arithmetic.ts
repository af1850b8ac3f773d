import { formatFloat } from '../../../core/float-text.ts';
import { GoError, TypedSlice, int64, type GoValue } from '../values.ts';
import { fn, toFloat64, toInt64, variadic, type FunctionTable } from './define.ts';

const MAX_ITEMS = 1_000_000;

const folded =
  (combine: (left: bigint, right: bigint) => bigint) =>
  (first: GoValue, ...others: GoValue[]): GoValue =>
    int64(others.map(toInt64).reduce((left, right) => BigInt.asIntN(64, combine(left, right)), toInt64(first)));

function over(left: bigint, right: bigint): bigint {
  if (right === 0n) throw new GoError('runtime error: integer divide by zero');
  return left / right;
}

function remainder(left: bigint, right: bigint): bigint {
  if (right === 0n) throw new GoError('runtime error: integer divide by zero');
  return left % right;
}

const foldedFloats =
  (combine: (left: number, right: number) => number) =>
  (first: GoValue, ...others: GoValue[]): GoValue =>
    others.map(toFloat64).reduce(combine, toFloat64(first));

/** Decimal arithmetic of shopspring/decimal on the shortest digits, so that 0.1 + 0.2 is 0.3. */
function decimal(value: number): { digits: bigint; places: number } {
  const [mantissa = '0', power = '0'] = value.toExponential().split('e');
  const [whole = '', part = ''] = mantissa.split('.');
  const places = part.length - Number(power);
  const digits = BigInt(whole + part);
  return places >= 0 ? { digits, places } : { digits: digits * 10n ** BigInt(-places), places: 0 };
}

const asDecimals =
  (combine: (left: bigint, right: bigint) => bigint, product = false) =>
  (left: number, right: number): number => {
    mustBeFinite(left, right);
    const [a, b] = [decimal(left), decimal(right)];
    const places = product ? a.places + b.places : Math.max(a.places, b.places);
    const scale = (one: typeof a): bigint => (product ? one.digits : one.digits * 10n ** BigInt(places - one.places));
    return Number(`${combine(scale(a), scale(b))}e-${places}`);
  };

function mustBeFinite(...values: readonly number[]): void {
  for (const value of values) {
    if (!Number.isFinite(value)) throw new GoError(`Cannot create a Decimal from ${formatFloat(value, 'g', -1)}`);
  }
}

/** Digits that a quotient keeps after the point; what follows is rounded away from zero from a half on. */
const PLACES = 16;

const quotient = (left: number, right: number): number => {
  mustBeFinite(left, right);
  if (right === 0) throw new GoError('decimal division by 0');
  const [a, b] = [decimal(left), decimal(right)];
  const dividend = a.digits * 10n ** BigInt(PLACES + b.places);
  const divisor = b.digits * 10n ** BigInt(a.places);
  const whole = dividend / divisor;
  const rest = (dividend % divisor) * 2n;
  const isNegative = dividend < 0n !== divisor < 0n;
  const up = (rest < 0n ? -rest : rest) >= (divisor < 0n ? -divisor : divisor);
  return Number(`${up ? whole + (isNegative ? -1n : 1n) : whole}e-${PLACES}`);
};

function round(value: GoValue, places: bigint, ...on: number[]): number {
  const [up = 0.5] = on;
  const power = 10 ** Number(places);
  const digit = power * toFloat64(value);
  const part = digit - Math.trunc(digit);
  const whole = part >= up ? Math.ceil(digit) : Math.floor(digit);
  return whole / power;
}

function range(start: bigint, stop: bigint, step: bigint): bigint[] {
  const found: bigint[] = [];
  if (step === 0n) return found;
  for (let value = start; stop < start ? value > stop : value < stop; value += step) {
    if (stop < start ? step >= 0n : step <= 0n) return [];
    if (found.push(value) > MAX_ITEMS) throw new GoError('runtime error: makeslice: len out of range');
  }
  return found;
}

const ints = (values: readonly bigint[]): GoValue => TypedSlice.typed('[]int', values);

function seq(...params: bigint[]): string {
  const [a = 1n, b = 0n, c = 0n] = params;
  const text = (start: bigint, stop: bigint, step: bigint): string => range(start, stop + (step < 0n ? -1n : 1n), step).join(' ');
  if (params.length === 1) return text(1n, a, a < 1n ? -1n : 1n);
  if (params.length === 2) return text(a, b, b < a ? -1n : 1n);
  if (params.length === 3) return (c < a ? b > 0n : b < 0n) ? '' : text(a, c, b);
  return '';
}

const add = variadic(['any'], (...values: GoValue[]) => int64(values.map(toInt64).reduce((left, right) => left + right, 0n)));
const best = (better: (left: number | bigint, right: number | bigint) => boolean, take: (value: GoValue) => number | bigint) =>
  variadic(['any', 'any'], (...values: GoValue[]) => {
    const found = values.map(take).reduce((left, right) => (better(right, left) ? right : left));
    return typeof found === 'bigint' ? int64(found) : found;
  });

export const arithmeticFunctions: FunctionTable = {
  add,
  add1: fn(['any'], (value: GoValue) => int64(toInt64(value) + 1n)),
  sub: fn(
    ['any', 'any'],
    folded((left, right) => left - right),
  ),
  div: fn(['any', 'any'], folded(over)),
  mod: fn(['any', 'any'], folded(remainder)),
  mul: variadic(
    ['any', 'any'],
    folded((left, right) => left * right),
  ),
  addf: variadic(['any'], (...values: GoValue[]) =>
    values.map(toFloat64).reduce(
      asDecimals((left, right) => left + right),
      0,
    ),
  ),
  add1f: fn(['any'], (value: GoValue) => asDecimals((left, right) => left + right)(toFloat64(value), 1)),
  subf: variadic(['any', 'any'], foldedFloats(asDecimals((left, right) => left - right))),
  divf: variadic(['any', 'any'], foldedFloats(quotient)),
  mulf: variadic(['any', 'any'], foldedFloats(asDecimals((left, right) => left * right, true))),
  max: best((left, right) => left > right, toInt64),
  min: best((left, right) => left < right, toInt64),
  biggest: best((left, right) => left > right, toInt64),
  maxf: best((left, right) => left > right, toFloat64),
  minf: best((left, right) => left < right, toFloat64),
  ceil: fn(['any'], (value: GoValue) => Math.ceil(toFloat64(value))),
  floor: fn(['any'], (value: GoValue) => Math.floor(toFloat64(value))),
  round: variadic(['any', 'int', 'float64'], round),
  float64: fn(['any'], toFloat64),
  until: fn(['int'], (count: bigint) => ints(range(0n, count, count < 0n ? -1n : 1n))),
  untilStep: fn(['int', 'int', 'int'], (start: bigint, stop: bigint, step: bigint) => ints(range(start, stop, step))),
  seq: variadic(['int'], seq),
};
