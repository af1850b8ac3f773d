import { describe, expect, test } from 'vitest';
import { pods } from '../../sandbox/schema/resources.ts';
import type { PodSpec } from '../../sandbox/schema/types/core-v1.ts';
import { container, isReady, oneNode, type OneNode } from './one-node.ts';

const remove = (node: OneNode, name: string, gracePeriodSeconds?: number): void =>
  node.client.delete(pods, { namespace: 'default', name }, gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds });

describe('deleting a Pod', () => {
  const sleeper = container({ image: 'busybox:1.36', command: ['sleep', '3600'] });
  const nginx = container({ image: 'nginx:1.27' });
  const cases: { name: string; spec: Partial<PodSpec> & Pick<PodSpec, 'containers'>; grace?: number; seconds: number }[] = [
    { name: 'a server that handles its signal ends at once', spec: { containers: [nginx] }, seconds: 0 },
    { name: 'PID 1 without a handler takes all of its 30 seconds', spec: { containers: [sleeper] }, seconds: 30 },
    { name: 'the grace period of the Pod', spec: { terminationGracePeriodSeconds: 7, containers: [sleeper] }, seconds: 7 },
    { name: 'the grace period of the request', spec: { containers: [sleeper] }, grace: 3, seconds: 3 },
    {
      name: 'preStop comes before the signal',
      spec: { containers: [{ ...nginx, lifecycle: { preStop: { sleep: { seconds: 5 } } } }] },
      seconds: 5,
    },
    {
      name: 'preStop and the signal share the grace period',
      spec: {
        terminationGracePeriodSeconds: 10,
        containers: [{ ...sleeper, lifecycle: { preStop: { exec: { command: ['sleep', '4'] } } } }],
      },
      seconds: 10,
    },
    {
      name: 'a preStop that takes too long leaves two seconds for the signal',
      spec: {
        terminationGracePeriodSeconds: 6,
        containers: [{ ...sleeper, lifecycle: { preStop: { exec: { command: ['sleep', '60'] } } } }],
      },
      seconds: 8,
    },
  ];
  test.each(cases)('$name', async ({ spec, grace, seconds }) => {
    const node = await oneNode();
    node.run('web', spec);
    await node.until(() => isReady(node.pod('web')));
    remove(node, 'web', grace);
    const taken = await node.until(() => node.pod('web') === undefined);
    expect(taken).toBeGreaterThanOrEqual(seconds * 1_000);
    expect(taken).toBeLessThanOrEqual(seconds * 1_000 + 250);
    expect(node.machine.processes).toEqual([]);
    expect(node.errors).toEqual([]);
  });

  test('by force takes it out of the API at once, and out of the node a little later', async () => {
    const node = await oneNode();
    node.run('web', { containers: [sleeper] });
    await node.until(() => isReady(node.pod('web')));
    remove(node, 'web', 0);
    expect(node.pod('web')).toBeUndefined();
    expect(node.machine.processes.map(({ argv }) => argv[0])).toEqual(['/pause', expect.any(String)]);
    await node.clock.advance(35_000);
    expect(node.machine.processes).toEqual([]);
  });

  test('while the image is pulled ends it when it has started', async () => {
    const node = await oneNode();
    node.run('web', { containers: [nginx] });
    await node.clock.advance(1_500);
    remove(node, 'web');
    await node.until(() => node.pod('web') === undefined, 10_000);
    expect(node.machine.processes).toEqual([]);
    expect(node.errors).toEqual([]);
  });

  test('gives its address back only after it', async () => {
    const node = await oneNode();
    node.run('one', { containers: [nginx] });
    await node.until(() => isReady(node.pod('one')));
    node.run('two', { containers: [nginx] });
    await node.until(() => isReady(node.pod('two')));
    expect([node.pod('one')?.status?.podIP, node.pod('two')?.status?.podIP]).toEqual(['10.244.1.2', '10.244.1.3']);
  });
});

