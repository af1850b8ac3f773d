import { admissionPlugins } from '../../sandbox/admission/index.ts';
import { createApiServer, createEventRecorder, type ApiServer } from '../../sandbox/api/index.ts';
import type { ComponentClient } from '../../sandbox/api/client.ts';
import type { Component } from '../../sandbox/api/component.ts';
import { apiServerControllers, controllers } from '../../sandbox/controllers/index.ts';
import { VirtualClock } from '../../sandbox/core/clock.ts';
import type { JsonObject } from '../../sandbox/core/json.ts';
import { Random } from '../../sandbox/core/random.ts';
import { formatMicroTime, formatTime } from '../../sandbox/core/time-text.ts';
import { kinds } from '../../sandbox/kinds/index.ts';
import { scheduler } from '../../sandbox/scheduler/index.ts';
import { leases, nodes, pods } from '../../sandbox/schema/resources.ts';
import type { Node, Pod } from '../../sandbox/schema/types/core-v1.ts';

export interface ControlPlaneOptions {
  readonly nodes?: readonly string[];
  readonly seed?: string;
  /** Virtual milliseconds between two things that the simulated kubelets do. */
  readonly step?: number;
  /** Whether somebody else plays the kubelets. */
  readonly kubelets?: boolean;
}

export interface ControlPlane {
  readonly clock: VirtualClock;
  readonly server: ApiServer;
  /** Speaks as an administrator. */
  readonly admin: ComponentClient;
  readonly kubelets: SteppingKubelets;
  /** What components reported as errors. */
  readonly errors: readonly string[];
  /** Creates an object, or merges it into the one there is. */
  apply(object: JsonObject): void;
  stop(): void;
}

/** API server, all controllers and the scheduler, with simulated kubelets that do one thing at a time. */
export async function startControlPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
  const clock = new VirtualClock(Date.UTC(2026, 0, 1, 12));
  const random = new Random(options.seed ?? 'test');
  const server = createApiServer({ clock, random: random.fork('api'), kinds, admission: admissionPlugins, freeze: true });
  const clientOf = (username: string): ComponentClient =>
    server.componentClient({ username, groups: ['system:masters', 'system:authenticated'] });
  const admin = clientOf('kubernetes-admin');
  const errors: string[] = [];
  const start = (component: Component) => {
    const client = clientOf(`system:${component.name}`);
    return component.start({
      client,
      clock,
      random: random.fork(component.name),
      events: createEventRecorder(client, clock, { component: component.eventSource ?? component.name }),
      onError: (where, error) => errors.push(`${where}: ${error instanceof Error ? error.message : String(error)}`),
    });
  };
  const kubelets = new SteppingKubelets(clientOf('system:kubelets'), clock, options.step ?? 220);
  const running = [...apiServerControllers, ...controllers, scheduler].map(start);
  await clock.advance(100);
  for (const name of options.nodes ?? ['control-plane', 'node-1', 'node-2']) kubelets.register(name);
  if (options.kubelets !== false) kubelets.start();
  await clock.advance(2_000);
  return {
    clock,
    server,
    admin,
    kubelets,
    errors,
    apply: (object) => apply(server, object),
    stop: () => {
      for (const cancel of running) cancel();
    },
  };
}

const administrator = { username: 'kubernetes-admin', groups: ['system:masters'] };

function apply(server: ApiServer, object: JsonObject): void {
  const {
    apiVersion,
    kind: kindName,
    metadata,
  } = object as {
    readonly apiVersion: string;
    readonly kind: string;
    readonly metadata: { readonly name: string; readonly namespace?: string };
  };
  const [group = '', version = apiVersion] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  const kind = server.kinds.byKind(group, version, kindName);
  if (!kind) throw new Error(`${apiVersion} ${kindName} is not served`);
  const { resource, namespaced } = kind.type;
  const place = { group, version, resource, ...(namespaced ? { namespace: metadata.namespace ?? 'default' } : {}) };
  const created = server.handle({ verb: 'create', ...place, body: object, user: administrator });
  const response =
    created.code === 409
      ? server.handle({
          verb: 'patch',
          ...place,
          name: metadata.name,
          body: object,
          contentType: 'application/merge-patch+json',
          user: administrator,
        })
      : created;
  if (response.code >= 400) throw new Error(JSON.stringify(response.body));
}

/**
 * Plays the kubelets: one thing at a time, first come first served. Annotations steer it: `sim/ready: "false"` runs but is not ready,
 * `sim/stuck` stays Pending, `sim/hold` stays terminating, `sim/exit: "N"` ends.
 */
export class SteppingKubelets {
  private readonly addresses = new Map<string, string>();
  private readonly waiting: string[] = [];
  private readonly frozen = new Set<string>();

  constructor(
    private readonly client: ComponentClient,
    private readonly clock: VirtualClock,
    private readonly step: number,
  ) {}

