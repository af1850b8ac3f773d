import type { FieldError } from '../../api/field-error.ts';
import { defineKind } from '../../api/kind.ts';
import { draftOf, type Draft } from '../../core/json.ts';
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

type Condition = NonNullable<CertificateSigningRequest['status']['conditions']>[number];

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
    // Decisions are taken by way of another subresource.
    const isDecision = ({ type }: Condition): boolean => type === 'Approved' || type === 'Denied';
    const before = (old.status?.conditions ?? []).filter(isDecision);
    if (before.length > 0 && !(object.status?.conditions ?? []).some(isDecision)) {
      object.status ??= {};
      object.status.conditions = [...(object.status.conditions ?? []), ...draftOf(before)];
    }
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
