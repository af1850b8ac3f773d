import { isObject, type JsonObject } from '../../../core/json.ts';
import { HelmError, messageOf, withWords } from '../errors.ts';
import { findResource } from './changes.ts';
import type { ClusterConnection } from './connection.ts';
import { resourceText, type Resource } from './resources.ts';

const MANAGED_BY = 'app.kubernetes.io/managed-by';
const RELEASE_NAME = 'meta.helm.sh/release-name';
const RELEASE_NAMESPACE = 'meta.helm.sh/release-namespace';

/** Marks objects as those of a release. */
export function markOwned(resources: readonly Resource[], name: string, namespace: string): void {
  for (const resource of resources) {
    const metadata = isObject(resource.object['metadata']) ? resource.object['metadata'] : {};
    const map = (field: string): { readonly [key: string]: unknown } => {
      const value = metadata[field];
      return isObject(value) ? value : {};
    };
    resource.object['metadata'] = {
      ...metadata,
      labels: { ...map('labels'), [MANAGED_BY]: 'Helm' },
      annotations: { ...map('annotations'), [RELEASE_NAME]: name, [RELEASE_NAMESPACE]: namespace },
    } as never;
  }
}

/**
 * Which of the objects are there already. Throws HelmError for one that belongs to somebody else, unless ownership is taken. Models
 * existingResourceConflict of helm.sh/helm/v3/pkg/action.
 */
export async function existingResources(
  cluster: ClusterConnection,
  resources: readonly Resource[],
  release: { readonly name: string; readonly namespace: string },
  takeOwnership: boolean,
): Promise<Resource[]> {
  const found: Resource[] = [];
  for (const resource of resources) {
    let live: JsonObject | undefined;
    try {
      live = await findResource(cluster, resource);
    } catch (error) {
      throw withWords(error, `could not get information about the resource ${resourceText(resource)}`);
    }
    if (live === undefined) continue;
    if (!takeOwnership) {
      try {
        checkOwnership(live, release);
      } catch (error) {
        throw new HelmError(
          `${resourceText(resource)} exists and cannot be imported into the current release: ${messageOf(error)}`,
        );
      }
    }
    found.push(resource);
  }
  return found;
}

function checkOwnership(live: JsonObject, { name, namespace }: { readonly name: string; readonly namespace: string }): void {
  const metadata = isObject(live['metadata']) ? live['metadata'] : {};
  const problems = [
    ['label', 'labels', MANAGED_BY, 'Helm'],
    ['annotation', 'annotations', RELEASE_NAME, name],
    ['annotation', 'annotations', RELEASE_NAMESPACE, namespace],
  ].flatMap(([what = '', field = '', key = '', wanted = '']) => {
    const map = metadata[field];
    const actual = isObject(map) ? map[key] : undefined;
    if (actual === wanted) return [];
    return actual === undefined
      ? [`${what} validation error: missing key ${JSON.stringify(key)}: must be set to ${JSON.stringify(wanted)}`]
      : [
          `${what} validation error: key ${JSON.stringify(key)} must equal ${JSON.stringify(wanted)}: current value is ${JSON.stringify(actual)}`,
        ];
  });
  if (problems.length > 0) throw new HelmError(['invalid ownership metadata', ...problems].join('; '));
}
