import { hostPorts, portsConflict } from '../../core/host-ports.ts';
import { definePlugin } from '../define-plugin.ts';

/** Keeps Pods apart that want the same port of a node. Models pkg/scheduler/framework/plugins/nodeports. */
export const nodePorts = definePlugin({
  name: 'NodePorts',
  judge: (pod) => {
    const wanted = hostPorts(pod);
    if (wanted.length === 0) return {};
    return {
      filter: ({ pods }) => {
        const taken = pods.flatMap(hostPorts);
        return wanted.some((port) => taken.some((other) => portsConflict(port, other)))
          ? { reasons: ["node(s) didn't have free ports for the requested pod ports"], preemptible: true }
          : undefined;
      },
    };
  },
  helps: ({ what, change }) => what === 'node' || (what === 'pod' && change.type === 'deleted'),
});
