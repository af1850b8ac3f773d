import { definePlugin } from '../define-plugin.ts';
import { meetsRequiredAffinity, wantsCertainNodes } from '../../core/node-terms.ts';
import type { NodeState, Snapshot } from '../snapshot.ts';
import { requirementsOf, selectorMatches, type Selector } from '../../core/label-selector.ts';
import { toleratesTaint } from '../../core/toleration.ts';
import type { Node, Pod, TopologySpreadConstraint } from '../../schema/types/core-v1.ts';

const HOSTNAME = 'kubernetes.io/hostname';
const ZONE = 'topology.kubernetes.io/zone';
const UNEVEN = "node(s) didn't match pod topology spread constraints";

interface Constraint {
  readonly key: string;
  readonly maxSkew: number;
  readonly minDomains: number;
  readonly selector: Selector;
  /** Names what is counted: the selector, in the Pod's namespace. */
  readonly counts: string;
  readonly honorsAffinity: boolean;
  readonly honorsTaints: boolean;
}

/** Spreads Pods evenly over domains. Models pkg/scheduler/framework/plugins/podtopologyspread. */
export const podTopologySpread = definePlugin({
  name: 'PodTopologySpread',
  weight: 2,
  judge: (pod, cluster) => {
    const required = constraintsOf(pod, 'DoNotSchedule');
    const counts = required.map((constraint) => countByDomain(pod, cluster, constraint, required));
    return {
      ...(required.length === 0
        ? {}
        : {
            filter: ({ node }: NodeState) => {
              for (const [index, constraint] of required.entries()) {
                const value = node.metadata.labels?.[constraint.key];
                if (value === undefined) return { reasons: [`${UNEVEN} (missing required label)`], preemptible: false };
                const domains = counts[index] ?? new Map<string, number>();
                const fewest = domains.size < constraint.minDomains ? 0 : Math.min(...domains.values());
                const self = selectorMatches(constraint.selector, pod.metadata.labels) ? 1 : 0;
                if ((domains.get(value) ?? 0) + self - fewest > constraint.maxSkew) {
                  return { reasons: [UNEVEN], preemptible: true };
                }
              }
              return undefined;
            },
          }),
      score: (feasible) => scores(pod, cluster, feasible),
    };
  },
  helps: ({ what }) => what === 'node' || what === 'pod',
});

function constraintsOf({ spec, metadata }: Pod, action: string): readonly Constraint[] {
  return (spec.topologySpreadConstraints ?? [])
    .filter(({ whenUnsatisfiable }) => whenUnsatisfiable === action)
    .map((constraint) => constraintOf(constraint, metadata));
}

function constraintOf(constraint: TopologySpreadConstraint, { namespace, labels = {} }: Pod['metadata']): Constraint {
  const byKey = (constraint.matchLabelKeys ?? []).flatMap((key) =>
    labels[key] === undefined ? [] : [[key, labels[key]] as const],
  );
  // No selector at all selects nothing, whatever the keys.
  const nothing: Selector = [{ key: 'none', operator: 'in', values: [] }];
  const selector = constraint.labelSelector
    ? [...requirementsOf(constraint.labelSelector), ...requirementsOf({ matchLabels: Object.fromEntries(byKey) })]
    : nothing;
  return {
    key: constraint.topologyKey,
    maxSkew: constraint.maxSkew,
    minDomains: constraint.minDomains ?? 1,
    selector,
    counts: countsOf(namespace, selector),
    honorsAffinity: constraint.nodeAffinityPolicy !== 'Ignore',
    honorsTaints: constraint.nodeTaintsPolicy === 'Honor',
  };
}

/** Without constraints of its own a Pod is spread with its like, over nodes and, less strictly, over zones. */
function preferredConstraints(pod: Pod, cluster: Snapshot): readonly Constraint[] {
  if ((pod.spec.topologySpreadConstraints ?? []).length > 0) return constraintsOf(pod, 'ScheduleAnyway');
  const selector = cluster.selectorOf(pod);
  if (selector.length === 0) return [];
  const counts = countsOf(pod.metadata.namespace, selector);
  const common = { minDomains: 1, selector, counts, honorsAffinity: true, honorsTaints: false };
  return [
    { ...common, key: HOSTNAME, maxSkew: 3 },
    { ...common, key: ZONE, maxSkew: 5 },
  ];
}

