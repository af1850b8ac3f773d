import ipaddr from 'ipaddr.js';

type Parsed = ReturnType<typeof ipaddr.parse>;

interface Range {
  readonly address: Parsed;
  readonly bits: number;
}

const ranges = new Map<string, Range | undefined>();

/** Whether the text is an IPv4 or IPv6 address. */
export function isAddress(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text);
}

/** Whether the address lies in the range (`10.0.0.0/8`; a bare address stands for itself). False for what is neither. */
export function isInRange(address: string, range: string): boolean {
  if (address === range) return true;
  const parsed = rangeOf(range);
  if (parsed === undefined || !isAddress(address)) return false;
  const candidate = ipaddr.parse(address);
  return candidate.kind() === parsed.address.kind() && candidate.match(parsed.address as never, parsed.bits);
}

function rangeOf(text: string): Range | undefined {
  if (ranges.has(text)) return ranges.get(text);
  const [address = '', bits] = text.split('/');
  const valid = isAddress(address) && (bits === undefined || /^\d{1,3}$/.test(bits));
  const parsed = valid ? ipaddr.parse(address) : undefined;
  const longest = parsed?.kind() === 'ipv6' ? 128 : 32;
  const range = parsed && { address: parsed, bits: Math.min(longest, Number(bits ?? longest)) };
  // Ranges come from manifests; a cluster has few, but a generator of them shall not fill the memory.
  if (ranges.size > 10_000) ranges.clear();
  ranges.set(text, range);
  return range;
}
