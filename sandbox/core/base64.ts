/** Base64 (RFC 4648) of bytes and of text in UTF-8; the platform's `btoa` and `atob` know only letters up to U+00FF. */

/** Standard base64 with padding. */
export function encodeBase64(bytes: Uint8Array): string {
  let letters = '';
  // In pieces: the bytes are the arguments of a call, and there may be only so many of those.
  for (let at = 0; at < bytes.length; at += 0x2000) letters += String.fromCharCode(...bytes.subarray(at, at + 0x2000));
  return btoa(letters);
}

/** Throws RangeError, in the words of Go's decoder, for what is no base64. Line ends are passed over. */
export function decodeBase64(text: string): Uint8Array {
  const wrong = illegalBase64At(text);
  if (wrong !== undefined) throw new RangeError(`illegal base64 data at input byte ${wrong}`);
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

export const encodeBase64Text = (text: string): string => encodeBase64(new TextEncoder().encode(text));

/** Throws RangeError as decodeBase64 does; bytes that are no UTF-8 become U+FFFD. */
export const decodeBase64Text = (text: string): string => new TextDecoder().decode(decodeBase64(text));

/** Base64 for addresses: `-` and `_` for `+` and `/`, and no padding. */
export const encodeBase64Url = (bytes: Uint8Array): string =>
  encodeBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

/** Throws RangeError for what is no base64 for addresses. */
export function decodeBase64Url(text: string): Uint8Array {
  return decodeBase64(
    text
      .replaceAll('-', '+')
      .replaceAll('_', '/')
      .padEnd(Math.ceil(text.length / 4) * 4, '='),
  );
}

/** Length of the bytes that base64 text stands for. */
export const decodedLength = (text: string): number => Math.floor((text.replace(/=+$/, '').length * 3) / 4);

/** The byte, without line ends, at which Go's decoder gives up; undefined for base64. */
export function illegalBase64At(text: string): number | undefined {
  const clean = text.replace(/[\r\n]/g, '');
  const letter = clean.search(/[^A-Za-z0-9+/=]/);
  if (letter >= 0) return letter;
  return /^[A-Za-z0-9+/]*={0,2}$/.test(clean) && clean.length % 4 === 0 ? undefined : wrongPaddingAt(clean);
}

/** Models encoding/base64.Encoding.decodeQuantum. */
function wrongPaddingAt(text: string): number {
  const padding = text.indexOf('=');
  if (padding < 0) return text.length - (text.length % 4);
  if (padding % 4 < 2) return padding;
  if (padding % 4 === 3) return padding + 1;
  if (text.length === padding + 1) return text.length;
  return text[padding + 1] === '=' ? padding + 2 : padding;
}
