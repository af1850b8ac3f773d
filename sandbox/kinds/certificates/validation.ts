import type { FieldError } from '../../api/field-error.ts';
import { dns1123Label, dns1123Subdomain } from '../../core/names.ts';
import type { CertificateSigningRequest } from '../../schema/types/certificates-v1.ts';
import { duplicate, each, forbidden, invalid, notSupported, required } from '../validation/field-errors.ts';

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

/** Whether base64 text holds a PEM block of this type. */
function holdsBlock(base64: string, type: string): boolean {
  try {
    const text = atob(base64);
    return new RegExp(`-----BEGIN ${type}-----[\\s\\S]*-----END ${type}-----`).test(text);
  } catch {
    return false;
  }
}

/**
 * Models validateCertificateSigningRequest in pkg/apis/certificates/validation. That the block holds a request, and that its signature
 * fits its key, is not looked at.
 */
export function* validateRequest({ spec, status }: CertificateSigningRequest): Generator<FieldError> {
  const { request, signerName = '', expirationSeconds: seconds } = spec;
  if (!holdsBlock(request ?? '', 'CERTIFICATE REQUEST')) {
    yield invalid('spec.request', request, 'PEM block type must be CERTIFICATE REQUEST');
  }
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
  if (status?.certificate && !holdsBlock(status.certificate, 'CERTIFICATE')) {
    yield invalid('status.certificate', '<certificate data>', 'must contain at least one CERTIFICATE PEM block');
  }
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
  const labels = domain.split('.');
  yield* firstWrong(field, domain, labels, dns1123Label);
  if (labels.length < 2) yield invalid(field, domain, 'should be a domain with at least two segments separated by dots');
  yield* firstWrong(field, path, path.split('.'), dns1123Subdomain);
}

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
    if (now > before && !decides && type !== 'Failed') {
      yield forbidden('status.conditions', `updates may not add a condition of type "${type}"`);
    }
  }
  if (old?.certificate && status?.certificate !== old.certificate) {
    yield forbidden('status.certificate', 'updates may not modify existing certificate content');
  }
}
