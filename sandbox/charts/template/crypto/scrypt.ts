import { hmacSha256 } from '../../../core/sha256.ts';

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** PBKDF2 with HMAC-SHA256 and one turn (RFC 8018). */
function pbkdf2(password: Uint8Array, salt: Uint8Array, length: number): Uint8Array {
  const parts: Uint8Array[] = [];
  const hmac = hmacSha256(password);
  for (let index = 1; index * 32 < length + 32; index++) {
    parts.push(hmac(joined(salt, Uint8Array.of(index >>> 24, index >>> 16, index >>> 8, index))));
  }
  return joined(...parts).slice(0, length);
}

/** The words that a step of Salsa20 changes, and the two whose sum, turned, it is changed by: for the columns, then for the rows. */
const COLUMNS = [0, 4, 8, 12].map((_, column) => [0, 4, 8, 12].map((row) => (row + column * 5) % 16));
const ROWS = [0, 1, 2, 3].map((row) => [0, 1, 2, 3].map((step) => row * 4 + ((row + step) % 4)));
const TURNS = [7, 9, 13, 18];

const STEPS = Uint8Array.from(
  [...COLUMNS, ...ROWS].flatMap((line) =>
    TURNS.flatMap((by, step) => [line[(step + 1) % 4] ?? 0, line[step] ?? 0, line[(step + 3) % 4] ?? 0, by]),
  ),
);

/** Salsa20 of eight rounds on sixteen words in place. */
function salsa(block: Uint32Array, work: Uint32Array): void {
  work.set(block);
  for (let round = 0; round < 8; round += 2) {
    for (let step = 0; step < STEPS.length; step += 4) {
      const target = STEPS[step] ?? 0;
      const by = STEPS[step + 3] ?? 0;
      const sum = ((work[STEPS[step + 1] ?? 0] ?? 0) + (work[STEPS[step + 2] ?? 0] ?? 0)) | 0;
      work[target] = (work[target] ?? 0) ^ ((sum << by) | (sum >>> (32 - by)));
    }
  }
  for (let index = 0; index < 16; index++) block[index] = (block[index] ?? 0) + (work[index] ?? 0);
}

export interface ScryptCost {
  /** Blocks that are kept; a power of two. */
  readonly blocks: number;
  /** The size of a block in units of 128 bytes. */
  readonly size: number;
  readonly lanes: number;
}

/** scrypt (RFC 7914). */
export function scrypt(password: Uint8Array, salt: Uint8Array, { blocks, size, lanes }: ScryptCost, length: number): Uint8Array {
  const words = size * 32;
  const bytes = pbkdf2(password, salt, lanes * words * 4);
  const view = new DataView(bytes.buffer);
  const kept = new Uint32Array(blocks * words);
  const lane = new Uint32Array(words);
  const mixed = new Uint32Array(words);
  const [last, work] = [new Uint32Array(16), new Uint32Array(16)];
  const mix = (): void => {
    last.set(lane.subarray(words - 16));
    for (let part = 0; part < size * 2; part++) {
      for (let index = 0; index < 16; index++) last[index] = (last[index] ?? 0) ^ (lane[part * 16 + index] ?? 0);
      salsa(last, work);
      // Even parts come to the front, odd ones to the back.
      mixed.set(last, ((part >> 1) + (part % 2) * size) * 16);
    }
    lane.set(mixed);
  };
  for (let at = 0; at < lanes; at++) {
    const offset = at * words * 4;
    for (let index = 0; index < words; index++) lane[index] = view.getUint32(offset + index * 4, true);
    for (let block = 0; block < blocks; block++) {
      kept.set(lane, block * words);
      mix();
    }
    for (let block = 0; block < blocks; block++) {
      const from = ((lane[words - 16] ?? 0) & (blocks - 1)) * words;
      for (let index = 0; index < words; index++) lane[index] = (lane[index] ?? 0) ^ (kept[from + index] ?? 0);
      mix();
    }
    for (let index = 0; index < words; index++) view.setUint32(offset + index * 4, lane[index] ?? 0, true);
  }
  return pbkdf2(password, bytes, length);
}
