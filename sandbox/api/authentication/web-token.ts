import { isObject, type JsonObject } from '../../core/json.ts';
import { hmacSha256 } from '../../core/sha256.ts';

/** Longer texts are no tokens of ours. */
const LONGEST = 16 * 1024;

const utf8 = new TextEncoder();

/**
 * A JSON Web Token (RFC 7519) over the claims. The real server signs with a private RSA key; here both who signs and who checks is the
 * server itself, so a secret key does (HS256), and the token is the same in every run.
 */
export function signToken(claims: JsonObject, key: Uint8Array): string {
  const head = encode(utf8.encode(JSON.stringify({ alg: 'HS256', kid: encode(hmacSha256(key, utf8.encode('kid'))) })));
  const signed = `${head}.${encode(utf8.encode(JSON.stringify(claims)))}`;
  return `${signed}.${encode(hmacSha256(key, utf8.encode(signed)))}`;
}

/** The claims of a token that was signed with this key; undefined for any other text. */
export function readToken(token: string, key: Uint8Array): JsonObject | undefined {
  if (token.length > LONGEST) return undefined;
  const [head, body, signature, ...more] = token.split('.');
  if (head === undefined || body === undefined || signature === undefined || more.length > 0) return undefined;
  if (signature !== encode(hmacSha256(key, utf8.encode(`${head}.${body}`)))) return undefined;
  try {
    const bytes = Uint8Array.from(atob(body.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isObject(claims) ? (claims as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}

const encode = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
