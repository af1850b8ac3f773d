import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { containerCgroup } from '../../sandbox/kubelet/pod-cgroups.ts';
import { pods } from '../../sandbox/schema/resources.ts';
import type { PodCondition, Container } from '../../sandbox/schema/types/core-v1.ts';
import { oneNode, type OneNode } from './one-node.ts';

let node: OneNode;
beforeEach(async () => {
  node = await oneNode();
});
afterEach(() => expect(node.errors).toEqual([]));

const MI = 1024 ** 2;

function resize(name: string, resources: { readonly [kind: string]: { readonly [name: string]: string } }): void {
  const patch = { spec: { containers: [{ name: 'app', resources }] } };
  node.client.patch(pods, { namespace: 'default', name }, patch, { type: 'strategic', subresource: 'resize' });
}

async function running(name: string, container: Partial<Container>): Promise<void> {
  node.run(name, { containers: [{ name: 'app', image: 'busybox', command: ['sleep', '9999'], ...container }] });
  await node.until(() => node.pod(name)?.status?.phase === 'Running');
  await node.clock.advance(2_000);
}

const own = (name: string) => node.pod(name)?.status?.containerStatuses?.[0];
const said = (name: string, type: string): PodCondition | undefined =>
  node.pod(name)?.status?.conditions?.find((condition) => condition.type === type);
const reasons = (name: string) => node.eventObjects(name).map(({ reason }) => reason);

function groupOf(name: string) {
  const uid = (node.pod(name)?.metadata.uid ?? '').replaceAll('-', '_');
  const id = (own(name)?.containerID ?? '').replace('containerd://', '');
  const pod = [...node.machine.cgroups.root.subtree()].find(({ path }) => path.endsWith(`-pod${uid}.slice`));
  return { pod, container: node.machine.cgroups.find(containerCgroup(pod?.path ?? '', id)) };
}

