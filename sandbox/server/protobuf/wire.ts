/** One field of a message, as it stands in the bytes. Models the encoding of protocol buffers, without groups. */
export type WireField =
  | { readonly number: number; readonly type: 'varint'; readonly value: bigint }
  | { readonly number: number; readonly type: 'bytes'; readonly value: Uint8Array }
  | { readonly number: number; readonly type: 'fixed'; readonly value: number };

/** Bytes that are no message. */
export class WireError extends Error {}

/** The fields of a message in their order. Throws WireError, in the words of the Go library. */
export function* readFields(bytes: Uint8Array): Generator<WireField> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const varint = (): bigint => {
    for (let value = 0n, shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined) throw new WireError('unexpected EOF');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new WireError('proto: integer overflow');
  };
  const take = (length: number): number => {
    if (length > bytes.length - at) throw new WireError('unexpected EOF');
    const start = at;
    at += length;
    return start;
  };
  while (at < bytes.length) {
    const tag = varint();
    const number = Number(tag >> 3n);
    const wireType = Number(tag & 7n);
    if (number === 0 || number > 0x1fffffff) throw new WireError(`proto: illegal tag ${number} (wire type ${wireType})`);
    if (wireType === 0) yield { number, type: 'varint', value: varint() };
    else if (wireType === 1) yield { number, type: 'fixed', value: view.getFloat64(take(8), true) };
    else if (wireType === 5) yield { number, type: 'fixed', value: view.getFloat32(take(4), true) };
    else if (wireType === 2) {
      const length = varint();
      if (length > BigInt(bytes.length)) throw new WireError('unexpected EOF');
      const start = take(Number(length));
      yield { number, type: 'bytes', value: bytes.subarray(start, start + Number(length)) };
    } else throw new WireError(`proto: illegal wireType ${wireType}`);
  }
}

/** Packed numbers: varints one after the other. Throws WireError. */
export function readPacked(bytes: Uint8Array): bigint[] {
  const values: bigint[] = [];
  let value = 0n;
  let shift = 0n;
  for (const byte of bytes) {
    if (shift >= 70n) throw new WireError('proto: integer overflow');
    value |= BigInt(byte & 0x7f) << shift;
    shift += 7n;
    if (byte >= 0x80) continue;
    values.push(BigInt.asUintN(64, value));
    value = 0n;
    shift = 0n;
  }
  if (shift > 0n) throw new WireError('unexpected EOF');
  return values;
}

/** A message, or a field of one, that is being written. */
export type Piece = Uint8Array;

const encoder = new TextEncoder();

function varintBytes(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  bytes.push(rest);
  return bytes;
}

/** A field that holds a text or another message. */
export function bytesField(number: number, value: string | readonly Piece[]): Piece {
  const content = typeof value === 'string' ? encoder.encode(value) : joined(value);
  return joined([Uint8Array.from([...varintBytes(number * 8 + 2), ...varintBytes(content.length)]), content]);
}

export function joined(pieces: readonly Piece[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
