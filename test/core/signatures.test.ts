import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeBase64, encodeBase64, encodeBase64Text } from '../../sandbox/core/base64.ts';
import { certificateRequestProblem } from '../../sandbox/core/certificate-request.ts';
import { sha512 } from '../../sandbox/core/sha512.ts';

const recorded = readFileSync(new URL('recorded/certificate-requests.txt', import.meta.url), 'utf8');
const requests = new Map(
  [...recorded.matchAll(/^(\S+)\n-----BEGIN CERTIFICATE REQUEST-----\n([\s\S]*?)-----END/gm)].map(([, name = '', body = '']) => [
    name,
    decodeBase64(body.replaceAll('\n', '')),
  ]),
);
const problemOf = (bytes: Uint8Array): string | undefined =>
  certificateRequestProblem(
    encodeBase64Text(`-----BEGIN CERTIFICATE REQUEST-----\n${encodeBase64(bytes)}\n-----END CERTIFICATE REQUEST-----\n`),
  );
const bytesOf = (name: string): Uint8Array => requests.get(name) ?? new Uint8Array();
/** The request with this byte, counted from the end where it is negative, another. */
function spoilt(name: string, at: number): Uint8Array {
  const bytes = Uint8Array.from(bytesOf(name));
  const index = at < 0 ? bytes.length + at : at;
  bytes[index] = (bytes[index] ?? 0) ^ 1;
  return bytes;
}
/** The e of jane. */
const nameAt = (name: string): number => Buffer.from(bytesOf(name)).indexOf('jane') + 3;

const failure = {
  rsa: 'crypto/rsa: verification error',
  ec: 'x509: ECDSA verification failure',
  ed: 'x509: Ed25519 verification failure',
};
const kinds = [
  ['rsa-2048-sha256', failure.rsa],
  ['rsa-3072-sha384', failure.rsa],
  ['rsa-2048-sha512', failure.rsa],
  ['p256-sha256', failure.ec],
  ['p256-sha512', failure.ec],
  ['p384-sha384', failure.ec],
  ['p521-sha256', failure.ec],
  ['p521-sha512', failure.ec],
  ['ed25519', failure.ed],
] as const;

describe('the signature of a request', () => {
  it.each(kinds)('%s fits what was signed, and nothing else', (name, problem) => {
    expect(problemOf(bytesOf(name))).toBeUndefined();
    expect(problemOf(spoilt(name, nameAt(name)))).toBe(problem);
    expect(problemOf(spoilt(name, -1))).toBe(problem);
  });

  it.each([
    ['rsa-512-sha256', 'crypto/rsa: 512-bit keys are insecure (see https://go.dev/pkg/crypto/rsa#hdr-Minimum_key_size)'],
    ['rsa-1024-md5', 'x509: cannot verify signature: insecure algorithm MD5-RSA'],
    ['secp256k1-sha256', 'x509: unsupported elliptic curve'],
    ['ed448', 'x509: cannot verify signature: algorithm unimplemented'],
  ])('%s is none for the server', (name, problem) => {
    expect(problemOf(bytesOf(name))).toBe(problem);
  });

  it.each(['rsa-1024-sha1', 'rsa-1024-pss', 'p224-sha256'])('%s is taken without a look', (name) => {
    expect(problemOf(spoilt(name, -1))).toBeUndefined();
  });

  it('is made with the hash that it says', () => {
    const bytes = Buffer.from(bytesOf('p256-sha256'));
    bytes[bytes.indexOf('2a8648ce3d040302', 'hex') + 7] = 3;
    expect(problemOf(bytes)).toBe(failure.ec);
  });

  it('is one of a key on its curve', () => {
    const at = Buffer.from(bytesOf('p384-sha384')).indexOf('2b81040022', 'hex') + 20;
    expect(problemOf(spoilt('p384-sha384', at))).toBe('x509: failed to unmarshal elliptic curve point');
  });
});

it.each([0, 1, 111, 112, 127, 128, 500])('SHA-512 and SHA-384 of %i bytes are those of Node', (length) => {
  const bytes = Uint8Array.from({ length }, (_, index) => index * 7);
  for (const bits of [384, 512] as const)
    expect(Buffer.from(sha512(bytes, bits)).toString('hex')).toBe(createHash(`sha${bits}`).update(bytes).digest('hex'));
});
