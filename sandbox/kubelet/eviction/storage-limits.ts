import { compareQuantities, quantityValue, zeroQuantity } from '../../core/quantity.ts';
import { podTotals } from '../../quota/pod-totals.ts';
import type { PodUse } from './pod-usage.ts';

/** Why a Pod has to go for what it stores, whatever is left on the node. Models localStorageEviction of pkg/kubelet/eviction. */
export function storageExcess(use: PodUse): string | undefined {
  const { spec } = use.pod;
  for (const { name, emptyDir } of spec.volumes ?? []) {
    const limit = emptyDir?.sizeLimit;
    const used = use.volumes.get(name);
    if (limit === undefined || used === undefined || compareQuantities(limit, '0') <= 0) continue;
    if (used > quantityValue(limit))
      return `Usage of EmptyDir volume ${JSON.stringify(name)} exceeds the limit ${JSON.stringify(limit)}. `;
  }
  const total = podTotals(spec, 'limits').get('ephemeral-storage');
  const all = spec.containers.flatMap(({ resources }) => resources?.limits?.['ephemeral-storage'] ?? []);
  if (total !== undefined && use.disk > quantityValue(total)) {
    const text = all.length === 1 ? all[0] : String(quantityValue(total ?? zeroQuantity));
    return `Pod ephemeral local storage usage exceeds the total limit of containers ${text}. `;
  }
  for (const { name, resources } of spec.containers) {
    const limit = resources?.limits?.['ephemeral-storage'];
    const used = use.containers.find((container) => container.name === name)?.disk ?? 0;
    if (limit !== undefined && quantityValue(limit) > 0 && used > quantityValue(limit))
      return `Container ${name} exceeded its local ephemeral storage limit ${JSON.stringify(limit)}. `;
  }
  return undefined;
}
