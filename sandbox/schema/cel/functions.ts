import type { Environment } from '@marcbachmann/cel-js';
import ipaddr from 'ipaddr.js';
import semver from 'semver';
import { addFormats } from './formats.ts';
import { findAllPatterns, findPattern } from './patterns.ts';
import { addSets } from './sets.ts';
import {
  addQuantities,
  compareQuantities,
  isQuantity,
  parseQuantity,
  quantityOf,
  quantityValue,
  subtractQuantities,
  type Quantity,
} from '../../core/quantity.ts';

class CelQuantity {
  constructor(readonly value: Quantity) {}
}
class CelAddress {
  constructor(readonly value: ipaddr.IPv4 | ipaddr.IPv6) {}
}
class CelCidr {
  constructor(readonly range: readonly [ipaddr.IPv4 | ipaddr.IPv6, number]) {}
}
/** What `ip.isCanonical` is called on. */
class IpNamespace {
  readonly name = 'ip';
}
class CelUrl {
  constructor(readonly value: URL) {}
}
class CelVersion {
  constructor(readonly value: semver.SemVer) {}
}

/** Functions that Kubernetes adds to CEL. Models k8s.io/apiserver/pkg/cel/library. */
export function addKubernetesFunctions(environment: Environment): void {
  addStrings(environment);
  addQuantity(environment);
  addNetwork(environment);
  addUrl(environment);
  addVersions(environment);
  addLists(environment);
  addSets(environment);
  addFormats(environment);
}

/** Values of a type that Kubernetes added are equal when this says so. */
function equal<T>(environment: Environment, type: string, same: (left: T, right: T) => boolean): void {
  environment.registerOperator(`${type} == ${type}`, (left: unknown, right: unknown) => same(left as T, right as T));
}

type Handler = (...values: never[]) => unknown;

function define(environment: Environment, receiver: string, functions: { readonly [signature: string]: Handler }): void {
  for (const [signature, handler] of Object.entries(functions)) {
    environment.registerFunction(
      receiver === '' ? signature : `${receiver}.${signature}`,
      handler as (...values: unknown[]) => unknown,
    );
  }
}

function addStrings(environment: Environment): void {
  define(environment, 'string', {
    'find(string): string': findPattern,
    'findAll(string): list<string>': (text: string, pattern: string) => findAllPatterns(text, pattern, -1),
    'findAll(string, int): list<string>': (text: string, pattern: string, limit: bigint) =>
      findAllPatterns(text, pattern, Number(limit)),
    'replace(string, string): string': (text: string, from: string, to: string) => text.replaceAll(from, () => to),
    'replace(string, string, int): string': (text: string, from: string, to: string, limit: bigint) =>
      replaced(text, from, to, Number(limit)),
    'reverse(): string': (text: string) => [...text].reverse().join(''),
    'charAt(int): string': (text: string, index: bigint) => text.charAt(Number(index)),
    'format(list<dyn>): string': (text: string, values: readonly unknown[]) => formatted(text, values),
  });
}

/** Replaces so many at most; all for a negative limit. */
function replaced(text: string, from: string, to: string, limit: number): string {
  if (limit < 0) return text.replaceAll(from, () => to);
  let left = limit;
  return text.replaceAll(from, (found) => (left-- > 0 ? to : found));
}

/** Models the `format` of cel-go's ext/strings. */
function formatted(text: string, values: readonly unknown[]): string {
  let index = 0;
  return text.replace(/%(?:\.(\d+))?([%sdfbxXoe])/g, (_all, precision: string | undefined, verb: string) => {
    if (verb === '%') return '%';
    const value = values[index++];
    if (verb === 'f') return Number(value).toFixed(Number(precision ?? 6));
    if (verb === 'e') return Number(value).toExponential(Number(precision ?? 6));
    if (verb === 'b') return BigInt(value as bigint).toString(2);
    if (verb === 'o') return BigInt(value as bigint).toString(8);
    if (verb === 'x' || verb === 'X') {
      const hex = typeof value === 'bigint' ? value.toString(16) : hexOf(String(value));
      return verb === 'X' ? hex.toUpperCase() : hex;
    }
    return shown(value);
  });
}

const hexOf = (text: string): string =>
  [...new TextEncoder().encode(text)].map((byte) => byte.toString(16).padStart(2, '0')).join('');

function shown(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
    return `{${entries.map(([key, item]) => `${key}: ${shown(item)}`).join(', ')}}`;
  }
  return String(value as string | bigint | boolean | null);
}

