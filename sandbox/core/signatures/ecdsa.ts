import { bitLength, inverse, modulo, numberOf } from './whole-numbers.ts';

/** A curve y² = x³ − 3x + b over a prime field, with a point that makes `order` others (FIPS 186-4, D.1.2). */
export interface Curve {
  readonly prime: bigint;
  readonly b: bigint;
  readonly order: bigint;
  readonly base: Point;
}

export interface Point {
  readonly x: bigint;
  readonly y: bigint;
}

/** A point as x/z², y/z³, so that adding needs no division; z is 0 for the point at infinity. */
type Projective = readonly [x: bigint, y: bigint, z: bigint];

const INFINITY: Projective = [1n, 1n, 0n];

export const p256: Curve = {
  prime: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
  order: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
  base: {
    x: 0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n,
    y: 0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5n,
  },
};

export const p384: Curve = {
  prime: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
  order: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
  b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
  base: {
    x: 0xaa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7n,
    y: 0x3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5fn,
  },
};

export const p521: Curve = {
  prime: 2n ** 521n - 1n,
  order:
    0x01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n,
  b: 0x0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00n,
  base: {
    x: 0x00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66n,
    y: 0x011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd16650n,
  },
};

/** The point in its uncompressed form (SEC 1, 2.3.4); undefined when it is none of the curve. */
export function pointOf(curve: Curve, bytes: Uint8Array): Point | undefined {
  const size = Math.ceil(bitLength(curve.prime) / 8);
  if (bytes[0] !== 4 || bytes.length !== 1 + 2 * size) return undefined;
  const [x, y] = [numberOf(bytes.subarray(1, 1 + size)), numberOf(bytes.subarray(1 + size))];
  const { prime, b } = curve;
  if (x >= prime || y >= prime) return undefined;
  return modulo(y * y - (x * x - 3n) * x - b, prime) === 0n ? { x, y } : undefined;
}

/** Whether the two numbers of a signature fit a digest (FIPS 186-5, 6.4.2). */
export function ecdsaFits(curve: Curve, key: Point, digest: Uint8Array, r: bigint, s: bigint): boolean {
  const { order, prime } = curve;
  if (r <= 0n || r >= order || s <= 0n || s >= order) return false;
  const surplus = Math.max(0, digest.length * 8 - bitLength(order));
  const hash = numberOf(digest) >> BigInt(surplus);
  const byS = inverse(s, order);
  const [x, , z] = sumOfMultiples(curve, modulo(hash * byS, order), modulo(r * byS, order), key);
  if (z === 0n) return false;
  return modulo(modulo(x * inverse(z * z, prime), prime), order) === r;
}

/** times × base + keyTimes × key, both at once: bit by bit from the highest. */
function sumOfMultiples({ base, prime }: Curve, times: bigint, keyTimes: bigint, key: Point): Projective {
  const first: Projective = [base.x, base.y, 1n];
  const second: Projective = [key.x, key.y, 1n];
  const table = [INFINITY, first, second, add(first, second, prime)] as const;
  let sum = INFINITY;
  for (let bit = BigInt(Math.max(bitLength(times), bitLength(keyTimes)) - 1); bit >= 0n; bit--) {
    sum = double(sum, prime);
    const index = Number((times >> bit) & 1n) + 2 * Number((keyTimes >> bit) & 1n);
    if (index > 0) sum = add(sum, table[index] ?? INFINITY, prime);
  }
  return sum;
}

function double([x, y, z]: Projective, prime: bigint): Projective {
  if (z === 0n || y === 0n) return INFINITY;
  const square = (z * z) % prime;
  const slope = modulo(3n * (x - square) * (x + square), prime);
  const ySquare = (y * y) % prime;
  const product = (4n * x * ySquare) % prime;
  const newX = modulo(slope * slope - 2n * product, prime);
  return [newX, modulo(slope * (product - newX) - 8n * ySquare * ySquare, prime), (2n * y * z) % prime];
}

function add(left: Projective, right: Projective, prime: bigint): Projective {
  if (left[2] === 0n) return right;
  if (right[2] === 0n) return left;
  const [leftSquare, rightSquare] = [(left[2] * left[2]) % prime, (right[2] * right[2]) % prime];
  const [leftX, rightX] = [(left[0] * rightSquare) % prime, (right[0] * leftSquare) % prime];
  const leftY = (((left[1] * right[2]) % prime) * rightSquare) % prime;
  const rightY = (((right[1] * left[2]) % prime) * leftSquare) % prime;
  const [run, rise] = [modulo(rightX - leftX, prime), modulo(rightY - leftY, prime)];
  if (run === 0n) return rise === 0n ? double(left, prime) : INFINITY;
  const runSquare = (run * run) % prime;
  const cube = (runSquare * run) % prime;
  const middle = (leftX * runSquare) % prime;
  const x = modulo(rise * rise - cube - 2n * middle, prime);
  return [x, modulo(rise * (middle - x) - leftY * cube, prime), (((left[2] * right[2]) % prime) * run) % prime];
}
