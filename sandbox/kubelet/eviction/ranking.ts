import { quantityValue, zeroQuantity } from '../../core/quantity.ts';
import { podTotals } from '../../quota/pod-totals.ts';
import type { Signal } from './signals.ts';
import type { PodUse } from './pod-usage.ts';

/**
 * Pods in the order in which they go: those above their request before the others, then the lower priority, then what is used most
 * above the request. The class of service plays no part. Models rankMemoryPressure and rankDiskPressureFunc of pkg/kubelet/eviction.
 */
export function ranked(uses: readonly PodUse[], { resource, usedBy }: Signal): readonly PodUse[] {
  const above = (use: PodUse): number => usedBy(use) - requestOf(use, resource);
  return [...uses].sort(
    (left, right) =>
      Number(above(right) > 0) - Number(above(left) > 0) ||
      (left.pod.spec.priority ?? 0) - (right.pod.spec.priority ?? 0) ||
      above(right) - above(left),
  );
}

function requestOf({ pod }: PodUse, resource: string): number {
  return quantityValue(podTotals(pod.spec, 'requests').get(resource) ?? zeroQuantity);
}
