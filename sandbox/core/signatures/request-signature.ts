import { BIT_STRING, DerError, elementsOf, expectTag, INTEGER, SEQUENCE, type Element } from '../der.ts';
import { hexadecimal, sha256 } from '../sha256.ts';
import { sha512 } from '../sha512.ts';
import { ecdsaFits, p256, p384, p521, pointOf, type Curve } from './ecdsa.ts';
import { ed25519Fits } from './ed25519.ts';
import { rsaFits, type RsaKey } from './rsa.ts';
import { bitLength, numberOf } from './whole-numbers.ts';

/** The parts of a signed request as they stand in its DER. */
export interface SignedRequest {
  /** The bytes that were signed. */
  readonly signed: Uint8Array;
  /** What AlgorithmIdentifier of the key holds, and the bits of the key. */
  readonly keyAlgorithm: readonly Element[];
  readonly key: Element;
  readonly algorithm: readonly Element[];
  readonly signature: Element;
}

type Digest = (bytes: Uint8Array) => Uint8Array;
/** Whether the signature fits what was signed; undefined when this key cannot tell. */
type Check = (signed: Uint8Array, signature: Uint8Array) => string | undefined;
interface PublicKey {
  readonly name: 'RSA' | 'ECDSA' | 'Ed25519';
  readonly goType: string;
  check(digest: Digest): Check;
}

/** What is longer than this is taken without a look at its signature: arithmetic takes time. */
const LONGEST_REQUEST = 64 * 1024;
const MOST_BITS = 16_384;
const FEWEST_BITS = 1024;

const digests = {
  sha256,
  sha384: (bytes: Uint8Array) => sha512(bytes, 384),
  sha512: (bytes: Uint8Array) => sha512(bytes),
} as const;

/** Kinds of signatures by their object identifier. */
const algorithms: { readonly [oid: string]: { readonly key: PublicKey['name']; readonly digest: Digest } } = {
  '2a864886f70d01010b': { key: 'RSA', digest: digests.sha256 },
  '2a864886f70d01010c': { key: 'RSA', digest: digests.sha384 },
  '2a864886f70d01010d': { key: 'RSA', digest: digests.sha512 },
  '2a8648ce3d040302': { key: 'ECDSA', digest: digests.sha256 },
  '2a8648ce3d040303': { key: 'ECDSA', digest: digests.sha384 },
  '2a8648ce3d040304': { key: 'ECDSA', digest: digests.sha512 },
  '2b6570': { key: 'Ed25519', digest: (bytes) => bytes },
};
/** Those that the real server can check and the sandbox cannot: SHA-1 with RSA and ECDSA, RSASSA-PSS. */
const unchecked = new Set(['2a864886f70d010105', '2b0e03021d', '2a8648ce3d0401', '2a864886f70d01010a']);
const BROKEN = '2a864886f70d010104';

/**
 * What is wrong with the key or the signature of a request, in the words of the real server; undefined when it fits, or cannot be checked
 * here. Throws DerError for a key that is none. Models CheckSignature and parsePublicKey in Go's crypto/x509.
 */
export function signatureProblem(request: SignedRequest): string | undefined {
  const key = publicKeyOf(request);
  const oid = hexadecimal(request.algorithm[0]?.content ?? new Uint8Array());
  if (unchecked.has(oid) || request.signed.length > LONGEST_REQUEST) return undefined;
  if (oid === BROKEN) return 'x509: cannot verify signature: insecure algorithm MD5-RSA';
  const algorithm = algorithms[oid];
  if (algorithm === undefined) return 'x509: cannot verify signature: algorithm unimplemented';
  if (key === undefined) return undefined;
  if (key.name !== algorithm.key)
    return `x509: signature algorithm specifies an ${algorithm.key} public key, but have public key of type ${key.goType}`;
  return key.check(algorithm.digest)(request.signed, bitsOf(request.signature));
}

/** Bits of whole bytes: the first says how many of the last byte do not count. */
const bitsOf = ({ content }: Element): Uint8Array => content.subarray(1);

