/** SHA-256 (FIPS 180-4); the sandbox has no crypto of its own, and must give the same in Node and in a browser. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return digest(Int32Array.from(start), bytes, 0);
}

/** A digest that only who has the key can make (RFC 2104). Takes the key apart once: many messages are signed with the same. */
export function hmacSha256(key: Uint8Array): (message: Uint8Array) => Uint8Array {
  const block = new Uint8Array(64);
  block.set(key.length > 64 ? sha256(key) : key);
  const after = (pad: number): Int32Array => {
    const state = Int32Array.from(start);
    const padded = block.map((byte) => byte ^ pad);
    mix(state, new DataView(padded.buffer), 0);
    return state;
  };
  const [inner, outer] = [after(0x36), after(0x5c)];
  return (message) => digest(outer.slice(), digest(inner.slice(), message, 64), 64);
}

/** Goes on from `state`, behind so many bytes that are in it already. */
function digest(state: Int32Array, bytes: Uint8Array, before: number): Uint8Array {
  const padded = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, BigInt(bytes.length + before) * 8n);
  for (let block = 0; block < padded.length; block += 64) mix(state, view, block);
  const result = new Uint8Array(32);
  const out = new DataView(result.buffer);
  state.forEach((word, index) => out.setInt32(index * 4, word));
  return result;
}

function mix(state: Int32Array, view: DataView, block: number): void {
  for (let index = 0; index < 16; index++) words[index] = view.getInt32(block + index * 4);
  for (let index = 16; index < 64; index++) {
    const w15 = words[index - 15] ?? 0;
    const w2 = words[index - 2] ?? 0;
    const s0 = rotate(w15, 7) ^ rotate(w15, 18) ^ (w15 >>> 3);
    const s1 = rotate(w2, 17) ^ rotate(w2, 19) ^ (w2 >>> 10);
    words[index] = (words[index - 16] ?? 0) + s0 + (words[index - 7] ?? 0) + s1;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let index = 0; index < 64; index++) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + (constants[index] ?? 0) + (words[index] ?? 0)) | 0;
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  const mixed = [a, b, c, d, e, f, g, h];
  for (let index = 0; index < 8; index++) state[index] = (state[index] ?? 0) + (mixed[index] ?? 0);
}

export const hexadecimal = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

const rotate = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

/** The first 32 bits behind the point of roots of the first primes. */
function roots(count: number, exponent: number): readonly number[] {
  const primes: number[] = [];
  for (let candidate = 2; primes.length < count; candidate++)
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate);
  return primes.map((prime) => Math.floor((prime ** exponent % 1) * 2 ** 32));
}

const start = roots(8, 1 / 2);
const constants = Int32Array.from(roots(64, 1 / 3));
const words = new Int32Array(64);
