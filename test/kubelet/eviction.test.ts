import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { events, nodes, priorityClasses } from '../../sandbox/schema/resources.ts';
import type { PodSpec } from '../../sandbox/schema/types/core-v1.ts';
import { learnerAt } from '../harness/learner.ts';
import { oneNode, type OneNode } from './one-node.ts';

let node: OneNode;
beforeEach(async () => {
  node = await oneNode();
});
afterEach(() => expect(node.errors).toEqual([]));

const GI = 1024 ** 3;

/** A Pod that holds so much memory once it runs. */
function holder(name: string, gigabytes: number, rest: Partial<PodSpec> & { readonly request?: string } = {}): void {
  const { request, ...spec } = rest;
  const command = ['stress', '--vm', '1', '--vm-bytes', `${Math.floor(gigabytes * GI)}b`];
  const resources = request === undefined ? {} : { requests: { memory: request } };
  node.run(name, { containers: [{ name: 'app', image: 'busybox', command, resources }], ...spec });
}

const status = (name: string) => node.pod(name)?.status;
const nodeCondition = (type: string) =>
  node.client.find(nodes, { name: 'node-1' })?.status?.conditions?.find((condition) => condition.type === type);
const nodeEvents = () =>
  node.client
    .list(events, 'default')
    .filter(({ involvedObject }) => involvedObject.kind === 'Node')
    .map(({ reason, message }) => `${reason}: ${message}`);

describe('a node that runs out of memory', () => {
  it('evicts the Pod that is furthest above its request, and says why', async () => {
    // 8Gi in all; two hold less than they asked for, one holds 1.9Gi more.
    holder('modest', 2, { request: '2500Mi' });
    holder('greedy', 2.9, { request: '1Gi' });
    await node.until(() => status('greedy')?.phase === 'Running' && status('modest')?.phase === 'Running');
    await node.clock.advance(20_000);
    expect(nodeCondition('MemoryPressure')?.status).toBe('False');
    holder('third', 3.02, { request: '3500Mi' });
    await node.until(() => status('greedy')?.phase === 'Failed', 60_000);
    const message =
      'The node was low on resource: memory. Threshold quantity: 100Mi, available: 83764Ki. ' +
      'Container app was using 3042309Ki, request is 1Gi, has larger consumption of memory. ';
    expect(status('greedy')).toMatchObject({ phase: 'Failed', reason: 'Evicted' });
    expect(status('greedy')?.message?.replace(/available: \d+Ki|using \d+\w*/g, (text) => text.replace(/\d+\w*/, 'N'))).toBe(
      message.replace(/available: \d+Ki|using \d+\w*/g, (text) => text.replace(/\d+\w*/, 'N')),
    );
    expect(status('greedy')?.conditions?.find(({ type }) => type === 'DisruptionTarget')).toMatchObject({
      status: 'True',
      reason: 'TerminationByKubelet',
    });
    expect(node.eventObjects('greedy').map(({ reason }) => reason)).toContain('Evicted');
    expect(status('modest')?.phase).toBe('Running');
    expect(status('third')?.phase).toBe('Running');
    expect(nodeCondition('MemoryPressure')).toMatchObject({
      status: 'True',
      reason: 'KubeletHasInsufficientMemory',
      message: 'kubelet has insufficient memory available',
    });
    expect(nodeEvents()).toContain('EvictionThresholdMet: Attempting to reclaim memory');
    expect(nodeEvents()).toContain('NodeHasInsufficientMemory: Node node-1 status is now: NodeHasInsufficientMemory');
  });

  it('takes a lower priority before a larger use', async () => {
    node.client.create(priorityClasses, { metadata: { name: 'high' }, value: 10 });
    holder('large', 6, { priorityClassName: 'high' });
    holder('small', 1.95);
    await node.until(() => status('small')?.phase === 'Failed', 60_000);
    await node.clock.advance(30_000);
    expect(status('small')?.reason).toBe('Evicted');
    expect(status('large')?.phase).toBe('Running');
  });

  it('is under pressure for five minutes more, and takes no BestEffort Pod meanwhile', async () => {
    holder('large', 7.95);
    await node.until(() => status('large')?.phase === 'Failed', 60_000);
    node.run('late', { containers: [{ name: 'app', image: 'nginx' }] });
    node.run('asking', { containers: [{ name: 'app', image: 'nginx', resources: { requests: { cpu: '10m' } } }] });
    await node.clock.advance(10_000);
    expect(status('late')).toMatchObject({
      phase: 'Failed',
      reason: 'Evicted',
      message: 'Pod was rejected: The node had condition: [MemoryPressure]. ',
    });
    expect(status('asking')?.phase).toBe('Running');
    await node.clock.advance(270_000);
    expect(nodeCondition('MemoryPressure')?.status).toBe('True');
    await node.clock.advance(40_000);
    expect(nodeCondition('MemoryPressure')).toMatchObject({ status: 'False', reason: 'KubeletHasSufficientMemory' });
  });
});

