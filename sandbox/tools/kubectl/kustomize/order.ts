import { isObject, type JsonObject } from '../../../core/json.ts';

const first =
  'Namespace ResourceQuota StorageClass CustomResourceDefinition ServiceAccount PodSecurityPolicy Role ClusterRole RoleBinding ClusterRoleBinding ConfigMap Secret Endpoints Service LimitRange PriorityClass PersistentVolume PersistentVolumeClaim Deployment StatefulSet CronJob PodDisruptionBudget'.split(
    ' ',
  );
const last = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];

function placeOf(kind: string): number {
  if (first.includes(kind)) return first.indexOf(kind) - first.length;
  return last.includes(kind) ? 1 + last.indexOf(kind) : 0;
}

/** What others need stands before them. Models the legacy order of sigs.k8s.io/kustomize/api. */
export function inOrder(resources: readonly JsonObject[]): readonly JsonObject[] {
  const key = (resource: JsonObject): string => {
    const metadata = isObject(resource['metadata']) ? resource['metadata'] : {};
    return [resource['apiVersion'], resource['kind'], metadata['namespace'] ?? '', metadata['name'] ?? ''].map(String).join('\0');
  };
  return resources.toSorted((left, right) => {
    const places = placeOf(String(left['kind'])) - placeOf(String(right['kind']));
    return places !== 0 ? places : key(left) < key(right) ? -1 : 1;
  });
}
