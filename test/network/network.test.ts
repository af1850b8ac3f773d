import { beforeEach, describe, expect, it } from 'vitest';
import { createNetworkNamespace } from '../../sandbox/host/index.ts';
import { createNetwork } from '../../sandbox/network/index.ts';
import type { JsonObject } from '../../sandbox/core/json.ts';
import { Random } from '../../sandbox/core/random.ts';
import type { Network, NetworkNamespace, OutgoingRequest, RequestOutcome } from '../../sandbox/core/traffic.ts';
import { pods } from '../../sandbox/schema/resources.ts';
import { startControlPlane, type ControlPlane } from '../harness/control-plane.ts';

let plane: ControlPlane;
let network: Network;
const stacks = new Map<string, NetworkNamespace>();

const inPod = (address: string, namespace = 'default'): NetworkNamespace =>
  createNetworkNamespace({
    name: `pod at ${address}`,
    addresses: [address],
    resolver: {
      nameservers: ['10.96.0.10'],
      search: [`${namespace}.svc.cluster.local`, 'svc.cluster.local', 'cluster.local'],
      ndots: 5,
    },
  });
const workstation = createNetworkNamespace({ name: 'workstation', addresses: ['192.168.1.2'] });

const labels = { app: 'web' };
const containers = [{ name: 'web', image: 'web:1', ports: [{ name: 'http', containerPort: 8080 }] }];
const service = (name: string, spec: JsonObject) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name }, spec });

/** The Pods of a Deployment answer on port 8080 with their own address and who asked. */
async function startWeb(replicas: number): Promise<void> {
  plane.apply({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } },
  });
  await plane.clock.settle();
  for (const { status } of plane.admin.list(pods, 'default')) {
    const address = status.podIP ?? '';
    if (stacks.has(address)) continue;
    const stack = inPod(address);
    stack.listen({
      port: 8080,
      protocol: 'TCP',
      address: '0.0.0.0',
      http: ({ from, path, headers }) => ({ status: 200, headers: {}, body: `${address} ${from} ${path} ${headers['host']}` }),
    });
    stacks.set(address, stack);
  }
}

async function run<T>(activity: () => Promise<T>): Promise<T> {
  const result = plane.clock.run(activity);
  await plane.clock.runUntil(result);
  return result;
}

const get = (from: NetworkNamespace, host: string, port = 80, more: Partial<OutgoingRequest> = {}): Promise<RequestOutcome> =>
  run(() => network.request(from, { scheme: 'http', host, port, method: 'GET', path: '/', ...more }));

const body = (outcome: RequestOutcome): string => (outcome.ok ? outcome.response.body : outcome.failure);

beforeEach(async () => {
  plane = await startControlPlane();
  stacks.clear();
  network = createNetwork({
    clock: plane.clock,
    random: new Random('network'),
    client: plane.admin,
    namespaceAt: (address) => stacks.get(address),
  });
});

describe('a Service', () => {
  it('spreads connections over its Pods', async () => {
    await startWeb(3);
    plane.apply(service('web', { selector: labels, ports: [{ port: 80, targetPort: 'http' }] }));
    await plane.clock.settle();
    const answers = new Set<string>();
    for (let count = 0; count < 30; count++) answers.add(body(await get(inPod('10.244.9.9'), 'web')));
    expect(answers.size).toBe(3);
    expect([...answers].every((answer) => answer.endsWith(' 10.244.9.9 / web'))).toBe(true);
  });

  it('refuses connections while it has no endpoints, and tells how it got there', async () => {
    plane.apply(service('web', { selector: labels, ports: [{ port: 80, targetPort: 8080 }] }));
    await plane.clock.settle();
    const outcome = await get(inPod('10.244.9.9'), 'web.default');
    expect(body(outcome)).toBe('connection refused');
    expect(outcome.hops.map(({ what }) => what)).toEqual([
      expect.stringMatching(/^web\.default\.svc\.cluster\.local is 10\.\d+\.\d+\.\d+$/),
      expect.stringMatching(/^cluster address .*:80 of Service default\/web: it has no endpoints$/),
    ]);
  });

  it('is refused by a Pod that listens elsewhere', async () => {
    await startWeb(1);
    plane.apply(service('web', { selector: labels, ports: [{ port: 80, targetPort: 9999 }] }));
    await plane.clock.settle();
    expect(body(await get(inPod('10.244.9.9'), 'web'))).toBe('connection refused');
  });

  it('says nothing on a port it does not have', async () => {
    await startWeb(1);
    plane.apply(service('web', { selector: labels, ports: [{ port: 80, targetPort: 8080 }] }));
    await plane.clock.settle();
    expect(await get(inPod('10.244.9.9'), 'web', 81, { timeout: 5_000 })).toMatchObject({
      failure: 'timed out',
      milliseconds: 5_000,
    });
  });

  it('answers on a port of every node, in the name of that node', async () => {
    await startWeb(1);
    plane.apply(service('web', { type: 'NodePort', selector: labels, ports: [{ port: 80, targetPort: 8080, nodePort: 30080 }] }));
    await plane.clock.settle();
    expect(body(await get(workstation, '192.168.1.11', 30080))).toMatch(/ 192\.168\.1\.11 \/ 192\.168\.1\.11:30080$/);
    expect(body(await get(workstation, 'node-2', 30080))).toMatch(/ 192\.168\.1\.12 \/ node-2:30080$/);
  });

  it('drops what comes to a node without its Pods under externalTrafficPolicy Local', async () => {
    await startWeb(1);
    plane.apply(
      service('web', {
        type: 'NodePort',
        externalTrafficPolicy: 'Local',
        selector: labels,
        ports: [{ port: 80, targetPort: 8080, nodePort: 30080 }],
      }),
    );
    await plane.clock.settle();
    const home = plane.admin.list(pods, 'default')[0]?.spec.nodeName;
    const other = home === 'node-1' ? 'node-2' : 'node-1';
    expect(body(await get(workstation, home ?? '', 30080))).toContain(' 192.168.1.2 /');
    expect(body(await get(workstation, other, 30080, { timeout: 1_000 }))).toBe('timed out');
  });

  it('keeps a client with its Pod under sessionAffinity ClientIP', async () => {
    await startWeb(3);
    plane.apply(service('web', { sessionAffinity: 'ClientIP', selector: labels, ports: [{ port: 80, targetPort: 8080 }] }));
    await plane.clock.settle();
    const answers = new Set<string>();
    for (let count = 0; count < 20; count++) answers.add(body(await get(inPod('10.244.9.9'), 'web')));
    expect(answers.size).toBe(1);
  });

  it('is reachable by its address from the workstation, which knows no cluster names', async () => {
    await startWeb(1);
    plane.apply(service('web', { clusterIP: '10.96.7.7', selector: labels, ports: [{ port: 80, targetPort: 8080 }] }));
    await plane.clock.settle();
    expect(body(await get(workstation, '10.96.7.7'))).toContain(' 192.168.1.2 / 10.96.7.7');
    expect(body(await get(workstation, 'web.default.svc.cluster.local'))).toBe('no such host');
  });
});