function addQuantity(environment: Environment): void {
  environment.registerType({ name: 'kubernetes.Quantity', ctor: CelQuantity, fields: {} });
  equal<CelQuantity>(environment, 'kubernetes.Quantity', (left, right) => compareQuantities(left.value, right.value) === 0);
  const other = (value: CelQuantity | bigint): Quantity => (typeof value === 'bigint' ? quantityOf(value) : value.value);
  define(environment, '', {
    'quantity(string): kubernetes.Quantity': (text: string) => new CelQuantity(parseQuantity(text)),
    'isQuantity(string): bool': (text: string) => isQuantity(text),
  });
  const type = 'kubernetes.Quantity';
  const compare = (left: CelQuantity, right: CelQuantity): number => compareQuantities(left.value, right.value);
  define(environment, type, {
    [`isGreaterThan(${type}): bool`]: (left: CelQuantity, right: CelQuantity) => compare(left, right) > 0,
    [`isLessThan(${type}): bool`]: (left: CelQuantity, right: CelQuantity) => compare(left, right) < 0,
    [`compareTo(${type}): int`]: (left: CelQuantity, right: CelQuantity) => BigInt(compare(left, right)),
    [`add(${type}): ${type}`]: (left: CelQuantity, right: CelQuantity) =>
      new CelQuantity(addQuantities(left.value, other(right))),
    [`add(int): ${type}`]: (left: CelQuantity, right: bigint) => new CelQuantity(addQuantities(left.value, other(right))),
    [`sub(${type}): ${type}`]: (left: CelQuantity, right: CelQuantity) =>
      new CelQuantity(subtractQuantities(left.value, other(right))),
    [`sub(int): ${type}`]: (left: CelQuantity, right: bigint) => new CelQuantity(subtractQuantities(left.value, other(right))),
    'asInteger(): int': ({ value }: CelQuantity) => BigInt(quantityValue(value)),
    'isInteger(): bool': ({ value }: CelQuantity) => value.nanos % 1_000_000_000n === 0n,
    'asApproximateFloat(): double': ({ value }: CelQuantity) => Number(value.nanos) / 1e9,
    'sign(): int': ({ value }: CelQuantity) => (value.nanos > 0n ? 1n : value.nanos < 0n ? -1n : 0n),
  });
}

function addNetwork(environment: Environment): void {
  environment.registerType({ name: 'net.IP', ctor: CelAddress, fields: {} });
  environment.registerType({ name: 'net.CIDR', ctor: CelCidr, fields: {} });
  equal<CelAddress>(environment, 'net.IP', (left, right) => left.value.toString() === right.value.toString());
  equal<CelCidr>(environment, 'net.CIDR', (left, right) => left.range.join('/') === right.range.join('/'));
  const inRange = ({ range: [network, bits] }: CelCidr, address: ipaddr.IPv4 | ipaddr.IPv6): boolean =>
    address.kind() === network.kind() && address.match(network as never, bits);
  define(environment, '', {
    'ip(string): net.IP': (text: string) => new CelAddress(ipaddr.parse(text)),
    'isIP(string): bool': (text: string) => isAddress(text),
    'cidr(string): net.CIDR': (text: string) => new CelCidr(ipaddr.parseCIDR(text)),
    'isCIDR(string): bool': (text: string) => ipaddr.isValidCIDR(text),
    'string(net.IP): string': ({ value }: CelAddress) => value.toString(),
    'string(net.CIDR): string': ({ range: [network, bits] }: CelCidr) => `${network.toString()}/${bits}`,
  });
  environment.registerType({ name: 'net.IPNamespace', ctor: IpNamespace, fields: {} });
  environment.registerConstant('ip', 'net.IPNamespace', new IpNamespace());
  environment.registerFunction('net.IPNamespace.isCanonical(string): bool', (_ip: IpNamespace, text: string) => {
    if (!isAddress(text)) throw new Error(`IP Address '${text}' parse error during conversion from string`);
    return ipaddr.parse(text).toString() === text;
  });
  const range =
    (name: string) =>
    ({ value }: CelAddress): boolean =>
      value.range() === name;
  define(environment, 'net.IP', {
    'family(): int': ({ value }: CelAddress) => (value.kind() === 'ipv4' ? 4n : 6n),
    'isLoopback(): bool': range('loopback'),
    'isUnspecified(): bool': range('unspecified'),
    'isLinkLocalUnicast(): bool': range('linkLocal'),
    'isLinkLocalMulticast(): bool': ({ value }: CelAddress) => /^(224\.0\.0\.|ff02:)/.test(value.toString()),
    'isGlobalUnicast(): bool': ({ value }: CelAddress) =>
      !['loopback', 'unspecified', 'linkLocal', 'multicast', 'broadcast'].includes(value.range()),
  });
  define(environment, 'net.CIDR', {
    'containsIP(net.IP): bool': (cidr: CelCidr, { value }: CelAddress) => inRange(cidr, value),
    'containsIP(string): bool': (cidr: CelCidr, text: string) => inRange(cidr, ipaddr.parse(text)),
    'containsCIDR(net.CIDR): bool': (cidr: CelCidr, inner: CelCidr) =>
      inner.range[1] >= cidr.range[1] && inRange(cidr, inner.range[0]),
    'containsCIDR(string): bool': (cidr: CelCidr, text: string) => {
      const [network, bits] = ipaddr.parseCIDR(text);
      return bits >= cidr.range[1] && inRange(cidr, network);
    },
    'ip(): net.IP': ({ range: [network] }: CelCidr) => new CelAddress(network),
    'masked(): net.CIDR': ({ range: [network, bits] }: CelCidr) => {
      const text = `${network.toString()}/${bits}`;
      const masked =
        network.kind() === 'ipv4' ? ipaddr.IPv4.networkAddressFromCIDR(text) : ipaddr.IPv6.networkAddressFromCIDR(text);
      return new CelCidr([masked, bits]);
    },
    'prefixLength(): int': ({ range: [, bits] }: CelCidr) => BigInt(bits),
  });
}

