import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  configMaps,
  deployments,
  namespaces,
  nodes,
  pods,
  replicaSets,
  serviceAccounts,
} from '../../sandbox/schema/resources.ts';
import { startControlPlane, type ControlPlane } from '../harness/control-plane.ts';

let plane: ControlPlane;
beforeEach(async () => {
  plane = await startControlPlane();
});
afterEach(() => {
  plane.stop();
  expect(plane.errors).toEqual([]);
});

const labels = { app: 'web' };
const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    replicas: 2,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'web:1' }] } },
  },
};
const web = { name: 'web', namespace: 'default' };

describe('a namespace', () => {
  it('begins with a ServiceAccount and the root certificate, and gets them back', async () => {
    plane.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team' } });
    await plane.clock.settle();
    expect(plane.admin.list(serviceAccounts, 'team').map(({ metadata }) => metadata.name)).toEqual(['default']);
    plane.admin.delete(configMaps, { name: 'kube-root-ca.crt', namespace: 'team' });
    await plane.clock.settle();
    expect(plane.admin.list(configMaps, 'team').map(({ metadata }) => metadata.name)).toEqual(['kube-root-ca.crt']);
  });

  it('goes with all that is in it, and waits for finalizers', async () => {
    plane.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team' } });
    const held = { name: 'held', namespace: 'team', finalizers: ['example.com/hold'] };
    plane.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: held });
    plane.apply({ ...deployment, metadata: { name: 'web', namespace: 'team' } });
    await plane.clock.settle();
    plane.admin.delete(namespaces, { name: 'team' });
    await plane.clock.advance(60_000);
    expect(plane.admin.list(pods, 'team')).toEqual([]);
    expect(plane.admin.list(deployments, 'team')).toEqual([]);
    const { status } = plane.admin.get(namespaces, { name: 'team' });
    expect(status.phase).toBe('Terminating');
    expect(status.conditions?.filter((condition) => condition.status === 'True').map(({ message }) => message)).toEqual([
      'Some resources are remaining: configmaps. has 1 resource instances',
      'Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances',
    ]);
    plane.admin.patch(configMaps, held, { metadata: { finalizers: null } }, { type: 'merge' });
    await plane.clock.advance(30_000);
    expect(plane.admin.find(namespaces, { name: 'team' })).toBeUndefined();
  });
});

describe('the garbage collector', () => {
  beforeEach(async () => {
    plane.apply(deployment);
    await plane.clock.settle();
  });

  it('deletes in the background what a Deployment leaves behind', async () => {
    plane.admin.delete(deployments, web, { propagationPolicy: 'Background' });
    expect(plane.admin.find(deployments, web)).toBeUndefined();
    await plane.clock.settle();
    expect([...plane.admin.list(replicaSets, 'default'), ...plane.admin.list(pods, 'default')]).toEqual([]);
  });

  it('keeps a Deployment until its Pods are gone, in the foreground', async () => {
    const held = plane.admin.list(pods, 'default')[0]?.metadata.name ?? '';
    const key = { name: held, namespace: 'default' };
    plane.admin.patch(pods, key, { metadata: { annotations: { 'sim/hold': 'true' } } });
    plane.admin.delete(deployments, web, { propagationPolicy: 'Foreground' });
    await plane.clock.settle();
    expect(plane.admin.list(pods, 'default').map(({ metadata }) => metadata.name)).toEqual([held]);
    expect(plane.admin.get(deployments, web).metadata.deletionTimestamp).toBeDefined();
    plane.admin.patch(pods, key, { metadata: { annotations: { 'sim/hold': null } } });
    await plane.clock.settle();
    expect(plane.admin.find(deployments, web)).toBeUndefined();
  });

  it('leaves orphans alone, and a new Deployment adopts them', async () => {
    const before = plane.admin.list(pods, 'default').map(({ metadata }) => metadata.uid);
    plane.admin.delete(deployments, web, { propagationPolicy: 'Orphan' });
    await plane.clock.settle();
    expect(plane.admin.find(deployments, web)).toBeUndefined();
    expect(plane.admin.list(replicaSets, 'default')[0]?.metadata.ownerReferences ?? []).toEqual([]);
    plane.apply(deployment);
    await plane.clock.settle();
    expect(plane.admin.list(replicaSets, 'default')[0]?.metadata.ownerReferences?.[0]?.kind).toBe('Deployment');
    expect(plane.admin.list(pods, 'default').map(({ metadata }) => metadata.uid)).toEqual(before);
  });
});

