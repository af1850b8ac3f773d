import type { Change, ComponentClient, Informer } from '../api/client.ts';
import type { Cancel } from '../core/clock.ts';
import {
  namespaces,
  nodes,
  persistentVolumeClaims,
  persistentVolumes,
  podDisruptionBudgets,
  pods,
  storageClasses,
} from '../schema/resources.ts';
import type { Node, PersistentVolume, PersistentVolumeClaim, Pod } from '../schema/types/core-v1.ts';
import type { PodDisruptionBudget } from '../schema/types/policy-v1.ts';
import type { StorageClass } from '../schema/types/storage-v1.ts';
import { PodSelectors } from './pod-selectors.ts';
import { nodeState, occupies, withPods, type NodeState, type Snapshot, type StorageView } from './snapshot.ts';

/** A Pod that has been promised a node but is not on it yet. */
export interface Claim {
  readonly pod: Pod;
  readonly nodeName: string;
}

/**
 * The cluster as the scheduler sees it: nodes with the Pods on them, kept up to date change by change, so that one try to place a
 * Pod does not look at all the others. Models pkg/scheduler/backend/cache.
 */
export class ClusterView {
  readonly pods: Informer<Pod>;
  readonly nodes: Informer<Node>;
  readonly budgets: Informer<PodDisruptionBudget>;
  readonly storage: StorageView;
  private readonly claims: Informer<PersistentVolumeClaim>;
  private readonly volumes: Informer<PersistentVolume>;
  private readonly classes: Informer<StorageClass>;
  private readonly selectors: PodSelectors;
  private readonly podsOn = new Map<string, Map<string, Pod>>();
  private readonly states = new Map<string, NodeState>();
  private readonly outdated = new Set<string>();
  private list: readonly NodeState[] = [];
  private readonly subscriptions: Cancel[];
  private readonly namespaceLabels: Snapshot['namespaceLabels'];

  constructor(client: ComponentClient) {
    this.pods = client.informer(pods);
    this.nodes = client.informer(nodes);
    this.budgets = client.informer(podDisruptionBudgets);
    this.claims = client.informer(persistentVolumeClaims);
    this.volumes = client.informer(persistentVolumes);
    this.classes = client.informer(storageClasses);
    this.selectors = new PodSelectors(client);
    const namespaceInformer = client.informer(namespaces);
    this.namespaceLabels = (name) => namespaceInformer.get({ name })?.metadata.labels ?? {};
    const { claims, volumes, classes } = this;
    this.storage = {
      claim: (namespace, name) => claims.get({ name, ...(namespace === undefined ? {} : { namespace }) }),
      volume: (name) => volumes.get({ name }),
      get volumes() {
        return volumes.list();
      },
      storageClass: (name) => classes.get({ name }),
    };
    this.subscriptions = [
      this.nodes.onChange(({ object }) => this.outdated.add(object.metadata.name)),
      this.pods.onChange((change) => this.takePod(change)),
    ];
  }

  /** Calls back when claims, volumes or storage classes change. */
  onStorage(listener: (change: Change<PersistentVolumeClaim> | Change<PersistentVolume> | Change<StorageClass>) => void): Cancel {
    const cancels = [this.claims.onChange(listener), this.volumes.onChange(listener), this.classes.onChange(listener)];
    return () => cancels.forEach((cancel) => cancel());
  }

  /** What a try to place a Pod looks at; `promised` are Pods that count as if they were on their nodes. Good until the next change. */
  snapshot(promised: readonly Claim[]): Snapshot {
    this.refresh();
    const plain: Snapshot = {
      nodes: this.list,
      namespaceLabels: this.namespaceLabels,
      selectorOf: (pod) => this.selectors.of(pod),
      storage: this.storage,
    };
    return promised.reduce((snapshot, { pod, nodeName }) => {
      const state = snapshot.nodes.find(({ name }) => name === nodeName);
      const there = { ...pod, spec: { ...pod.spec, nodeName } };
      return state === undefined ? snapshot : withPods(snapshot, state, [...state.pods, there]);
    }, plain);
  }

  stop(): void {
    for (const cancel of this.subscriptions) cancel();
  }

  private takePod({ type, object, ...rest }: Change<Pod>): void {
    const old = 'old' in rest ? rest.old : undefined;
    const { uid } = object.metadata;
    const before = old?.spec.nodeName;
    const { nodeName } = object.spec;
    if (old !== undefined && nodeName && looksAlike(old, object) && this.podsOn.get(nodeName)?.has(uid) === true) return;
    if (before) this.remove(before, uid);
    if (!nodeName) return;
    if (type === 'deleted' || !occupies(object)) {
      this.remove(nodeName, uid);
      return;
    }
    const there = this.podsOn.get(nodeName) ?? new Map<string, Pod>();
    this.podsOn.set(nodeName, there.set(uid, object));
    this.outdated.add(nodeName);
  }

  private remove(nodeName: string, uid: string): void {
    if (this.podsOn.get(nodeName)?.delete(uid)) this.outdated.add(nodeName);
  }

  private refresh(): void {
    if (this.outdated.size === 0) return;
    for (const name of this.outdated) {
      const node = this.nodes.get({ name });
      if (node === undefined) this.states.delete(name);
      else this.states.set(name, nodeState(node, [...(this.podsOn.get(name)?.values() ?? [])]));
    }
    this.outdated.clear();
    this.list = [...this.states.values()];
  }
}

/** Whether a change of a Pod is none to the scheduler: most are reports of how its containers fare. */
function looksAlike(old: Pod, pod: Pod): boolean {
  return (
    old.spec === pod.spec &&
    old.metadata.labels === pod.metadata.labels &&
    old.metadata.deletionTimestamp === pod.metadata.deletionTimestamp &&
    old.status.startTime === pod.status.startTime &&
    occupies(old) === occupies(pod)
  );
}
