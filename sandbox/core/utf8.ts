/**
 * Text that may hold bytes of no character, as Go's strings may: such a byte stands as half a pair of surrogates, U+DC00 and the byte.
 * Elsewhere this is called "surrogateescape".
 */

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();
const ESCAPE = 0xdc00;

/** A byte of no character: half a pair of surrogates that stands alone. */
const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** UTF-8 as text; what is none is kept, byte for byte. */
export function textOfUtf8(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch {
    return leniently(bytes);
  }
}

function leniently(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const byte = bytes[at] ?? 0;
    const size = byte < 0x80 ? 1 : byte < 0xc2 ? 0 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : byte < 0xf5 ? 4 : 0;
    const character = size === 0 ? undefined : decoded(bytes.subarray(at, at + size), size);
    text += character ?? String.fromCharCode(ESCAPE + byte);
    at += character === undefined ? 1 : size;
  }
  return text;
}

function decoded(bytes: Uint8Array, size: number): string | undefined {
  if (bytes.length < size) return undefined;
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

/** The bytes that a text of `textOfUtf8` was made of. */
export function utf8OfText(text: string): Uint8Array {
  if (text.search(LONE) === -1) return encoder.encode(text);
  const parts: number[] = [];
  let from = 0;
  for (const { index, 0: unit } of text.matchAll(LONE)) {
    for (const byte of encoder.encode(text.slice(from, index))) parts.push(byte);
    const byte = unit.charCodeAt(0) - ESCAPE;
    if (byte >= 0x80 && byte <= 0xff) parts.push(byte);
    else parts.push(0xef, 0xbf, 0xbd);
    from = index + 1;
  }
  for (const byte of encoder.encode(text.slice(from))) parts.push(byte);
  return Uint8Array.from(parts);
}

/** Reads UTF-8 that comes in pieces: a character that is not yet whole waits for the next one. */
export function createUtf8Reader(): (bytes: Uint8Array) => string {
  let waiting: Uint8Array = new Uint8Array();
  return (piece) => {
    const bytes = waiting.length === 0 ? piece : Uint8Array.from([...waiting, ...piece]);
    const whole = bytes.length - unfinished(bytes);
    waiting = bytes.slice(whole);
    return textOfUtf8(bytes.subarray(0, whole));
  };
}

/** How many bytes at the end begin a character that would be longer. */
function unfinished(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte >= 0x80 && byte < 0xc0) continue;
    const size = byte < 0xc2 || byte >= 0xf5 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    return size > back ? back : 0;
  }
  return 0;
}

/** Bytes of a text in UTF-8. */
export const utf8Length = (text: string): number => (/^[\0-\x7f]*$/.test(text) ? text.length : utf8OfText(text).length);

/** The byte that a single unit of a text stands for, when it is of no character. */
export function strayByte(unit: string): number | undefined {
  const code = unit.charCodeAt(0);
  return unit.length === 1 && code >= 0xdc80 && code <= 0xdcff ? code - ESCAPE : undefined;
}

/** The text with U+FFFD for what is no character. */
export const wellFormed = (text: string): string => text.replace(LONE, '\ufffd');
