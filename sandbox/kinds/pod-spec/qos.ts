import { compareQuantities, parseQuantity } from '../../core/quantity.ts';
import type { PodSpec, ResourceRequirements } from '../../schema/types/core-v1.ts';

const counted = ['cpu', 'memory'];

/** The quality-of-service class of a Pod, from its requests and limits of CPU and memory. Models pkg/apis/core/v1/helper/qos. */
export function qosClassOf(spec: PodSpec | undefined): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  if (spec === undefined) return 'BestEffort';
  const all = hasAny(spec.resources)
    ? [spec.resources]
    : [...(spec.containers ?? []), ...(spec.initContainers ?? [])].map(({ resources }) => resources);
  if (!all.some(hasAny)) return 'BestEffort';
  return all.every(isGuaranteed) ? 'Guaranteed' : 'Burstable';
}

const isPositive = (text: string | undefined): boolean => text !== undefined && parseQuantity(text).nanos > 0n;

const hasAny = (resources: ResourceRequirements | undefined): resources is ResourceRequirements =>
  counted.some((name) => isPositive(resources?.requests?.[name]) || isPositive(resources?.limits?.[name]));

function isGuaranteed(resources: ResourceRequirements | undefined): boolean {
  return counted.every((name) => {
    const limit = resources?.limits?.[name];
    const request = resources?.requests?.[name] ?? limit;
    return limit !== undefined && request !== undefined && isPositive(limit) && compareQuantities(request, limit) === 0;
  });
}
