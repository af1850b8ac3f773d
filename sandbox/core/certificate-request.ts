import { decodeBase64, decodeBase64Text } from './base64.ts';
import { readCertificates } from './certificates.ts';
import { BIT_STRING, DerError, elementsOf, expectTag, INTEGER, OBJECT_IDENTIFIER, SEQUENCE, type Element } from './der.ts';

/** What is looked at in a request for a certificate (PKCS#10). */
export interface CertificateRequest {
  /** Groups that the certificate would make its owner a member of. */
  readonly organizations: readonly string[];
}

const block = /(?:^|\n)-----BEGIN ([^\n]*?)-----\n((?:[A-Za-z0-9+/=]|[ \t\r\n])+?)\n?-----END \1-----/;
const wanted = 'CERTIFICATE REQUEST';

/**
 * Reads a request from the base64 of its PEM. Throws DerError with what is wrong, in the words of the real server. Requests that the
 * sandbox's own `openssl` makes are no DER and are taken as they are. That the signature fits the key is not checked.
 * Models ParseCSR in pkg/apis/certificates.
 */
export function parseRequest(base64: string): CertificateRequest {
  const [, type, body = ''] = block.exec(textOf(base64)) ?? [];
  if (type !== wanted) throw new DerError(`PEM block type must be ${wanted}`);
  const [own] = readCertificates(`-----BEGIN CERTIFICATE-----${body}-----END CERTIFICATE-----`);
  if (own !== undefined)
    return { organizations: [...own.subject.matchAll(/(?:^|[,/]\s*)O\s*=\s*([^,/]+)/g)].map(([, name = '']) => name) };
  return readRequest(bytesOf(body));
}

function textOf(base64: string): string {
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

/** Models ParseCertificateRequest in Go's crypto/x509. */
function readRequest(bytes: Uint8Array): CertificateRequest {
  const [outer, ...rest] = elementsOf(bytes);
  const [info, algorithm, signature] = partsOf(outer, 'certificateRequest');
  if (rest.length > 0) throw new DerError('asn1: syntax error: trailing data');
  const [version, subject, key] = partsOf(info, 'tbsCertificateRequest');
  expectTag(version, INTEGER, 'int');
  const [keyAlgorithm, keyBits] = partsOf(key, 'publicKeyInfo');
  partsOf(keyAlgorithm, 'AlgorithmIdentifier');
  expectTag(keyBits, BIT_STRING, 'BitString');
  partsOf(algorithm, 'AlgorithmIdentifier');
  expectTag(signature, BIT_STRING, 'BitString');
  return { organizations: organizationsOf(partsOf(subject, 'RDNSequence')) };
}

function partsOf(element: Element | undefined, typeName: string): readonly Element[] {
  const { content, offset } = expectTag(element, SEQUENCE, typeName);
  return elementsOf(content, offset);
}

/** The object identifier 2.5.4.10, organizationName. */
const ORGANIZATION = '85,4,10';

function organizationsOf(names: readonly Element[]): readonly string[] {
  return names
    .flatMap(({ content, offset }) => elementsOf(content, offset))
    .flatMap((pair) => {
      const [id, value] = partsOf(pair, 'AttributeTypeAndValue');
      const { content } = expectTag(id, OBJECT_IDENTIFIER, 'ObjectIdentifier');
      return content.join() === ORGANIZATION && value !== undefined ? [new TextDecoder().decode(value.content)] : [];
    });
}
