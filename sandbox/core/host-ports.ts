/** A port of a node that a container asks for. */
export interface HostPort {
  /** Of the node; `0.0.0.0` for all of them. */
  readonly address: string;
  readonly protocol: string;
  readonly port: number;
  /** That of the container behind it. */
  readonly containerPort: number;
}

interface PortsOfContainer {
  readonly restartPolicy?: string;
  readonly ports?: readonly {
    readonly containerPort: number;
    readonly hostPort?: number;
    readonly hostIP?: string;
    readonly protocol?: string;
  }[];
}

interface PortsOfPod {
  readonly spec?: { readonly containers: readonly PortsOfContainer[]; readonly initContainers?: readonly PortsOfContainer[] };
}

const EVERY_ADDRESS = '0.0.0.0';

/** The ports of a node that a Pod takes for itself: those of its containers and sidecars. */
export function hostPorts({ spec }: PortsOfPod): readonly HostPort[] {
  const sidecars = (spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  return [...(spec?.containers ?? []), ...sidecars]
    .flatMap(({ ports }) => ports ?? [])
    .flatMap(({ containerPort, hostPort, hostIP, protocol }) =>
      hostPort ? [{ containerPort, port: hostPort, address: hostIP || EVERY_ADDRESS, protocol: protocol ?? 'TCP' }] : [],
    );
}

/** Whether two Pods cannot have these ports on one node. Models k8s.io/kube-scheduler/framework.HostPortInfo. */
export function portsConflict(left: HostPort, right: HostPort): boolean {
  return (
    left.port === right.port &&
    left.protocol === right.protocol &&
    (left.address === right.address || left.address === EVERY_ADDRESS || right.address === EVERY_ADDRESS)
  );
}