describe('names', () => {
  const resolve = (name: string, from = inPod('10.244.9.9')) => run(() => network.resolve(from, name));

  beforeEach(async () => {
    await startWeb(2);
    plane.apply(service('web', { clusterIP: '10.96.7.7', selector: labels, ports: [{ port: 80 }] }));
    plane.apply(service('headless', { clusterIP: 'None', selector: labels, ports: [{ port: 80 }] }));
    plane.apply(service('alias', { type: 'ExternalName', externalName: 'web.default.svc.cluster.local' }));
    await plane.clock.settle();
  });

  it.each([
    'web',
    'web.default',
    'web.default.svc',
    'web.default.svc.cluster.local',
    'web.default.svc.cluster.local.',
    'alias',
    'WEB',
  ])('knows %s', async (name) => expect(await resolve(name)).toEqual(['10.96.7.7']));

  it.each(['nope', 'web.other', 'web.default.svc.cluster.example', 'web.default.svc.cluster.local.x', '_http._tcp.web'])(
    'does not know %s',
    async (name) => expect(await resolve(name)).toEqual([]),
  );

  it('looks in the namespace of who asks', async () => {
    plane.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team' } });
    const stranger = inPod('10.244.9.8', 'team');
    expect(await resolve('web', stranger)).toEqual([]);
    expect(await resolve('web.default', stranger)).toEqual(['10.96.7.7']);
  });

  it('gives the Pods of a headless Service', async () => {
    const addresses = [...stacks.keys()].toSorted();
    expect((await resolve('headless')).toSorted()).toEqual(addresses);
    const dashed = addresses[0]?.replaceAll('.', '-');
    expect(await resolve(`${dashed}.headless`)).toEqual([addresses[0]]);
    expect(await resolve(`${dashed}.default.pod.cluster.local`)).toEqual([addresses[0]]);
  });

  it('knows machines and itself', async () => {
    expect(await resolve('localhost', workstation)).toEqual(['127.0.0.1']);
    expect(await resolve('node-1', workstation)).toEqual(['192.168.1.11']);
    expect(await resolve('10.1.2.3', workstation)).toEqual(['10.1.2.3']);
  });
});

describe('a connection', () => {
  it('reaches what listens on the own machine only', async () => {
    const pod = inPod('10.244.5.5');
    stacks.set('10.244.5.5', pod);
    pod.listen({
      port: 80,
      protocol: 'TCP',
      address: '127.0.0.1',
      http: () => ({ status: 200, headers: {}, body: 'private' }),
    });
    expect(body(await get(pod, 'localhost'))).toBe('private');
    expect(body(await get(inPod('10.244.9.9'), '10.244.5.5'))).toBe('connection refused');
    expect(body(await get(pod, '10.244.5.5'))).toBe('connection refused');
  });

  it('finds nobody at the address of a Pod that is gone', async () => {
    expect(await get(inPod('10.244.9.9'), '10.244.5.6')).toMatchObject({ failure: 'no route to host', milliseconds: 3_000 });
    expect(await get(inPod('10.244.9.9'), '172.30.0.1', 80, { timeout: 2_000 })).toMatchObject({ failure: 'timed out' });
  });

  it('gives up on a slow answer, and breaks when the process dies', async () => {
    const pod = inPod('10.244.5.5');
    stacks.set('10.244.5.5', pod);
    const slow = async () => {
      await plane.clock.sleep(60_000);
      return { status: 200, headers: {}, body: 'late' };
    };
    const dying = () => {
      throw new Error('killed');
    };
    pod.listen({ port: 80, protocol: 'TCP', address: '0.0.0.0', http: slow });
    pod.listen({ port: 81, protocol: 'TCP', address: '0.0.0.0', http: dying });
    const other = inPod('10.244.9.9');
    expect(await get(other, '10.244.5.5', 80, { timeout: 1_000 })).toMatchObject({ failure: 'timed out', milliseconds: 1_000 });
    expect(body(await get(other, '10.244.5.5', 80))).toBe('late');
    expect(body(await get(other, '10.244.5.5', 81))).toBe('connection reset');
    expect(await run(() => network.connect(other, '10.244.5.5', 81))).toMatchObject({
      ok: true,
      address: '10.244.5.5',
      port: 81,
    });
  });
});
