import { definePlugin } from '../define-plugin.ts';
import { toleratesTaint } from '../../core/toleration.ts';

const TAINT = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };

/** Keeps Pods off nodes that were cordoned. Models pkg/scheduler/framework/plugins/nodeunschedulable. */
export const nodeUnschedulable = definePlugin({
  name: 'NodeUnschedulable',
  judge: (pod) => ({
    filter: ({ node }) =>
      node.spec.unschedulable === true && !toleratesTaint(pod.spec.tolerations, TAINT)
        ? { reasons: ['node(s) were unschedulable'], preemptible: false }
        : undefined,
  }),
  helps: ({ what }) => what === 'node',
});
