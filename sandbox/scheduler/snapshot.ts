import type { Selector } from '../core/label-selector.ts';
import type { Node, PersistentVolume, PersistentVolumeClaim, Pod } from '../schema/types/core-v1.ts';
import type { StorageClass } from '../schema/types/storage-v1.ts';
import { addTo, amountsOf, requestsOf, type Amounts } from './resources.ts';

/** A node with the Pods on it, as one try to place a Pod sees it. */
export interface NodeState {
  readonly node: Node;
  readonly name: string;
  readonly pods: readonly Pod[];
  /** Those of them that want others near or far, and those that refuse to have others near. */
  readonly withAffinity: readonly Pod[];
  readonly withRefusals: readonly Pod[];
  readonly allocatable: Amounts;
  /** Sum of all requests on it. */
  readonly requested: Amounts;
  /** The same with the assumptions for what requests nothing. */
  readonly assumed: Amounts;
  /** Bytes of the images that it has, by name. */
  readonly images: ReadonlyMap<string, number>;
}

/** What is known of storage. */
export interface StorageView {
  claim(namespace: string | undefined, name: string): PersistentVolumeClaim | undefined;
  volume(name: string): PersistentVolume | undefined;
  readonly volumes: readonly PersistentVolume[];
  storageClass(name: string): StorageClass | undefined;
}

export interface Snapshot {
  readonly nodes: readonly NodeState[];
  /** Labels of a namespace, for selectors of namespaces. */
  namespaceLabels(name: string): { readonly [key: string]: string };
  /** What selects this Pod and its like: its Services and its owner. Empty when nothing does. */
  selectorOf(pod: Pod): Selector;
  readonly storage: StorageView;
}

/** Whether a Pod takes room on its node. */
export function occupies({ spec, status }: Pod): boolean {
  return Boolean(spec.nodeName) && status.phase !== 'Succeeded' && status.phase !== 'Failed';
}

export function nodeState(node: Node, pods: readonly Pod[]): NodeState {
  const requested = new Map<string, number>();
  const assumed = new Map<string, number>();
  for (const pod of pods) {
    const requests = requestsOf(pod);
    addTo(requested, requests.exact);
    addTo(assumed, requests.assumed);
  }
  const allocatable = amountsOf(node.status.allocatable as { readonly [resource: string]: string | number } | undefined);
  const withAffinity = pods.filter(
    ({ spec }) => spec.affinity?.podAffinity !== undefined || spec.affinity?.podAntiAffinity !== undefined,
  );
  const withRefusals = withAffinity.filter(
    ({ spec }) => (spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).length > 0,
  );
  return {
    node,
    name: node.metadata.name,
    pods,
    withAffinity,
    withRefusals,
    allocatable,
    requested,
    assumed,
    images: imagesOf(node),
  };
}

const knownImages = new WeakMap<object, ReadonlyMap<string, number>>();
const noImages: ReadonlyMap<string, number> = new Map();

function imagesOf({ status }: Node): ReadonlyMap<string, number> {
  const { images } = status;
  if (images === undefined) return noImages;
  const known = knownImages.get(images);
  if (known !== undefined) return known;
  const made = new Map(images.flatMap(({ names = [], sizeBytes = 0 }) => names.map((name) => [name, sizeBytes] as const)));
  knownImages.set(images, made);
  return made;
}

/** The same cluster with other Pods on one of its nodes. */
export function withPods(cluster: Snapshot, { name, node }: NodeState, pods: readonly Pod[]): Snapshot {
  const changed = nodeState(node, pods);
  return { ...cluster, nodes: cluster.nodes.map((state) => (state.name === name ? changed : state)) };
}
