/** Kinds of old versions: since when they are deprecated, since when gone (minor versions of Kubernetes 1), and what replaced them. */
const table: readonly (readonly [apiVersion: string, kinds: string, deprecated: number, removed: number, replacement: string])[] =
  [
    ['extensions/v1beta1', 'Deployment DaemonSet ReplicaSet', 8, 16, 'apps/v1'],
    ['extensions/v1beta1', 'Ingress', 14, 22, 'networking.k8s.io/v1'],
    ['extensions/v1beta1', 'NetworkPolicy', 9, 16, 'networking.k8s.io/v1'],
    ['apps/v1beta1', 'Deployment StatefulSet ControllerRevision', 8, 16, 'apps/v1'],
    ['apps/v1beta2', 'Deployment DaemonSet ReplicaSet StatefulSet ControllerRevision', 9, 16, 'apps/v1'],
    ['batch/v1beta1', 'CronJob', 21, 25, 'batch/v1'],
    ['policy/v1beta1', 'PodDisruptionBudget', 21, 25, 'policy/v1'],
    ['discovery.k8s.io/v1beta1', 'EndpointSlice', 21, 25, 'discovery.k8s.io/v1'],
    ['events.k8s.io/v1beta1', 'Event', 22, 25, 'events.k8s.io/v1'],
    ['coordination.k8s.io/v1beta1', 'Lease', 19, 22, 'coordination.k8s.io/v1'],
    ['networking.k8s.io/v1beta1', 'Ingress IngressClass', 19, 22, 'networking.k8s.io/v1'],
    [
      'rbac.authorization.k8s.io/v1beta1',
      'Role RoleBinding ClusterRole ClusterRoleBinding',
      17,
      22,
      'rbac.authorization.k8s.io/v1',
    ],
    ['scheduling.k8s.io/v1beta1', 'PriorityClass', 14, 22, 'scheduling.k8s.io/v1'],
    ['storage.k8s.io/v1beta1', 'StorageClass VolumeAttachment CSIDriver', 19, 22, 'storage.k8s.io/v1'],
    ['storage.k8s.io/v1beta1', 'CSINode', 17, 22, 'storage.k8s.io/v1'],
    ['storage.k8s.io/v1beta1', 'CSIStorageCapacity', 24, 27, 'storage.k8s.io/v1'],
    [
      'admissionregistration.k8s.io/v1beta1',
      'MutatingWebhookConfiguration ValidatingWebhookConfiguration',
      16,
      22,
      'admissionregistration.k8s.io/v1',
    ],
    ['certificates.k8s.io/v1beta1', 'CertificateSigningRequest', 19, 22, 'certificates.k8s.io/v1'],
    ['node.k8s.io/v1beta1', 'RuntimeClass', 22, 25, 'node.k8s.io/v1'],
    ['authentication.k8s.io/v1beta1', 'TokenReview', 19, 22, 'authentication.k8s.io/v1'],
    [
      'authorization.k8s.io/v1beta1',
      'SubjectAccessReview LocalSubjectAccessReview SelfSubjectAccessReview',
      19,
      22,
      'authorization.k8s.io/v1',
    ],
    [
      'flowcontrol.apiserver.k8s.io/v1beta1',
      'FlowSchema PriorityLevelConfiguration',
      23,
      26,
      'flowcontrol.apiserver.k8s.io/v1beta3',
    ],
    [
      'flowcontrol.apiserver.k8s.io/v1beta2',
      'FlowSchema PriorityLevelConfiguration',
      26,
      29,
      'flowcontrol.apiserver.k8s.io/v1beta3',
    ],
    ['flowcontrol.apiserver.k8s.io/v1beta3', 'FlowSchema PriorityLevelConfiguration', 29, 32, 'flowcontrol.apiserver.k8s.io/v1'],
  ];

/** What there is to say of a kind of an old version; undefined when the version of Kubernetes does not deprecate it. */
export function deprecation(apiVersion: string, kind: string, minor: number): string | undefined {
  if (apiVersion === 'v1' && kind === 'ComponentStatus' && minor >= 19) return 'v1 ComponentStatus is deprecated in v1.19+';
  if (apiVersion === 'v1' && kind === 'Endpoints' && minor >= 33)
    return 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice';
  const row = table.find(([version, kinds]) => version === apiVersion && kinds.split(' ').includes(kind));
  if (row === undefined) return undefined;
  const [, , deprecated, removed, replacement] = row;
  if (minor < deprecated) return undefined;
  return `${apiVersion} ${kind} is deprecated in v1.${deprecated}+, unavailable in v1.${removed}+; use ${replacement} ${kind}`;
}
