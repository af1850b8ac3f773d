import { definePlugin } from '../define-plugin.ts';
import { requestsOf } from '../resources.ts';

/**
 * Prefers nodes on which CPU and memory will be used up evenly. Models
 * pkg/scheduler/framework/plugins/noderesources/balanced_allocation.go.
 */
export const nodeResourcesBalancedAllocation = definePlugin({
  name: 'NodeResourcesBalancedAllocation',
  weight: 1,
  judge: (pod) => {
    const wanted = ['cpu', 'memory'].map((name) => requestsOf(pod).exact.get(name) ?? 0);
    if (wanted.every((amount) => amount === 0)) return {};
    return {
      score: (feasible) =>
        feasible.map(({ allocatable, requested }) => {
          const capacity = ['cpu', 'memory'].map((name) => allocatable.get(name) ?? 0);
          const before = ['cpu', 'memory'].map((name) => requested.get(name) ?? 0);
          const after = before.map((amount, index) => amount + (wanted[index] ?? 0));
          // Half is for how even it will be, half for how much better than before.
          return 50 + Math.trunc((50 + evenness(after, capacity) - evenness(before, capacity)) / 2);
        }),
    };
  },
});

/** 100 when all resources are used to the same degree. */
function evenness(used: readonly number[], capacity: readonly number[]): number {
  const fractions = used.flatMap((amount, index) => {
    const total = capacity[index] ?? 0;
    return total === 0 ? [] : [Math.min(1, amount / total)];
  });
  const [first, second] = fractions;
  const deviation = first === undefined || second === undefined ? 0 : Math.abs((first - second) / 2);
  return Math.trunc((1 - deviation) * 100);
}