describe('a node', () => {
  it('gets a range of Pod addresses of its own', () => {
    const ranges = plane.admin.list(nodes).map(({ spec }) => spec.podCIDR);
    expect(ranges.toSorted()).toEqual(['10.244.0.0/24', '10.244.1.0/24', '10.244.2.0/24']);
  });

  it('that falls silent becomes Unknown, and its Pods move after five minutes', async () => {
    plane.apply(deployment);
    await plane.clock.settle();
    plane.kubelets.freeze('node-1');
    await plane.clock.advance(70_000);
    const node = plane.admin.get(nodes, { name: 'node-1' });
    expect(node.status.conditions?.find(({ type }) => type === 'Ready')).toMatchObject({
      status: 'Unknown',
      reason: 'NodeStatusUnknown',
      message: 'Kubelet stopped posting node status.',
    });
    expect(node.spec.taints?.map(({ key, effect }) => `${key}:${effect}`)).toEqual([
      'node.kubernetes.io/unreachable:NoSchedule',
      'node.kubernetes.io/unreachable:NoExecute',
    ]);
    expect(plane.admin.get(deployments, web).status.availableReplicas).toBe(1);
    await plane.clock.advance(310_000);
    expect(plane.admin.get(deployments, web).status.availableReplicas).toBe(2);
    plane.kubelets.unfreeze('node-1');
    await plane.clock.advance(10_000);
    expect(plane.admin.get(nodes, { name: 'node-1' }).spec.taints ?? []).toEqual([]);
  });

  const evicting = () =>
    plane.admin
      .list(nodes)
      .filter(({ spec }) => (spec.taints ?? []).some(({ key, effect }) => key.endsWith('/unreachable') && effect === 'NoExecute'))
      .map(({ metadata }) => metadata.name);

  it('loses its Pods ten seconds after another one of its zone', async () => {
    for (const name of ['node-1', 'node-2']) plane.kubelets.freeze(name);
    await until(() => evicting().length === 1, 70_000);
    await plane.clock.advance(9_000);
    expect(evicting()).toHaveLength(1);
    await plane.clock.advance(2_000);
    expect(evicting()).toEqual(['node-1', 'node-2']);
  });

  it('loses them at the same time as one of another zone', async () => {
    for (const name of ['node-1', 'node-2'])
      plane.admin.patch(nodes, { name }, { metadata: { labels: { 'topology.kubernetes.io/zone': name } } });
    for (const name of ['node-1', 'node-2']) plane.kubelets.freeze(name);
    await until(() => evicting().length > 0, 70_000);
    await plane.clock.advance(200);
    expect(evicting()).toEqual(['node-1', 'node-2']);
  });

  it('keeps them while no node is heard of: all that were to go may stay', async () => {
    plane.kubelets.freeze('node-1');
    await until(() => evicting().length === 1, 70_000);
    for (const name of ['control-plane', 'node-2']) plane.kubelets.freeze(name);
    await plane.clock.advance(70_000);
    expect(evicting()).toEqual([]);
    plane.kubelets.unfreeze('control-plane');
    await plane.clock.advance(20_000);
    expect(evicting()).toEqual(['node-1', 'node-2']);
  });

  async function until(holds: () => boolean, limit: number): Promise<void> {
    for (let waited = 0; !holds(); waited += 100) {
      if (waited > limit) throw new Error(`not so within ${limit} ms`);
      await plane.clock.advance(100);
    }
  }
});
