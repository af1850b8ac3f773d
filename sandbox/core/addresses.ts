import ipaddr from 'ipaddr.js';

type Parsed = ReturnType<typeof ipaddr.parse>;

interface Range {
  readonly address: Parsed;
  readonly bits: number;
  /** Of an IPv4 range: what every address of it has in common, and where. */
  readonly v4?: { readonly value: number; readonly mask: number };
}

const ranges = new Map<string, Range | undefined>();
const DOT = 46;
const ZERO = 48;

/** The 32 bits of an IPv4 address in four decimal parts; undefined for any other text. */
export function ipv4Number(text: string): number | undefined {
  let value = 0;
  let part = -1;
  let dots = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === DOT) {
      if (part < 0 || ++dots > 3) return undefined;
      value = value * 256 + part;
      part = -1;
      continue;
    }
    const digit = code - ZERO;
    // A zero in front makes the number another one to some readers.
    if (digit < 0 || digit > 9 || part === 0) return undefined;
    part = part < 0 ? digit : part * 10 + digit;
    if (part > 255) return undefined;
  }
  return dots === 3 && part >= 0 ? value * 256 + part : undefined;
}

/** Whether the text is an IPv4 or IPv6 address. */
export function isAddress(text: string): boolean {
  return ipv4Number(text) !== undefined || (text.includes(':') && ipaddr.IPv6.isValid(text));
}

/** Whether the address lies in the range (`10.0.0.0/8`; a bare address stands for itself). False for what is neither. */
export function isInRange(address: string, range: string): boolean {
  if (address === range) return true;
  const parsed = rangeOf(range);
  if (parsed === undefined) return false;
  const value = ipv4Number(address);
  if (value !== undefined && parsed.v4 !== undefined) return ((value ^ parsed.v4.value) & parsed.v4.mask) === 0;
  if (value !== undefined || !isAddress(address)) return false;
  const candidate = ipaddr.parse(address);
  return candidate.kind() === parsed.address.kind() && candidate.match(parsed.address as never, parsed.bits);
}

function rangeOf(text: string): Range | undefined {
  const known = ranges.get(text);
  if (known !== undefined || ranges.has(text)) return known;
  const [address = '', length] = text.split('/');
  const valid = isAddress(address) && (length === undefined || /^\d{1,3}$/.test(length));
  const parsed = valid ? ipaddr.parse(address) : undefined;
  const longest = parsed?.kind() === 'ipv6' ? 128 : 32;
  const bits = Math.min(longest, Number(length ?? longest));
  const value = ipv4Number(address);
  const v4 = value === undefined ? {} : { v4: { value, mask: bits === 0 ? 0 : -1 << (32 - bits) } };
  const range = parsed && { address: parsed, bits, ...v4 };
  // Ranges come from manifests; a cluster has few, but a generator of them shall not fill the memory.
  if (ranges.size > 10_000) ranges.clear();
  ranges.set(text, range);
  return range;
}
