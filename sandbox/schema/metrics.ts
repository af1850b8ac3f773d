import { resourceType } from './resource-type.ts';
import type { Node } from './nodes.ts';
import type { ObjectMeta, Quantity } from './types/meta-v1.ts';

// The types of metrics.k8s.io, which the OpenAPI document of the API server does not hold: metrics-server brings them.

/** What something uses, by resource: `cpu` and `memory`. */
export interface Usage {
  readonly [resource: string]: Quantity;
}

interface Metrics {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  /** When the interval ended of which the figures tell. */
  readonly timestamp: string;
  /** The length of the interval, a Go duration. */
  readonly window: string;
}

export interface PodMetrics extends Metrics {
  readonly containers: readonly { readonly name: string; readonly usage: Usage }[];
}

export interface NodeMetrics extends Metrics {
  readonly usage: Usage;
}

const PACKAGE = 'io.k8s.metrics.pkg.apis.metrics.v1beta1';
const served = { group: 'metrics.k8s.io', version: 'v1beta1' } as const;

export const podMetrics = resourceType<PodMetrics>({
  ...served,
  resource: 'pods',
  kind: 'PodMetrics',
  namespaced: true,
  definition: `${PACKAGE}.PodMetrics`,
});
export const nodeMetrics = resourceType<NodeMetrics>({
  ...served,
  resource: 'nodes',
  kind: 'NodeMetrics',
  namespaced: false,
  definition: `${PACKAGE}.NodeMetrics`,
});

const text: Node = { type: 'string' };
const usage: Node = { type: 'object', values: { ref: 'io.k8s.apimachinery.pkg.api.resource.Quantity' } };
const common: { readonly [name: string]: Node } = {
  apiVersion: text,
  kind: text,
  metadata: { ref: 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' },
  timestamp: { ref: 'io.k8s.apimachinery.pkg.apis.meta.v1.Time' },
  window: { ref: 'io.k8s.apimachinery.pkg.apis.meta.v1.Duration' },
};

/** The structure of these types, as the OpenAPI document would tell it. */
export const metricsNodes: { readonly [definition: string]: Node } = {
  'io.k8s.apimachinery.pkg.apis.meta.v1.Duration': text,
  [`${PACKAGE}.PodMetrics`]: {
    type: 'object',
    props: {
      ...common,
      containers: {
        type: 'array',
        items: { ref: `${PACKAGE}.ContainerMetrics` },
        mergeKey: 'name',
        strategy: 'merge',
      },
    },
  },
  [`${PACKAGE}.ContainerMetrics`]: { type: 'object', props: { name: { type: 'string', default: '' }, usage } },
  [`${PACKAGE}.NodeMetrics`]: { type: 'object', props: { ...common, usage } },
};
