import type { AdmissionPlugin } from '../api/admission.ts';
import { certificateApproval, certificateSigning, certificateSubjectRestriction } from './certificate-requests.ts';
import { defaultIngressClass } from './default-ingress-class.ts';
import { defaultStorageClass } from './default-storage-class.ts';
import { defaultTolerationSeconds } from './default-toleration-seconds.ts';
import { limitRanger } from './limit-ranger.ts';
import { mutatingAdmissionPolicy } from './mutating-admission-policy.ts';
import { namespaceLifecycle } from './namespace-lifecycle.ts';
import { persistentVolumeClaimResize } from './persistent-volume-claim-resize.ts';
import { nodeRestriction } from './node-restriction.ts';
import { podResizeValidator } from './pod-resize-validator.ts';
import { podSecurity } from './pod-security.ts';
import { priority } from './priority.ts';
import { resourceQuota } from './resource-quota.ts';
import { roleEscalation } from './role-escalation.ts';
import { runtimeClass } from './runtime-class.ts';
import { serviceAccount } from './service-account.ts';
import { storageObjectInUseProtection } from './storage-object-in-use-protection.ts';
import { taintNodesByCondition } from './taint-nodes-by-condition.ts';
import { validatingAdmissionPolicy } from './validating-admission-policy.ts';

export { inertKinds } from './not-simulated.ts';

/** The admission plug-ins, in the order in which they run. */
export const admissionPlugins: readonly AdmissionPlugin[] = [
  namespaceLifecycle,
  limitRanger,
  serviceAccount,
  nodeRestriction,
  taintNodesByCondition,
  podSecurity,
  defaultTolerationSeconds,
  priority,
  defaultStorageClass,
  storageObjectInUseProtection,
  persistentVolumeClaimResize,
  runtimeClass,
  certificateApproval,
  certificateSigning,
  certificateSubjectRestriction,
  defaultIngressClass,
  podResizeValidator,
  mutatingAdmissionPolicy,
  roleEscalation,
  validatingAdmissionPolicy,
  resourceQuota,
];