  register(name: string): void {
    const controlPlane = name === 'control-plane';
    const key = 'node-role.kubernetes.io/control-plane';
    const index = this.client.list(nodes).length;
    const node = this.client.create(nodes, {
      metadata: { name, labels: { 'kubernetes.io/hostname': name, ...(controlPlane ? { [key]: '' } : {}) } },
      spec: controlPlane ? { taints: [{ key, effect: 'NoSchedule' }] } : {},
    });
    const size = { cpu: '4', memory: '8Gi', pods: '110' };
    const time = formatTime(this.clock.now());
    const status: Node['status'] = {
      addresses: [
        { type: 'InternalIP', address: `192.168.1.${10 + index}` },
        { type: 'Hostname', address: name },
      ],
      capacity: size,
      allocatable: size,
      conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady', lastHeartbeatTime: time, lastTransitionTime: time }],
    };
    this.client.updateStatus(nodes, { ...node, status });
    this.client.create(leases, {
      metadata: { name, namespace: 'kube-node-lease' },
      spec: { holderIdentity: name, leaseDurationSeconds: 40, renewTime: formatMicroTime(this.clock.now()) },
    });
  }

  /** A frozen node renews no lease and does nothing for its Pods. */
  freeze(name: string): void {
    this.frozen.add(name);
  }

  unfreeze(name: string): void {
    this.frozen.delete(name);
    const node = this.client.get(nodes, { name });
    const lastHeartbeatTime = formatTime(this.clock.now());
    const conditions = (node.status.conditions ?? []).map((condition) => {
      const isReady = condition.type === 'Ready';
      const health = isReady ? { status: 'True', reason: 'KubeletReady' } : { status: 'False' };
      return { ...condition, ...health, lastHeartbeatTime };
    });
    this.client.updateStatus(nodes, { ...node, status: { ...node.status, conditions } });
    for (const pod of this.client.list(pods)) this.notice(pod);
  }

  start(): void {
    this.client.informer(pods).onChange(({ type, object }) => type !== 'deleted' && this.notice(object));
    this.clock.every(10_000, () => {
      for (const { metadata } of this.client.list(nodes)) {
        if (this.frozen.has(metadata.name)) continue;
        const lease = this.client.get(leases, { name: metadata.name, namespace: 'kube-node-lease' });
        this.client.update(leases, { ...lease, spec: { ...lease.spec, renewTime: formatMicroTime(this.clock.now()) } });
      }
    });
  }

  private notice(pod: Pod): void {
    const key = `${pod.metadata.namespace}/${pod.metadata.name}`;
    if (this.todo(pod) === undefined || this.waiting.includes(key)) return;
    this.waiting.push(key);
    if (this.waiting.length === 1) this.plan();
  }

  private plan(): void {
    this.clock.after(this.step, () => {
      const key = this.waiting.shift() ?? '';
      const [namespace = '', name = ''] = key.split('/');
      const pod = this.client.find(pods, { name, namespace });
      if (pod) this.todo(pod)?.();
      if (this.waiting.length > 0) this.plan();
    });
  }

  private todo(pod: Pod): (() => void) | undefined {
    const { annotations = {}, deletionTimestamp, name, namespace } = pod.metadata;
    const { nodeName } = pod.spec;
    if (!nodeName || this.frozen.has(nodeName)) return undefined;
    const { phase = 'Pending' } = pod.status;
    if (deletionTimestamp !== undefined) {
      if ('sim/hold' in annotations) return undefined;
      return () => {
        if (phase === 'Running') this.report(pod, 'Succeeded', false);
        this.client.delete(pods, { name, namespace }, { gracePeriodSeconds: 0 });
      };
    }
    if ('sim/stuck' in annotations || phase === 'Succeeded' || phase === 'Failed') return undefined;
    const exit = annotations['sim/exit'];
    if (exit !== undefined && phase === 'Running') return () => this.report(pod, exit === '0' ? 'Succeeded' : 'Failed', false);
    const ready = annotations['sim/ready'] !== 'false';
    const isReady = pod.status.conditions?.find(({ type }) => type === 'Ready')?.status === 'True';
    if (phase === 'Running' && ready === isReady) return undefined;
    return () => this.report(pod, 'Running', ready);
  }

  private report(pod: Pod, phase: string, ready: boolean): void {
    const { uid } = pod.metadata;
    if (!this.addresses.has(uid))
      this.addresses.set(uid, `10.244.${1 + (this.addresses.size >> 8)}.${this.addresses.size & 255}`);
    const address = this.addresses.get(uid) ?? '';
    const time = formatTime(this.clock.now());
    const status = ready ? 'True' : 'False';
    const others = (pod.status.conditions ?? []).filter(({ type }) => type !== 'Ready' && type !== 'ContainersReady');
    const before = pod.status.conditions?.find(({ type }) => type === 'Ready');
    const lastTransitionTime = before?.status === status ? (before.lastTransitionTime ?? time) : time;
    this.client.updateStatus(pods, {
      ...pod,
      status: {
        ...pod.status,
        phase,
        podIP: address,
        podIPs: [{ ip: address }],
        startTime: pod.status.startTime ?? time,
        conditions: [
          ...others,
          { type: 'ContainersReady', status, lastTransitionTime },
          { type: 'Ready', status, lastTransitionTime },
        ],
      },
    });
  }
}
