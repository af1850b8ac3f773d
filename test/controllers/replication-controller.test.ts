import { afterEach, expect, it } from 'vitest';
import { events, pods, replicationControllers } from '../../sandbox/schema/resources.ts';
import { startControlPlane, type ControlPlane } from '../harness/control-plane.ts';

let plane: ControlPlane;
afterEach(() => {
  plane.stop();
  expect(plane.errors).toEqual([]);
});

it('keeps as many Pods as a ReplicationController asks for', async () => {
  plane = await startControlPlane();
  const old = (replicas: number) => ({
    apiVersion: 'v1',
    kind: 'ReplicationController',
    metadata: { name: 'old' },
    spec: {
      replicas,
      selector: { app: 'old' },
      template: { metadata: { labels: { app: 'old' } }, spec: { containers: [{ name: 'c', image: 'a:1' }] } },
    },
  });
  const status = () => plane.admin.get(replicationControllers, { name: 'old', namespace: 'default' }).status;
  plane.apply(old(3));
  await plane.clock.advance(5_000);
  expect(status()).toEqual({
    replicas: 3,
    fullyLabeledReplicas: 3,
    readyReplicas: 3,
    availableReplicas: 3,
    observedGeneration: 1,
  });
  const [pod] = plane.admin.list(pods, 'default');
  expect(pod?.metadata.ownerReferences).toMatchObject([{ apiVersion: 'v1', kind: 'ReplicationController', controller: true }]);
  plane.apply(old(1));
  await plane.clock.advance(5_000);
  expect(plane.admin.list(pods, 'default')).toHaveLength(1);
  const sources = plane.admin.list(events, 'default').map(({ source, reason }) => `${source?.component}: ${reason}`);
  expect(sources).toContain('replication-controller: SuccessfulDelete');
});
