import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, it } from 'vitest';
import { ipv4Number, isAddress, isInRange } from '../../sandbox/core/addresses.ts';

const ipv4 = fc.ipV4();
const notQuite = fc.oneof(
  fc.constantFrom(
    '',
    '1.2.3',
    '1.2.3.4.5',
    '1..2.3',
    '.1.2.3',
    '1.2.3.',
    '256.1.1.1',
    '01.2.3.4',
    '1.2.3.4 ',
    '-1.2.3.4',
    '::',
    '1:2',
  ),
  fc.string({ maxLength: 12 }),
);

describe('IPv4 addresses', () => {
  it('are the texts that ipaddr.js takes for four decimal parts', () => {
    fc.assert(
      fc.property(fc.oneof(ipv4, notQuite), (text) => {
        expect(ipv4Number(text) !== undefined).toBe(ipaddr.IPv4.isValidFourPartDecimal(text));
        expect(isAddress(text)).toBe(ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text));
      }),
    );
  });

  it('lie in the ranges in which ipaddr.js finds them', () => {
    fc.assert(
      fc.property(ipv4, ipv4, fc.integer({ min: 0, max: 32 }), (address, base, bits) => {
        expect(isInRange(address, `${base}/${bits}`)).toBe(ipaddr.parse(address).match(ipaddr.parseCIDR(`${base}/${bits}`)));
        expect(isInRange(address, `${address}/${bits}`)).toBe(true);
      }),
    );
  });

  it('are in no range of IPv6, nor the other way round', () => {
    expect(isInRange('10.0.0.1', '::/0')).toBe(false);
    expect(isInRange('fd00::1', '0.0.0.0/0')).toBe(false);
    expect(isInRange('fd00::1', 'fd00::/8')).toBe(true);
  });
});
