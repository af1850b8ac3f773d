import { admissionPlugins } from '../../sandbox/admission/index.ts';
import type { ComponentClient, Connection } from '../../sandbox/api/client.ts';
import { createApiServer, createEventRecorder } from '../../sandbox/api/index.ts';
import type { Cancel } from '../../sandbox/core/clock.ts';
import { VirtualClock } from '../../sandbox/core/clock.ts';
import { Random } from '../../sandbox/core/random.ts';
import { parseTime } from '../../sandbox/core/time-text.ts';
import type { NetworkNamespace } from '../../sandbox/core/traffic.ts';
import { createMachine, createNetworkNamespace, createProgramTable, type Machine } from '../../sandbox/host/index.ts';
import { createImageRegistry, images, type Image } from '../../sandbox/images/index.ts';
import { kinds } from '../../sandbox/kinds/index.ts';
import { createKubelet, type Kubelet } from '../../sandbox/kubelet/index.ts';
import { createNetwork } from '../../sandbox/network/index.ts';
import { configMaps, events, namespaces, nodes, pods, serviceAccounts } from '../../sandbox/schema/resources.ts';
import type { Container, Event, Pod, PodSpec } from '../../sandbox/schema/types/core-v1.ts';
import { linuxPrograms, loadShellLanguage, shellPrograms } from '../../sandbox/tools/index.ts';

export const START = Date.UTC(2026, 0, 1, 9);
const ADDRESS = '192.168.56.11';

/** A real API server, one machine and one kubelet; the test binds Pods to the node itself. */
export interface OneNode {
  readonly clock: VirtualClock;
  readonly client: ComponentClient;
  readonly kubelet: Kubelet;
  readonly machine: Machine;
  /** What the kubelet wrote to its journal. */
  readonly journal: readonly string[];
  readonly errors: readonly string[];
  /** Makes a Pod that is bound to the node already. */
  run(name: string, spec: Partial<PodSpec> & Pick<PodSpec, 'containers'>, annotations?: { readonly [key: string]: string }): Pod;
  pod(name: string): Pod | undefined;
  /** `reason: message` of a Pod's Events, in order, without the ids. */
  events(name: string): readonly string[];
  eventObjects(name: string): readonly Event[];
  /** Lets time pass in steps until the condition holds; fails after `limit` milliseconds. Resolves with the time it took. */
  until(condition: () => boolean, limit?: number): Promise<number>;
  logs(name: string, container: string, parameters?: { readonly [name: string]: string }): Promise<string>;
  exec(
    name: string,
    container: string,
    ...argv: readonly string[]
  ): Promise<{ exitCode: number; stdout: string; stderr: string }>;
  restartKubelet(): void;
  stopKubelet(): void;
  /** Virtual seconds since the start. */
  readonly seconds: number;
}

