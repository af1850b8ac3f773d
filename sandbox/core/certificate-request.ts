import { decodeBase64, decodeBase64Text } from './base64.ts';
import { readCertificates, type Certificate } from './certificates.ts';
import { BIT_STRING, DerError, elementsOf, expectTag, INTEGER, OBJECT_IDENTIFIER, SEQUENCE, type Element } from './der.ts';
import { hexadecimal } from './sha256.ts';
import { signatureProblem, type SignedRequest } from './signatures/request-signature.ts';

/** What a request for a certificate (PKCS #10) says of whom it is for. */
export interface CertificateRequest {
  readonly commonName: string;
  readonly serialNumber: string;
  /** The parts of the name by their short names: O, OU, C, L, ST, STREET, postalCode. */
  readonly parts: ReadonlyMap<string, readonly string[]>;
  readonly dnsNames: readonly string[];
  readonly emailAddresses: readonly string[];
  readonly uris: readonly string[];
  readonly addresses: readonly string[];
}

const block = /(?:^|\n)-----BEGIN ([^\n]*?)-----\n((?:[A-Za-z0-9+/=]|[ \t\r\n])+?)\n?-----END \1-----/;
const wanted = 'CERTIFICATE REQUEST';

/**
 * Reads a request from the base64 of its PEM, or tells what is wrong with it, in the words of the real server. Requests that the sandbox's
 * own `openssl` makes are no DER and are taken as they are. Models ParseCSR in pkg/apis/certificates.
 */
export function readCertificateRequest(base64: string): { readonly request: CertificateRequest } | { readonly problem: string } {
  try {
    return { request: parse(base64).request };
  } catch (error) {
    if (error instanceof DerError) return { problem: error.message };
    throw error;
  }
}

/** Why the server does not take the base64 of a PEM for a request that its author signed; undefined when it does. Models validateCSR. */
export function certificateRequestProblem(base64: string): string | undefined {
  try {
    const { signed } = parse(base64);
    return signed && signatureProblem(signed);
  } catch (error) {
    if (error instanceof DerError) return error.message;
    throw error;
  }
}

interface Parsed {
  readonly request: CertificateRequest;
  /** Of a request in DER. */
  readonly signed?: SignedRequest;
}

function parse(base64: string): Parsed {
  const [, type, body = ''] = block.exec(textIn(base64)) ?? [];
  if (type !== wanted) throw new DerError(`PEM block type must be ${wanted}`);
  const [own] = readCertificates(`-----BEGIN CERTIFICATE-----${body}-----END CERTIFICATE-----`);
  return own === undefined ? ofPkcs10(bytesOf(body)) : { request: ofSandbox(own) };
}

function textIn(base64: string): string {
  try {
    return decodeBase64Text(base64);
  } catch {
    return '';
  }
}

function bytesOf(body: string): Uint8Array {
  try {
    return decodeBase64(body.replace(/\s/g, ''));
  } catch {
    throw new DerError(`PEM block type must be ${wanted}`);
  }
}

function ofSandbox({ subject, names }: Certificate): CertificateRequest {
  const given = subject.split(/[,/]\s*/).flatMap((part) => {
    const [name = '', value] = part.split(/\s*=\s*/);
    return value === undefined ? [] : [[name, value] as const];
  });
  const isAddress = (name: string): boolean => /^[\d.]+$|:/.test(name);
  return requestOf(given, { dnsNames: names.filter((name) => !isAddress(name)), addresses: names.filter(isAddress) });
}

function requestOf(
  given: readonly (readonly [name: string, value: string])[],
  names: Partial<Pick<CertificateRequest, 'dnsNames' | 'emailAddresses' | 'uris' | 'addresses'>>,
): CertificateRequest {
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

/** CertificationRequestInfo is a version, the name, the key and attributes. Models ParseCertificateRequest in Go's crypto/x509. */
function ofPkcs10(bytes: Uint8Array): Parsed {
  const [outer, ...rest] = elementsOf(bytes);
  const [info, algorithm, signature] = partsOf(outer, 'certificateRequest');
  if (rest.length > 0) throw new DerError('asn1: syntax error: trailing data');
  const [version, subject, key, attributes] = partsOf(info, 'tbsCertificateRequest');
  expectTag(version, INTEGER, 'int');
  const [keyAlgorithm, keyBits] = partsOf(key, 'publicKeyInfo');
  const signed: SignedRequest = {
    signed: bytes.subarray(outer?.offset, (info?.offset ?? 0) + (info?.content.length ?? 0)),
    keyAlgorithm: partsOf(keyAlgorithm, 'AlgorithmIdentifier'),
    key: expectTag(keyBits, BIT_STRING, 'BitString'),
    algorithm: partsOf(algorithm, 'AlgorithmIdentifier'),
    signature: expectTag(signature, BIT_STRING, 'BitString'),
  };
  const names = attributes === undefined ? [] : alternativeNames(attributes);
  const ofTag = (tag: number): readonly Uint8Array[] =>
    names.filter((entry) => entry.class === CONTEXT && entry.tag === tag).map((entry) => entry.content);
  const request = requestOf(attributesIn(partsOf(subject, 'RDNSequence')), {
    emailAddresses: ofTag(1).map(textOf),
    dnsNames: ofTag(2).map(textOf),
    uris: ofTag(6).map(textOf),
    addresses: ofTag(7).map(addressText),
  });
  return { request, signed };
}

function partsOf(element: Element | undefined, typeName: string): readonly Element[] {
  return inside(expectTag(element, SEQUENCE, typeName));
}

const inside = ({ content, offset }: Element): readonly Element[] => elementsOf(content, offset);

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

/** What the pairs of a name say, as far as their types are known. */
function attributesIn(names: readonly Element[]): readonly (readonly [name: string, value: string])[] {
  return names.flatMap(inside).flatMap((pair) => {
    const [id, value] = partsOf(pair, 'AttributeTypeAndValue');
    const known = ATTRIBUTES[hexadecimal(expectTag(id, OBJECT_IDENTIFIER, 'ObjectIdentifier').content)];
    return known === undefined || value === undefined ? [] : [[known, textOf(value.content)] as const];
  });
}

/** The class of tags whose meaning depends on where they stand. */
const CONTEXT = 2;
const OCTET_STRING = 4;
const EXTENSION_REQUEST = '2a864886f70d01090e';
const SUBJECT_ALTERNATIVE_NAME = '551d11';

function alternativeNames(attributes: Element): readonly Element[] {
  const valuesOf = (list: Element, type: string): readonly Element[] =>
    inside(list).flatMap((entry) => {
      const [oid, ...values] = inside(entry);
      return oid !== undefined && hexadecimal(oid.content) === type ? values : [];
    });
  return valuesOf(attributes, EXTENSION_REQUEST)
    .flatMap(inside)
    .flatMap((extensions) => valuesOf(extensions, SUBJECT_ALTERNATIVE_NAME))
    .filter(({ tag }) => tag === OCTET_STRING)
    .flatMap(inside)
    .flatMap(inside);
}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

function addressText(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.');
  const groups = hexadecimal(bytes).match(/.{4}/g) ?? [];
  return groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':');
}