function countsOf(namespace: string | undefined, selector: Selector): string {
  return `${namespace ?? ''} ${JSON.stringify(selector)}`;
}

function countByDomain(
  pod: Pod,
  cluster: Snapshot,
  constraint: Constraint,
  all: readonly Constraint[],
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const state of cluster.nodes) {
    if (!hasAllKeys(state.node, all) || !isCounted(constraint, pod, state.node)) continue;
    const value = state.node.metadata.labels?.[constraint.key] ?? '';
    counts.set(value, (counts.get(value) ?? 0) + matching(state, constraint, pod));
  }
  return counts;
}

function hasAllKeys({ metadata }: Node, constraints: readonly Constraint[]): boolean {
  return constraints.every(({ key }) => metadata.labels?.[key] !== undefined);
}

/** Whether a node is one of those over which the Pods are spread. */
function isCounted({ honorsAffinity, honorsTaints }: Constraint, pod: Pod, node: Node): boolean {
  if (honorsAffinity && wantsCertainNodes(pod) && !meetsRequiredAffinity(pod, node)) return false;
  if (!honorsTaints) return true;
  const taints = (node.spec.taints ?? []).filter(({ effect }) => effect === 'NoSchedule' || effect === 'NoExecute');
  return taints.every((taint) => toleratesTaint(pod.spec.tolerations, taint));
}

/** What was counted on a node, by namespace and selector: it holds for as long as the node's state does. */
const counted = new WeakMap<NodeState, Map<string, number>>();

function matching(state: NodeState, { selector, counts: key }: Constraint, { metadata }: Pod): number {
  if (selector.length === 0 || state.pods.length === 0) return 0;
  const known = counted.get(state) ?? new Map<string, number>();
  counted.set(state, known);
  const before = known.get(key);
  if (before !== undefined) return before;
  const count = state.pods.filter(
    (other) =>
      other.metadata.deletionTimestamp === undefined &&
      other.metadata.namespace === metadata.namespace &&
      selectorMatches(selector, other.metadata.labels),
  ).length;
  known.set(key, count);
  return count;
}

function scores(pod: Pod, cluster: Snapshot, feasible: readonly NodeState[]): readonly number[] | undefined {
  const constraints = preferredConstraints(pod, cluster);
  if (constraints.length === 0) return undefined;
  // Nodes that lack a label of an explicit constraint are left out; the default ones just skip it.
  const strict = (pod.spec.topologySpreadConstraints ?? []).length > 0;
  const considered = feasible.filter(({ node }) => !strict || hasAllKeys(node, constraints));
  const measures = constraints.map((constraint) => {
    const valueOf = ({ node }: NodeState): string => node.metadata.labels?.[constraint.key] ?? '';
    const values = new Set(considered.map(valueOf));
    const size = constraint.key === HOSTNAME ? considered.length : values.size;
    // A host is counted for itself, and a label that no node has counts nothing.
    const isCountless = constraint.key === HOSTNAME || (values.size === 1 && values.has(''));
    const counts = new Map<string, number>();
    for (const state of isCountless ? [] : cluster.nodes) {
      if ((strict && !hasAllKeys(state.node, constraints)) || !isCounted(constraint, pod, state.node)) continue;
      const value = valueOf(state);
      if (values.has(value)) counts.set(value, (counts.get(value) ?? 0) + matching(state, constraint, pod));
    }
    const weight = Math.log(size + 2);
    const isLabelled = ({ node }: NodeState): boolean => node.metadata.labels?.[constraint.key] !== undefined;
    if (isCountless && constraint.key !== HOSTNAME && !considered.some(isLabelled)) return () => 0;
    return (state: NodeState): number => {
      if (!isLabelled(state)) return 0;
      const count = constraint.key === HOSTNAME ? matching(state, constraint, pod) : (counts.get(valueOf(state)) ?? 0);
      return count * weight + (constraint.maxSkew - 1);
    };
  });
  let [least, most] = [Infinity, 0];
  const raw = feasible.map((state) => {
    if (strict && !hasAllKeys(state.node, constraints)) return undefined;
    let sum = 0;
    for (const measure of measures) sum += measure(state);
    const score = Math.round(sum);
    least = Math.min(least, score);
    most = Math.max(most, score);
    return score;
  });
  return raw.map((score) => {
    if (score === undefined) return 0;
    return most === 0 ? 100 : Math.trunc((100 * (most + least - score)) / most);
  });
}
