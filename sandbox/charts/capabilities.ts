/** What a chart may ask of the cluster. */
export interface Capabilities {
  readonly kubeVersion: { readonly version: string; readonly major: string; readonly minor: string };
  readonly apiVersions: readonly string[];
}

/** The version of helm that this is like. */
export const HELM_VERSION = 'v3.20.2';

/** Group versions that helm's client knows of; without a cluster a chart finds these. */
export const knownApiVersions: readonly string[] = [
  'v1',
  'admissionregistration.k8s.io/v1',
  'admissionregistration.k8s.io/v1alpha1',
  'admissionregistration.k8s.io/v1beta1',
  'internal.apiserver.k8s.io/v1alpha1',
  'apps/v1',
  'apps/v1beta1',
  'apps/v1beta2',
  'authentication.k8s.io/v1',
  'authentication.k8s.io/v1alpha1',
  'authentication.k8s.io/v1beta1',
  'authorization.k8s.io/v1',
  'authorization.k8s.io/v1beta1',
  'autoscaling/v1',
  'autoscaling/v2',
  'batch/v1',
  'batch/v1beta1',
  'certificates.k8s.io/v1',
  'certificates.k8s.io/v1beta1',
  'certificates.k8s.io/v1alpha1',
  'coordination.k8s.io/v1alpha2',
  'coordination.k8s.io/v1beta1',
  'coordination.k8s.io/v1',
  'discovery.k8s.io/v1',
  'discovery.k8s.io/v1beta1',
  'events.k8s.io/v1',
  'events.k8s.io/v1beta1',
  'extensions/v1beta1',
  'flowcontrol.apiserver.k8s.io/v1',
  'flowcontrol.apiserver.k8s.io/v1beta1',
  'flowcontrol.apiserver.k8s.io/v1beta2',
  'flowcontrol.apiserver.k8s.io/v1beta3',
  'networking.k8s.io/v1',
  'networking.k8s.io/v1beta1',
  'node.k8s.io/v1',
  'node.k8s.io/v1alpha1',
  'node.k8s.io/v1beta1',
  'policy/v1',
  'policy/v1beta1',
  'rbac.authorization.k8s.io/v1',
  'rbac.authorization.k8s.io/v1beta1',
  'rbac.authorization.k8s.io/v1alpha1',
  'resource.k8s.io/v1',
  'resource.k8s.io/v1beta2',
  'resource.k8s.io/v1beta1',
  'resource.k8s.io/v1alpha3',
  'scheduling.k8s.io/v1alpha1',
  'scheduling.k8s.io/v1beta1',
  'scheduling.k8s.io/v1',
  'storage.k8s.io/v1beta1',
  'storage.k8s.io/v1',
  'storage.k8s.io/v1alpha1',
  'storagemigration.k8s.io/v1beta1',
  'apiextensions.k8s.io/v1beta1',
  'apiextensions.k8s.io/v1',
];

/** Kubernetes that this helm was built for. */
export const defaultCapabilities: Capabilities = {
  kubeVersion: { version: 'v1.35.0', major: '1', minor: '35' },
  apiVersions: knownApiVersions,
};

/**
 * Reads `--kube-version`: two or more numbers, what follows them is dropped. Returns what is wrong with the text when it is none.
 * Models ParseGeneric of k8s.io/apimachinery/pkg/util/version.
 */
export function parseKubeVersion(text: string): Capabilities['kubeVersion'] | string {
  const match = /^\s*v?([0-9]+(?:\.[0-9]+)*)/.exec(text.slice(0, 1_000));
  if (match === null) return `could not parse ${JSON.stringify(text)} as version`;
  const numbers = (match[1] ?? '').split('.');
  if (numbers.length < 2) return `illegal version string ${JSON.stringify(text)}`;
  if (numbers.some((number) => number.length > 1 && number.startsWith('0')))
    return `illegal zero-prefixed version component ${JSON.stringify(numbers.find((number) => number.length > 1 && number.startsWith('0')))} in ${JSON.stringify(text)}`;
  const [major = '0', minor = '0'] = numbers;
  return { version: `v${numbers.join('.')}`, major, minor };
}
