import type { ComponentContext } from '../api/component.ts';
import { isReason } from '../api/status-error.ts';
import type { NodeOptions } from '../cluster-types.ts';
import { Random } from '../core/random.ts';
import { formatTime } from '../core/time-text.ts';
import { nodes } from '../schema/resources.ts';
import type { Node, NodeCondition, NodeStatus } from '../schema/types/core-v1.ts';
import { addQuantities, formatQuantity, parseQuantity, quantityValue, subtractQuantities } from '../core/quantity.ts';
import { deepEqual } from '../core/json.ts';
import type { ImageStore } from './image-pulls.ts';

/** The version that the sandbox is. */
export const KUBELET_VERSION = 'v1.36.3';
/** Milliseconds after which a status is written though nothing changed (`nodeStatusReportFrequency`). */
const REPORT = 300_000;
/** The memory that is kept free (`evictionHard`), out of what Pods may have. */
const RESERVED_MEMORY = '100Mi';

/** Milliseconds that the runtime may be silent before the node says so (`maxWaitForContainerRuntime`). */
const RUNTIME_PATIENCE = 30_000;

const networkNotReady =
  'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized';

export interface NodeReportOptions {
  readonly node: NodeOptions;
  readonly address: string;
  readonly runtimeVersion: string;
  readonly images: ImageStore;
  /** Whether a network plug-in is installed. */
  hasNetwork(): boolean;
  /** What the node is short of. */
  pressures(): ReadonlySet<string>;
  /** Virtual time since which the runtime does not answer. */
  runtimeDownSince(): number | undefined;
}

/** Registers the node and reports how it is. Models pkg/kubelet/kubelet_node_status.go and nodestatus. */
export class NodeReport {
  private lastWritten = -Infinity;

  constructor(
    private readonly options: NodeReportOptions,
    private readonly context: ComponentContext,
  ) {}

  find(): Node | undefined {
    return this.context.client.find(nodes, { name: this.options.node.name });
  }

  capacity(): { readonly [resource: string]: string } {
    const { cpu = '4', memory = '8Gi', pods = '110' } = this.options.node.capacity ?? {};
    const disk = this.options.node.capacity?.['ephemeral-storage'] ?? '100Gi';
    return { cpu, 'ephemeral-storage': disk, 'hugepages-1Gi': '0', 'hugepages-2Mi': '0', memory, pods };
  }

  allocatable(): { readonly [resource: string]: string } {
    const capacity = this.capacity();
    const memory = parseQuantity(capacity['memory'] ?? '0');
    const reserved = parseQuantity(RESERVED_MEMORY);
    const left = subtractQuantities(addQuantities(memory, '0'), reserved);
    // A tenth of the disk is kept free, too.
    const disk = quantityValue(capacity['ephemeral-storage'] ?? '0');
    return { ...capacity, 'ephemeral-storage': String(disk - Math.trunc(disk * 0.1)), memory: formatQuantity(left) };
  }

