import type { ClusterFacts, EventFact, Health, NodeFact, OwnerFact, PodFact, ServiceFact } from './facts.ts';

/** As much of an API object as the cluster screen looks at. */
export interface ClusterObject {
  readonly apiVersion?: unknown;
  readonly kind?: unknown;
  readonly metadata?: unknown;
  readonly spec?: unknown;
  readonly status?: unknown;
  readonly [field: string]: unknown;
}

/** Makes the facts of the cluster screen from objects as the API server gives them. Anything odd is passed over. */
export function clusterFacts(objects: readonly ClusterObject[]): ClusterFacts {
  const of = (kind: string): readonly Fields[] =>
    objects.filter((object) => object.kind === kind).map((object) => new Fields(object));
  const slices = of('EndpointSlice');
  return {
    nodes: of('Node').map(nodeFact).sort(byName),
    pods: of('Pod').map(podFact).sort(byName),
    owners: ownerKinds.flatMap(({ kind, count }) => of(kind).map((object) => ownerFact(object, kind, count))).sort(byName),
    services: of('Service')
      .map((service) => serviceFact(service, slices))
      .sort(byName),
    events: of('Event')
      .map(eventFact)
      .sort((a, b) => a.time - b.time || Number(a.version) - Number(b.version)),
  };
}

/** Reads fields of an object whose shape nobody has vouched for. */
class Fields {
  private readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }

  at(...path: readonly (string | number)[]): Fields {
    const step = (value: unknown, key: string | number): unknown =>
      typeof value === 'object' && value !== null ? (value as { readonly [field: string | number]: unknown })[key] : undefined;
    return new Fields(path.reduce(step, this.value));
  }

  text(otherwise = ''): string {
    return typeof this.value === 'string' ? this.value : typeof this.value === 'number' ? String(this.value) : otherwise;
  }

  number(otherwise = 0): number {
    return typeof this.value === 'number' ? this.value : otherwise;
  }

  get is(): boolean {
    return this.value === true;
  }

  get exists(): boolean {
    return this.value !== undefined && this.value !== null;
  }

  get items(): readonly Fields[] {
    return Array.isArray(this.value) ? this.value.map((item) => new Fields(item)) : [];
  }

  get keys(): readonly string[] {
    return typeof this.value === 'object' && this.value !== null ? Object.keys(this.value) : [];
  }
}

const byName = (
  a: { readonly name: string; readonly namespace?: string },
  b: { readonly name: string; readonly namespace?: string },
): number => `${a.namespace ?? ''}/${a.name}`.localeCompare(`${b.namespace ?? ''}/${b.name}`);

function identity(object: Fields): {
  readonly uid: string;
  readonly version: string;
  readonly name: string;
  readonly namespace: string;
} {
  const metadata = object.at('metadata');
  const name = metadata.at('name').text();
  const namespace = metadata.at('namespace').text();
  return {
    name,
    namespace,
    uid: metadata.at('uid').text(`${namespace}/${name}`),
    version: metadata.at('resourceVersion').text(),
  };
}

function ownerOf(object: Fields): { readonly owner?: string } {
  const owner = object.at('metadata', 'ownerReferences').items.find((reference) => reference.at('controller').is);
  return owner ? { owner: owner.at('uid').text() } : {};
}

function nodeFact(node: Fields): NodeFact {
  const { uid, version, name } = identity(node);
  const ready = node
    .at('status', 'conditions')
    .items.some((condition) => condition.at('type').text() === 'Ready' && condition.at('status').text() === 'True');
  const controlPlane = node.at('metadata', 'labels').keys.includes('node-role.kubernetes.io/control-plane');
  return {
    uid,
    version,
    name,
    ready,
    controlPlane,
    ...(node.at('spec', 'unschedulable').is ? { note: 'SchedulingDisabled' } : {}),
  };
}

function podFact(pod: Fields): PodFact {
  const containers = pod.at('status', 'containerStatuses').items;
  const ready = containers.filter((container) => container.at('ready').is).length;
  const status = podStatus(pod, containers);
  const node = pod.at('spec', 'nodeName').text();
  const address = pod.at('status', 'podIP').text();
  const total = pod.at('spec', 'containers').items.length;
  return {
    ...identity(pod),
    ...ownerOf(pod),
    ...(node === '' ? {} : { node }),
    ...(address === '' ? {} : { address }),
    status,
    health: podHealth(status, ready === total),
    ready: `${ready}/${total}`,
    restarts: containers.reduce((sum, container) => sum + container.at('restartCount').number(), 0),
  };
}

