import type { Informer } from '../api/client.ts';
import type { EndpointSlice } from '../schema/types/discovery-v1.ts';

/** Makes EndpointSlices findable by their Service: index `service`, value `namespace/name`. */
export function indexByService(slices: Informer<EndpointSlice>): void {
  slices.addIndex('service', ({ metadata }) => [
    `${metadata.namespace}/${metadata.labels?.['kubernetes.io/service-name'] ?? ''}`,
  ]);
}
