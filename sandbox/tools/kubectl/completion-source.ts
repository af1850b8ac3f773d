import type { Client } from '../../api/client.ts';
import type { KindRegistry } from '../../api/kind.ts';
import { isObject } from '../../core/json.ts';
import { ClusterSession } from './cluster-session.ts';
import type { CompletionSource } from './completion.ts';
import type { Kubeconfig } from './config/kubeconfig.ts';
import { podMapping } from './pods/find-pods.ts';

/** Answers of completion from a cluster. What the server refuses is left out: nobody wants an error for pressing Tab. */
export function clientCompletions(
  client: Client,
  kinds: KindRegistry,
  kubeconfig: Kubeconfig,
  currentNamespace = 'default',
): CompletionSource {
  const session = new ClusterSession(client, kinds, () => undefined);
  const quietly = async <T>(work: () => Promise<readonly T[]>): Promise<readonly T[]> => {
    try {
      return await work();
    } catch {
      return [];
    }
  };
  return {
    kubeconfig,
    resources: () => quietly(() => session.discovery.preferred()),
    names: (resource, namespace) =>
      quietly(async () => {
        const mapping = await session.discovery.find(resource);
        return (await session.list(mapping, namespace ?? currentNamespace)).map(({ metadata }) => metadata.name);
      }),
    containers: (pod, namespace) =>
      quietly(async () => {
        const { spec } = (await session.get(podMapping, namespace ?? currentNamespace, pod)) as { readonly spec?: unknown };
        const containers: readonly unknown[] = isObject(spec) && Array.isArray(spec['containers']) ? spec['containers'] : [];
        return containers.filter(isObject).map(({ name }) => String(name));
      }),
  };
}
