/** AES (FIPS 197) with keys of 32 bytes, in cipher block chaining. */

export const BLOCK = 16;
const ROUNDS = 14;

/** Twice a number in the field of AES. */
const doubled = (value: number): number => ((value << 1) ^ (value & 0x80 ? 0x11b : 0)) & 0xff;

function product(left: number, right: number): number {
  let result = 0;
  for (let value = left, rest = right; rest !== 0; value = doubled(value), rest >>= 1) if (rest & 1) result ^= value;
  return result;
}

/** The powers of 3, which are all numbers of the field but 0; the last is 1 again. */
const POWERS = new Uint8Array(256).fill(1);
for (let index = 1; index < 256; index++) POWERS[index] = product(POWERS[index - 1] ?? 0, 3);

/** The table of substitutions: the inverse in the field, bits mixed. */
const BOX = new Uint8Array(256).fill(0x63);
for (const [index, value] of POWERS.entries()) {
  const inverse = POWERS[255 - index] ?? 0;
  const turn = (by: number): number => ((inverse << by) | (inverse >> (8 - by))) & 0xff;
  BOX[value] = inverse ^ turn(1) ^ turn(2) ^ turn(3) ^ turn(4) ^ 0x63;
}
const INVERSE_BOX = new Uint8Array(256);
for (const [value, substitute] of BOX.entries()) INVERSE_BOX[substitute] = value;

/** The keys of all rounds. */
function roundKeys(key: Uint8Array): Uint8Array {
  const keys = new Uint8Array(BLOCK * (ROUNDS + 1));
  keys.set(key);
  let constant = 1;
  for (let at = key.length; at < keys.length; at += 4) {
    let word = [...keys.subarray(at - 4, at)];
    if (at % key.length === 0) {
      word = [...word.slice(1), ...word.slice(0, 1)].map((byte) => BOX[byte] ?? 0);
      word[0] = (word[0] ?? 0) ^ constant;
      constant = doubled(constant);
    } else if (at % key.length === 16) word = word.map((byte) => BOX[byte] ?? 0);
    for (const [index, byte] of word.entries()) keys[at + index] = (keys[at + index - key.length] ?? 0) ^ byte;
  }
  return keys;
}

const addKey = (block: Uint8Array, keys: Uint8Array, round: number): void => {
  for (let index = 0; index < BLOCK; index++) block[index] = (block[index] ?? 0) ^ (keys[round * BLOCK + index] ?? 0);
};

/** Substitutes each byte and shifts the rows; `by` 1 to encipher, 3 to decipher. */
function substituteAndShift(block: Uint8Array, box: Uint8Array, by: number): void {
  const before = block.slice();
  for (let index = 0; index < BLOCK; index++) {
    const row = index % 4;
    block[index] = box[before[(index + row * by * 4) % BLOCK] ?? 0] ?? 0;
  }
}

function mixColumns(block: Uint8Array, factors: readonly number[]): void {
  const before = block.slice();
  for (let index = 0; index < BLOCK; index++) {
    const column = index - (index % 4);
    let sum = 0;
    for (const [step, factor] of factors.entries()) sum ^= product(before[column + ((index + step) % 4)] ?? 0, factor);
    block[index] = sum;
  }
}

function encipher(block: Uint8Array, keys: Uint8Array): void {
  addKey(block, keys, 0);
  for (let round = 1; round <= ROUNDS; round++) {
    substituteAndShift(block, BOX, 1);
    if (round < ROUNDS) mixColumns(block, [2, 3, 1, 1]);
    addKey(block, keys, round);
  }
}

function decipher(block: Uint8Array, keys: Uint8Array): void {
  for (let round = ROUNDS; round > 0; round--) {
    addKey(block, keys, round);
    if (round < ROUNDS) mixColumns(block, [14, 11, 13, 9]);
    substituteAndShift(block, INVERSE_BOX, 3);
  }
  addKey(block, keys, 0);
}

const xor = (block: Uint8Array, other: Uint8Array): Uint8Array => block.map((byte, index) => byte ^ (other[index] ?? 0));

/** Enciphers whole blocks. */
export function encryptCbc(key: Uint8Array, start: Uint8Array, content: Uint8Array): Uint8Array {
  const keys = roundKeys(key);
  const result = new Uint8Array(content.length);
  let before = start;
  for (let at = 0; at < content.length; at += BLOCK) {
    const block = xor(content.subarray(at, at + BLOCK), before);
    encipher(block, keys);
    result.set(block, at);
    before = block;
  }
  return result;
}

/** Deciphers whole blocks. */
export function decryptCbc(key: Uint8Array, start: Uint8Array, content: Uint8Array): Uint8Array {
  const keys = roundKeys(key);
  const result = new Uint8Array(content.length);
  let before = start;
  for (let at = 0; at < content.length; at += BLOCK) {
    const enciphered = content.slice(at, at + BLOCK);
    const block = enciphered.slice();
    decipher(block, keys);
    result.set(xor(block, before), at);
    before = enciphered;
  }
  return result;
}
