import { afterEach, describe, expect, it } from 'vitest';
import { limit, noMemory, noteScaling } from '../../sandbox/controllers/horizontal-pod-autoscaler/limits.ts';
import { replicasForAverage, replicasForUtilization } from '../../sandbox/controllers/horizontal-pod-autoscaler/replica-count.ts';
import { deployments, events, horizontalPodAutoscalers } from '../../sandbox/schema/resources.ts';
import type { Pod } from '../../sandbox/schema/types/core-v1.ts';
import { startControlPlane, type ControlPlane } from '../harness/control-plane.ts';

const HOUR = 3_600_000;

function pod(name: string, { ready = true, phase = 'Running' }: { readonly ready?: boolean; readonly phase?: string } = {}): Pod {
  const status = ready ? 'True' : 'False';
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', uid: name, resourceVersion: '1', creationTimestamp: '1970-01-01T00:00:00Z' },
    spec: { containers: [{ name: 'c', image: 'app', resources: { requests: { cpu: '100m' } } }] },
    status: {
      phase,
      startTime: '1970-01-01T00:00:00Z',
      conditions: [{ type: 'Ready', status, lastTransitionTime: '1970-01-01T00:00:01Z' }],
    },
  };
}

const question = (use: { readonly [name: string]: number }, pods: readonly Pod[], replicas = pods.length) => ({
  replicas,
  resource: 'cpu',
  container: undefined,
  pods,
  metrics: new Map(Object.entries(use).map(([name, value]) => [name, { value, time: HOUR, window: 15_000 }])),
  tolerances: { up: 0.1, down: 0.1 },
  now: HOUR,
});

describe('the number of replicas', () => {
  const two = [pod('a'), pod('b')];

  it.each([
    // ceil(replicas × use ÷ target), the formula of the documentation.
    ['twice the target doubles', { a: 100, b: 100 }, 4],
    ['rounds up', { a: 60, b: 70 }, 3],
    ['half the target halves', { a: 25, b: 25 }, 1],
    ['within a tenth of the target stays', { a: 54, b: 54 }, 2],
    ['just above a tenth grows', { a: 56, b: 56 }, 3],
  ])('%s', (_, use, expected) => {
    expect(replicasForUtilization(question(use, two), 50).replicas).toBe(expected);
  });

  it('takes a Pod without metrics for idle when it grows, and for busy when it shrinks', () => {
    const three = [...two, pod('silent')];
    expect(replicasForUtilization(question({ a: 100, b: 100 }, three), 50).replicas).toBe(4);
    expect(replicasForUtilization(question({ a: 10, b: 10 }, three), 50).replicas).toBe(3);
  });

  it('does not trust the use of a Pod that is not ready yet', () => {
    const warming = { ...pod('new', { ready: false }) };
    expect(replicasForUtilization(question({ a: 100, new: 900 }, [pod('a'), warming]), 50).replicas).toBe(2);
  });

  it('follows an average amount', () => {
    expect(replicasForAverage(question({ a: 300, b: 500 }, two), 200)).toEqual({ replicas: 4, average: 400 });
  });

  it('says which container does not request anything', () => {
    const bare = { ...pod('a'), spec: { containers: [{ name: 'c', image: 'app' }] } };
    expect(() => replicasForUtilization(question({ a: 1 }, [bare]), 50)).toThrow(
      'missing request for cpu in container c of Pod a',
    );
  });
});

describe('the bounds', () => {
  const reference = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };
  const plain = { maxReplicas: 10, scaleTargetRef: reference };
  const wish = (current: number, desired: number, more: object = {}) => ({
    spec: plain,
    current,
    desired,
    least: 1,
    memory: noMemory,
    now: HOUR,
    ...more,
  });

  it.each([
    [1, 9, 4, 'ScaleUpLimit'],
    [3, 9, 6, 'ScaleUpLimit'],
    [6, 20, 10, 'TooManyReplicas'],
    [3, 0, 1, 'TooFewReplicas'],
    [3, 4, 4, 'DesiredWithinRange'],
  ])('from %i to %i gives %i: %s', (current, desired, replicas, reason) => {
    expect(limit(wish(current, desired))).toMatchObject({ replicas, limited: { reason } });
  });

  it('shrinks only when five minutes have wished for less', () => {
    const remembers = (minutes: number) => ({
      memory: { ...noMemory, recommendations: [{ time: HOUR - minutes * 60_000, amount: 6 }] },
    });
    expect(limit(wish(6, 2, remembers(4)))).toMatchObject({ replicas: 6, able: { reason: 'ScaleDownStabilized' } });
    expect(limit(wish(6, 2, remembers(6)))).toMatchObject({ replicas: 2, able: { reason: 'ReadyForNewScale' } });
  });

  it('keeps to the rates of its own rules', () => {
    const rules = {
      stabilizationWindowSeconds: 0,
      selectPolicy: 'Max',
      policies: [{ type: 'Pods', value: 2, periodSeconds: 60 }],
    };
    const spec = { ...plain, behavior: { scaleUp: rules, scaleDown: rules } };
    expect(limit(wish(3, 9, { spec }))).toMatchObject({ replicas: 5, limited: { reason: 'ScaleUpLimit' } });
    const memory = noteScaling(noMemory, spec, 3, 5, HOUR - 30_000);
    expect(limit(wish(5, 9, { spec, memory })).replicas).toBe(5);
    expect(limit(wish(5, 9, { spec, memory, now: HOUR + 40_000 })).replicas).toBe(7);
    expect(limit(wish(5, 1, { spec })).replicas).toBe(3);
    const disabled = { ...plain, behavior: { scaleUp: rules, scaleDown: { ...rules, selectPolicy: 'Disabled' } } };
    expect(limit(wish(5, 1, { spec: disabled })).replicas).toBe(5);
  });
});

describe('a HorizontalPodAutoscaler', () => {
  let plane: ControlPlane;
  afterEach(() => {
    plane.stop();
    expect(plane.errors).toEqual([]);
  });

  it('keeps a workload within its bounds, and says that it has no metrics', async () => {
    plane = await startControlPlane();
    plane.apply({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: {
        replicas: 1,
        selector: { matchLabels: { app: 'web' } },
        template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'nginx' }] } },
      },
    });
    plane.apply({
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'web' },
      spec: {
        minReplicas: 2,
        maxReplicas: 5,
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
        metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }],
      },
    });
    await plane.clock.advance(20_000);
    const web = { name: 'web', namespace: 'default' };
    expect(plane.admin.get(deployments, web).spec.replicas).toBe(2);
    await plane.clock.advance(15_000);
    const { status } = plane.admin.get(horizontalPodAutoscalers, web);
    expect(status?.conditions?.map(({ type, status: is, reason }) => `${type}=${is}:${reason}`)).toEqual([
      'AbleToScale=True:SucceededGetScale',
      'ScalingActive=False:FailedGetResourceMetric',
    ]);
    const said = plane.admin.list(events, 'default').map(({ message }) => message);
    expect(said).toContain('New size: 2; reason: Current number of replicas below Spec.MinReplicas');
    expect(said).toContain(
      'failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: ' +
        'the server could not find the requested resource (get pods.metrics.k8s.io)',
    );
  });
});
