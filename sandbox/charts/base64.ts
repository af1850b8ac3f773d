import { ChartError } from './chart-error.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Standard base64 with padding. */
export function encodeBase64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 24_573) {
    let text = '';
    const piece = bytes.subarray(at, at + 24_573);
    for (let index = 0; index < piece.length; index += 3) {
      const [a = 0, b, c] = [piece[index], piece[index + 1], piece[index + 2]];
      text += LETTERS.charAt(a >> 2) + LETTERS.charAt(((a & 3) << 4) | ((b ?? 0) >> 4));
      text += b === undefined ? '=' : LETTERS.charAt(((b & 15) << 2) | ((c ?? 0) >> 6));
      text += c === undefined ? '=' : LETTERS.charAt(c & 63);
    }
    parts.push(text);
  }
  return parts.join('');
}

const values = new Map([...LETTERS].map((letter, index) => [letter.charCodeAt(0), index]));

/** Throws ChartError for what is no base64. */
export function decodeBase64(text: string): Uint8Array {
  const clean = text.replace(/[\r\n]/g, '').replace(/=+$/, '');
  const bytes = new Uint8Array(Math.floor((clean.length * 3) / 4));
  let at = 0;
  let bits = 0;
  let held = 0;
  for (let index = 0; index < clean.length; index++) {
    const value = values.get(clean.charCodeAt(index));
    if (value === undefined) throw new ChartError(`illegal base64 data at input byte ${index}`);
    bits = (bits << 6) | value;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes[at++] = (bits >> held) & 0xff;
    bits &= (1 << held) - 1;
  }
  return bytes;
}
