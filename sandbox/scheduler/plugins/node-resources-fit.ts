import { definePlugin, type Rejection } from '../define-plugin.ts';
import { requestsOf, type Amounts } from '../resources.ts';
import type { NodeState } from '../snapshot.ts';

const standard = ['cpu', 'memory', 'ephemeral-storage'];

/** Looks for room for what a Pod requests, and prefers nodes with more of it left. Models pkg/scheduler/framework/plugins/noderesources. */
export const nodeResourcesFit = definePlugin({
  name: 'NodeResourcesFit',
  weight: 1,
  judge: (pod) => {
    const { exact, assumed } = requestsOf(pod);
    return { filter: (node) => lacks(exact, node), score: (feasible) => feasible.map((node) => leastAllocated(assumed, node)) };
  },
  helps: ({ what, change }) => what === 'node' || (what === 'pod' && change.type === 'deleted'),
});

function lacks(wanted: Amounts, { pods, allocatable, requested }: NodeState): Rejection | undefined {
  const reasons: string[] = [];
  let preemptible = true;
  if (pods.length + 1 > (allocatable.get('pods') ?? 0)) reasons.push('Too many pods');
  const others = [...wanted.keys()].filter((name) => !standard.includes(name));
  for (const name of [...standard, ...others]) {
    const amount = wanted.get(name) ?? 0;
    const capacity = allocatable.get(name) ?? 0;
    if (amount === 0 || amount <= capacity - (requested.get(name) ?? 0)) continue;
    reasons.push(`Insufficient ${name}`);
    if (amount > capacity) preemptible = false;
  }
  return reasons.length === 0 ? undefined : { reasons, preemptible };
}

/** How much of CPU and memory stays free, in percent. */
function leastAllocated(wanted: Amounts, { allocatable, assumed }: NodeState): number {
  const scores = ['cpu', 'memory'].flatMap((name) => {
    const capacity = allocatable.get(name) ?? 0;
    if (capacity === 0) return [];
    const used = (assumed.get(name) ?? 0) + (wanted.get(name) ?? 0);
    return [used > capacity ? 0 : Math.trunc(((capacity - used) * 100) / capacity)];
  });
  return scores.length === 0 ? 0 : Math.trunc(scores.reduce((sum, score) => sum + score, 0) / scores.length);
}
