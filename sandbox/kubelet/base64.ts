/** Reads the base64 of a Secret's `data` as text. Throws Error when it is none. */
export function decodeBase64(text: string): string {
  const binary = atob(text);
  return new TextDecoder().decode(Uint8Array.from(binary, (character) => character.charCodeAt(0)));
}
