import type { Change, KubeObject } from '../api/client.ts';
import type { Node, Pod } from '../schema/types/core-v1.ts';
import type { NodeState, Snapshot } from './snapshot.ts';

/** Why a node will not do. */
export interface Rejection {
  /** As they stand in the message after the number of nodes, e.g. `Insufficient cpu`. */
  readonly reasons: readonly string[];
  /** Whether the node would do if some of its Pods were gone: whether preemption may help. */
  readonly preemptible: boolean;
}

/** What a plug-in has to say about one Pod. */
export interface Judgement {
  /** Refuses all nodes at once. */
  readonly refusal?: { readonly message: string; readonly preemptible: boolean };
  /** The only nodes that come into question, by name; all when absent. */
  readonly candidates?: ReadonlySet<string>;
  /** Nothing for a node that will do. */
  filter?(node: NodeState): Rejection | undefined;
  /** A number from 0 to 100 for each node, in order; undefined when all are alike to this plug-in. */
  score?(feasible: readonly NodeState[]): readonly number[] | undefined;
}

/** A change in the cluster that may help a Pod that found no node. */
export type ClusterChange =
  | { readonly what: 'node'; readonly change: Change<Node> }
  | { readonly what: 'pod'; readonly change: Change<Pod> }
  | { readonly what: 'other'; readonly change: Change<KubeObject> };

/** Models the extension points PreFilter, Filter, PreScore and Score of k8s.io/kube-scheduler/framework. */
export interface SchedulerPlugin {
  readonly name: string;
  /** How much its scores count. */
  readonly weight?: number;
  /** Called once for each try to place a Pod, and again for each set of Pods that preemption imagines to be gone. */
  judge(pod: Pod, cluster: Snapshot): Judgement;
  /** Whether a change may help a Pod that this plug-in rejected. */
  helps?(change: ClusterChange, pod: Pod): boolean;
}

/** Makes a scheduler plug-in: one file in `plugins/` and one line in its `index.ts`. */
export function definePlugin(plugin: SchedulerPlugin): SchedulerPlugin {
  return plugin;
}

/** Scores on a scale up to 100, the highest being 100; `reverse` makes the lowest the best. Models DefaultNormalizeScore. */
export function normalized(scores: readonly number[], reverse = false): readonly number[] {
  const highest = Math.max(0, ...scores);
  if (highest === 0) return reverse ? scores.map(() => 100) : scores;
  return scores.map((score) => {
    const share = Math.trunc((100 * score) / highest);
    return reverse ? 100 - share : share;
  });
}
