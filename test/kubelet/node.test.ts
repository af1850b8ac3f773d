import { describe, expect, test } from 'vitest';
import { events, leases, nodes, pods } from '../../sandbox/schema/resources.ts';
import { condition, container, isReady, oneNode } from './one-node.ts';

const nodeOf = (node: Awaited<ReturnType<typeof oneNode>>) => node.client.get(nodes, { name: 'node-1' });

describe('a node', () => {
  test('registers itself with what it is', async () => {
    const node = await oneNode();
    expect(nodeOf(node).metadata.labels).toMatchObject({ 'kubernetes.io/hostname': 'node-1', 'kubernetes.io/os': 'linux' });
    expect(nodeOf(node).status).toMatchObject({
      capacity: { cpu: '4', memory: '8Gi', pods: '110' },
      allocatable: { cpu: '4', memory: '8092Mi', pods: '110' },
      addresses: [
        { type: 'InternalIP', address: '192.168.56.11' },
        { type: 'Hostname', address: 'node-1' },
      ],
      nodeInfo: {
        kubeletVersion: 'v1.36.3',
        containerRuntimeVersion: 'containerd://2.1.4',
        operatingSystem: 'linux',
        architecture: 'amd64',
      },
    });
  });

  test('is ready once it has a range for its Pods', async () => {
    const node = await oneNode({ podRange: false });
    const ready = () => nodeOf(node).status?.conditions?.find(({ type }) => type === 'Ready');
    expect(ready()).toMatchObject({ status: 'False', reason: 'KubeletNotReady' });
    node.run('web', { containers: [container({ image: 'nginx:1.27' })] });
    await node.clock.advance(5_000);
    expect(node.events('web')[0]).toMatch(
      /^NetworkNotReady: network is not ready: container runtime network not ready: NetworkReady=false/,
    );
    node.client.patch(nodes, { name: 'node-1' }, { spec: { podCIDR: '10.244.3.0/24', podCIDRs: ['10.244.3.0/24'] } });
    await node.clock.advance(50);
    expect(ready()).toMatchObject({ status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' });
    await node.until(() => isReady(node.pod('web')));
    expect(node.pod('web')?.status?.podIP).toBe('10.244.3.2');
    const reasons = node.client
      .list(events, 'default')
      .filter(({ involvedObject }) => involvedObject.kind === 'Node')
      .map(({ reason }) => reason);
    expect(reasons).toEqual(
      expect.arrayContaining([
        'Starting',
        'NodeHasSufficientMemory',
        'NodeHasNoDiskPressure',
        'NodeHasSufficientPID',
        'NodeReady',
      ]),
    );
  });

  test('renews its Lease every ten seconds, and stops when the kubelet does', async () => {
    const node = await oneNode();
    const renewed = () => node.client.get(leases, { namespace: 'kube-node-lease', name: 'node-1' }).spec?.renewTime;
    await node.clock.advance(10_000);
    expect(renewed()).toBe('2026-01-01T09:00:10.000000Z');
    await node.clock.advance(20_000);
    expect(renewed()).toBe('2026-01-01T09:00:30.000000Z');
    node.stopKubelet();
    await node.clock.advance(60_000);
    expect(renewed()).toBe('2026-01-01T09:00:30.000000Z');
  });

  test('lists the images it has, the largest first', async () => {
    const node = await oneNode();
    node.run('web', {
      containers: [
        container({ image: 'nginx:1.27' }),
        container({ name: 'box', image: 'busybox:1.36', command: ['sleep', '9'] }),
      ],
    });
    await node.clock.advance(20_000);
    expect(nodeOf(node).status?.images?.map(({ names }) => names?.[1])).toEqual([
      'docker.io/library/nginx:1.27',
      'docker.io/library/busybox:1.36',
    ]);
  });
});

describe('a kubelet that stops', () => {
  test('leaves its containers running, and takes them up again', async () => {
    const node = await oneNode();
    node.run('web', { containers: [container({ image: 'nginx:1.27' })] });
    await node.until(() => isReady(node.pod('web')));
    const before = node.pod('web')?.status?.containerStatuses?.[0]?.containerID;
    node.stopKubelet();
    node.run('later', { containers: [container({ image: 'nginx:1.27' })] });
    await node.clock.advance(30_000);
    expect(node.machine.processes.map(({ argv }) => argv[0])).toEqual(['/pause', expect.any(String)]);
    expect(() => node.exec('web', 'web', 'ls')).toThrow(/connection refused/);
    node.restartKubelet();
    await node.until(() => isReady(node.pod('later')));
    expect(node.pod('web')?.status?.containerStatuses?.[0]).toMatchObject({ containerID: before, restartCount: 0, ready: true });
    expect((await node.exec('web', 'web', 'hostname')).stdout).toBe('web\n');
    expect(node.pod('later')?.status?.podIP).toBe('10.244.1.3');
    expect(node.errors).toEqual([]);
  });

  test('ends what was deleted meanwhile', async () => {
    const node = await oneNode();
    node.run('web', { containers: [container({ image: 'nginx:1.27' })] });
    node.run('forced', { containers: [container({ image: 'nginx:1.27' })] });
    await node.until(() => isReady(node.pod('web')) && isReady(node.pod('forced')));
    node.stopKubelet();
    node.client.delete(pods, { namespace: 'default', name: 'web' });
    node.client.delete(pods, { namespace: 'default', name: 'forced' }, { gracePeriodSeconds: 0 });
    node.restartKubelet();
    await node.clock.advance(40_000);
    expect(node.pod('web')).toBeUndefined();
    expect(node.machine.processes).toEqual([]);
    expect(node.errors).toEqual([]);
  });
});

test('a container whose image is changed is restarted with the new one', async () => {
  const node = await oneNode();
  node.run('web', { containers: [container({ image: 'nginx:1.26' })] });
  await node.until(() => isReady(node.pod('web')));
  const pod = node.client.get(pods, { namespace: 'default', name: 'web' });
  node.client.update(pods, {
    ...pod,
    spec: { ...pod.spec, containers: [{ ...(pod.spec?.containers[0] ?? { name: 'web' }), image: 'nginx:1.27' }] },
  });
  await node.until(() => node.pod('web')?.status?.containerStatuses?.[0]?.image === 'docker.io/library/nginx:1.27');
  await node.until(() => isReady(node.pod('web')));
  expect(node.events('web')).toContain('Killing: Container web definition changed, will be restarted');
  expect(node.pod('web')?.status?.containerStatuses?.[0]?.restartCount).toBe(1);
});

test('the same start gives the same cluster, to the last id', async () => {
  const story = async () => {
    const node = await oneNode();
    node.run('web', { containers: [container({ image: 'nginx:1.27' })] });
    node.run('crash', { containers: [container({ image: 'kubetutor/crasher' })] });
    await node.clock.advance(120_000);
    return JSON.stringify([node.pod('web'), node.pod('crash'), node.eventObjects('crash'), condition(node.pod('web'), 'Ready')]);
  };
  expect(await story()).toBe(await story());
});

test('containers of one Pod share its address and its ports', async () => {
  const node = await oneNode();
  node.run('two', { containers: [container({ image: 'nginx:1.27' }), container({ name: 'second', image: 'nginx:1.27' })] });
  const second = () => node.pod('two')?.status?.containerStatuses?.find(({ name }) => name === 'second');
  await node.until(() => second()?.lastState?.terminated !== undefined);
  expect(second()?.lastState?.terminated?.exitCode).toBe(1);
  expect(await node.logs('two', 'second')).toContain('bind() to 0.0.0.0:80 failed (98: Address already in use)');
});
