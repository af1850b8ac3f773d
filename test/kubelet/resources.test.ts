import { afterEach, describe, expect, it } from 'vitest';
import { metricsBetween } from '../../sandbox/images/metrics-server/samples.ts';
import { pods } from '../../sandbox/schema/resources.ts';
import { oneNode, type OneNode } from './one-node.ts';

let node: OneNode;
afterEach(() => expect(node.errors).toEqual([]));

const MI = 1024 ** 2;
const hog = (limit: string, ...argv: readonly string[]) => ({
  containers: [
    {
      name: 'hog',
      image: 'busybox',
      command: argv,
      resources: { limits: { memory: limit, cpu: '200m' }, requests: { cpu: '100m' } },
    },
  ],
});

describe('the resources of a container', () => {
  it('over its memory limit it is killed, and its Pod says so', async () => {
    node = await oneNode();
    node.run('hog', { ...hog('100Mi', 'stress', '--vm', '1', '--vm-bytes', '200M'), restartPolicy: 'Never' });
    await node.until(() => node.pod('hog')?.status?.phase === 'Failed', 60_000);
    expect(node.pod('hog')?.status?.containerStatuses?.[0]?.state?.terminated).toMatchObject({
      reason: 'OOMKilled',
      exitCode: 137,
    });
  });

  it('below it, it lives, in a control group with its limits', async () => {
    node = await oneNode();
    const pod = node.run('calm', hog('100Mi', 'stress', '--cpu', '1', '--vm', '1', '--vm-bytes', '50M'));
    await node.until(() => node.pod('calm')?.status?.phase === 'Running', 60_000);
    await node.clock.advance(10_000);
    const uid = pod.metadata.uid.replaceAll('-', '_');
    const group = node.machine.cgroups.find(`/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${uid}.slice`);
    const own = [...(group?.children.values() ?? [])].find(({ memoryMax }) => memoryMax === 100 * MI);
    expect(own).toMatchObject({ cpuMax: { quota: 20, period: 100 }, cpuWeight: 4, oomGroup: true });
    expect(node.pod('calm')?.status?.containerStatuses?.[0]?.restartCount).toBe(0);
    const before = { time: node.clock.now(), nodes: [node.kubelet.usage() ?? empty] };
    await node.clock.advance(15_000);
    const after = { time: node.clock.now(), nodes: [node.kubelet.usage() ?? empty] };
    // It would take a whole processor and more, and gets a fifth of one: the limit.
    const usage = metricsBetween(before, after).pods.find(({ metadata }) => metadata.name === 'calm')?.containers[0]?.usage;
    expect(usage?.['cpu']).toBe('200000000n');
    expect(own?.cpu.throttledPeriods).toBeGreaterThan(0);
    node.stopKubelet();
    expect(node.kubelet.usage()).toBeUndefined();
  });

  it('leaves no control group behind', async () => {
    node = await oneNode();
    node.run('brief', { ...hog('100Mi', 'true'), restartPolicy: 'Never' });
    await node.until(() => node.pod('brief')?.status?.phase === 'Succeeded', 60_000);
    const { namespace = '', name, uid } = node.pod('brief')?.metadata ?? { name: '', uid: '' };
    node.client.delete(pods, {
      namespace,
      name,
    });
    await node.until(() => node.pod('brief') === undefined, 60_000);
    await node.clock.advance(5_000);
    const groups = [...node.machine.cgroups.root.subtree()].map(({ path }) => path);
    expect(groups.filter((path) => path.includes(uid.replaceAll('-', '_')))).toEqual([]);
  });
});

const empty = { node: '', cpu: 0, memory: 0, pods: [] };

describe('a Pod with a deadline', () => {
  it('fails when it has been active for that long', async () => {
    node = await oneNode();
    node.run('long', {
      containers: [{ name: 'c', image: 'busybox', command: ['sleep', '600'] }],
      activeDeadlineSeconds: 20,
      terminationGracePeriodSeconds: 2,
    });
    await node.until(() => node.pod('long')?.status?.phase === 'Failed', 60_000);
    expect(node.pod('long')?.status).toMatchObject({
      reason: 'DeadlineExceeded',
      message: 'Pod was active on the node longer than the specified deadline',
    });
    expect(node.seconds).toBeGreaterThanOrEqual(20);
    expect(node.seconds).toBeLessThan(25);
  });
});

describe('an ephemeral container', () => {
  it('runs beside the others, sees the processes of its target, and is not started again', async () => {
    node = await oneNode();
    node.run('web', { containers: [{ name: 'web', image: 'nginx' }] });
    await node.until(() => node.pod('web')?.status?.phase === 'Running', 60_000);
    const container = { name: 'debugger', image: 'busybox', command: ['sh', '-c', 'ps'], targetContainerName: 'web' };
    node.client.patch(
      pods,
      { namespace: 'default', name: 'web' },
      { spec: { ephemeralContainers: [container] } },
      { type: 'strategic', subresource: 'ephemeralcontainers' },
    );
    const state = () => node.pod('web')?.status?.ephemeralContainerStatuses?.[0]?.state;
    await node.until(() => state()?.terminated !== undefined, 60_000);
    expect(state()?.terminated).toMatchObject({ exitCode: 0, reason: 'Completed' });
    expect(await node.logs('web', 'debugger')).toContain('nginx');
    await node.clock.advance(60_000);
    expect(node.pod('web')?.status?.ephemeralContainerStatuses?.[0]?.restartCount).toBe(0);
    expect(node.pod('web')?.status?.phase).toBe('Running');
  });
});
