import { hexadecimal } from '../sha256.ts';

/** The number that bytes stand for, the greatest digit first. */
export const numberOf = (bytes: Uint8Array): bigint => (bytes.length === 0 ? 0n : BigInt(`0x${hexadecimal(bytes)}`));

/** The rest of a division that is never negative. */
export const modulo = (value: bigint, by: bigint): bigint => {
  const rest = value % by;
  return rest < 0n ? rest + by : rest;
};

export function powerModulo(base: bigint, exponent: bigint, by: bigint): bigint {
  let result = 1n;
  let square = modulo(base, by);
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % by;
    square = (square * square) % by;
  }
  return result;
}

/** What gives 1 when multiplied by the value; the modulus is a prime. */
export function inverse(value: bigint, prime: bigint): bigint {
  let [first, second] = [modulo(value, prime), prime];
  let [left, right] = [1n, 0n];
  while (first > 1n) {
    const times = second / first;
    [first, second] = [second - times * first, first];
    [left, right] = [right - times * left, left];
  }
  return modulo(left, prime);
}

export const bitLength = (value: bigint): number => (value === 0n ? 0 : value.toString(2).length);
