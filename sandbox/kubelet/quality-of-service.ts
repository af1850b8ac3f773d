import { compareQuantities } from '../core/quantity.ts';
import type { Pod } from '../schema/types/core-v1.ts';

const counted = ['cpu', 'memory'];

/** `Guaranteed`, `Burstable` or `BestEffort`. Models pkg/apis/core/v1/helper/qos. */
export function qualityOfService(pod: Pod): string {
  const containers = [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])];
  let any = false;
  let guaranteed = true;
  for (const { resources } of containers) {
    for (const name of counted) {
      const request = resources?.requests?.[name];
      const limit = resources?.limits?.[name];
      if (isSet(request) || isSet(limit)) any = true;
      if (!isSet(limit) || (request !== undefined && limit !== undefined && compareQuantities(request, limit) !== 0))
        guaranteed = false;
    }
  }
  if (!any) return 'BestEffort';
  return guaranteed ? 'Guaranteed' : 'Burstable';
}

function isSet(quantity: string | undefined): boolean {
  return quantity !== undefined && compareQuantities(quantity, '0') > 0;
}
