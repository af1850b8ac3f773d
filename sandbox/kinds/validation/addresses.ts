import ipaddr from 'ipaddr.js';
import type { FieldError } from '../../api/field-error.ts';
import { invalid } from './field-errors.ts';

const looseIpv4 = /^\d{1,10}(\.\d{1,10}){3}$/;

/** Numbers of an IPv4 address, leading zeros allowed; undefined when it is none. */
function ipv4Parts(text: string): readonly number[] | undefined {
  if (!looseIpv4.test(text)) return undefined;
  const parts = text.split('.').map(Number);
  return parts.every((part) => part <= 255) ? parts : undefined;
}

export const isIpv4 = (text: string): boolean => ipv4Parts(text) !== undefined;
export const isIpv6 = (text: string): boolean => text.includes(':') && !text.includes('%') && ipaddr.IPv6.isValid(text);
export const isIp = (text: string): boolean => isIpv4(text) || isIpv6(text);

const isMapped = (text: string): boolean => isIpv6(text) && ipaddr.IPv6.parse(text).isIPv4MappedAddress();

/** An address of an older field. Models IsValidIPForLegacyField with StrictIPCIDRValidation on. */
export function* validateLegacyIp(path: string, text: string): Generator<FieldError> {
  if (!isIp(text)) {
    yield invalid(path, text, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)');
    return;
  }
  if (isIpv4(text) && /(^|\.)0\d/.test(text)) yield invalid(path, text, 'must not have leading 0s');
  if (isMapped(text)) yield invalid(path, text, 'must not be an IPv4-mapped IPv6 address');
}

/** The one form an address should have. */
export function canonicalIp(text: string): string {
  const parts = ipv4Parts(text);
  if (parts !== undefined) return parts.join('.');
  if (isMapped(text)) return ipaddr.IPv6.parse(text).toIPv4Address().toString();
  return ipaddr.IPv6.parse(text).toRFC5952String();
}

/** An address of a newer field. Models IsValidIP. */
export function* validateIp(path: string, text: string): Generator<FieldError> {
  const errors = [...validateLegacyIp(path, text)];
  yield* errors;
  if (errors.length === 0 && canonicalIp(text) !== text) {
    yield invalid(path, text, `must be in canonical form (${JSON.stringify(canonicalIp(text))})`);
  }
}

/** A CIDR block of an older field. Models IsValidCIDRForLegacyField with StrictIPCIDRValidation on. */
export function* validateLegacyCidr(path: string, text: string): Generator<FieldError> {
  const [, address = '', bits = ''] = /^(.*)\/(\d+)$/.exec(text) ?? [];
  const width = isIpv4(address) ? 32 : 128;
  if (!isIp(address) || Number(bits) > width) {
    yield invalid(path, text, 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)');
    return;
  }
  if ((isIpv4(address) && /(^|\.)0\d/.test(address)) || /^0\d/.test(bits)) {
    yield invalid(path, text, 'must not have leading 0s in IP or prefix length');
  } else if (isMapped(address)) {
    yield invalid(path, text, 'must not have an IPv4-mapped IPv6 address');
  } else if (hasBitsBeyond(address, Number(bits))) {
    yield invalid(path, text, 'must not have bits set beyond the prefix length');
  }
}

function hasBitsBeyond(address: string, bits: number): boolean {
  const bytes = ipaddr.parse(address).toByteArray();
  return bytes.some((byte, index) => (byte & (0xff >> Math.max(0, Math.min(8, bits - index * 8)))) !== 0);
}