  /** Makes the Node object when there is none yet. */
  register(): void {
    const { node } = this.options;
    if (this.find() !== undefined) return;
    const controlPlane = 'node-role.kubernetes.io/control-plane';
    const taints = [
      ...(node.taints ?? []),
      ...(node.controlPlane && node.taints === undefined ? [{ key: controlPlane, effect: 'NoSchedule' }] : []),
    ];
    const labels = {
      'beta.kubernetes.io/arch': 'amd64',
      'beta.kubernetes.io/os': 'linux',
      'kubernetes.io/arch': 'amd64',
      'kubernetes.io/hostname': node.name,
      'kubernetes.io/os': 'linux',
      ...(node.controlPlane ? { [controlPlane]: '', 'node.kubernetes.io/exclude-from-external-load-balancers': '' } : {}),
      ...node.labels,
    };
    this.context.client.create(nodes, {
      metadata: { name: node.name, labels, annotations: { 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' } },
      spec: taints.length === 0 ? {} : { taints },
      status: this.status(undefined),
    });
  }

  /** Writes the status when it changed or is old. */
  report(): void {
    const { client, clock, events, onError } = this.context;
    try {
      this.register();
      const node = this.find();
      if (node === undefined) return;
      const status = this.status(node);
      const before = node.status;
      const isFresh = clock.now() - this.lastWritten < REPORT;
      if (isFresh && deepEqual(withoutHeartbeats(node.status), withoutHeartbeats(status))) return;
      const written = client.updateStatus(nodes, { ...node, status });
      this.lastWritten = clock.now();
      for (const [type, [whenTrue, whenFalse]] of Object.entries(changes)) {
        const after = conditionStatus(written.status, type);
        if (conditionStatus(before, type) === after) continue;
        const reason = after === 'True' ? whenTrue : whenFalse;
        events.event(written, 'Normal', reason, `Node ${node.metadata.name} status is now: ${reason}`);
      }
    } catch (error) {
      if (!isReason(error, 'Conflict', 'NotFound', 'AlreadyExists')) onError(`status of node ${this.options.node.name}`, error);
    }
  }

  /** What a kubelet tells of itself when it starts. */
  announce(): void {
    const node = this.find();
    if (node === undefined) return;
    const { name } = node.metadata;
    const tell = (reason: string, message: string): void => this.context.events.event(node, 'Normal', reason, message);
    tell('Starting', 'Starting kubelet.');
    tell('NodeHasSufficientMemory', `Node ${name} status is now: NodeHasSufficientMemory`);
    tell('NodeHasNoDiskPressure', `Node ${name} status is now: NodeHasNoDiskPressure`);
    tell('NodeHasSufficientPID', `Node ${name} status is now: NodeHasSufficientPID`);
    tell('NodeAllocatableEnforced', 'Updated Node Allocatable limit across pods');
  }

  private status(node: Node | undefined): NodeStatus {
    const { address, runtimeVersion, images } = this.options;
    const { name } = this.options.node;
    const ids = new Random(`machine ${name}`);
    const machineId = ids.hex(32);
    return {
      addresses: [
        { type: 'InternalIP', address },
        { type: 'Hostname', address: name },
      ],
      capacity: this.capacity(),
      allocatable: this.allocatable(),
      conditions: this.conditions(node),
      daemonEndpoints: { kubeletEndpoint: { Port: 10_250 } },
      nodeInfo: {
        machineID: machineId,
        systemUUID: ids.uuid(),
        bootID: ids.uuid(),
        kernelVersion: '6.8.0-64-generic',
        osImage: 'Ubuntu 24.04.2 LTS',
        containerRuntimeVersion: runtimeVersion,
        kubeletVersion: KUBELET_VERSION,
        kubeProxyVersion: '',
        operatingSystem: 'linux',
        architecture: 'amd64',
      },
      images: [...images.all]
        .sort((left, right) => right.size - left.size)
        .slice(0, 50)
        .map((image) => ({ names: [image.repositoryDigest, image.reference], sizeBytes: image.size })),
    };
  }

  /** Records an Event about the node. */
  tell(type: 'Normal' | 'Warning', reason: string, message: string): void {
    const node = this.find();
    if (node !== undefined) this.context.events.event(node, type, reason, message);
  }

  private conditions(node: Node | undefined): readonly NodeCondition[] {
    const now = formatTime(this.context.clock.now());
    const pressures = this.options.pressures();
    const downSince = this.options.runtimeDownSince();
    const isDown = downSince !== undefined && this.context.clock.now() - downSince >= RUNTIME_PATIENCE;
    const isReady = node?.spec?.podCIDR !== undefined && node.spec.podCIDR !== '' && this.options.hasNetwork() && !isDown;
    const own: readonly (readonly [string, string, string, string])[] = [
      pressures.has('MemoryPressure')
        ? ['MemoryPressure', 'True', 'KubeletHasInsufficientMemory', 'kubelet has insufficient memory available']
        : ['MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
      pressures.has('DiskPressure')
        ? ['DiskPressure', 'True', 'KubeletHasDiskPressure', 'kubelet has disk pressure']
        : ['DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
      ['PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
      isReady
        ? ['Ready', 'True', 'KubeletReady', 'kubelet is posting ready status']
        : ['Ready', 'False', 'KubeletNotReady', isDown ? 'container runtime is down' : networkNotReady],
    ];
    const before = node?.status?.conditions ?? [];
    const others = before.filter((condition) => !own.some(([type]) => type === condition.type));
    return [
      ...others,
      ...own.map(([type, status, reason, message]) => {
        const old = before.find((condition) => condition.type === type);
        const lastTransitionTime = old?.status === status ? (old.lastTransitionTime ?? now) : now;
        return { type, status, lastHeartbeatTime: now, lastTransitionTime, reason, message };
      }),
    ];
  }
}

/** What a change of a condition to true, and to false, is called. */
const changes: { readonly [condition: string]: readonly [string, string] } = {
  MemoryPressure: ['NodeHasInsufficientMemory', 'NodeHasSufficientMemory'],
  DiskPressure: ['NodeHasDiskPressure', 'NodeHasNoDiskPressure'],
  Ready: ['NodeReady', 'NodeNotReady'],
};

function conditionStatus(status: NodeStatus | undefined, type: string): string | undefined {
  return status?.conditions?.find((condition) => condition.type === type)?.status;
}

function withoutHeartbeats(status: NodeStatus | undefined): unknown {
  return { ...status, conditions: status?.conditions?.map(({ lastHeartbeatTime: _time, ...condition }) => condition) };
}
