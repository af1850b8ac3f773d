import { definePlugin, type Rejection } from '../define-plugin.ts';
import type { NodeState, Snapshot } from '../snapshot.ts';
import { matches } from '../../core/label-selector.ts';
import type { Pod, PodAffinityTerm, WeightedPodAffinityTerm } from '../../schema/types/core-v1.ts';

/** How much a required term of a Pod that runs already counts in scoring. */
const REQUIRED_WEIGHT = 1;

/** Keeps Pods together or apart within a topology domain. Models pkg/scheduler/framework/plugins/interpodaffinity. */
export const interPodAffinity = definePlugin({
  name: 'InterPodAffinity',
  weight: 2,
  judge: (pod, cluster) => ({ filter: filterFor(pod, cluster), score: (feasible) => scores(pod, cluster, feasible) }),
  helps: ({ what }) => what === 'node' || what === 'pod',
});

/** Numbers by topology domain: label and value. */
class Domains {
  readonly counts = new Map<string, number>();

  add({ topologyKey }: PodAffinityTerm, { node }: NodeState, amount: number): void {
    const value = node.metadata.labels?.[topologyKey];
    if (value === undefined) return;
    const key = domain(topologyKey, value);
    this.counts.set(key, (this.counts.get(key) ?? 0) + amount);
  }

  has({ topologyKey }: PodAffinityTerm, { node }: NodeState): boolean {
    const value = node.metadata.labels?.[topologyKey];
    return value !== undefined && (this.counts.get(domain(topologyKey, value)) ?? 0) > 0;
  }

  /** What the domains that a node is in add up to. */
  sum({ node }: NodeState): number {
    return Object.entries(node.metadata.labels ?? {}).reduce(
      (total, [key, value]) => total + (this.counts.get(domain(key, value)) ?? 0),
      0,
    );
  }
}

function domain(key: string, value: string): string {
  return `${key}=${value}`;
}

function filterFor(pod: Pod, cluster: Snapshot): ((node: NodeState) => Rejection | undefined) | undefined {
  const affinity = pod.spec.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  const antiAffinity = pod.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  const wanted = new Domains();
  const shunned = new Domains();
  const closed = new Domains();
  for (const node of cluster.nodes) {
    for (const other of affinity.length + antiAffinity.length > 0 ? node.pods : node.withRefusals) {
      if (affinity.length > 0 && affinity.every((term) => concerns(term, pod, other, cluster))) {
        for (const term of affinity) wanted.add(term, node, 1);
      }
      for (const term of antiAffinity) if (concerns(term, pod, other, cluster)) shunned.add(term, node, 1);
      for (const term of other.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []) {
        if (concerns(term, other, pod, cluster)) closed.add(term, node, 1);
      }
    }
  }
  if (affinity.length === 0 && antiAffinity.length === 0 && closed.counts.size === 0) return undefined;
  // The first of a group that wants to be together has nobody to go to yet.
  const isFirst = wanted.counts.size === 0 && affinity.every((term) => concerns(term, pod, pod, cluster));
  return (node) => {
    const complete = affinity.every(({ topologyKey }) => node.node.metadata.labels?.[topologyKey] !== undefined);
    if (!complete || !(isFirst || affinity.every((term) => wanted.has(term, node)))) {
      return { reasons: ["node(s) didn't match pod affinity rules"], preemptible: false };
    }
    if (antiAffinity.some((term) => shunned.has(term, node))) {
      return { reasons: ["node(s) didn't match pod anti-affinity rules"], preemptible: true };
    }
    return closed.sum(node) > 0
      ? { reasons: ["node(s) didn't satisfy existing pods anti-affinity rules"], preemptible: true }
      : undefined;
  };
}

function scores(pod: Pod, cluster: Snapshot, feasible: readonly NodeState[]): readonly number[] | undefined {
  const liking = new Domains();
  const own = preferences(pod);
  const isIndifferent = own.near.length + own.apart.length === 0;
  for (const node of cluster.nodes) {
    for (const other of isIndifferent ? node.withAffinity : node.pods) {
      const theirs = preferences(other);
      const required = other.spec.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
      const count = (terms: readonly WeightedPodAffinityTerm[], from: Pod, to: Pod, sign: number): void => {
        for (const { podAffinityTerm, weight } of terms) {
          if (concerns(podAffinityTerm, from, to, cluster)) liking.add(podAffinityTerm, node, weight * sign);
        }
      };
      count(own.near, pod, other, 1);
      count(own.apart, pod, other, -1);
      for (const term of required) if (concerns(term, other, pod, cluster)) liking.add(term, node, REQUIRED_WEIGHT);
      count(theirs.near, other, pod, 1);
      count(theirs.apart, other, pod, -1);
    }
  }
  if (liking.counts.size === 0) return undefined;
  const sums = feasible.map((node) => liking.sum(node));
  const [least, most] = [Math.min(...sums), Math.max(...sums)];
  return sums.map((sum) => (most > least ? Math.trunc(100 * ((sum - least) / (most - least))) : 0));
}

function preferences({ spec }: Pod): {
  readonly near: readonly WeightedPodAffinityTerm[];
  readonly apart: readonly WeightedPodAffinityTerm[];
} {
  return {
    near: spec.affinity?.podAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [],
    apart: spec.affinity?.podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [],
  };
}

/** Whether a term of `from` speaks of `to`: by namespace and by labels. */
function concerns(term: PodAffinityTerm, from: Pod, to: Pod, cluster: Snapshot): boolean {
  const { namespaces = [], namespaceSelector, labelSelector } = term;
  const namespace = to.metadata.namespace ?? '';
  const inNamespace =
    namespaces.length === 0 && namespaceSelector === undefined
      ? namespace === from.metadata.namespace
      : namespaces.includes(namespace) || matches(namespaceSelector, cluster.namespaceLabels(namespace));
  return inNamespace && matches(labelSelector, to.metadata.labels) && sharesKeys(term, from, to);
}

/** Whether `to` has the values of `from` for the keys that must match, and others for those that must not. */
function sharesKeys({ matchLabelKeys = [], mismatchLabelKeys = [] }: PodAffinityTerm, from: Pod, to: Pod): boolean {
  const own = (key: string): string | undefined => from.metadata.labels?.[key];
  const same = (key: string): boolean => to.metadata.labels?.[key] === own(key);
  return (
    matchLabelKeys.every((key) => own(key) === undefined || same(key)) &&
    mismatchLabelKeys.every((key) => own(key) === undefined || !same(key))
  );
}