/** As Go reads addresses: IPv4 with four parts and no leading zeros. */
const isAddress = (text: string): boolean =>
  text.includes(':') ? ipaddr.IPv6.isValid(text) && !text.includes('%') : ipaddr.IPv4.isValidFourPartDecimal(text);

function addUrl(environment: Environment): void {
  environment.registerType({ name: 'kubernetes.URL', ctor: CelUrl, fields: {} });
  define(environment, '', {
    'url(string): kubernetes.URL': (text: string) => new CelUrl(new URL(text)),
    'isURL(string): bool': (text: string) => URL.canParse(text),
  });
  define(environment, 'kubernetes.URL', {
    'getScheme(): string': ({ value }: CelUrl) => value.protocol.replace(/:$/, ''),
    'getHost(): string': ({ value }: CelUrl) => value.host,
    'getHostname(): string': ({ value }: CelUrl) => value.hostname.replace(/^\[|\]$/g, ''),
    'getPort(): string': ({ value }: CelUrl) => value.port,
    'getEscapedPath(): string': ({ value }: CelUrl) => value.pathname,
    'getQuery(): map<string, list<string>>': ({ value }: CelUrl) =>
      Object.fromEntries([...value.searchParams.keys()].map((key) => [key, value.searchParams.getAll(key)])),
  });
}

function addVersions(environment: Environment): void {
  const type = 'kubernetes.Semver';
  environment.registerType({ name: type, ctor: CelVersion, fields: {} });
  define(environment, '', {
    [`semver(string): ${type}`]: (text: string) => new CelVersion(new semver.SemVer(text)),
    'isSemver(string): bool': (text: string) => semver.valid(text) !== null && /^\d/.test(text),
    [`semver(string, bool): ${type}`]: (text: string, normalise: boolean) =>
      new CelVersion(new semver.SemVer(normalise ? normalised(text) : text)),
    'isSemver(string, bool): bool': (text: string, normalise: boolean) => {
      const given = normalise ? normalised(text) : text;
      return semver.valid(given) !== null && /^\d/.test(given);
    },
  });
  equal<CelVersion>(environment, type, (left, right) => left.value.compare(right.value) === 0);
  const compare = (left: CelVersion, right: CelVersion): number => left.value.compare(right.value);
  define(environment, type, {
    [`isGreaterThan(${type}): bool`]: (left: CelVersion, right: CelVersion) => compare(left, right) > 0,
    [`isLessThan(${type}): bool`]: (left: CelVersion, right: CelVersion) => compare(left, right) < 0,
    [`compareTo(${type}): int`]: (left: CelVersion, right: CelVersion) => BigInt(compare(left, right)),
    'major(): int': ({ value }: CelVersion) => BigInt(value.major),
    'minor(): int': ({ value }: CelVersion) => BigInt(value.minor),
    'patch(): int': ({ value }: CelVersion) => BigInt(value.patch),
  });
}

/** As Kubernetes' normalisation: without `v`, with three numbers, none of which begins with a zero. */
function normalised(text: string): string {
  const [, numbers = text, rest = ''] = /^v?(\d+(?:\.\d+){0,2})(.*)$/.exec(text) ?? [];
  const parts = [...numbers.split('.'), '0', '0'].slice(0, 3);
  return `${parts.map((part) => part.replace(/^0+(?=\d)/, '')).join('.')}${rest}`;
}

function addLists(environment: Environment): void {
  const ordered = (list: readonly never[], better: (one: never, best: never) => boolean): unknown =>
    list.reduce((best, one) => (better(one, best) ? one : best));
  define(environment, 'list', {
    'isSorted(): bool': (list: readonly never[]) => list.every((one, index) => index === 0 || (list[index - 1] as never) <= one),
    'min(): dyn': (list: readonly never[]) => ordered(list, (one, best) => one < best),
    'max(): dyn': (list: readonly never[]) => ordered(list, (one, best) => one > best),
    'sum(): dyn': (list: readonly unknown[]) => {
      if (list.every((one) => typeof one === 'bigint')) return list.reduce((sum, one) => sum + one, 0n);
      return list.reduce<number>((sum, one) => sum + Number(one), 0);
    },
    'indexOf(dyn): int': (list: readonly unknown[], one: unknown) => BigInt(list.indexOf(one)),
    'lastIndexOf(dyn): int': (list: readonly unknown[], one: unknown) => BigInt(list.lastIndexOf(one)),
  });
}
