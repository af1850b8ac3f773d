/** Writes text as base64 of its UTF-8 bytes. */
export function base64(text: string): string {
  let bytes = '';
  for (const byte of new TextEncoder().encode(text)) bytes += String.fromCharCode(byte);
  return btoa(bytes);
}

/** Length of the bytes that base64 text stands for. */
export const decodedLength = (text: string): number => Math.floor((text.replace(/=+$/, '').length * 3) / 4);
