import type { Kind } from '../api/kind.ts';
import { mutatingAdmissionPolicyBinding } from './admissionregistration/mutating-admission-policy-binding.ts';
import { mutatingAdmissionPolicy } from './admissionregistration/mutating-admission-policy.ts';
import { mutatingWebhookConfiguration } from './admissionregistration/mutating-webhook-configuration.ts';
import { validatingAdmissionPolicyBinding } from './admissionregistration/validating-admission-policy-binding.ts';
import { validatingAdmissionPolicy } from './admissionregistration/validating-admission-policy.ts';
import { validatingWebhookConfiguration } from './admissionregistration/validating-webhook-configuration.ts';
import { customResourceDefinition } from './apiextensions/custom-resource-definition.ts';
import { apiService } from './apiregistration/api-service.ts';
import { controllerRevision } from './apps/controller-revision.ts';
import { daemonSet } from './apps/daemon-set.ts';
import { deployment } from './apps/deployment.ts';
import { replicaSet } from './apps/replica-set.ts';
import { statefulSet } from './apps/stateful-set.ts';
import { selfSubjectReview } from './authentication/self-subject-review.ts';
import { tokenReview } from './authentication/token-review.ts';
import { localSubjectAccessReview } from './authorization/local-subject-access-review.ts';
import { selfSubjectAccessReview } from './authorization/self-subject-access-review.ts';
import { selfSubjectRulesReview } from './authorization/self-subject-rules-review.ts';
import { subjectAccessReview } from './authorization/subject-access-review.ts';
import { horizontalPodAutoscalerV1 } from './autoscaling/horizontal-pod-autoscaler-v1.ts';
import { horizontalPodAutoscaler } from './autoscaling/horizontal-pod-autoscaler.ts';
import { cronJob } from './batch/cron-job.ts';
import { job } from './batch/job.ts';
import { certificateSigningRequest } from './certificates/certificate-signing-request.ts';
import { lease } from './coordination/lease.ts';
import { binding } from './core/binding.ts';
import { componentStatus } from './core/component-status.ts';
import { configMap } from './core/config-map.ts';
import { endpoints } from './core/endpoints.ts';
import { event } from './core/event.ts';
import { limitRange } from './core/limit-range.ts';
import { namespace } from './core/namespace.ts';
import { node } from './core/node.ts';
import { persistentVolumeClaim } from './core/persistent-volume-claim.ts';
import { persistentVolume } from './core/persistent-volume.ts';
import { podTemplate } from './core/pod-template.ts';
import { pod } from './core/pod.ts';
import { replicationController } from './core/replication-controller.ts';
import { resourceQuota } from './core/resource-quota.ts';
import { secret } from './core/secret.ts';
import { serviceAccount } from './core/service-account.ts';
import { service } from './core/service.ts';
import { endpointSlice } from './discovery/endpoint-slice.ts';
import { eventsEvent } from './events/event.ts';
import { flowSchema } from './flowcontrol/flow-schema.ts';
import { priorityLevelConfiguration } from './flowcontrol/priority-level-configuration.ts';
import { nodeMetricsKind } from './metrics/node-metrics.ts';
import { podMetricsKind } from './metrics/pod-metrics.ts';
import { ingressClass } from './networking/ingress-class.ts';
import { ingress } from './networking/ingress.ts';
import { ipAddress } from './networking/ip-address.ts';
import { networkPolicy } from './networking/network-policy.ts';
import { serviceCidr } from './networking/service-cidr.ts';
import { runtimeClass } from './node/runtime-class.ts';
import { podDisruptionBudget } from './policy/pod-disruption-budget.ts';
import { clusterRoleBinding } from './rbac/cluster-role-binding.ts';
import { clusterRole } from './rbac/cluster-role.ts';
import { roleBinding } from './rbac/role-binding.ts';
import { role } from './rbac/role.ts';
import { priorityClass } from './scheduling/priority-class.ts';
import { csiDriver } from './storage/csi-driver.ts';
import { csiNode } from './storage/csi-node.ts';
import { csiStorageCapacity } from './storage/csi-storage-capacity.ts';
import { storageClass } from './storage/storage-class.ts';
import { volumeAttachment } from './storage/volume-attachment.ts';
import { volumeAttributesClass } from './storage/volume-attributes-class.ts';

/** All kinds that the API server serves. */
export const kinds = [
  namespace,
  pod,
  deployment,
  replicaSet,
  statefulSet,
  daemonSet,
  service,
  endpointSlice,
  endpoints,
  node,
  event,
  configMap,
  secret,
  serviceAccount,
  lease,
  priorityClass,
  role,
  clusterRole,
  roleBinding,
  clusterRoleBinding,
  job,
  cronJob,
  replicationController,
  podTemplate,
  controllerRevision,
  podDisruptionBudget,
  resourceQuota,
  limitRange,
  persistentVolume,
  persistentVolumeClaim,
  ingress,
  ingressClass,
  networkPolicy,
  horizontalPodAutoscaler,
  horizontalPodAutoscalerV1,
  storageClass,
  volumeAttributesClass,
  csiDriver,
  csiNode,
  csiStorageCapacity,
  volumeAttachment,
  runtimeClass,
  customResourceDefinition,
  flowSchema,
  priorityLevelConfiguration,
  ipAddress,
  serviceCidr,
  subjectAccessReview,
  selfSubjectAccessReview,
  localSubjectAccessReview,
  selfSubjectRulesReview,
  selfSubjectReview,
  tokenReview,
  validatingWebhookConfiguration,
  mutatingWebhookConfiguration,
  validatingAdmissionPolicy,
  validatingAdmissionPolicyBinding,
  mutatingAdmissionPolicy,
  mutatingAdmissionPolicyBinding,
  binding,
  eventsEvent,
  certificateSigningRequest,
  componentStatus,
  apiService,
  podMetricsKind,
  nodeMetricsKind,
] as unknown as readonly Kind[];
