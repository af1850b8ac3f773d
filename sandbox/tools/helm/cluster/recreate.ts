import { isObject, type JsonObject } from '../../../core/json.ts';
import type { HelmRun } from '../helm-run.ts';
import type { Resource } from './resources.ts';

/** Deletes the Pods of what was updated, so that new ones come (`--recreate-pods`). Failures are only logged by helm. */
export async function recreatePods(run: HelmRun, resources: readonly Resource[]): Promise<void> {
  for (const { object, namespace = 'default' } of resources) {
    const spec = isObject(object['spec']) ? object['spec'] : {};
    const selector = isObject(spec['selector']) ? spec['selector'] : {};
    const labels = isObject(selector['matchLabels']) ? selector['matchLabels'] : {};
    const labelSelector = Object.entries(labels)
      .map(([key, value]) => `${key}=${String(value)}`)
      .join(',');
    if (labelSelector === '') continue;
    const pods = { group: '', version: 'v1', resource: 'pods', namespace } as const;
    try {
      const { body } = await run.cluster.send({ verb: 'list', ...pods, options: { labelSelector } });
      const items = Array.isArray(body['items']) ? (body['items'] as readonly JsonObject[]) : [];
      for (const item of items) {
        const metadata = isObject(item['metadata']) ? item['metadata'] : {};
        await run.cluster.send({ verb: 'delete', ...pods, name: String(metadata['name']) });
      }
    } catch {
      // The release itself went well.
    }
  }
}
