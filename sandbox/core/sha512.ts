const WORD = (1n << 64n) - 1n;
const BLOCK = 128;

interface Constants {
  readonly rounds: readonly bigint[];
  readonly start: { readonly 384: readonly bigint[]; readonly 512: readonly bigint[] };
}

let made: Constants | undefined;

/** FIPS 180-4, 4.2.3 and 5.3: what follows the point of the roots of the first primes, so that no table has to be trusted. */
function constants(): Constants {
  if (made !== undefined) return made;
  const primes: bigint[] = [];
  for (let number = 2n; primes.length < 80; number++) if (primes.every((prime) => number % prime !== 0n)) primes.push(number);
  const squares = primes.slice(0, 16).map((prime) => root(prime << 128n, 2n) & WORD);
  made = {
    rounds: primes.map((prime) => root(prime << 192n, 3n) & WORD),
    start: { 512: squares.slice(0, 8), 384: squares.slice(8) },
  };
  return made;
}

/** The greatest number whose power is not above the value. Newton's method from above. */
function root(value: bigint, power: bigint): bigint {
  let guess = 1n << (BigInt(value.toString(2).length) / power + 1n);
  for (;;) {
    const next = ((power - 1n) * guess + value / guess ** (power - 1n)) / power;
    if (next >= guess) return guess;
    guess = next;
  }
}

const rotate = (word: bigint, bits: bigint): bigint => ((word >> bits) | (word << (64n - bits))) & WORD;

/** SHA-512 or SHA-384 (FIPS 180-4), for messages of some kilobytes. */
export function sha512(bytes: Uint8Array, bits: 384 | 512 = 512): Uint8Array {
  const { rounds, start } = constants();
  const padded = new Uint8Array(Math.ceil((bytes.length + 17) / BLOCK) * BLOCK);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, BigInt(bytes.length) * 8n);
  let state: readonly bigint[] = start[bits];
  for (let block = 0; block < padded.length; block += BLOCK) state = mix(state, rounds, view, block);
  const result = new DataView(new ArrayBuffer(64));
  for (const [index, word] of state.entries()) result.setBigUint64(index * 8, word);
  return new Uint8Array(result.buffer, 0, bits / 8);
}

function mix(state: readonly bigint[], rounds: readonly bigint[], view: DataView, block: number): readonly bigint[] {
  const words: bigint[] = [];
  let [a = 0n, b = 0n, c = 0n, d = 0n, e = 0n, f = 0n, g = 0n, h = 0n] = state;
  for (const [index, constant] of rounds.entries()) {
    const word = index < 16 ? view.getBigUint64(block + index * 8) : nextWord(words, index);
    words.push(word);
    const one = h + (rotate(e, 14n) ^ rotate(e, 18n) ^ rotate(e, 41n)) + ((e & f) ^ (~e & WORD & g)) + constant + word;
    const two = (rotate(a, 28n) ^ rotate(a, 34n) ^ rotate(a, 39n)) + ((a & b) ^ (a & c) ^ (b & c));
    [a, b, c, d, e, f, g, h] = [(one + two) & WORD, a, b, c, (d + one) & WORD, e, f, g];
  }
  return [a, b, c, d, e, f, g, h].map((word, index) => (word + (state[index] ?? 0n)) & WORD);
}

function nextWord(words: readonly bigint[], index: number): bigint {
  const [two = 0n, fifteen = 0n] = [words[index - 2], words[index - 15]];
  const fromTwo = rotate(two, 19n) ^ rotate(two, 61n) ^ (two >> 6n);
  const fromFifteen = rotate(fifteen, 1n) ^ rotate(fifteen, 8n) ^ (fifteen >> 7n);
  return (fromTwo + (words[index - 7] ?? 0n) + fromFifteen + (words[index - 16] ?? 0n)) & WORD;
}
