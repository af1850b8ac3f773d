/**
 * bcrypt (Provos and Mazières, 1999) with the Blowfish cipher (Schneier, 1993). The cipher starts from the first 33,344 bits of π, which
 * are computed here.
 */

const ROUNDS = 16;
const KEYS = ROUNDS + 2;
const BOXES = 4 * 256;
const LETTERS = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** What is enciphered in the end. */
const MESSAGE = 'OrpheanBeholderScryDoubt';

let digits: Uint32Array | undefined;

/** Words of 32 bits of what follows the point of π. */
function wordsOfPi(): Uint32Array {
  if (digits !== undefined) return digits;
  const count = KEYS + BOXES;
  const guard = 64n;
  const bits = BigInt(count * 32) + guard;
  const arcTangent = (of: bigint): bigint => {
    let power = (1n << bits) / of;
    let sum = power;
    for (let term = 3n, sign = -1n; power !== 0n; term += 2n, sign = -sign) {
      power /= of * of;
      sum += (sign * power) / term;
    }
    return sum;
  };
  // Machin's formula.
  let fraction = (4n * (4n * arcTangent(5n) - arcTangent(239n)) - (3n << bits)) >> guard;
  const words = new Uint32Array(count);
  for (let index = count - 1; index >= 0; index--) {
    words[index] = Number(fraction & 0xffffffffn);
    fraction >>= 32n;
  }
  digits = words;
  return words;
}

class Blowfish {
  private readonly keys: Uint32Array;
  private readonly boxes: Uint32Array;
  left = 0;
  right = 0;

  constructor() {
    const words = wordsOfPi();
    this.keys = words.slice(0, KEYS);
    this.boxes = words.slice(KEYS);
  }

  /** Enciphers what stands in `left` and `right`. */
  encipher(): void {
    const { keys, boxes } = this;
    let left = this.left ^ (keys[0] ?? 0);
    let right = this.right;
    for (let round = 1; round <= ROUNDS; round++) {
      const mixed =
        ((((boxes[left >>> 24] ?? 0) + (boxes[256 + ((left >>> 16) & 0xff)] ?? 0)) ^ (boxes[512 + ((left >>> 8) & 0xff)] ?? 0)) +
          (boxes[768 + (left & 0xff)] ?? 0)) |
        0;
      const next = right ^ mixed ^ (keys[round] ?? 0);
      right = left;
      left = next;
    }
    this.left = right ^ (keys[KEYS - 1] ?? 0);
    this.right = left;
  }

  /** Mixes a key into the cipher, and a salt into what is enciphered on the way. */
  expand(key: Uint32Array, salt: Uint32Array): void {
    for (let index = 0; index < KEYS; index++) this.keys[index] = (this.keys[index] ?? 0) ^ (key[index] ?? 0);
    this.left = 0;
    this.right = 0;
    let used = 0;
    for (const table of [this.keys, this.boxes]) {
      for (let index = 0; index < table.length; index += 2, used = (used + 2) % 4) {
        this.left ^= salt[used] ?? 0;
        this.right ^= salt[used + 1] ?? 0;
        this.encipher();
        table[index] = this.left;
        table[index + 1] = this.right;
      }
    }
  }
}

/** Bytes over and over, as words. */
function cycled(bytes: Uint8Array, count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, index) => {
    let word = 0;
    for (let byte = 0; byte < 4; byte++) word = (word << 8) | (bytes[(index * 4 + byte) % bytes.length] ?? 0);
    return word;
  });
}

/** The base64 of bcrypt, which has letters of its own and no padding. */
function letters(bytes: Uint8Array): string {
  let bits = '';
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
  return (bits.match(/.{1,6}/g) ?? []).map((six) => LETTERS[Number.parseInt(six.padEnd(6, '0'), 2)] ?? '').join('');
}

/** `$2a$10$…` for a password of at most 72 bytes and a salt of 16. */
export function bcrypt(password: Uint8Array, salt: Uint8Array, cost = 10): string {
  const terminated = new Uint8Array(password.length + 1);
  terminated.set(password);
  const key = cycled(terminated, KEYS);
  const saltWords = cycled(salt, 4);
  const saltKey = cycled(salt, KEYS);
  const none = new Uint32Array(4);
  const cipher = new Blowfish();
  cipher.expand(key, saltWords);
  for (let turn = 0; turn < 2 ** cost; turn++) {
    cipher.expand(key, none);
    cipher.expand(saltKey, none);
  }
  const message = cycled(
    Uint8Array.from(MESSAGE, (letter) => letter.charCodeAt(0)),
    MESSAGE.length / 4,
  );
  const hash = new DataView(new ArrayBuffer(MESSAGE.length));
  for (let index = 0; index < message.length; index += 2) {
    cipher.left = message[index] ?? 0;
    cipher.right = message[index + 1] ?? 0;
    for (let turn = 0; turn < 64; turn++) cipher.encipher();
    hash.setInt32(index * 4, cipher.left);
    hash.setInt32(index * 4 + 4, cipher.right);
  }
  // The last byte is left out, as the first implementation did.
  return `$2a$${String(cost).padStart(2, '0')}$${letters(salt)}${letters(new Uint8Array(hash.buffer).slice(0, -1))}`;
}