export async function oneNode(
  options: { readonly images?: readonly Image[]; readonly podRange?: boolean } = {},
): Promise<OneNode> {
  await loadShellLanguage();
  const clock = new VirtualClock(START);
  const random = new Random('one node');
  const api = createApiServer({ clock, random, kinds, admission: admissionPlugins, freeze: true });
  const admin = api.componentClient({ username: 'admin', groups: ['system:masters'] });
  for (const name of ['default', 'kube-node-lease']) {
    admin.create(namespaces, { metadata: { name }, spec: {} });
    admin.create(serviceAccounts, { metadata: { name: 'default', namespace: name } });
    admin.create(configMaps, { metadata: { name: 'kube-root-ca.crt', namespace: name }, data: { 'ca.crt': 'root' } });
  }
  const stacks = new Map<string, NetworkNamespace>();
  const network = createNetwork({
    clock,
    random: random.fork('network'),
    client: admin,
    namespaceAt: (address) => stacks.get(address),
  });
  const networkNamespace = createNetworkNamespace({ name: 'node-1', addresses: [ADDRESS] });
  stacks.set(ADDRESS, networkNamespace);
  const programs = createProgramTable(shellPrograms, linuxPrograms);
  const machine = createMachine({
    hostname: 'node-1',
    clock,
    random: random.fork('machine'),
    programs,
    network,
    networkNamespace,
  });
  const kubelet = createKubelet({
    node: { name: 'node-1' },
    address: ADDRESS,
    machine,
    images: createImageRegistry([...images, ...(options.images ?? [])]),
    network,
    shellPrograms: programs,
    readPod: (text, complete) => api.readManifest(pods, text, complete),
    attach: (stack) => stack.addresses.forEach((address) => stacks.set(address, stack)),
    detach: (stack) => stack.addresses.forEach((address) => stacks.delete(address)),
  });
  machine.files.makeDirectory('/etc/kubernetes/manifests', { recursive: true });
  const errors: string[] = [];
  const journal: string[] = [];
  const nodeClient = api.componentClient({ username: 'system:node:node-1', groups: ['system:nodes'] });
  let stop: Cancel = () => undefined;
  const start = (): void => {
    stop = kubelet.start({
      client: nodeClient,
      clock,
      random: random.fork('kubelet'),
      events: createEventRecorder(nodeClient, clock, { component: 'kubelet', host: 'node-1' }),
      log: (_source, text) => journal.push(text),
      onError: (where, error) =>
        errors.push(`${where}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
    });
  };
  start();
  if (options.podRange !== false) {
    admin.patch(nodes, { name: 'node-1' }, { spec: { podCIDR: '10.244.1.0/24', podCIDRs: ['10.244.1.0/24'] } });
  }
  await clock.advance(100);

  const eventObjects = (name: string): readonly Event[] =>
    admin
      .list(events, 'default')
      .filter((event) => event.involvedObject.name === name)
      .sort((left, right) => (left.metadata.name < right.metadata.name ? -1 : 1));

  return {
    clock,
    client: admin,
    kubelet,
    machine,
    errors,
    journal,
    run: (name, spec, annotations) =>
      admin.create(pods, {
        metadata: { name, namespace: 'default', labels: { app: name }, ...(annotations === undefined ? {} : { annotations }) },
        spec: { automountServiceAccountToken: false, nodeName: 'node-1', ...spec },
      }),
    pod: (name) => admin.find(pods, { namespace: 'default', name }),
    eventObjects,
    events: (name) => eventObjects(name).map((event) => `${event.reason ?? ''}: ${event.message ?? ''}`),
    async until(condition, limit = 120_000) {
      const began = clock.now();
      while (!condition()) {
        if (clock.now() - began > limit) throw new Error(`not so within ${limit} ms; ${errors.join('; ')}`);
        await clock.advance(10);
      }
      return clock.now() - began;
    },
    async logs(name, container, parameters = {}) {
      const given = Object.fromEntries(Object.entries(parameters).map(([key, value]) => [key, [value]]));
      const request = { namespace: 'default', pod: name, container, what: 'log', parameters: given } as const;
      return (await drained(kubelet.connector.connect('node-1', request), clock)).stdout;
    },
    exec: (name, container, ...argv) =>
      drained(
        kubelet.connector.connect('node-1', {
          namespace: 'default',
          pod: name,
          container,
          what: 'exec',
          parameters: { command: argv },
        }),
        clock,
      ),
    restartKubelet() {
      stop();
      start();
    },
    stopKubelet: () => stop(),
    get seconds() {
      return (clock.now() - START) / 1_000;
    },
  };
}

/** All that comes out of a connection; standard error goes to both when it is a log. */
async function drained(
  connection: Connection,
  clock: VirtualClock,
): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  let stdout = '';
  let stderr = '';
  const reading = clock.run(async () => {
    const pieces = connection.output[Symbol.asyncIterator]();
    for (let next = await clock.join(pieces.next()); !next.done; next = await clock.join(pieces.next())) {
      if (next.value.channel === 'stdout') stdout += next.value.text;
      else stderr += next.value.text;
    }
    return clock.join(connection.exit);
  });
  await clock.runUntil(reading, 60_000);
  return { exitCode: await reading, stdout, stderr };
}

export function isReady(pod: Pod | undefined): boolean {
  return condition(pod, 'Ready') === 'True';
}

export function condition(pod: Pod | undefined, type: string): string | undefined {
  return pod?.status?.conditions?.find((candidate) => candidate.type === type)?.status;
}

export function container(given: Partial<Container> & Pick<Container, 'image'>): Container {
  return { name: 'web', ...given };
}

/** A time of the API in virtual milliseconds. */
export function at(time: string | undefined): number {
  return parseTime(time ?? '') ?? NaN;
}
