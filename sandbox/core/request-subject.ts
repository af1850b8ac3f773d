import { decodeBase64, decodeBase64Text } from './base64.ts';
import { elementsOf, type Element } from './der.ts';

/** What a request for a certificate says of whom it is for. */
export interface RequestSubject {
  readonly commonName: string;
  readonly serialNumber: string;
  /** The other parts of the name by their short names: O, OU, C, L, ST, STREET, postalCode. */
  readonly parts: ReadonlyMap<string, readonly string[]>;
  readonly dnsNames: readonly string[];
  readonly emailAddresses: readonly string[];
  readonly uris: readonly string[];
  readonly addresses: readonly string[];
}

const ATTRIBUTES: { readonly [oid: string]: string } = {
  '550403': 'CN',
  '550405': 'serialNumber',
  '550406': 'C',
  '550407': 'L',
  '550408': 'ST',
  '550409': 'STREET',
  '55040a': 'O',
  '55040b': 'OU',
  '550411': 'postalCode',
};

/** The class of tags whose meaning depends on where they stand. */
const CONTEXT = 2;
const OCTET_STRING = 4;
const EXTENSION_REQUEST = '2a864886f70d01090e';
const SUBJECT_ALTERNATIVE_NAME = '551d11';

/**
 * Reads a PEM text of type CERTIFICATE REQUEST: PKCS #10 as real tools make it, or what the sandbox's `openssl req` writes. Undefined for what is
 * neither.
 */
export function readCertificateRequest(pem: string): RequestSubject | undefined {
  const body = /-----BEGIN CERTIFICATE REQUEST-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE REQUEST-----/.exec(pem)?.[1];
  if (body === undefined) return undefined;
  const text = body.replaceAll(/\s/g, '');
  try {
    return decodeBase64Text(text).startsWith('{') ? ofSandbox(decodeBase64Text(text)) : ofPkcs10(decodeBase64(text));
  } catch {
    return undefined;
  }
}

function ofSandbox(json: string): RequestSubject {
  const { subject = '', names = [] } = JSON.parse(json) as { readonly subject?: string; readonly names?: readonly string[] };
  const given = subject.split(/[,/]\s*/).flatMap((part) => {
    const [name = '', value] = part.split(/\s*=\s*/);
    return value === undefined ? [] : [[name, value] as const];
  });
  const isAddress = (name: string): boolean => /^[\d.]+$|:/.test(name);
  return subjectOf(given, { dnsNames: names.filter((name) => !isAddress(name)), addresses: names.filter(isAddress) });
}

function subjectOf(
  given: readonly (readonly [name: string, value: string])[],
  names: Partial<Pick<RequestSubject, 'dnsNames' | 'emailAddresses' | 'uris' | 'addresses'>>,
): RequestSubject {
  const parts = new Map<string, string[]>();
  for (const [name, value] of given) parts.set(name, [...(parts.get(name) ?? []), value]);
  return {
    commonName: parts.get('CN')?.at(-1) ?? '',
    serialNumber: parts.get('serialNumber')?.at(-1) ?? '',
    parts,
    dnsNames: [],
    emailAddresses: [],
    uris: [],
    addresses: [],
    ...names,
  };
}

const hexadecimalOf = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** CertificationRequestInfo is a version, the name, the key and attributes. Models RFC 2986 and crypto/x509's parser. */
function ofPkcs10(bytes: Uint8Array): RequestSubject {
  const [request] = elementsOf(bytes);
  const [information] = elementsOf(request?.content ?? new Uint8Array());
  const [, name, , attributes] = elementsOf(information?.content ?? new Uint8Array());
  if (name === undefined) throw new RangeError('no name');
  const given = elementsOf(name.content).flatMap((set) =>
    elementsOf(set.content).flatMap((pair) => {
      const [oid, value] = elementsOf(pair.content);
      const known = oid === undefined ? undefined : ATTRIBUTES[hexadecimalOf(oid.content)];
      return known === undefined || value === undefined ? [] : [[known, textOf(value.content)] as const];
    }),
  );
  const names = alternativeNames(attributes?.content ?? new Uint8Array());
  const ofTag = (tag: number): readonly Uint8Array[] =>
    names.filter((entry) => entry.class === CONTEXT && entry.tag === tag).map((entry) => entry.content);
  return subjectOf(given, {
    emailAddresses: ofTag(1).map(textOf),
    dnsNames: ofTag(2).map(textOf),
    uris: ofTag(6).map(textOf),
    addresses: ofTag(7).map(addressText),
  });
}

function alternativeNames(attributes: Uint8Array): readonly Element[] {
  const valuesOf = (bytes: Uint8Array, wanted: string): readonly Element[] =>
    elementsOf(bytes).flatMap((entry) => {
      const [oid, ...values] = elementsOf(entry.content);
      return oid !== undefined && hexadecimalOf(oid.content) === wanted ? values : [];
    });
  return valuesOf(attributes, EXTENSION_REQUEST)
    .flatMap((set) => elementsOf(set.content))
    .flatMap((extensions) => valuesOf(extensions.content, SUBJECT_ALTERNATIVE_NAME))
    .filter(({ tag }) => tag === OCTET_STRING)
    .flatMap((octets) => elementsOf(octets.content))
    .flatMap((list) => elementsOf(list.content));
}

function addressText(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.');
  const groups = hexadecimalOf(bytes).match(/.{4}/g) ?? [];
  return groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':');
}
