import { definePlugin, type Rejection } from '../define-plugin.ts';
import { requestsOf, type Amounts } from '../resources.ts';
import type { NodeState } from '../snapshot.ts';

const standard = ['cpu', 'memory', 'ephemeral-storage'];
const scored = ['cpu', 'memory'];

/** Looks for room for what a Pod requests, and prefers nodes with more of it left. Models pkg/scheduler/framework/plugins/noderesources. */
export const nodeResourcesFit = definePlugin({
  name: 'NodeResourcesFit',
  weight: 1,
  judge: (pod) => {
    const { exact, assumed } = requestsOf(pod);
    const wanted = [...exact.keys()].filter((name) => exact.get(name) !== 0);
    const names = [...standard.filter((name) => wanted.includes(name)), ...wanted.filter((name) => !standard.includes(name))];
    return {
      filter: (node) => lacks(exact, names, node),
      score: (feasible) => feasible.map((node) => leastAllocated(assumed, node)),
    };
  },
  helps: ({ what, change }) => what === 'node' || (what === 'pod' && change.type === 'deleted'),
});

function lacks(wanted: Amounts, names: readonly string[], { pods, allocatable, requested }: NodeState): Rejection | undefined {
  const reasons: string[] = [];
  let preemptible = true;
  if (pods.length + 1 > (allocatable.get('pods') ?? 0)) reasons.push('Too many pods');
  for (const name of names) {
    const amount = wanted.get(name) ?? 0;
    const capacity = allocatable.get(name) ?? 0;
    if (amount <= capacity - (requested.get(name) ?? 0)) continue;
    reasons.push(`Insufficient ${name}`);
    if (amount > capacity) preemptible = false;
  }
  return reasons.length === 0 ? undefined : { reasons, preemptible };
}

/** How much of CPU and memory stays free, in percent. */
function leastAllocated(wanted: Amounts, { allocatable, assumed }: NodeState): number {
  let sum = 0;
  let count = 0;
  for (const name of scored) {
    const capacity = allocatable.get(name) ?? 0;
    if (capacity === 0) continue;
    count++;
    const used = (assumed.get(name) ?? 0) + (wanted.get(name) ?? 0);
    if (used <= capacity) sum += Math.trunc(((capacity - used) * 100) / capacity);
  }
  return count === 0 ? 0 : Math.trunc(sum / count);
}
