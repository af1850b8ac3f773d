import { bitLength, numberOf, powerModulo } from './whole-numbers.ts';

export interface RsaKey {
  readonly modulus: bigint;
  readonly exponent: bigint;
}

/** DER before the digest in a signature: which hash it is of (RFC 8017, 9.2). */
const digestInfo = {
  32: '3031300d060960864801650304020105000420',
  48: '3041300d060960864801650304020205000430',
  64: '3051300d060960864801650304020305000440',
} as const;

/** Whether a signature of RSASSA-PKCS1-v1_5 fits a digest by SHA-2 (RFC 8017, 8.2.2). */
export function rsaFits({ modulus, exponent }: RsaKey, digest: Uint8Array, signature: Uint8Array): boolean {
  const size = Math.ceil(bitLength(modulus) / 8);
  const value = numberOf(signature);
  const prefix = (digestInfo as { readonly [size: number]: string })[digest.length];
  if (prefix === undefined || signature.length !== size || value >= modulus) return false;
  const tail =
    (numberOf(Uint8Array.from(prefix.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))) << BigInt(digest.length * 8)) |
    numberOf(digest);
  const tailSize = prefix.length / 2 + digest.length;
  const fill = size - tailSize - 3;
  if (fill < 8) return false;
  const ones = (1n << BigInt(fill * 8)) - 1n;
  const wanted = (1n << BigInt((size - 2) * 8)) | (ones << BigInt((tailSize + 1) * 8)) | tail;
  return powerModulo(value, exponent, modulus) === wanted;
}
