import { definePlugin, normalized } from '../define-plugin.ts';
import { tolerates } from '../tolerations.ts';

/** Keeps Pods off nodes whose taints they do not tolerate. Models pkg/scheduler/framework/plugins/tainttoleration. */
export const taintToleration = definePlugin({
  name: 'TaintToleration',
  weight: 3,
  judge: (pod) => ({
    filter: ({ node }) => {
      const taint = (node.spec.taints ?? []).find(
        (candidate) =>
          (candidate.effect === 'NoSchedule' || candidate.effect === 'NoExecute') && !tolerates(pod.spec.tolerations, candidate),
      );
      return taint === undefined ? undefined : { reasons: ['node(s) had untolerated taint(s)'], preemptible: false };
    },
    score: (feasible) => {
      const tolerations = (pod.spec.tolerations ?? []).filter(({ effect }) => !effect || effect === 'PreferNoSchedule');
      const disliked = feasible.map(
        ({ node }) =>
          (node.spec.taints ?? []).filter((taint) => taint.effect === 'PreferNoSchedule' && !tolerates(tolerations, taint))
            .length,
      );
      return normalized(disliked, true);
    },
  }),
  helps: ({ what }) => what === 'node',
});
