import { kubernetesAdmin } from '../../sandbox/api/index.ts';
import type { KubeObject } from '../../sandbox/api/client.ts';
import type { Cluster } from '../../sandbox/index.ts';
import { daemonSets, deployments, nodes, pods, replicaSets, statefulSets } from '../../sandbox/schema/resources.ts';
import type { Pod } from '../../sandbox/schema/types/core-v1.ts';

const INDEX = 'apps.kubernetes.io/pod-index';
const NAMESPACE = 'default';
/** Objects that change for as long as a cluster runs. */
const restless = new Set(['Lease', 'Node', 'Event']);

const ownerOf = ({ metadata }: KubeObject) => metadata.ownerReferences?.find(({ controller }) => controller);
const isActive = ({ metadata, status }: Pod): boolean =>
  metadata.deletionTimestamp === undefined && status?.phase !== 'Failed' && status?.phase !== 'Succeeded';
const isReady = ({ status }: Pod): boolean =>
  (status?.conditions ?? []).some(({ type, status: state }) => type === 'Ready' && state === 'True');

/** What must be true of workloads, whatever happens to them. Each method returns what is not. */
export class Invariants {
  readonly admin;
  /** The largest size that each Deployment has had. */
  private readonly largest = new Map<string, number>();

  constructor(private readonly cluster: Cluster) {
    this.admin = cluster.api.componentClient(kubernetesAdmin);
  }

  /** At every moment. */
  always(): readonly string[] {
    return [...this.tooMany(), ...this.twins()];
  }

  /** Once nothing happens any more. */
  atRest(): readonly string[] {
    return [...this.unreached(), ...this.orphans()];
  }

  /** Never more than maxSurge above what was asked for. */
  private *tooMany(): Generator<string> {
    const all = this.admin.list(pods, NAMESPACE).filter(isActive);
    const sets = this.admin.list(replicaSets, NAMESPACE);
    for (const { metadata, spec } of this.admin.list(deployments, NAMESPACE)) {
      const size = Math.max(this.largest.get(metadata.name) ?? 0, spec?.replicas ?? 0);
      this.largest.set(metadata.name, size);
      const own = new Set(sets.filter((set) => ownerOf(set)?.uid === metadata.uid).map((set) => set.metadata.uid));
      const count = all.filter((pod) => own.has(ownerOf(pod)?.uid ?? '')).length;
      const surge = Number(spec?.strategy?.rollingUpdate?.maxSurge ?? 0);
      if (count > size + surge) yield `${metadata.name} has ${count} Pods, at most ${size + surge} allowed`;
    }
  }

  /** At most one Pod for each ordinal of a StatefulSet. */
  private *twins(): Generator<string> {
    const seen = new Set<string>();
    for (const pod of this.admin.list(pods, NAMESPACE)) {
      const index = pod.metadata.labels?.[INDEX];
      const owner = ownerOf(pod);
      if (index === undefined || owner?.kind !== 'StatefulSet') continue;
      const ordinal = `${owner.uid} ${index}`;
      if (seen.has(ordinal)) yield `${owner.name} has two Pods of ordinal ${index}`;
      seen.add(ordinal);
    }
  }

  private *unreached(): Generator<string> {
    const all = this.admin.list(pods, NAMESPACE).filter(isActive);
    const ready = (owners: ReadonlySet<string>): readonly string[] =>
      all.filter((pod) => owners.has(ownerOf(pod)?.uid ?? '') && isReady(pod)).map(({ metadata }) => metadata.name);
    const sets = this.admin.list(replicaSets, NAMESPACE);
    for (const { metadata, spec } of this.admin.list(deployments, NAMESPACE)) {
      const own = new Set(sets.filter((set) => ownerOf(set)?.uid === metadata.uid).map((set) => set.metadata.uid));
      const count = ready(own).length;
      if (count !== spec?.replicas) yield `${metadata.name} has ${count} Pods Ready of ${spec?.replicas ?? 0}`;
    }
    for (const { metadata, spec } of this.admin.list(statefulSets, NAMESPACE)) {
      const names = ready(new Set([metadata.uid]))
        .toSorted()
        .join(' ');
      const wanted = Array.from({ length: spec?.replicas ?? 0 }, (_, index) => `${metadata.name}-${index}`).join(' ');
      if (names !== wanted) yield `${metadata.name} has [${names}] Ready, not [${wanted}]`;
    }
    const workers = this.admin.list(nodes).filter(({ spec }) => (spec?.taints ?? []).length === 0).length;
    for (const { metadata } of this.admin.list(daemonSets, NAMESPACE)) {
      const count = ready(new Set([metadata.uid])).length;
      if (count !== workers) yield `${metadata.name} has ${count} Pods Ready on ${workers} nodes`;
    }
  }

  /** Nothing outlives its owner. */
  private *orphans(): Generator<string> {
    const all = [
      ...this.admin.list(deployments, NAMESPACE),
      ...this.admin.list(replicaSets, NAMESPACE),
      ...this.admin.list(statefulSets, NAMESPACE),
      ...this.admin.list(daemonSets, NAMESPACE),
      ...this.admin.list(pods, NAMESPACE),
    ] as readonly KubeObject[];
    const there = new Set(all.map(({ metadata }) => metadata.uid));
    for (const object of all) {
      const owner = ownerOf(object);
      if (owner !== undefined && !there.has(owner.uid)) yield `${object.metadata.name} has outlived ${owner.kind} ${owner.name}`;
    }
  }

  /** Whether writes go on though nothing happens: controllers that never come to an end. */
  async restless(milliseconds: number): Promise<readonly string[]> {
    const before = this.lasting();
    await this.cluster.clock.advance(milliseconds);
    const after = this.lasting();
    return [...after].flatMap(([name, revision]) => (before.get(name) === revision ? [] : [`${name} was written again`]));
  }

  private lasting(): ReadonlyMap<string, string> {
    return new Map(
      this.cluster.dump().flatMap((object) => {
        const { kind, metadata } = object as unknown as KubeObject;
        return restless.has(kind) ? [] : [[`${kind} ${metadata.namespace ?? ''}/${metadata.name}`, metadata.resourceVersion]];
      }),
    );
  }
}
