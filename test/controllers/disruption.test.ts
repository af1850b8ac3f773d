import { afterEach, describe, expect, it } from 'vitest';
import { podDisruptionBudgets } from '../../sandbox/schema/resources.ts';
import { startControlPlane, type ControlPlane } from '../harness/control-plane.ts';

let plane: ControlPlane;
afterEach(() => {
  plane.stop();
  expect(plane.errors).toEqual([]);
});

const web = (replicas: number) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    replicas,
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'nginx' }] } },
  },
});

describe('a PodDisruptionBudget', () => {
  it.each([
    [{ minAvailable: 2 }, { expectedPods: 5, desiredHealthy: 2, disruptionsAllowed: 3 }],
    [{ minAvailable: '50%' }, { expectedPods: 5, desiredHealthy: 3, disruptionsAllowed: 2 }],
    [{ maxUnavailable: 1 }, { expectedPods: 5, desiredHealthy: 4, disruptionsAllowed: 1 }],
    [{ maxUnavailable: '30%' }, { expectedPods: 5, desiredHealthy: 3, disruptionsAllowed: 2 }],
    [{ minAvailable: 7 }, { expectedPods: 5, desiredHealthy: 7, disruptionsAllowed: 0 }],
  ])('with %j of five Pods', async (spec, status) => {
    plane = await startControlPlane();
    plane.apply(web(5));
    plane.apply({
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'web' },
      spec: { ...spec, selector: { matchLabels: { app: 'web' } } },
    });
    const read = () => plane.admin.get(podDisruptionBudgets, { name: 'web', namespace: 'default' }).status;
    await plane.clock.advance(100);
    expect(read()).toMatchObject({ currentHealthy: 0, disruptionsAllowed: 0 });
    await plane.clock.advance(10_000);
    expect(read()).toMatchObject({ ...status, currentHealthy: 5, observedGeneration: 1 });
    const allowed = status.disruptionsAllowed > 0;
    expect(read().conditions).toMatchObject([
      { type: 'DisruptionAllowed', status: allowed ? 'True' : 'False', reason: allowed ? 'SufficientPods' : 'InsufficientPods' },
    ]);
  });
});