describe('hooks', () => {
  test('postStart runs before the container counts as started', async () => {
    const node = await oneNode();
    const lifecycle = { postStart: { exec: { command: ['sh', '-c', 'sleep 3; echo hi > /usr/share/nginx/html/hi.txt'] } } };
    node.run('web', { containers: [container({ image: 'nginx:1.27', lifecycle })] });
    await node.until(() => node.events('web').some((line) => line.startsWith('Started')));
    const taken = await node.until(() => isReady(node.pod('web')));
    expect(taken).toBeGreaterThanOrEqual(3_000);
    expect((await node.exec('web', 'web', 'cat', '/usr/share/nginx/html/hi.txt')).stdout).toBe('hi\n');
  });

  test('a postStart that fails ends the container, which is started again', async () => {
    const node = await oneNode();
    const lifecycle = { postStart: { exec: { command: ['false'] } } };
    node.run('web', { containers: [container({ image: 'nginx:1.27', lifecycle })] });
    await node.until(() => (node.pod('web')?.status?.containerStatuses?.[0]?.restartCount ?? 0) > 0);
    expect(node.events('web')).toContain('FailedPostStartHook: PostStartHook failed');
    expect(node.events('web')).toContain('Killing: FailedPostStartHook');
  });
});

describe('init containers and sidecars', () => {
  const init = (name: string, script: string) => container({ name, image: 'busybox:1.36', command: ['sh', '-c', script] });

  test('run one after another, before the others', async () => {
    const node = await oneNode();
    node.run('web', {
      initContainers: [init('first', 'sleep 2'), init('second', 'sleep 1')],
      containers: [container({ image: 'nginx:1.27' })],
    });
    await node.until(() => node.pod('web')?.status?.initContainerStatuses?.[0]?.state?.running !== undefined);
    expect(node.pod('web')?.status?.phase).toBe('Pending');
    expect(node.pod('web')?.status?.containerStatuses?.[0]?.state?.waiting?.reason).toBe('PodInitializing');
    const initialized = () => node.pod('web')?.status?.conditions?.find(({ type }) => type === 'Initialized');
    expect(initialized()).toMatchObject({
      status: 'False',
      reason: 'ContainersNotInitialized',
      message: 'containers with incomplete status: [first second]',
    });
    await node.until(() => isReady(node.pod('web')));
    expect(initialized()?.status).toBe('True');
    expect(
      node
        .eventObjects('web')
        .filter(({ reason }) => reason === 'Started')
        .map((event) => event.involvedObject.fieldPath),
    ).toEqual(['spec.initContainers{first}', 'spec.initContainers{second}', 'spec.containers{web}']);
    expect(node.errors).toEqual([]);
  });

  test('that fail are tried again, or fail the Pod', async () => {
    const node = await oneNode();
    node.run('again', { initContainers: [init('bad', 'sleep 1; exit 2')], containers: [container({ image: 'nginx:1.27' })] });
    node.run('never', {
      restartPolicy: 'Never',
      initContainers: [init('bad', 'exit 2')],
      containers: [container({ image: 'nginx:1.27' })],
    });
    await node.until(() => node.pod('never')?.status?.phase === 'Failed');
    await node.until(() => node.pod('again')?.status?.initContainerStatuses?.[0]?.state?.waiting?.reason === 'CrashLoopBackOff');
    expect(node.pod('again')?.status?.phase).toBe('Pending');
  });

  test('a sidecar starts first, keeps running and goes last', async () => {
    const node = await oneNode();
    const sidecar = {
      ...container({ name: 'proxy', image: 'kubetutor/slow-start:1.0', env: [{ name: 'START_SECONDS', value: '3' }] }),
      restartPolicy: 'Always',
    };
    const startupProbe = { tcpSocket: { port: 8080 }, periodSeconds: 1 };
    const web = container({ image: 'nginx:1.27', lifecycle: { preStop: { sleep: { seconds: 2 } } } });
    node.run('web', { initContainers: [{ ...sidecar, startupProbe }], containers: [web] });
    await node.until(() => isReady(node.pod('web')));
    const startedAt = (reason: string) =>
      node
        .eventObjects('web')
        .filter((event) => event.reason === reason)
        .map((event) => event.involvedObject.fieldPath);
    expect(startedAt('Started')).toEqual(['spec.initContainers{proxy}', 'spec.containers{web}']);
    remove(node, 'web');
    // The server is in its preStop; what it may need is still there.
    await node.clock.advance(1_500);
    expect(node.machine.processes.map(({ argv }) => argv[0]).sort()).toEqual(['/pause', 'nginx', 'slow-start']);
    await node.until(() => node.pod('web') === undefined, 2_000);
    expect(node.errors).toEqual([]);
  });
});
