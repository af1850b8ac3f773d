import { sha512 } from '../sha512.ts';
import { inverse, modulo, numberOf, powerModulo } from './whole-numbers.ts';

const PRIME = 2n ** 255n - 19n;
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

interface Point {
  readonly x: bigint;
  readonly y: bigint;
}

const D = modulo(-121_665n * inverse(121_666n, PRIME), PRIME);
const SQUARE_ROOT_OF_MINUS_ONE = powerModulo(2n, (PRIME - 1n) / 4n, PRIME);

/** Whether a signature fits a message (RFC 8032, 5.1.7). */
export function ed25519Fits(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (key.length !== 32 || signature.length !== 64) return false;
  const s = littleEndian(signature.subarray(32));
  const owner = pointOf(key);
  const base = pointOf(bytesOfBase);
  if (s >= ORDER || owner === undefined || base === undefined) return false;
  const begin = signature.subarray(0, 32);
  const hashed = new Uint8Array(64 + message.length);
  hashed.set(begin);
  hashed.set(key, 32);
  hashed.set(message, 64);
  const challenge = modulo(littleEndian(sha512(hashed)), ORDER);
  // Go compares bytes: s × base − challenge × key must be encoded as the signature begins.
  const sum = add(multiple(s, projective(base)), multiple(challenge, projective({ x: modulo(-owner.x, PRIME), y: owner.y })));
  const byZ = inverse(sum[2], PRIME);
  const [x, y] = [modulo(sum[0] * byZ, PRIME), modulo(sum[1] * byZ, PRIME)];
  return littleEndian(begin) === (y | ((x & 1n) << 255n));
}

const littleEndian = (bytes: Uint8Array): bigint => numberOf(bytes.toReversed());

/** y = 4/5, x even. */
const bytesOfBase = Uint8Array.from({ length: 32 }, (_, index) => (index === 0 ? 0x58 : 0x66));

/** The point that 32 bytes stand for; undefined when they are none (RFC 8032, 5.1.3). */
function pointOf(bytes: Uint8Array): Point | undefined {
  const value = littleEndian(bytes);
  const y = value & ((1n << 255n) - 1n);
  const [above, below] = [modulo(y * y - 1n, PRIME), modulo(D * y * y + 1n, PRIME)];
  const candidate = (above * below ** 3n * powerModulo(above * below ** 7n, (PRIME - 5n) / 8n, PRIME)) % PRIME;
  const square = modulo(below * candidate * candidate, PRIME);
  let x: bigint;
  if (square === above) x = candidate;
  else if (square === modulo(-above, PRIME)) x = (candidate * SQUARE_ROOT_OF_MINUS_ONE) % PRIME;
  else return undefined;
  return { x: (x & 1n) === value >> 255n ? x : modulo(-x, PRIME), y: modulo(y, PRIME) };
}

/** x/z, y/z and t = xy/z. */
type Extended = readonly [x: bigint, y: bigint, z: bigint, t: bigint];

const projective = ({ x, y }: Point): Extended => [x, y, 1n, (x * y) % PRIME];

/** RFC 8032, 5.1.4; good for doubling, too. */
function add([x1, y1, z1, t1]: Extended, [x2, y2, z2, t2]: Extended): Extended {
  const a = modulo((y1 - x1) * (y2 - x2), PRIME);
  const b = ((y1 + x1) * (y2 + x2)) % PRIME;
  const c = (((2n * t1 * t2) % PRIME) * D) % PRIME;
  const d = (2n * z1 * z2) % PRIME;
  const [e, f, g, h] = [b - a, d - c, d + c, b + a];
  return [modulo(e * f, PRIME), modulo(g * h, PRIME), modulo(f * g, PRIME), modulo(e * h, PRIME)];
}

function multiple(times: bigint, point: Extended): Extended {
  let sum: Extended = [0n, 1n, 1n, 0n];
  let power = point;
  for (let left = times; left > 0n; left >>= 1n) {
    if (left & 1n) sum = add(sum, power);
    power = add(power, power);
  }
  return sum;
}
