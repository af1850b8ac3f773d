import { afterEach, describe, expect, it } from 'vitest';
import { deployments, events, pods, replicaSets } from '../../sandbox/schema/resources.ts';
import { startControlPlane, type ControlPlane } from '../harness/control-plane.ts';

let plane: ControlPlane;
afterEach(() => {
  plane.stop();
  expect(plane.errors).toEqual([]);
});

const web = (replicas: number, image: string, more: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    replicas,
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image }] } },
    ...more,
  },
});

describe('a Deployment', () => {
  it('becomes available', async () => {
    plane = await startControlPlane();
    plane.apply(web(3, 'nginx:1.27'));
    await plane.clock.settle();
    const deployment = plane.admin.get(deployments, { name: 'web', namespace: 'default' });
    expect(deployment.status).toMatchObject({ replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3 });
    expect(deployment.metadata.annotations).toMatchObject({ 'deployment.kubernetes.io/revision': '1' });
    expect(deployment.status.conditions?.map(({ type, status, reason }) => `${type}=${status}:${reason}`)).toEqual([
      'Available=True:MinimumReplicasAvailable',
      'Progressing=True:NewReplicaSetAvailable',
    ]);
    const [replicaSet] = plane.admin.list(replicaSets, 'default');
    expect(replicaSet?.metadata.name).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{1,10}$/);
    expect(plane.admin.list(pods, 'default').map(({ spec }) => spec.nodeName)).toEqual(
      expect.arrayContaining(['node-1', 'node-2']),
    );
    const messages = plane.admin.list(events, 'default').map(({ reason, message }) => `${reason}: ${message}`);
    expect(messages).toContain(`ScalingReplicaSet: Scaled up replica set ${replicaSet?.metadata.name} from 0 to 3`);
  });

  it('counts a Pod as available only after minReadySeconds', async () => {
    plane = await startControlPlane();
    const slow = { minReadySeconds: 10, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } };
    const status = () => plane.admin.get(deployments, { name: 'web', namespace: 'default' }).status;
    plane.apply(web(2, 'web:1', slow));
    await plane.clock.advance(5_000);
    expect(status()).toMatchObject({ readyReplicas: 2, unavailableReplicas: 2 });
    await plane.clock.advance(8_000);
    expect(status()).toMatchObject({ availableReplicas: 2 });
    plane.apply(web(2, 'web:2', slow));
    await plane.clock.advance(5_000);
    expect(status()).toMatchObject({ replicas: 3, updatedReplicas: 1, availableReplicas: 2 });
    await plane.clock.advance(25_000);
    expect(status()).toMatchObject({ replicas: 2, updatedReplicas: 2, availableReplicas: 2 });
  });

  it('reports a rollout that gets nowhere', async () => {
    plane = await startControlPlane();
    const stuck = { metadata: { labels: { app: 'web' }, annotations: { 'sim/stuck': 'true' } } };
    const { spec, ...rest } = web(1, 'web:1', { progressDeadlineSeconds: 30 });
    plane.apply({ ...rest, spec: { ...spec, template: { ...spec.template, ...stuck } } });
    await plane.clock.advance(40_000);
    const { status } = plane.admin.get(deployments, { name: 'web', namespace: 'default' });
    expect(status.conditions?.find(({ type }) => type === 'Progressing')).toMatchObject({
      status: 'False',
      reason: 'ProgressDeadlineExceeded',
      message: expect.stringMatching(/^ReplicaSet "web-[a-z0-9]+" has timed out progressing\.$/) as string,
    });
  });
});