/** The STATUS column of `kubectl get pods`. Models kubernetes/pkg/printers/internalversion/printers.go. */
function podStatus(pod: Fields, containers: readonly Fields[]): string {
  if (pod.at('metadata', 'deletionTimestamp').exists) return 'Terminating';
  const waitingInit = pod
    .at('status', 'initContainerStatuses')
    .items.find((container) => reasonOf(container) !== '' && reasonOf(container) !== 'Completed');
  if (waitingInit && reasonOf(waitingInit) !== 'PodInitializing') return `Init:${reasonOf(waitingInit)}`;
  const reasons = containers.map(reasonOf).filter((reason) => reason !== '');
  const running = containers.some((container) => container.at('state', 'running').exists);
  const reason = reasons.findLast((text) => text !== 'Completed') ?? reasons.at(-1);
  if (reason !== undefined && !(reason === 'Completed' && running)) return reason;
  return pod.at('status', 'reason').text() || pod.at('status', 'phase').text('Pending');
}

function reasonOf(container: Fields): string {
  const terminated = container.at('state', 'terminated');
  const ended = terminated.exists ? `ExitCode:${terminated.at('exitCode').number()}` : '';
  return container.at('state', 'waiting', 'reason').text() || terminated.at('reason').text(ended);
}

function podHealth(status: string, ready: boolean): Health {
  if (status === 'Running') return ready ? 'good' : 'busy';
  if (status === 'Completed' || status === 'Succeeded') return 'done';
  return /^(Pending|ContainerCreating|PodInitializing|Terminating|Init:\d)/.test(status) ? 'busy' : 'bad';
}

interface Count {
  readonly wanted: readonly string[];
  readonly ready: string;
}

const replicas: Count = { wanted: ['spec', 'replicas'], ready: 'readyReplicas' };

const ownerKinds: readonly { readonly kind: string; readonly count: Count }[] = [
  { kind: 'Deployment', count: replicas },
  { kind: 'ReplicaSet', count: replicas },
  { kind: 'StatefulSet', count: replicas },
  { kind: 'ReplicationController', count: replicas },
  { kind: 'DaemonSet', count: { wanted: ['status', 'desiredNumberScheduled'], ready: 'numberReady' } },
  { kind: 'Job', count: { wanted: ['spec', 'completions'], ready: 'succeeded' } },
];

function ownerFact(object: Fields, kind: string, count: Count): OwnerFact {
  const wanted = object.at(...count.wanted).number();
  const ready = object.at('status', count.ready).number();
  return {
    ...identity(object),
    ...ownerOf(object),
    kind,
    count: `${ready}/${wanted}`,
    health: ready >= wanted ? 'good' : 'busy',
  };
}

function serviceFact(service: Fields, slices: readonly Fields[]): ServiceFact {
  const { uid, version, name, namespace } = identity(service);
  const own = slices.filter(
    (slice) =>
      slice.at('metadata', 'namespace').text() === namespace &&
      slice.at('metadata', 'labels', 'kubernetes.io/service-name').text() === name,
  );
  const endpoints = own.flatMap((slice) =>
    slice.at('endpoints').items.map((endpoint) => ({
      target: endpoint.at('targetRef', 'name').text(endpoint.at('addresses', 0).text()),
      // Absent means ready, as in the API.
      ready: !endpoint.at('conditions', 'ready').exists || endpoint.at('conditions', 'ready').is,
    })),
  );
  const ports = service
    .at('spec', 'ports')
    .items.map((port) => `${port.at('port').text()}${port.at('nodePort').exists ? `:${port.at('nodePort').text()}` : ''}`);
  // What is marked as changed are the endpoints too.
  const versions = [version, ...own.map((slice) => slice.at('metadata', 'resourceVersion').text())].join(',');
  return {
    uid,
    version: versions,
    name,
    namespace,
    type: service.at('spec', 'type').text('ClusterIP'),
    address: service.at('spec', 'clusterIP').text('None'),
    ports: ports.join(','),
    endpoints,
  };
}

function eventFact(event: Fields): EventFact {
  const { uid, version } = identity(event);
  const object = event.at('involvedObject');
  const when = [
    event.at('lastTimestamp'),
    event.at('series', 'lastObservedTime'),
    event.at('eventTime'),
    event.at('metadata', 'creationTimestamp'),
  ];
  const written = when.map((field) => Date.parse(field.text())).find((parsed) => !Number.isNaN(parsed)) ?? 0;
  // Some are told to the second and some more exactly: within a second the order in which they were stored counts.
  const time = Math.floor(written / 1000) * 1000;
  return {
    uid,
    version,
    type: event.at('type').text('Normal'),
    reason: event.at('reason').text(),
    object: `${object.at('kind').text().toLowerCase()}/${object.at('name').text()}`,
    message: event.at('message').text(),
    count: Math.max(event.at('count').number(1), event.at('series', 'count').number(1)),
    time,
  };
}
