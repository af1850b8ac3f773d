import { describe, expect, it } from 'vitest';
import { certificateText, distrust, keyFrom, readCertificates, type Certificate } from '../../sandbox/core/certificates.ts';

const certificate = (key: string, signedBy: string, more: Partial<Certificate> = {}): Certificate => ({
  subject: `CN=${key}`,
  issuer: `CN=${signedBy}`,
  names: [`${key}.test`],
  notBefore: 0,
  notAfter: 1_000,
  serial: '01',
  key: keyFrom(key),
  signedBy: keyFrom(signedBy),
  isAuthority: false,
  ...more,
});

const root = certificate('root', 'root', { isAuthority: true });
const middle = certificate('middle', 'root', { isAuthority: true, serial: '02' });
const leaf = certificate('web', 'middle', { serial: '03' });

describe('a chain of certificates', () => {
  it.each<readonly [string, readonly Certificate[], readonly Certificate[], number, string | undefined]>([
    ['that an authority signed over another one', [leaf, middle], [root], 500, undefined],
    ['without the one between', [leaf], [root], 500, 'unable to get local issuer certificate'],
    ['signed by itself', [root], [], 500, 'self-signed certificate'],
    ['known as it is', [leaf], [leaf], 500, undefined],
    ['with the serial of a known one and another key', [certificate('evil', 'evil')], [root], 500, 'self-signed certificate'],
    ['before its time', [leaf, middle], [root], -1, 'certificate is not yet valid'],
    ['after its time', [leaf, middle], [root], 1_001, 'certificate has expired'],
  ])('%s', (_what, chain, trusted, now, expected) => {
    expect(distrust(chain, trusted, now)).toBe(expected);
  });

  it('stands in PEM and is read again, whatever else is there', () => {
    const text = `what follows is no secret\n${certificateText(leaf)}${certificateText(middle)}-----BEGIN CERTIFICATE-----\n!\n`;
    expect(readCertificates(text)).toEqual([leaf, middle]);
  });
});