describe('a Pod that stores too much', () => {
  const filler = (path: string, bytes: number) => ['sh', '-c', `fallocate -l ${bytes} ${path}; sleep 3600`];

  it('goes when its emptyDir is over the limit', async () => {
    const volumes = [{ name: 'cache', emptyDir: { sizeLimit: '1Mi' } }];
    const container = { name: 'app', image: 'busybox', command: filler('/cache/f', 2_000_000) };
    node.run('full', { containers: [{ ...container, volumeMounts: [{ name: 'cache', mountPath: '/cache' }] }], volumes });
    await node.until(() => status('full')?.phase === 'Failed', 60_000);
    const message = 'Usage of EmptyDir volume "cache" exceeds the limit "1Mi". ';
    expect(status('full')).toMatchObject({ reason: 'Evicted', message });
    expect(node.events('full')).toContain(`Evicted: ${message}`);
    expect(status('full')?.conditions?.some(({ type }) => type === 'DisruptionTarget')).toBe(false);
    expect(nodeCondition('DiskPressure')?.status).toBe('False');
  });

  it('goes when what its containers wrote is over their limit', async () => {
    const resources = { limits: { 'ephemeral-storage': '1Mi' } };
    node.run('full', { containers: [{ name: 'app', image: 'busybox', command: filler('/f', 2_000_000), resources }] });
    await node.until(() => status('full')?.phase === 'Failed', 60_000);
    expect(status('full')?.message).toBe('Pod ephemeral local storage usage exceeds the total limit of containers 1Mi. ');
  });

  it('in memory it can write no more than the volume holds', async () => {
    const volumes = [{ name: 'cache', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } }];
    const container = { name: 'app', image: 'busybox', command: ['sleep', '3600'] };
    node.run('full', { containers: [{ ...container, volumeMounts: [{ name: 'cache', mountPath: '/cache' }] }], volumes });
    await node.until(() => status('full')?.phase === 'Running');
    const { stderr } = await node.exec('full', 'app', 'sh', '-c', 'dd if=/dev/zero of=/cache/f bs=1M count=2');
    expect(stderr).toMatch(/no space left/i);
  });
});

describe('a node with a small disk', () => {
  it('removes images that nobody uses, then evicts, and is tainted', async () => {
    const small = { name: 'node-1', capacity: { 'ephemeral-storage': '40Mi' } };
    const { type, wait } = await learnerAt({ nodes: [{ name: 'control-plane', controlPlane: true }, small] });
    await type('kubectl run web --image=busybox -- sleep 3600 && kubectl wait pod web --for=condition=Ready');
    await type("kubectl run filler --image=busybox --command -- sh -c 'fallocate -l 35M /f; sleep 3600'");
    await wait(60_000);
    expect((await type('kubectl describe pod filler')).output).toMatch(/Status: +Failed\nReason: +Evicted\n/);
    expect((await type("kubectl get node node-1 -o jsonpath='{.spec.taints[*].key}'")).output).toContain(
      'node.kubernetes.io/disk-pressure',
    );
    expect((await type('kubectl describe node node-1')).output).toContain('Attempting to reclaim ephemeral-storage');
    expect((await type('kubectl get pod web --no-headers')).output).toMatch(/Running/);
  });
});
