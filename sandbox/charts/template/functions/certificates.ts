import { textOfUtf8 } from '../../../core/utf8.ts';
import { certificateText, keyText, readCertificates, readKey, type Certificate } from '../../../core/certificates.ts';
import type { Random } from '../../../core/random.ts';
import { GoError, GoStruct, type GoValue } from '../values.ts';
import { fn, textOf, type FunctionTable } from './define.ts';
import { decodeBase64 } from './encoding.ts';

const DAY = 86_400_000;

const KINDS: { readonly [type: string]: string } = {
  rsa: 'RSA PRIVATE KEY',
  dsa: 'DSA PRIVATE KEY',
  ecdsa: 'EC PRIVATE KEY',
  ed25519: 'PRIVATE KEY',
};

const value = (cert: string, key: string): GoStruct =>
  new GoStruct(
    'sprig.certificate',
    new Map([
      ['Cert', cert],
      ['Key', key],
    ]),
  );

const labelled = (key: string, label: string): string => keyText(key).replaceAll('PRIVATE KEY', label);

/** The name of the pair in a private key of any label. */
const pairOf = (pem: string): string | undefined => readKey(pem.replaceAll(/(RSA|EC|DSA) PRIVATE KEY/g, 'PRIVATE KEY'));

/**
 * Keys and certificates of the sandbox (see core/certificates.ts): programs inside believe them, none outside can use them. Pairs come from
 * the stream of the rendering.
 */
export function certificateFunctions(random: Random, now: () => number): FunctionTable {
  const generate = (label = 'RSA PRIVATE KEY'): string => labelled(random.hex(32), label);

  const issue = (name: string, names: readonly string[], days: bigint, key: string, by?: GoStruct): GoStruct => {
    const own = pairOf(key);
    if (own === undefined) throw new GoError('parsing private key: no PEM data in input');
    const authority = by === undefined ? undefined : authorityOf(by);
    const certificate: Certificate = {
      subject: `CN = ${name}`,
      issuer: authority?.subject ?? `CN = ${name}`,
      names,
      notBefore: now(),
      notAfter: now() + Number(days) * DAY,
      serial: random.hex(32),
      key: own,
      signedBy: authority?.key ?? own,
      isAuthority: by === undefined && names.length === 0,
    };
    return value(certificateText(certificate), key);
  };

  const authorityOf = (authority: GoStruct): Certificate => {
    const [certificate] = readCertificates(textOf(authority.fields.get('Cert') ?? ''));
    if (certificate === undefined) throw new GoError('unable to decode certificate');
    return certificate;
  };

  const namesOf = (name: string, addresses: GoValue[] | null, hosts: GoValue[] | null): string[] => {
    const texts = (list: GoValue[] | null): string[] => (list ?? []).map(textOf);
    for (const address of texts(addresses)) {
      if (!/^\d{1,3}(\.\d{1,3}){3}$|^[0-9a-fA-F:.]*:[0-9a-fA-F:.]*$/.test(address))
        throw new GoError(`error parsing ip: ${address}`);
    }
    return [name, ...texts(hosts), ...texts(addresses)];
  };

  return {
    genPrivateKey: fn(['string'], (type: string) => {
      const label = Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
      return label === undefined ? `Unknown type ${type}` : generate(label);
    }),
    genCA: fn(['string', 'int'], (name: string, days: bigint) => issue(name, [], days, generate())),
    genCAWithKey: fn(['string', 'int', 'string'], (name: string, days: bigint, key: string) => issue(name, [], days, key)),
    genSelfSignedCert: fn(
      ['string', 'list', 'list', 'int'],
      (name: string, addresses: GoValue[] | null, hosts: GoValue[] | null, days: bigint) =>
        issue(name, namesOf(name, addresses, hosts), days, generate()),
    ),
    genSelfSignedCertWithKey: fn(
      ['string', 'list', 'list', 'int', 'string'],
      (name: string, addresses: GoValue[] | null, hosts: GoValue[] | null, days: bigint, key: string) =>
        issue(name, namesOf(name, addresses, hosts), days, key),
    ),
    genSignedCert: fn(
      ['string', 'list', 'list', 'int', 'certificate'],
      (name: string, addresses: GoValue[] | null, hosts: GoValue[] | null, days: bigint, authority: GoStruct) =>
        issue(name, namesOf(name, addresses, hosts), days, generate(), authority),
    ),
    genSignedCertWithKey: fn(
      ['string', 'list', 'list', 'int', 'certificate', 'string'],
      (name: string, addresses: GoValue[] | null, hosts: GoValue[] | null, days: bigint, authority: GoStruct, key: string) =>
        issue(name, namesOf(name, addresses, hosts), days, key, authority),
    ),
    buildCustomCert: fn(['string', 'string'], (cert: string, key: string) => {
      const decoded = (text: string, what: string): string => {
        try {
          return textOfUtf8(decodeBase64(text));
        } catch (error) {
          if (error instanceof GoError) throw new GoError(`unable to decode base64 ${what}`);
          throw error;
        }
      };
      const [certText, keyPem] = [decoded(cert, 'certificate'), decoded(key, 'private key')];
      if (!certText.includes('-----BEGIN CERTIFICATE-----')) throw new GoError('unable to decode certificate');
      if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(keyPem)) throw new GoError('parsing private key: no PEM data in input');
      return value(certText, keyPem);
    }),
  };
}
