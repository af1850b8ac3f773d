import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../sandbox/core/json.ts';
import { events, nodes, persistentVolumeClaims, pods } from '../../sandbox/schema/resources.ts';
import type { Pod } from '../../sandbox/schema/types/core-v1.ts';
import { startControlPlane, type ControlPlane } from '../harness/control-plane.ts';

let plane: ControlPlane;
beforeEach(async () => {
  plane = await startControlPlane();
});
afterEach(() => {
  plane.stop();
  expect(plane.errors).toEqual([]);
});

const pod = (name: string, spec: JsonObject = {}, cpu = '100m'): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: { containers: [{ name: 'c', image: 'app:1', resources: { requests: { cpu } } }], ...spec },
});
const find = (name: string): Pod => plane.admin.get(pods, { name, namespace: 'default' });
const messages = (reason: string): readonly string[] =>
  plane.admin
    .list(events, 'default')
    .filter((event) => event.reason === reason)
    .map(({ message }) => message ?? '');

describe('the scheduler', () => {
  it('binds a Pod and says so', async () => {
    plane.apply(pod('web', { nodeSelector: { 'kubernetes.io/hostname': 'node-2' } }));
    await plane.clock.settle();
    expect(find('web').spec.nodeName).toBe('node-2');
    expect(messages('Scheduled')).toEqual(['Successfully assigned default/web to node-2']);
    expect(find('web').status.conditions).toContainEqual(expect.objectContaining({ type: 'PodScheduled', status: 'True' }));
  });

  it('says why a Pod has no node', async () => {
    plane.apply(pod('big', {}, '5'));
    await plane.clock.settle();
    const message =
      '0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient cpu. no new claims to deallocate, ' +
      'preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.';
    expect(messages('FailedScheduling')).toEqual([message]);
    expect(find('big').status.conditions).toContainEqual(
      expect.objectContaining({ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }),
    );
  });

  it('tries again when there is room', async () => {
    plane.apply(pod('first', {}, '3'));
    plane.apply(pod('second', {}, '3'));
    await plane.clock.settle();
    plane.apply(pod('third', {}, '3'));
    await plane.clock.settle();
    expect(find('third').spec.nodeName).toBeUndefined();
    plane.admin.delete(pods, { name: 'first', namespace: 'default' });
    await plane.clock.advance(15_000);
    expect(find('third').spec.nodeName).toBe(find('second').spec.nodeName === 'node-1' ? 'node-2' : 'node-1');
  });

  it('tries again when a node becomes suitable, but not for a heartbeat', async () => {
    plane.apply(pod('web', { nodeSelector: { disk: 'ssd' } }));
    await plane.clock.advance(60_000);
    expect(messages('FailedScheduling')).toHaveLength(1);
    plane.admin.patch(nodes, { name: 'node-1' }, { metadata: { labels: { disk: 'ssd' } } });
    await plane.clock.settle();
    expect(find('web').spec.nodeName).toBe('node-1');
  });

  it('spreads the Pods of a ReplicaSet over the nodes', async () => {
    const labels = { app: 'web' };
    const template = { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'web:1' }] } };
    plane.apply({
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: { name: 'web' },
      spec: { replicas: 6, selector: { matchLabels: labels }, template },
    });
    await plane.clock.settle();
    const names = plane.admin.list(pods, 'default').map(({ spec }) => spec.nodeName);
    expect(names.toSorted()).toEqual(['node-1', 'node-1', 'node-1', 'node-2', 'node-2', 'node-2']);
  });

  it('does not preempt its equals', async () => {
    plane.apply(pod('first', { nodeName: 'node-1' }, '3'));
    plane.apply(pod('second', { nodeSelector: { 'kubernetes.io/hostname': 'node-1' } }, '3'));
    await plane.clock.settle();
    expect(find('second').spec.nodeName).toBeUndefined();
    expect(messages('Preempted')).toEqual([]);
  });

  it('leaves gated Pods and Pods of other schedulers alone', async () => {
    plane.apply(pod('gated', { schedulingGates: [{ name: 'example.com/wait' }] }));
    plane.apply(pod('foreign', { schedulerName: 'other' }));
    await plane.clock.settle();
    expect(find('gated').spec.nodeName).toBeUndefined();
    expect(find('foreign').spec.nodeName).toBeUndefined();
    expect(messages('FailedScheduling')).toEqual([]);
    plane.admin.patch(pods, { name: 'gated', namespace: 'default' }, { spec: { schedulingGates: [] } }, { type: 'merge' });
    await plane.clock.settle();
    expect(find('gated').spec.nodeName).toMatch(/^node-/);
  });

  it('keeps off cordoned nodes', async () => {
    plane.admin.patch(nodes, { name: 'node-1' }, { spec: { unschedulable: true } });
    await plane.clock.settle();
    plane.apply(pod('web'));
    await plane.clock.settle();
    expect(find('web').spec.nodeName).toBe('node-2');
  });

  it('asks for a volume on the node that it chose, and waits for it', async () => {
    plane.apply({
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'late' },
      provisioner: 'kubetutor.dev/simulated',
      volumeBindingMode: 'WaitForFirstConsumer',
    });
    plane.apply({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data' },
      spec: { storageClassName: 'late', accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    });
    await plane.clock.settle();
    const data = () => plane.admin.get(persistentVolumeClaims, { name: 'data', namespace: 'default' });
    expect(data().status?.phase).toBe('Pending');
    plane.apply(pod('db', { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] }));
    await plane.clock.settle();
    expect(data().status?.phase).toBe('Bound');
    expect(find('db').spec.nodeName).toBe(data().metadata.annotations?.['volume.kubernetes.io/selected-node']);
    expect(messages('FailedScheduling')).toEqual([]);
  });

  it('binds a local volume only for a Pod that can go to its node', async () => {
    plane.apply({
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'local' },
      provisioner: 'kubernetes.io/no-provisioner',
      volumeBindingMode: 'WaitForFirstConsumer',
    });
    const there = [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['node-1'] }] }];
    plane.apply({
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: 'disk' },
      spec: {
        storageClassName: 'local',
        accessModes: ['ReadWriteOnce'],
        capacity: { storage: '1Gi' },
        local: { path: '/mnt/disk' },
        nodeAffinity: { required: { nodeSelectorTerms: there } },
      },
    });
    plane.apply({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data' },
      spec: { storageClassName: 'local', accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    });
    const volumes = [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }];
    plane.apply(pod('elsewhere', { volumes, nodeSelector: { 'kubernetes.io/hostname': 'node-2' } }));
    await plane.clock.settle();
    expect(messages('FailedScheduling')[0]).toContain("1 node(s) didn't find available persistent volumes to bind");
    plane.apply(pod('db', { volumes }));
    await plane.clock.settle();
    expect(find('db').spec.nodeName).toBe('node-1');
  });
});
