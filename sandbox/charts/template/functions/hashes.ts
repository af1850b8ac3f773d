import { utf8OfText } from '../../../core/utf8.ts';
import { hexadecimal, sha256 } from '../../../core/sha256.ts';
import { fn, type FunctionTable } from './define.ts';

function sha1(bytes: Uint8Array): Uint8Array {
  const view = padded(bytes, 64);
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  const turn = (value: number, by: number): number => (value << by) | (value >>> (32 - by));
  const words = Array.from({ length: 80 }, () => 0);
  for (let block = 0; block < view.byteLength; block += 64) {
    for (let index = 0; index < 80; index++) {
      const at = (back: number): number => words[index - back] ?? 0;
      words[index] = index < 16 ? view.getInt32(block + index * 4) : turn(at(3) ^ at(8) ^ at(14) ^ at(16), 1);
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
    for (const [index, word] of words.entries()) {
      const [mixed, constant] =
        index < 20
          ? [(b & c) | (~b & d), 0x5a827999]
          : index < 40
            ? [b ^ c ^ d, 0x6ed9eba1]
            : index < 60
              ? [(b & c) | (b & d) | (c & d), 0x8f1bbcdc]
              : [b ^ c ^ d, 0xca62c1d6];
      const next = (turn(a, 5) + mixed + e + constant + word) | 0;
      [a, b, c, d, e] = [next, a, turn(b, 30), c, d];
    }
    for (const [index, value] of [a, b, c, d, e].entries()) state[index] = ((state[index] ?? 0) + value) | 0;
  }
  const result = new DataView(new ArrayBuffer(20));
  for (const [index, value] of state.entries()) result.setInt32(index * 4, value);
  return new Uint8Array(result.buffer);
}

function padded(bytes: Uint8Array, block: number): DataView {
  const lengthBytes = block / 8;
  const size = Math.ceil((bytes.length + 1 + lengthBytes) / block) * block;
  const all = new Uint8Array(size);
  all.set(bytes);
  all[bytes.length] = 0x80;
  const view = new DataView(all.buffer);
  view.setBigUint64(size - 8, BigInt(bytes.length) * 8n);
  return view;
}

const MASK = (1n << 64n) - 1n;

/** The first 64 bits of the fractional part of the square or cube roots of the first primes: the constants of SHA-512. */
function rootBits(count: number, root: 2n | 3n): bigint[] {
  const found: bigint[] = [];
  for (let candidate = 2n; found.length < count; candidate++) {
    let prime = true;
    for (let divisor = 2n; divisor * divisor <= candidate; divisor++) if (candidate % divisor === 0n) prime = false;
    if (!prime) continue;
    const target = candidate << (64n * root);
    let low = 0n;
    let high = 1n << 70n;
    while (high - low > 1n) {
      const middle = (low + high) / 2n;
      if (middle ** root <= target) low = middle;
      else high = middle;
    }
    found.push(low & MASK);
  }
  return found;
}

let constants: { readonly start: bigint[]; readonly rounds: bigint[] } | undefined;

function sha512(bytes: Uint8Array): Uint8Array {
  constants ??= { start: rootBits(8, 2n), rounds: rootBits(80, 3n) };
  const view = padded(bytes, 128);
  const state = [...constants.start];
  const turn = (value: bigint, by: bigint): bigint => ((value >> by) | (value << (64n - by))) & MASK;
  const words = Array.from({ length: 80 }, () => 0n);
  for (let block = 0; block < view.byteLength; block += 128) {
    for (let index = 0; index < 80; index++) {
      const at = (back: number): bigint => words[index - back] ?? 0n;
      const [far, near] = [at(15), at(2)];
      words[index] =
        index < 16
          ? view.getBigUint64(block + index * 8)
          : (at(16) +
              (turn(far, 1n) ^ turn(far, 8n) ^ (far >> 7n)) +
              at(7) +
              (turn(near, 19n) ^ turn(near, 61n) ^ (near >> 6n))) &
            MASK;
    }
    let [a = 0n, b = 0n, c = 0n, d = 0n, e = 0n, f = 0n, g = 0n, h = 0n] = state;
    for (const [index, word] of words.entries()) {
      const first =
        h + (turn(e, 14n) ^ turn(e, 18n) ^ turn(e, 41n)) + ((e & f) ^ (~e & MASK & g)) + (constants.rounds[index] ?? 0n) + word;
      const second = (turn(a, 28n) ^ turn(a, 34n) ^ turn(a, 39n)) + ((a & b) ^ (a & c) ^ (b & c));
      [a, b, c, d, e, f, g, h] = [(first + second) & MASK, a, b, c, (d + first) & MASK, e, f, g];
    }
    for (const [index, value] of [a, b, c, d, e, f, g, h].entries()) state[index] = ((state[index] ?? 0n) + value) & MASK;
  }
  const result = new DataView(new ArrayBuffer(64));
  for (const [index, value] of state.entries()) result.setBigUint64(index * 8, value);
  return new Uint8Array(result.buffer);
}

function adler32(bytes: Uint8Array): number {
  let [low, high] = [1, 0];
  for (const byte of bytes) {
    low = (low + byte) % 65_521;
    high = (high + low) % 65_521;
  }
  return high * 65_536 + low;
}

export const hashFunctions: FunctionTable = {
  sha1sum: fn(['string'], (text: string) => hexadecimal(sha1(utf8OfText(text)))),
  sha256sum: fn(['string'], (text: string) => hexadecimal(sha256(utf8OfText(text)))),
  sha512sum: fn(['string'], (text: string) => hexadecimal(sha512(utf8OfText(text)))),
  adler32sum: fn(['string'], (text: string) => String(adler32(utf8OfText(text)))),
};
