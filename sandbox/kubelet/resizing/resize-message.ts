import type { Container, Pod } from '../../schema/types/core-v1.ts';

/** What an Event about a resize says: the resources of all containers as JSON behind the words. Models pkg/kubelet/events/resize.go. */
export function resizeMessage(words: string, pod: Pod, error = '', generation = pod.metadata.generation ?? 0): string {
  const listed = (containers: readonly Container[] | undefined): readonly object[] | undefined =>
    containers === undefined || containers.length === 0
      ? undefined
      : containers.map(({ name, resources: { limits, requests } = {} }) => ({
          name,
          resources: { ...nonEmpty('limits', limits), ...nonEmpty('requests', requests) },
        }));
  const { initContainers, containers } = pod.spec;
  const summary = {
    ...(listed(initContainers) === undefined ? {} : { initContainers: listed(initContainers) }),
    containers: listed(containers),
    generation,
    ...(error === '' ? {} : { error }),
  };
  return `${words}: ${JSON.stringify(summary)}`;
}

function nonEmpty(name: string, amounts: { readonly [resource: string]: unknown } | undefined): object {
  const sorted = Object.entries(amounts ?? {}).sort(([left], [right]) => (left < right ? -1 : 1));
  return sorted.length === 0 ? {} : { [name]: Object.fromEntries(sorted) };
}
