import { defineAdmission, refuse, type AdmissionContext, type AdmissionRequest } from '../api/admission.ts';
import { readCertificateRequest } from '../core/certificate-request.ts';
import { deepEqual } from '../core/json.ts';
import { certificateSigningRequests } from '../schema/resources.ts';
import type { CertificateSigningRequest } from '../schema/types/certificates-v1.ts';

const isRequest = ({ kind: { type } }: AdmissionRequest): boolean =>
  type.group === certificateSigningRequests.group && type.resource === certificateSigningRequests.resource;

/** Who may approve needs the right for the signer too. Models plugin/pkg/admission/certificates/approval. */
export const certificateApproval = defineAdmission({
  name: 'CertificateApproval',
  validate(request, context) {
    if (isRequest(request) && request.subresource === 'approval') demandSigner(request, context, 'approve');
  },
});

/** Who writes certificates needs the right to sign for the signer. Models plugin/pkg/admission/certificates/signing. */
export const certificateSigning = defineAdmission({
  name: 'CertificateSigning',
  validate(request, context) {
    if (!isRequest(request) || request.subresource !== 'status') return;
    const { status } = request.object as unknown as CertificateSigningRequest;
    const old = (request.old as CertificateSigningRequest | undefined)?.status;
    const same = status?.certificate === old?.certificate && deepEqual(status?.conditions ?? [], old?.conditions ?? []);
    if (!same) demandSigner(request, context, 'sign');
  },
});

/** Throws unless the user may do this with requests for the signer, by its name or for all of its domain. */
function demandSigner(request: AdmissionRequest, { authorizer }: AdmissionContext, verb: 'approve' | 'sign'): void {
  const { signerName } = (request.old as CertificateSigningRequest).spec;
  const { user } = request;
  const { group } = certificateSigningRequests;
  const mayFor = (name: string): boolean => authorizer.authorize({ user, verb, group, resource: 'signers', name }).allowed;
  if (mayFor(signerName) || mayFor(`${signerName.split('/')[0] ?? ''}/*`)) return;
  throw refuse(request, `user not permitted to ${verb} requests with signerName ${JSON.stringify(signerName)}`);
}

const SIGNER = 'kubernetes.io/kube-apiserver-client';
const MASTERS = 'system:masters';

/** Nobody gets a certificate that makes them master of the cluster. Models plugin/pkg/admission/certificates/subjectrestriction. */
export const certificateSubjectRestriction = defineAdmission({
  name: 'CertificateSubjectRestriction',
  validate(request) {
    if (!isRequest(request) || request.operation !== 'CREATE' || request.subresource !== undefined) return;
    const { spec } = request.object as unknown as CertificateSigningRequest;
    if (spec.signerName !== SIGNER) return;
    const read = readCertificateRequest(spec.request);
    if ('problem' in read || !(read.request.parts.get('O') ?? []).includes(MASTERS)) return;
    throw refuse(request, `use of ${SIGNER} signer with ${MASTERS} group is not allowed`);
  },
});
