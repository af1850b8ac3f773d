import type { Change } from '../api/client.ts';
import type { Node, Pod } from '../schema/types/core-v1.ts';
import { nodeState, occupies, type NodeState } from './snapshot.ts';

/**
 * Nodes with the Pods on them, kept up to date change by change, so that one try to place a Pod does not look at all the others.
 * Models pkg/scheduler/backend/cache.
 */
export class NodeStates {
  private readonly nodes = new Map<string, Node>();
  private readonly podsOn = new Map<string, Map<string, Pod>>();
  private readonly states = new Map<string, NodeState>();
  private readonly outdated = new Set<string>();
  private listed: readonly NodeState[] = [];

  takeNode({ type, object }: Change<Node>): void {
    const { name } = object.metadata;
    if (type === 'deleted') this.nodes.delete(name);
    else this.nodes.set(name, object);
    this.outdated.add(name);
  }

  takePod({ type, object, ...rest }: Change<Pod>): void {
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

  /** As they are now; a node that did not change is the same value as before. */
  list(): readonly NodeState[] {
    if (this.outdated.size === 0) return this.listed;
    for (const name of this.outdated) {
      const node = this.nodes.get(name);
      if (node === undefined) this.states.delete(name);
      else this.states.set(name, nodeState(node, [...(this.podsOn.get(name)?.values() ?? [])]));
    }
    this.outdated.clear();
    this.listed = [...this.states.values()];
    return this.listed;
  }

  private remove(nodeName: string, uid: string): void {
    if (this.podsOn.get(nodeName)?.delete(uid)) this.outdated.add(nodeName);
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