describe('the resources of a running container', () => {
  it('change in its control group and its status, and it goes on running', async () => {
    await running('web', { resources: { requests: { cpu: '100m' }, limits: { cpu: '200m', memory: '64Mi' } } });
    const id = own('web')?.containerID;
    resize('web', { requests: { cpu: '300m' }, limits: { cpu: '500m', memory: '128Mi' } });
    await node.clock.advance(1_000);
    expect(groupOf('web').container).toMatchObject({ cpuMax: { quota: 50, period: 100 }, memoryMax: 128 * MI });
    expect(groupOf('web').pod).toMatchObject({ cpuMax: { quota: 50, period: 100 }, memoryMax: 128 * MI });
    await node.clock.advance(2_000);
    expect(own('web')).toMatchObject({
      containerID: id,
      restartCount: 0,
      allocatedResources: { cpu: '300m' },
      resources: { requests: { cpu: '300m' }, limits: { cpu: '500m', memory: '128Mi' } },
    });
    expect(node.pod('web')?.status?.observedGeneration).toBe(node.pod('web')?.metadata.generation);
    expect(said('web', 'PodResizeInProgress')).toBeUndefined();
    expect(reasons('web').slice(-2)).toEqual(['ResizeStarted', 'ResizeCompleted']);
    expect(node.events('web').at(-1)).toMatch(
      /^ResizeCompleted: Pod resize completed: \{"containers":\[\{"name":"app","resources":/,
    );
  });

  it('restart it where its resizePolicy says so', async () => {
    await running('web', {
      resources: { requests: { memory: '64Mi' }, limits: { memory: '64Mi' } },
      resizePolicy: [{ resourceName: 'memory', restartPolicy: 'RestartContainer' }],
    });
    resize('web', { requests: { memory: '96Mi' }, limits: { memory: '96Mi' } });
    await node.clock.advance(60_000);
    expect(own('web')).toMatchObject({ restartCount: 1, resources: { limits: { memory: '96Mi' } } });
    expect(groupOf('web').container?.memoryMax).toBe(96 * MI);
    expect(node.events('web')).toContain('Killing: Container app resize requires restart');
  });

  it('do not fall below what is in use: the condition says why, and the limit stays', async () => {
    const command = ['stress', '--vm', '1', '--vm-bytes', '50M'];
    await running('fat', { command, resources: { limits: { memory: '100Mi' } } });
    resize('fat', { limits: { memory: '32Mi' }, requests: { memory: '32Mi' } });
    await node.clock.advance(12_000);
    expect(said('fat', 'PodResizeInProgress')).toMatchObject({ status: 'True', reason: 'Error' });
    expect(said('fat', 'PodResizeInProgress')?.message).toContain(
      `attempting to set container "app" memory limit (${32 * MI}) below current usage`,
    );
    expect(groupOf('fat').container?.memoryMax).toBe(100 * MI);
    expect(own('fat')?.resources?.limits).toEqual({ memory: '100Mi' });
  });
});

describe('a change that the node cannot carry', () => {
  it('waits while others have what it asks for, and is made when they are gone', async () => {
    await running('web', { resources: { requests: { cpu: '1' } } });
    await running('other', { resources: { requests: { cpu: '2' } } });
    resize('web', { requests: { cpu: '3' } });
    await node.clock.advance(2_000);
    expect(said('web', 'PodResizePending')).toMatchObject({
      status: 'True',
      reason: 'Deferred',
      message: "Node didn't have enough resource: cpu, requested: 3000, used: 2000, capacity: 4000",
      observedGeneration: 2,
    });
    expect(own('web')?.allocatedResources).toEqual({ cpu: '1' });
    node.client.delete(pods, { namespace: 'default', name: 'other' }, { gracePeriodSeconds: 1 });
    await node.until(() => node.pod('other') === undefined);
    await node.clock.advance(3_000);
    expect(said('web', 'PodResizePending')).toBeUndefined();
    expect(own('web')?.allocatedResources).toEqual({ cpu: '3' });
    expect(reasons('web').slice(-3)).toEqual(['ResizeDeferred', 'ResizeStarted', 'ResizeCompleted']);
  });

  it('is taken back by asking for what there was', async () => {
    await running('web', { resources: { requests: { cpu: '1' } } });
    await running('other', { resources: { requests: { cpu: '2' } } });
    resize('web', { requests: { cpu: '3' } });
    await node.clock.advance(2_000);
    resize('web', { requests: { cpu: '1' } });
    await node.clock.advance(2_000);
    expect(said('web', 'PodResizePending')).toBeUndefined();
  });

  it('is refused by the server when it is more than the whole node', async () => {
    await running('web', { resources: { requests: { cpu: '1' } } });
    expect(() => resize('web', { requests: { cpu: '1000' } })).toThrow(
      'pods "web" is forbidden: node didn\'t have enough allocatable resources: cpu, requested: 1000000, allocatable: 4000',
    );
  });
});

describe('a Pod that the scheduler did not place', () => {
  it('is rejected where there is no room for it', async () => {
    node.run('huge', { containers: [{ name: 'app', image: 'busybox', resources: { requests: { cpu: '5' } } }] });
    await node.clock.advance(1_000);
    const why = "Node didn't have enough resource: cpu, requested: 5000, used: 0, capacity: 4000";
    expect(node.pod('huge')?.status).toMatchObject({ phase: 'Failed', reason: 'OutOfcpu', message: `Pod was rejected: ${why}` });
    expect(node.pod('huge')?.status?.containerStatuses).toBeUndefined();
    expect(node.events('huge')).toEqual([`OutOfcpu: ${why}`]);
    node.client.delete(pods, { namespace: 'default', name: 'huge' });
    await node.until(() => node.pod('huge') === undefined);
  });

  it('is rejected where its nodeSelector does not fit, or its port is taken', async () => {
    node.run('picky', { containers: [{ name: 'app', image: 'busybox' }], nodeSelector: { disk: 'ssd' } });
    const ports = [{ containerPort: 80, hostPort: 8080 }];
    node.run('first', { containers: [{ name: 'app', image: 'nginx', ports }] });
    node.run('second', { containers: [{ name: 'app', image: 'nginx', ports }] });
    await node.clock.advance(1_000);
    expect(node.pod('picky')?.status).toMatchObject({ phase: 'Failed', reason: 'NodeAffinity' });
    expect(node.pod('second')?.status).toMatchObject({
      reason: 'NodePorts',
      message: "Pod was rejected: Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports",
    });
  });
});
