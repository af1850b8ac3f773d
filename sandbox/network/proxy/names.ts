import { hexadecimal, sha256 } from '../../core/sha256.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

const known = new Map<string, string>();
const MOST_KNOWN = 100_000;

/** The beginning of the base32 text of a SHA-256. */
function hash(text: string, length: number): string {
  const found = known.get(text);
  if (found !== undefined) return found.slice(0, length);
  const made = digest(text, 16);
  if (known.size > MOST_KNOWN) known.clear();
  known.set(text, made);
  return made.slice(0, length);
}

function digest(text: string, length: number): string {
  const digits = hexadecimal(sha256(new TextEncoder().encode(text)));
  let bits = '';
  for (const digit of digits.slice(0, Math.ceil((length * 5) / 4))) bits += parseInt(digit, 16).toString(2).padStart(4, '0');
  let result = '';
  for (let index = 0; index < length; index++) result += ALPHABET[parseInt(bits.slice(index * 5, index * 5 + 5), 2)] ?? '';
  return result;
}

/** Chains of iptables for one port of a Service (`default/web:http`). Models pkg/proxy/iptables, portProtoHash. */
export function serviceChain(prefix: 'SVC' | 'SVL' | 'EXT' | 'FW', port: string, protocol: string): string {
  return `KUBE-${prefix}-${hash(port + protocol, 16)}`;
}

export function endpointChain(port: string, protocol: string, endpoint: string): string {
  return `KUBE-SEP-${hash(port + protocol + endpoint, 16)}`;
}

/** The middle of the chain names of nftables. Models pkg/proxy/nftables, hashAndTruncate. */
export function nftName(service: string, protocol: string, portName: string, endpoint?: string): string {
  const text = `${service}/${protocol}/${portName}${endpoint === undefined ? '' : `__${endpoint}`}`;
  return `${hash(text, 8)}-${text}`;
}
