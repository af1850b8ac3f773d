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
import { NodeStates } from './node-states.ts';
import { withPods, type Snapshot, type StorageView } from './snapshot.ts';

/** A Pod that has been promised a node but is not on it yet. */
export interface Claim {
  readonly pod: Pod;
  readonly nodeName: string;
}

/** The cluster as the scheduler sees it. */
export class ClusterView {
  readonly pods: Informer<Pod>;
  readonly nodes: Informer<Node>;
  readonly budgets: Informer<PodDisruptionBudget>;
  readonly storage: StorageView;
  private readonly claims: Informer<PersistentVolumeClaim>;
  private readonly volumes: Informer<PersistentVolume>;
  private readonly classes: Informer<StorageClass>;
  private readonly selectors: PodSelectors;
  private readonly states = new NodeStates();
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
      this.nodes.onChange((change) => this.states.takeNode(change)),
      this.pods.onChange((change) => this.states.takePod(change)),
    ];
  }

  /** Calls back when claims, volumes or storage classes change. */
  onStorage(listener: (change: Change<PersistentVolumeClaim> | Change<PersistentVolume> | Change<StorageClass>) => void): Cancel {
    const cancels = [this.claims.onChange(listener), this.volumes.onChange(listener), this.classes.onChange(listener)];
    return () => cancels.forEach((cancel) => cancel());
  }

  /** What a try to place a Pod looks at; `promised` are Pods that count as if they were on their nodes. Good until the next change. */
  snapshot(promised: readonly Claim[]): Snapshot {
    const plain: Snapshot = {
      nodes: this.states.list(),
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
}
