import { afterEach, describe, expect, it } from 'vitest';
import { controllerRevisions, daemonSets, events, nodes, pods } from '../../sandbox/schema/resources.ts';
import { startControlPlane, type ControlPlane } from '../harness/control-plane.ts';

let plane: ControlPlane;
afterEach(() => {
  plane.stop();
  expect(plane.errors).toEqual([]);
});

const agent = (image: string, more: object = {}, podSpec: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'agent' },
  spec: {
    selector: { matchLabels: { app: 'agent' } },
    template: { metadata: { labels: { app: 'agent' } }, spec: { containers: [{ name: 'c', image }], ...podSpec } },
    ...more,
  },
});
const status = () => plane.admin.get(daemonSets, { name: 'agent', namespace: 'default' }).status;
const running = () => plane.admin.list(pods, 'default').filter(({ metadata }) => metadata.deletionTimestamp === undefined);
const places = () =>
  running()
    .map(({ spec }) => spec.nodeName)
    .sort();
const images = () => running().map(({ spec }) => spec.containers[0]?.image);
const reasons = () => plane.admin.list(events, 'default').map(({ reason }) => reason);

describe('a DaemonSet', () => {
  it('has one Pod on every node that it may use', async () => {
    plane = await startControlPlane();
    plane.apply(agent('a:1'));
    await plane.clock.settle();
    expect(places()).toEqual(['node-1', 'node-2']);
    expect(status()).toMatchObject({ desiredNumberScheduled: 2, currentNumberScheduled: 2, numberReady: 2, numberAvailable: 2 });
    const [pod] = running();
    expect(pod?.metadata.labels).toMatchObject({
      'controller-revision-hash': expect.any(String),
      'pod-template-generation': '1',
    });
    const tolerated = pod?.spec.tolerations?.map(({ key, effect }) => `${key?.split('/')[1]}:${effect}`);
    expect(tolerated).toEqual([
      'not-ready:NoExecute',
      'unreachable:NoExecute',
      'disk-pressure:NoSchedule',
      'memory-pressure:NoSchedule',
      'pid-pressure:NoSchedule',
      'unschedulable:NoSchedule',
    ]);
    plane.kubelets.register('node-3');
    await plane.clock.settle();
    expect(places()).toEqual(['node-1', 'node-2', 'node-3']);
  });

  it('reaches tainted nodes with a toleration, and leaves what its selector no longer fits', async () => {
    plane = await startControlPlane();
    plane.apply(agent('a:1', {}, { tolerations: [{ operator: 'Exists' }] }));
    await plane.clock.settle();
    expect(places()).toEqual(['control-plane', 'node-1', 'node-2']);
    plane.admin.patch(nodes, { name: 'node-1' }, { metadata: { labels: { disk: 'ssd' } } });
    plane.apply(agent('a:1', {}, { nodeSelector: { disk: 'ssd' } }));
    await plane.clock.advance(20_000);
    expect(places()).toEqual(['node-1']);
    expect(status()).toMatchObject({ desiredNumberScheduled: 1, numberMisscheduled: 0, updatedNumberScheduled: 1 });
  });

  it('stays on a cordoned node and leaves one with a NoExecute taint', async () => {
    plane = await startControlPlane();
    plane.apply(agent('a:1'));
    await plane.clock.settle();
    plane.admin.patch(nodes, { name: 'node-1' }, { spec: { unschedulable: true } });
    plane.admin.patch(nodes, { name: 'node-2' }, { spec: { taints: [{ key: 'gone', effect: 'NoExecute' }] } });
    await plane.clock.advance(10_000);
    expect(places()).toEqual(['node-1']);
  });

  it('replaces a Pod that failed', async () => {
    plane = await startControlPlane();
    plane.apply(agent('a:1'));
    await plane.clock.settle();
    const [pod] = running();
    if (!pod) throw new Error('no Pod');
    plane.admin.updateStatus(pods, { ...pod, status: { ...pod.status, phase: 'Failed' } });
    await plane.clock.advance(5_000);
    expect(places()).toEqual(['node-1', 'node-2']);
    expect(running().map(({ metadata }) => metadata.name)).not.toContain(pod.metadata.name);
    expect(reasons()).toContain('FailedDaemonPod');
  });

  it.each([
    ['one node after the other', { maxUnavailable: 1, maxSurge: 0 }, 2],
    ['with the new Pod beside the old one', { maxUnavailable: 0, maxSurge: 1 }, 3],
  ])('updates %s', async (_, rollingUpdate, most) => {
    plane = await startControlPlane();
    const strategy = { updateStrategy: { type: 'RollingUpdate', rollingUpdate } };
    plane.apply(agent('a:1', strategy));
    await plane.clock.advance(5_000);
    plane.apply(agent('a:2', strategy));
    let largest = 0;
    let fewestReady = 9;
    for (let time = 0; time < 10_000; time += 20) {
      await plane.clock.advance(20);
      largest = Math.max(largest, running().length);
      fewestReady = Math.min(fewestReady, status().numberAvailable ?? 0);
    }
    expect(images()).toEqual(['a:2', 'a:2']);
    expect(largest).toBe(most);
    expect(fewestReady).toBe(most - 1);
    expect(status()).toMatchObject({ updatedNumberScheduled: 2, numberAvailable: 2, observedGeneration: 2 });
    plane.apply(agent('a:1', strategy));
    await plane.clock.advance(10_000);
    const revisions = plane.admin.list(controllerRevisions, 'default').map(({ revision }) => revision);
    expect(revisions.sort()).toEqual([2, 3]);
  });

  it('leaves the update to who deletes its Pods, with OnDelete', async () => {
    plane = await startControlPlane();
    plane.apply(agent('a:1', { updateStrategy: { type: 'OnDelete' } }));
    await plane.clock.settle();
    plane.apply(agent('a:2', { updateStrategy: { type: 'OnDelete' } }));
    await plane.clock.advance(5_000);
    expect(images()).toEqual(['a:1', 'a:1']);
    const [pod] = running();
    plane.admin.delete(pods, { name: pod?.metadata.name ?? '', namespace: 'default' });
    await plane.clock.advance(5_000);
    expect(images().sort()).toEqual(['a:1', 'a:2']);
  });

  it('keeps no more revisions than its limit', async () => {
    plane = await startControlPlane();
    for (const version of [1, 2, 3, 4]) {
      plane.apply(agent(`a:${version}`, { revisionHistoryLimit: 1 }));
      await plane.clock.advance(10_000);
    }
    const revisions = plane.admin.list(controllerRevisions, 'default').map(({ revision }) => revision);
    expect(revisions.sort()).toEqual([3, 4]);
  });
});
