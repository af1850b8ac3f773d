/** Reads DER, the binary form of certificates and requests, with the complaints of Go's encoding/asn1. */

/** One value: its tag, what is in it, and where in the whole that begins. */
export interface Element {
  readonly class: number;
  readonly tag: number;
  readonly isCompound: boolean;
  readonly content: Uint8Array;
  readonly offset: number;
}

/** What is wrong with a text of bytes, in Go's words. */
export class DerError extends Error {
  override readonly name = 'DerError';
}

const syntax = (what: string): DerError => new DerError(`asn1: syntax error: ${what}`);
const structure = (what: string): DerError => new DerError(`asn1: structure error: ${what}`);

export const SEQUENCE = 16;
export const SET = 17;
export const OBJECT_IDENTIFIER = 6;
export const INTEGER = 2;
export const BIT_STRING = 3;

/** All values that follow one another in bytes; `start` is where these stand in the whole. Throws DerError. */
export function elementsOf(bytes: Uint8Array, start = 0): readonly Element[] {
  const found: Element[] = [];
  for (let at = 0; at < bytes.length;) {
    const element = elementAt(bytes, at, start);
    found.push(element);
    at = element.offset - start + element.content.length;
  }
  return found;
}

function elementAt(bytes: Uint8Array, at: number, start: number): Element {
  const first = bytes[at] ?? 0;
  let next = at + 1;
  let tag = first & 31;
  if (tag === 31) {
    tag = 0;
    for (let byte = 0x80; byte & 0x80; next++) {
      byte = bytes[next] ?? truncated();
      tag = tag * 128 + (byte & 127);
    }
  }
  const [length, content] = lengthAt(bytes, next);
  if (content + length > bytes.length) throw syntax('data truncated');
  return {
    class: first >> 6,
    tag,
    isCompound: (first & 32) !== 0,
    content: bytes.subarray(content, content + length),
    offset: start + content,
  };
}

function lengthAt(bytes: Uint8Array, at: number): readonly [length: number, content: number] {
  const first = bytes[at] ?? truncated();
  if ((first & 0x80) === 0) return [first, at + 1];
  const count = first & 127;
  if (count === 0) throw syntax('indefinite length found (not DER)');
  let length = 0;
  for (let index = 1; index <= count; index++) {
    length = length * 256 + (bytes[at + index] ?? truncated());
    if (length > 2 ** 31) throw structure('length too large');
    if (length === 0) throw structure('superfluous leading zeros in length');
  }
  if (length < 128) throw structure('non-minimal length');
  return [length, at + 1 + count];
}

function truncated(): never {
  throw syntax('truncated tag or length');
}

const noParameters =
  '{optional:false explicit:false application:false private:false defaultValue:<nil> tag:<nil> stringType:0 timeType:0 set:false omitEmpty:false}';

/** The value, which must be there and have this tag; `typeName` is that of the Go type it is read into. */
export function expectTag(element: Element | undefined, tag: number, typeName: string): Element {
  if (element === undefined) throw syntax('sequence truncated');
  const isCompound = tag === SEQUENCE || tag === SET;
  if (element.class === 0 && element.tag === tag && element.isCompound === isCompound) return element;
  const shown = `{class:${element.class} tag:${element.tag} length:${element.content.length} isCompound:${element.isCompound}}`;
  throw structure(`tags don't match (${tag} vs ${shown}) ${noParameters} ${typeName} @${element.offset}`);
}
