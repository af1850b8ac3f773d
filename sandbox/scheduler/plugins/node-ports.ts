import { definePlugin } from '../define-plugin.ts';
import type { Pod } from '../../schema/types/core-v1.ts';

interface HostPort {
  readonly address: string;
  readonly protocol: string;
  readonly port: number;
}

const EVERY_ADDRESS = '0.0.0.0';

/** Keeps Pods apart that want the same port of a node. Models pkg/scheduler/framework/plugins/nodeports. */
export const nodePorts = definePlugin({
  name: 'NodePorts',
  judge: (pod) => {
    const wanted = hostPorts(pod);
    if (wanted.length === 0) return {};
    return {
      filter: ({ pods }) => {
        const taken = pods.flatMap(hostPorts);
        return wanted.some((port) => taken.some((other) => conflict(port, other)))
          ? { reasons: ["node(s) didn't have free ports for the requested pod ports"], preemptible: true }
          : undefined;
      },
    };
  },
  helps: ({ what, change }) => what === 'node' || (what === 'pod' && change.type === 'deleted'),
});

function hostPorts({ spec }: Pod): readonly HostPort[] {
  const sidecars = (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  return [...spec.containers, ...sidecars]
    .flatMap(({ ports }) => ports ?? [])
    .flatMap(({ hostPort, hostIP, protocol }) =>
      hostPort ? [{ port: hostPort, address: hostIP || EVERY_ADDRESS, protocol: protocol ?? 'TCP' }] : [],
    );
}

function conflict(left: HostPort, right: HostPort): boolean {
  return (
    left.port === right.port &&
    left.protocol === right.protocol &&
    (left.address === right.address || left.address === EVERY_ADDRESS || right.address === EVERY_ADDRESS)
  );
}
