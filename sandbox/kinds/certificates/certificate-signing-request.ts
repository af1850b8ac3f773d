import type { FieldError } from '../../api/field-error.ts';
import { defineKind } from '../../api/kind.ts';
import { draftOf, type Draft } from '../../core/json.ts';
import { readCertificateRequest, type CertificateRequest } from '../../core/certificate-request.ts';
import { formatLabels } from '../../core/label-selector.ts';
import { DescribeText } from '../../core/text-table.ts';
import { writeEvents } from '../describing/events.ts';
import { timeText } from '../describing/metadata.ts';
import { humanDuration } from '../../core/duration.ts';
import { certificateSigningRequests } from '../../schema/resources.ts';
import type { CertificateSigningRequest } from '../../schema/types/certificates-v1.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { repeatedMetadata } from '../validation/metadata.ts';
import { formatTime } from '../../core/time-text.ts';
import { validateConditionChange, validateRequest } from './validation.ts';

/** What became of a request. Models extractCSRStatus in pkg/printers/internalversion. */
function conditionText({ status }: CertificateSigningRequest): string {
  const has = (wanted: string): boolean => (status?.conditions ?? []).some(({ type }) => type === wanted);
  const decision = has('Denied') ? 'Denied' : has('Approved') ? 'Approved' : 'Pending';
  return `${decision}${has('Failed') ? ',Failed' : ''}${status?.certificate ? ',Issued' : ''}`;
}

/** Puts the conditions of a type as they were, where there are as many as before. Models preserveConditionInstances. */
function keepConditions(object: Draft<CertificateSigningRequest>, old: CertificateSigningRequest, wanted: string): void {
  const before = (old.status?.conditions ?? []).filter(({ type }) => type === wanted);
  const now = object.status?.conditions?.filter(({ type }) => type === wanted) ?? [];
  if (object.status?.conditions === undefined || before.length !== now.length) return;
  const kept = before.values();
  object.status.conditions = object.status.conditions.map((condition) =>
    condition.type === wanted ? draftOf(kept.next().value ?? condition) : condition,
  );
}
const subjectParts: readonly (readonly [title: string, name: string])[] = [
  ['Organization', 'O'],
  ['Organizational Unit', 'OU'],
  ['Country', 'C'],
  ['Locality', 'L'],
  ['Province', 'ST'],
  ['StreetAddress', 'STREET'],
  ['PostalCode', 'postalCode'],
];

/** Models describeCertificateSigningRequest in k8s.io/kubectl/pkg/describe. */
function writeSubject(text: DescribeText, subject: CertificateRequest | undefined): void {
  const list = (title: string, values: readonly string[]): void => {
    if (values.length > 0) text.raw(`\t${title}:\t${values.join('\n\t\t')}\n`);
  };
  text.line(0, 'Subject:');
  text.raw(`\tCommon Name:\t${subject?.commonName ?? ''}\n\tSerial Number:\t${subject?.serialNumber ?? ''}\n`);
  if (subject === undefined) return;
  for (const [title, name] of subjectParts) list(title, subject.parts.get(name) ?? []);
  const { dnsNames, emailAddresses, uris, addresses } = subject;
  if (dnsNames.length + emailAddresses.length + uris.length + addresses.length === 0) return;
  text.line(0, 'Subject Alternative Names:');
  list('DNS Names', dnsNames);
  list('Email Addresses', emailAddresses);
  list('URIs', uris);
  list('IP Addresses', addresses);
}

/** Says of each condition when it was written, and when it came to be as it is. */
function stamp(object: Draft<CertificateSigningRequest>, old: CertificateSigningRequest, now: number): void {
  for (const condition of object.status?.conditions ?? []) {
    const before = old.status?.conditions?.find(({ type, status }) => type === condition.type && status === condition.status);
    condition.lastUpdateTime ??= formatTime(now);
    condition.lastTransitionTime ??= before?.lastTransitionTime ?? formatTime(now);
  }
}

function* validateUpdate(
  object: CertificateSigningRequest,
  old: CertificateSigningRequest,
  decides = false,
): Generator<FieldError> {
  yield* repeatedMetadata(object);
  yield* validateRequest(object);
  yield* validateConditionChange(object, old, decides);
}

export const certificateSigningRequest = defineKind<CertificateSigningRequest>({
  type: certificateSigningRequests,
  singular: 'certificatesigningrequest',
  shortNames: ['csr'],
  nameRule: 'pathSegment',
  statusSubresource: true,
  prepareForCreate(object, { user }) {
    object.spec ??= { request: '', signerName: '' };
    const { username, uid, groups, extra } = user;
    for (const field of ['username', 'uid', 'groups', 'extra'] as const) delete object.spec[field];
    Object.assign(object.spec, { username, groups: [...groups] }, uid ? { uid } : {}, extra ? { extra: draftOf(extra) } : {});
    object.status = {};
  },
  prepareForUpdate(object, old) {
    object.spec = draftOf(old.spec);
  },
  prepareForStatusUpdate(object, old, { now }) {
    // Decisions are taken by way of another subresource; what one says stays as it was said there.
    for (const decision of ['Approved', 'Denied']) keepConditions(object, old, decision);
    stamp(object, old, now);
  },
  partialUpdates: {
    approval: {
      prepare(object, old, { now }) {
        stamp(object, old, now);
        const { conditions } = object.status ?? {};
        object.spec = draftOf(old.spec);
        object.status = { ...draftOf(old.status), ...(conditions === undefined ? {} : { conditions }) };
      },
      validate: (object, old) => [...validateUpdate(object, old, true)],
    },
  },
  validate: (object) => [...validateRequest(object)],
  validateUpdate: (object, old) => [...validateUpdate(object, old)],
  validateStatusUpdate: (object, old) => [...validateUpdate(object, old)],
  async describe(object, context) {
    const { metadata, spec } = object;
    const text = new DescribeText();
    text.line(0, `Name:\t${metadata.name}`);
    text.line(0, `Labels:\t${formatLabels(metadata.labels)}`);
    text.line(0, `Annotations:\t${formatLabels(metadata.annotations)}`);
    text.line(0, `CreationTimestamp:\t${timeText(metadata.creationTimestamp)}`);
    text.line(0, `Requesting User:\t${spec.username ?? ''}`);
    if (spec.signerName) text.line(0, `Signer:\t${spec.signerName}`);
    if (spec.expirationSeconds !== undefined)
      text.line(0, `Requested Duration:\t${humanDuration(spec.expirationSeconds * 1000)}`);
    text.line(0, `Status:\t${conditionText(object)}`);
    const read = readCertificateRequest(spec.request);
    writeSubject(text, 'request' in read ? read.request : undefined);
    await writeEvents(text, object, context);
    return text.toString();
  },
  selectableFields: { 'spec.signerName': ({ spec }) => spec.signerName },
  columns: [
    nameColumn,
    ageColumn,
    textColumn('SignerName', ({ spec }) => spec.signerName || '<none>'),
    textColumn('Requestor', ({ spec }) => spec.username ?? ''),
    textColumn('RequestedDuration', ({ spec }) =>
      spec.expirationSeconds === undefined ? '<none>' : humanDuration(spec.expirationSeconds * 1000),
    ),
    textColumn('Condition', conditionText),
  ],
});
