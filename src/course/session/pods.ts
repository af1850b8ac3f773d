import { isObject, send, type Cluster, type JsonObject } from '../../../sandbox/index.ts';

/** A Pod as far as one wants to reach it. */
export interface PodPlace {
  readonly name: string;
  readonly phase: string;
  readonly address: string;
}

/** The Pods of a namespace that have these labels. Throws StatusError. */
export async function podsOf(
  cluster: Cluster,
  namespace: string,
  labels: { readonly [key: string]: string } = {},
): Promise<readonly PodPlace[]> {
  const labelSelector = Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  const { body } = await send(cluster.client(), {
    verb: 'list',
    group: '',
    version: 'v1',
    resource: 'pods',
    namespace,
    options: { labelSelector },
  });
  const items = Array.isArray(body['items']) ? (body['items'] as readonly JsonObject[]) : [];
  return items.map((pod) => {
    const status = isObject(pod['status']) ? pod['status'] : {};
    const metadata = isObject(pod['metadata']) ? pod['metadata'] : {};
    return {
      name: String(metadata['name']),
      phase: String(status['phase']),
      address: typeof status['podIP'] === 'string' ? status['podIP'] : '',
    };
  });
}