const keyReaders: { readonly [oid: string]: (request: SignedRequest) => PublicKey | undefined } = {
  '2a864886f70d010101': ofRsa,
  '2a8648ce3d0201': ofCurve,
  '2b6570': ofEd25519,
};

function publicKeyOf(request: SignedRequest): PublicKey | undefined {
  return keyReaders[hexadecimal(request.keyAlgorithm[0]?.content ?? new Uint8Array())]?.(request);
}

function ofRsa({ key }: SignedRequest): PublicKey {
  const [sequence] = elementsOf(bitsOf(key), key.offset + 1);
  const [modulus, exponent] = elementsOf(expectTag(sequence, SEQUENCE, 'pkcs1PublicKey').content, sequence?.offset);
  const numbers: RsaKey = {
    modulus: positive(modulus, 'modulus'),
    exponent: positive(exponent, 'public exponent'),
  };
  const size = bitLength(numbers.modulus);
  return {
    name: 'RSA',
    goType: '*rsa.PublicKey',
    check: (digest) => (signed, signature) => {
      if (size < FEWEST_BITS)
        return `crypto/rsa: ${size}-bit keys are insecure (see https://go.dev/pkg/crypto/rsa#hdr-Minimum_key_size)`;
      // An exponent beyond 31 bits is none for the real server.
      if (size > MOST_BITS || bitLength(numbers.exponent) > 31) return undefined;
      return rsaFits(numbers, digest(signed), signature) ? undefined : 'crypto/rsa: verification error';
    },
  };
}

function positive(element: Element | undefined, what: string): bigint {
  const { content } = expectTag(element, INTEGER, 'int');
  if (((content[0] ?? 0x80) & 0x80) !== 0 || numberOf(content) === 0n)
    throw new DerError(`x509: RSA ${what} is not a positive number`);
  return numberOf(content);
}

const curves: { readonly [oid: string]: Curve } = { '2a8648ce3d030107': p256, '2b81040022': p384, '2b81040023': p521 };
/** P-224, which nobody uses. */
const UNCHECKED_CURVE = '2b81040021';

function ofCurve({ keyAlgorithm, key }: SignedRequest): PublicKey | undefined {
  const oid = hexadecimal(keyAlgorithm[1]?.content ?? new Uint8Array());
  if (oid === UNCHECKED_CURVE) return undefined;
  const curve = curves[oid];
  if (curve === undefined) throw new DerError('x509: unsupported elliptic curve');
  const point = pointOf(curve, bitsOf(key));
  if (point === undefined) throw new DerError('x509: failed to unmarshal elliptic curve point');
  return {
    name: 'ECDSA',
    goType: '*ecdsa.PublicKey',
    check: (digest) => (signed, signature) => {
      const numbers = pairIn(signature);
      const fits = numbers !== undefined && ecdsaFits(curve, point, digest(signed), ...numbers);
      return fits ? undefined : 'x509: ECDSA verification failure';
    },
  };
}

/** The two numbers of a signature, which are a sequence. */
function pairIn(signature: Uint8Array): readonly [r: bigint, s: bigint] | undefined {
  try {
    const [sequence, ...rest] = elementsOf(signature);
    const [r, s, ...more] = elementsOf(expectTag(sequence, SEQUENCE, 'signature').content);
    if (rest.length + more.length > 0) return undefined;
    return [numberOf(expectTag(r, INTEGER, 'int').content), numberOf(expectTag(s, INTEGER, 'int').content)];
  } catch (error) {
    if (error instanceof DerError) return undefined;
    throw error;
  }
}

function ofEd25519({ keyAlgorithm, key }: SignedRequest): PublicKey {
  if (keyAlgorithm.length > 1) throw new DerError('x509: Ed25519 key encoded with illegal parameters');
  const bytes = bitsOf(expectTag(key, BIT_STRING, 'BitString'));
  if (bytes.length !== 32) throw new DerError('x509: wrong Ed25519 public key size');
  return {
    name: 'Ed25519',
    goType: 'ed25519.PublicKey',
    check: () => (signed, signature) =>
      ed25519Fits(bytes, signed, signature) ? undefined : 'x509: Ed25519 verification failure',
  };
}
