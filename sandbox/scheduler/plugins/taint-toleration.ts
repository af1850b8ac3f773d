import { definePlugin, normalized } from '../define-plugin.ts';
import type { NodeState } from '../snapshot.ts';
import { toleratesTaint } from '../../core/toleration.ts';

/** Keeps Pods off nodes whose taints they do not tolerate. Models pkg/scheduler/framework/plugins/tainttoleration. */
export const taintToleration = definePlugin({
  name: 'TaintToleration',
  weight: 3,
  judge: (pod) => ({
    filter: ({ node }) => {
      // Most nodes have none, and all of them are asked for each Pod.
      const taint = node.spec.taints?.find(
        (candidate) =>
          (candidate.effect === 'NoSchedule' || candidate.effect === 'NoExecute') &&
          !toleratesTaint(pod.spec.tolerations, candidate),
      );
      return taint === undefined ? undefined : { reasons: ['node(s) had untolerated taint(s)'], preemptible: false };
    },
    score: (feasible) => {
      const isDisliked = ({ node }: NodeState): boolean =>
        (node.spec.taints ?? []).some(({ effect }) => effect === 'PreferNoSchedule');
      if (!feasible.some(isDisliked)) return undefined;
      const tolerations = (pod.spec.tolerations ?? []).filter(({ effect }) => !effect || effect === 'PreferNoSchedule');
      const disliked = feasible.map(
        ({ node }) =>
          (node.spec.taints ?? []).filter((taint) => taint.effect === 'PreferNoSchedule' && !toleratesTaint(tolerations, taint))
            .length,
      );
      return normalized(disliked, true);
    },
  }),
  helps: ({ what }) => what === 'node',
});
