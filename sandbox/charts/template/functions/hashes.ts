import { utf8OfText } from '../../../core/utf8.ts';
import { hexadecimal, sha256 } from '../../../core/sha256.ts';
import { fn, heavy, type FunctionTable } from './define.ts';

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

let constants: { readonly start: Uint32Array; readonly rounds: Uint32Array } | undefined;

/** Numbers of 64 bits as pairs of words, the upper one first. */
const pairs = (values: readonly bigint[]): Uint32Array =>
  Uint32Array.from(values.flatMap((value) => [Number(value >> 32n), Number(value & 0xffffffffn)]));

/** SHA-512 (FIPS 180-4) in halves of 32 bits, which are much faster than whole numbers of 64. */
function sha512(bytes: Uint8Array): Uint8Array {
  constants ??= { start: pairs(rootBits(8, 2n)), rounds: pairs(rootBits(80, 3n)) };
  const view = padded(bytes, 128);
  const state = constants.start.slice();
  const { rounds } = constants;
  const words = new Uint32Array(160);
  const v = new Uint32Array(16);
  for (let block = 0; block < view.byteLength; block += 128) {
    for (let index = 0; index < 32; index++) words[index] = view.getUint32(block + index * 4);
    for (let index = 32; index < 160; index += 2) expand(words, index);
    v.set(state);
    for (let index = 0; index < 160; index += 2) mix(v, words, rounds, index);
    for (let index = 0; index < 16; index += 2) add(state, index, v[index] ?? 0, v[index + 1] ?? 0);
  }
  const result = new DataView(new ArrayBuffer(64));
  for (const [index, word] of state.entries()) result.setUint32(index * 4, word);
  return new Uint8Array(result.buffer);
}

/** Adds a number to the pair at an index. */
function add(pairsOf: Uint32Array, index: number, high: number, low: number): void {
  const sum = (pairsOf[index + 1] ?? 0) + (low >>> 0);
  pairsOf[index + 1] = sum;
  pairsOf[index] = (pairsOf[index] ?? 0) + high + (sum > 0xffffffff ? 1 : 0);
}

/** The upper half of a pair turned right; the lower half is had by giving the halves the other way round. */
const turned = (high: number, low: number, by: number): number =>
  by < 32 ? (high >>> by) | (low << (32 - by)) : by === 32 ? low : (low >>> (by - 32)) | (high << (64 - by));

function expand(words: Uint32Array, index: number): void {
  const at = (back: number): [number, number] => [words[index - back * 2] ?? 0, words[index - back * 2 + 1] ?? 0];
  const [fh, fl] = at(15);
  const [nh, nl] = at(2);
  words[index] = words[index - 32] ?? 0;
  words[index + 1] = words[index - 31] ?? 0;
  add(words, index, ...at(7));
  add(
    words,
    index,
    turned(fh, fl, 1) ^ turned(fh, fl, 8) ^ (fh >>> 7),
    turned(fl, fh, 1) ^ turned(fl, fh, 8) ^ ((fl >>> 7) | (fh << 25)),
  );
  add(
    words,
    index,
    turned(nh, nl, 19) ^ turned(nh, nl, 61) ^ (nh >>> 6),
    turned(nl, nh, 19) ^ turned(nl, nh, 61) ^ ((nl >>> 6) | (nh << 26)),
  );
}

const first = new Uint32Array(2);
const second = new Uint32Array(2);

/** One round; `v` holds the pairs a to h. */
function mix(v: Uint32Array, words: Uint32Array, rounds: Uint32Array, index: number): void {
  const [ah = 0, al = 0, bh = 0, bl = 0, ch = 0, cl = 0] = v;
  const [eh, el, fh, fl, gh, gl] = [v[8] ?? 0, v[9] ?? 0, v[10] ?? 0, v[11] ?? 0, v[12] ?? 0, v[13] ?? 0];
  first[0] = v[14] ?? 0;
  first[1] = v[15] ?? 0;
  add(
    first,
    0,
    turned(eh, el, 14) ^ turned(eh, el, 18) ^ turned(eh, el, 41),
    turned(el, eh, 14) ^ turned(el, eh, 18) ^ turned(el, eh, 41),
  );
  add(first, 0, (eh & fh) ^ (~eh & gh), (el & fl) ^ (~el & gl));
  add(first, 0, rounds[index] ?? 0, rounds[index + 1] ?? 0);
  add(first, 0, words[index] ?? 0, words[index + 1] ?? 0);
  second[0] = turned(ah, al, 28) ^ turned(ah, al, 34) ^ turned(ah, al, 39);
  second[1] = turned(al, ah, 28) ^ turned(al, ah, 34) ^ turned(al, ah, 39);
  add(second, 0, (ah & bh) ^ (ah & ch) ^ (bh & ch), (al & bl) ^ (al & cl) ^ (bl & cl));
  v.copyWithin(2, 0, 14);
  add(v, 8, first[0] ?? 0, first[1] ?? 0);
  add(second, 0, first[0] ?? 0, first[1] ?? 0);
  v.set(second);
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
  sha1sum: heavy(fn(['string'], (text: string) => hexadecimal(sha1(utf8OfText(text))))),
  sha256sum: heavy(fn(['string'], (text: string) => hexadecimal(sha256(utf8OfText(text))))),
  sha512sum: heavy(fn(['string'], (text: string) => hexadecimal(sha512(utf8OfText(text))))),
  adler32sum: heavy(fn(['string'], (text: string) => String(adler32(utf8OfText(text))))),
};
