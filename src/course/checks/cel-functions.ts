import type { Environment } from '@marcbachmann/cel-js';
import ipaddr from 'ipaddr.js';
import { compare, parse, type SemVer } from 'semver';
import { addQuantities, compareQuantities, isQuantity, parseQuantity, type Quantity } from '../../../sandbox/index.ts';

/** The values that Kubernetes' own functions make: each wrapped, so that CEL can tell their types apart. */
class QuantityValue {
  constructor(readonly quantity: Quantity) {}
}
class SemverValue {
  constructor(readonly version: SemVer) {}
}
class AddressValue {
  constructor(readonly address: ipaddr.IPv4 | ipaddr.IPv6) {}
}
class BlockValue {
  constructor(
    readonly address: ipaddr.IPv4 | ipaddr.IPv6,
    readonly length: number,
  ) {}
}
class UrlValue {
  constructor(readonly url: URL) {}
}

type Functions = { readonly [signature: string]: (...values: never[]) => unknown };

/** Adds what Kubernetes adds to CEL. Models staging/src/k8s.io/apiserver/pkg/cel/library. */
export function registerKubernetesFunctions(environment: Environment): Environment {
  for (const [name, type] of Object.entries(types)) environment.registerType(name, type);
  for (const [signature, run] of Object.entries({ ...quantities, ...versions, ...addresses, ...urls }))
    environment.registerFunction(signature, run as (...values: unknown[]) => unknown);
  return environment;
}

const types = {
  'kubernetes.Quantity': QuantityValue,
  'kubernetes.Semver': SemverValue,
  'net.IP': AddressValue,
  'net.CIDR': BlockValue,
  'kubernetes.URL': UrlValue,
};

const Q = 'kubernetes.Quantity';
const quantities: Functions = {
  'isQuantity(string): bool': (text: string) => isQuantity(text),
  [`quantity(string): ${Q}`]: (text: string) => new QuantityValue(parseQuantity(text)),
  [`${Q}.compareTo(${Q}): int`]: (a: QuantityValue, b: QuantityValue) => BigInt(compareQuantities(a.quantity, b.quantity)),
  [`${Q}.isGreaterThan(${Q}): bool`]: (a: QuantityValue, b: QuantityValue) => compareQuantities(a.quantity, b.quantity) > 0,
  [`${Q}.isLessThan(${Q}): bool`]: (a: QuantityValue, b: QuantityValue) => compareQuantities(a.quantity, b.quantity) < 0,
  [`${Q}.add(${Q}): ${Q}`]: (a: QuantityValue, b: QuantityValue) => new QuantityValue(addQuantities(a.quantity, b.quantity)),
  [`${Q}.sub(${Q}): ${Q}`]: (a: QuantityValue, b: QuantityValue) =>
    new QuantityValue({ ...a.quantity, nanos: a.quantity.nanos - b.quantity.nanos }),
  [`${Q}.sign(): int`]: ({ quantity: { nanos } }: QuantityValue) => (nanos > 0n ? 1n : nanos < 0n ? -1n : 0n),
  [`${Q}.isInteger(): bool`]: ({ quantity: { nanos } }: QuantityValue) => nanos % 1_000_000_000n === 0n,
  [`${Q}.asInteger(): int`]: ({ quantity: { nanos } }: QuantityValue) => {
    if (nanos % 1_000_000_000n !== 0n) throw new Error('the quantity is no integer');
    return nanos / 1_000_000_000n;
  },
  [`${Q}.asApproximateFloat(): double`]: ({ quantity: { nanos } }: QuantityValue) => Number(nanos) / 1e9,
};

const V = 'kubernetes.Semver';
const versionOf = (text: string): SemVer | null => (/^\d/.test(text) ? parse(text) : null);
const versions: Functions = {
  'isSemver(string): bool': (text: string) => versionOf(text) !== null,
  [`semver(string): ${V}`]: (text: string) => {
    const version = versionOf(text);
    if (version === null) throw new Error(`${JSON.stringify(text)} is no semantic version`);
    return new SemverValue(version);
  },
  [`${V}.major(): int`]: ({ version }: SemverValue) => BigInt(version.major),
  [`${V}.minor(): int`]: ({ version }: SemverValue) => BigInt(version.minor),
  [`${V}.patch(): int`]: ({ version }: SemverValue) => BigInt(version.patch),
  [`${V}.compareTo(${V}): int`]: (a: SemverValue, b: SemverValue) => BigInt(compare(a.version, b.version)),
  [`${V}.isGreaterThan(${V}): bool`]: (a: SemverValue, b: SemverValue) => compare(a.version, b.version) > 0,
  [`${V}.isLessThan(${V}): bool`]: (a: SemverValue, b: SemverValue) => compare(a.version, b.version) < 0,
};

const isAddress = (text: string): boolean => ipaddr.IPv6.isValid(text) || ipaddr.IPv4.isValidFourPartDecimal(text);
const addressOf = (text: string): AddressValue => {
  if (!isAddress(text)) throw new Error(`${JSON.stringify(text)} is no IP address`);
  return new AddressValue(ipaddr.parse(text));
};
const blockOf = (text: string): BlockValue => {
  const [address, length] = ipaddr.parseCIDR(text);
  return new BlockValue(address, length);
};
const contains = (block: BlockValue, { address }: AddressValue): boolean =>
  address.kind() === block.address.kind() && address.match([block.address, block.length] as [ipaddr.IPv4, number]);

const addresses: Functions = {
  'isIP(string): bool': isAddress,
  'ip(string): net.IP': addressOf,
  'net.IP.family(): int': ({ address }: AddressValue) => (address.kind() === 'ipv4' ? 4n : 6n),
  'net.IP.isUnspecified(): bool': ({ address }: AddressValue) => address.range() === 'unspecified',
  'net.IP.isLoopback(): bool': ({ address }: AddressValue) => address.range() === 'loopback',
  'net.IP.isLinkLocalUnicast(): bool': ({ address }: AddressValue) => address.range() === 'linkLocal',
  'isCIDR(string): bool': (text: string) => ipaddr.isValidCIDR(text),
  'cidr(string): net.CIDR': blockOf,
  'net.CIDR.ip(): net.IP': ({ address }: BlockValue) => new AddressValue(address),
  'net.CIDR.prefixLength(): int': ({ length }: BlockValue) => BigInt(length),
  'net.CIDR.containsIP(net.IP): bool': contains,
  'net.CIDR.containsIP(string): bool': (block: BlockValue, text: string) => contains(block, addressOf(text)),
  'net.CIDR.containsCIDR(net.CIDR): bool': (block: BlockValue, other: BlockValue) =>
    other.length >= block.length && contains(block, new AddressValue(other.address)),
};

const urls: Functions = {
  'isURL(string): bool': (text: string) => URL.canParse(text),
  'url(string): kubernetes.URL': (text: string) => {
    if (!URL.canParse(text)) throw new Error(`${JSON.stringify(text)} is no URL`);
    return new UrlValue(new URL(text));
  },
  'kubernetes.URL.getScheme(): string': ({ url }: UrlValue) => url.protocol.replace(/:$/, ''),
  'kubernetes.URL.getHost(): string': ({ url }: UrlValue) => url.host,
  'kubernetes.URL.getHostname(): string': ({ url }: UrlValue) => url.hostname.replaceAll(/^\[|\]$/g, ''),
  'kubernetes.URL.getPort(): string': ({ url }: UrlValue) => url.port,
  'kubernetes.URL.getEscapedPath(): string': ({ url }: UrlValue) => url.pathname,
};
