import { isObject, type JsonObject } from '../../core/json.ts';
import { hmacSha256 } from '../../core/sha256.ts';
import { decodeBase64Url, encodeBase64Url } from '../../core/base64.ts';

/** Longer texts are no tokens of ours. */
const LONGEST = 16 * 1024;

const utf8 = new TextEncoder();

/** What the server signs its tokens with. */
export interface TokenKey {
  /** How every token begins. */
  readonly head: string;
  sign(text: string): string;
}

export function createTokenKey(secret: Uint8Array): TokenKey {
  const digest = hmacSha256(secret);
  const sign = (text: string): string => encodeBase64Url(digest(utf8.encode(text)));
  return { head: encodeBase64Url(utf8.encode(JSON.stringify({ alg: 'HS256', kid: sign('kid') }))), sign };
}

/**
 * A JSON Web Token (RFC 7519) over the claims. The real server signs with a private RSA key; here both who signs and who checks is the
 * server itself, so a secret key does (HS256), and the token is the same in every run.
 */
export function signToken(claims: JsonObject, key: TokenKey): string {
  const signed = `${key.head}.${encodeBase64Url(utf8.encode(JSON.stringify(claims)))}`;
  return `${signed}.${key.sign(signed)}`;
}

/** The claims of a token that was signed with this key; undefined for any other text. */
export function readToken(token: string, key: TokenKey): JsonObject | undefined {
  if (token.length > LONGEST) return undefined;
  const [head, body, signature, ...more] = token.split('.');
  if (head === undefined || body === undefined || signature === undefined || more.length > 0) return undefined;
  if (signature !== key.sign(`${head}.${body}`)) return undefined;
  try {
    const claims: unknown = JSON.parse(new TextDecoder().decode(decodeBase64Url(body)));
    return isObject(claims) ? (claims as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}
