import { compareQuantities } from '../core/quantity.ts';
import type { Pod, ResourceRequirements } from '../schema/types/core-v1.ts';

const counted = ['cpu', 'memory'];

/** `Guaranteed`, `Burstable` or `BestEffort`. Models pkg/apis/core/v1/helper/qos. */
export function qualityOfService({ spec }: Pod): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  const all = hasAny(spec?.resources)
    ? [spec.resources]
    : [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])].map(({ resources }) => resources);
  if (!all.some(hasAny)) return 'BestEffort';
  return all.every(isGuaranteed) ? 'Guaranteed' : 'Burstable';
}

function hasAny(resources: ResourceRequirements | undefined): resources is ResourceRequirements {
  return counted.some((name) => isSet(resources?.requests?.[name]) || isSet(resources?.limits?.[name]));
}

function isGuaranteed(resources: ResourceRequirements | undefined): boolean {
  return counted.every((name) => {
    const limit = resources?.limits?.[name];
    const request = resources?.requests?.[name] ?? limit;
    return isSet(limit) && request !== undefined && compareQuantities(request, limit) === 0;
  });
}

function isSet(quantity: string | undefined): quantity is string {
  return quantity !== undefined && compareQuantities(quantity, '0') > 0;
}
