import type { FieldError } from '../../api/field-error.ts';
import { decodeBase64Text } from '../../core/base64.ts';
import { certificateRequestProblem } from '../../core/certificate-request.ts';
import { dns1123Label, dns1123Subdomain } from '../../core/names.ts';
import type { CertificateSigningRequest } from '../../schema/types/certificates-v1.ts';
import { duplicate, each, forbidden, invalid, notSupported, required, tooLong } from '../validation/field-errors.ts';

const usages = [
  'any',
  'cert sign',
  'client auth',
  'code signing',
  'content commitment',
  'crl sign',
  'data encipherment',
  'decipher only',
  'digital signature',
  'email protection',
  'encipher only',
  'ipsec end system',
  'ipsec tunnel',
  'ipsec user',
  'key agreement',
  'key encipherment',
  'microsoft sgc',
  'netscape sgc',
  'ocsp signing',
  's/mime',
  'server auth',
  'signing',
  'timestamping',
];

const shortestValidity = 600;

/** Why the base64 of a PEM is no chain of certificates; undefined when it is. Models validateCertificate. */
function certificateProblem(base64: string): string | undefined {
  let count = 0;
  for (const [, type = '', body = ''] of decodeBase64Text(base64).matchAll(
    /-----BEGIN ([^\n]*?)-----\n([\s\S]*?)-----END \1-----/g,
  )) {
    if (type !== 'CERTIFICATE') return `only CERTIFICATE PEM blocks are allowed, found ${JSON.stringify(type)}`;
    if (/^[\w-]+:/.test(body)) return 'no PEM block headers are permitted';
    count++;
  }
  return count === 0 ? 'must contain at least one CERTIFICATE PEM block' : undefined;
}

/** Models validateCertificateSigningRequest in pkg/apis/certificates/validation. */
export function* validateRequest({ spec, status }: CertificateSigningRequest): Generator<FieldError> {
  const { request, signerName = '', expirationSeconds: seconds } = spec;
  const problem = certificateRequestProblem(request ?? '');
  if (problem !== undefined) yield invalid('spec.request', request, problem);
  const given = spec.usages ?? [];
  if (given.length === 0) yield required('spec.usages');
  for (const [usage, at] of each(given, 'spec.usages')) if (!usages.includes(usage)) yield notSupported(at, usage, usages);
  for (const [usage, at, index] of each(given, 'spec.usages')) if (given.indexOf(usage) < index) yield duplicate(at, usage);
  if (signerName === 'kubernetes.io/legacy-unknown') {
    yield invalid('spec.signerName', signerName, 'the legacy signerName is not allowed via this API version');
  } else {
    yield* validateSignerName(signerName);
  }
  if (seconds !== undefined && seconds < shortestValidity) {
    const detail = `may not specify a duration less than ${shortestValidity} seconds (10 minutes)`;
    yield invalid('spec.expirationSeconds', seconds, detail);
  }
  yield* validateConditions(status?.conditions ?? []);
  const wrong = status?.certificate ? certificateProblem(status.certificate) : undefined;
  if (wrong !== undefined) yield invalid('status.certificate', '<certificate data>', wrong);
}

/** Models ValidateSignerName in pkg/apis/core/validation. */
function* validateSignerName(name: string): Generator<FieldError> {
  const field = 'spec.signerName';
  if (name === '') {
    yield required(field);
    return;
  }
  const [domain = '', path = '', ...more] = name.split('/');
  if (!name.includes('/') || more.length > 0) {
    yield invalid(field, name, "must be a fully qualified domain and path of the form 'example.com/signer-name'");
    return;
  }
  if (domain.length > longestDomain) yield tooLong(field, longestDomain);
  const labels = domain.split('.');
  yield* firstWrong(field, domain, labels, dns1123Label);
  if (labels.length < 2) yield invalid(field, domain, 'should be a domain with at least two segments separated by dots');
  yield* firstWrong(field, path, path.split('.'), dns1123Subdomain);
  if (name.length > longestSigner) yield tooLong(field, longestSigner);
}

const longestDomain = 253;
/** A domain, a slash, and a namespace with the name of an object in it. */
const longestSigner = longestDomain + 1 + 63 + 1 + 253;

function* firstWrong(
  field: string,
  whole: string,
  labels: readonly string[],
  rule: (label: string) => readonly string[],
): Generator<FieldError> {
  const wrong = labels.find((label) => rule(label).length > 0);
  if (wrong === undefined) return;
  for (const text of rule(wrong)) yield invalid(field, whole, `validating label ${JSON.stringify(wrong)}: ${text}`);
}

type Conditions = NonNullable<CertificateSigningRequest['status']['conditions']>;
const onlyTrue: ReadonlySet<string> = new Set(['Approved', 'Denied', 'Failed']);

function* validateConditions(conditions: Conditions): Generator<FieldError> {
  const path = 'status.conditions';
  const seen = new Set<string>();
  for (const [{ type = '', status = '' }, at] of each(conditions, path)) {
    if (type === '') yield required(`${at}.type`);
    const allowed = onlyTrue.has(type) ? ['True'] : ['False', 'True', 'Unknown'];
    if (status === '') yield required(`${at}.status`);
    else if (!allowed.includes(status)) yield notSupported(`${at}.status`, status, allowed);
    const opposite = type === 'Approved' ? 'Denied' : type === 'Denied' ? 'Approved' : undefined;
    if (opposite !== undefined && seen.has(opposite)) {
      yield invalid(path, type, 'Approved and Denied conditions are mutually exclusive');
    }
    if (seen.has(type)) yield duplicate(`${at}.type`, type);
    seen.add(type);
  }
}

/** A decision stays, and is only taken by way of the subresource `approval`. Models validateCertificateSigningRequestUpdate. */
export function* validateConditionChange(
  { status }: CertificateSigningRequest,
  { status: old }: CertificateSigningRequest,
  decides: boolean,
): Generator<FieldError> {
  const count = (list: Conditions | undefined, wanted: string): number =>
    (list ?? []).filter(({ type }) => type === wanted).length;
  for (const type of onlyTrue) {
    const [now, before] = [count(status?.conditions, type), count(old?.conditions, type)];
    if (now < before) yield forbidden('status.conditions', `updates may not remove a condition of type "${type}"`);
    if (now > before && !decides && type !== 'Failed')
      yield forbidden('status.conditions', `updates may not add a condition of type "${type}"`);
  }
  if (old?.certificate && status?.certificate !== old.certificate) {
    yield forbidden('status.certificate', 'updates may not modify existing certificate content');
  }
}
