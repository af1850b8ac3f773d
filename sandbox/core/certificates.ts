import { decodeBase64Text, encodeBase64Text } from './base64.ts';
import { hexadecimal, sha256 } from './sha256.ts';

/**
 * A certificate of the sandbox: the facts that TLS looks at, without cryptography. In a PEM block stands its JSON, so that files, Secrets and
 * `openssl x509` can carry and show it; no program outside can use it.
 */
export interface Certificate {
  readonly subject: string;
  readonly issuer: string;
  /** DNS names and addresses of subjectAltName; what a client compares the host with. */
  readonly names: readonly string[];
  /** Virtual milliseconds since the epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly serial: string;
  /** Names the pair of keys that the certificate is for, and the one that signed it. */
  readonly key: string;
  readonly signedBy: string;
  readonly isAuthority: boolean;
}

const MAX_PEM = 100_000;

export function certificateText(certificate: Certificate): string {
  return pem('CERTIFICATE', JSON.stringify(certificate));
}

export function keyText(key: string): string {
  return pem('PRIVATE KEY', JSON.stringify({ key }));
}

/** The certificates of a PEM text, the leaf first; those that are none of the sandbox's are left out. */
export function readCertificates(text: string): readonly Certificate[] {
  return blocks(text, 'CERTIFICATE').flatMap((body) => {
    const value = parse(body);
    return isCertificate(value) ? [value] : [];
  });
}

/** The name of the pair that a PEM text holds the private key of. */
export function readKey(text: string): string | undefined {
  const [body] = blocks(text, '(?:RSA |EC )?PRIVATE KEY');
  const value = body === undefined ? undefined : parse(body);
  return typeof value === 'object' && value !== null && 'key' in value && typeof value.key === 'string' ? value.key : undefined;
}

/** A pair of keys that follows from a seed. */
export function keyFrom(seed: string): string {
  return hexadecimal(sha256(new TextEncoder().encode(`key ${seed}`))).slice(0, 40);
}

/** Whether a certificate is good for this host: exactly, or by a wildcard for one label. */
export function isForHost({ names, subject }: Certificate, host: string): boolean {
  const wanted = host.toLowerCase().replace(/\.$/, '');
  const known = names.length > 0 ? names : [commonName(subject)];
  return known.some((name) => {
    const lower = name.toLowerCase();
    if (!lower.startsWith('*.')) return lower === wanted;
    return wanted.slice(wanted.indexOf('.')) === lower.slice(1) && wanted.includes('.');
  });
}

function commonName(subject: string): string {
  return /(?:^|,\s*|\/)CN\s*=\s*([^,/]+)/.exec(subject)?.[1]?.trim() ?? '';
}

/** Why a client does not trust a chain, in OpenSSL's words; undefined when it does. `trusted`: the authorities it knows. */
export function distrust(chain: readonly Certificate[], trusted: readonly Certificate[], now: number): string | undefined {
  const [leaf] = chain;
  if (leaf === undefined) return 'unable to get local issuer certificate';
  const keys = new Set(trusted.map(({ key }) => key));
  let current: Certificate = leaf;
  for (let depth = 0; depth < 10; depth++) {
    if (now < current.notBefore) return 'certificate is not yet valid';
    if (now > current.notAfter) return 'certificate has expired';
    if (keys.has(current.signedBy) || trusted.some(({ serial, key }) => serial === current.serial && key === current.key))
      return undefined;
    if (current.signedBy === current.key)
      return depth === 0 ? 'self-signed certificate' : 'self-signed certificate in certificate chain';
    const issuer = chain.find(({ key, isAuthority }) => isAuthority && key === current.signedBy);
    if (issuer === undefined) return 'unable to get local issuer certificate';
    current = issuer;
  }
  return 'certificate chain too long';
}

function pem(label: string, text: string): string {
  const body = encodeBase64Text(text).replace(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`;
}

function blocks(text: string, label: string): readonly string[] {
  if (text.length > MAX_PEM) return [];
  const pattern = new RegExp(`-----BEGIN ${label}-----([A-Za-z0-9+/=\\s]+)-----END ${label}-----`, 'g');
  return [...text.matchAll(pattern)].map(([, body = '']) => body);
}

function parse(body: string): unknown {
  try {
    return JSON.parse(decodeBase64Text(body.replace(/\s/g, '')));
  } catch {
    return undefined;
  }
}

function isCertificate(value: unknown): value is Certificate {
  if (typeof value !== 'object' || value === null) return false;
  const { subject, issuer, names, notBefore, notAfter, serial, key, signedBy } = value as Partial<Certificate>;
  return (
    [subject, issuer, serial, key, signedBy].every((text) => typeof text === 'string') &&
    typeof notBefore === 'number' &&
    typeof notAfter === 'number' &&
    Array.isArray(names) &&
    names.every((name) => typeof name === 'string')
  );
}
