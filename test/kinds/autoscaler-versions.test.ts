import { beforeEach, describe, expect, test } from 'vitest';
import { createApiServer, kubernetesAdmin, type ApiServer } from '../../sandbox/api/index.ts';
import type { ComponentClient } from '../../sandbox/api/client.ts';
import { VirtualClock } from '../../sandbox/core/clock.ts';
import { Random } from '../../sandbox/core/random.ts';
import { kinds } from '../../sandbox/kinds/index.ts';
import { horizontalPodAutoscalers, horizontalPodAutoscalersV1, namespaces } from '../../sandbox/schema/resources.ts';
import type { HorizontalPodAutoscaler } from '../../sandbox/schema/types/autoscaling-v2.ts';

const key = { namespace: 'default', name: 'web' };
const target = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };
const cpu = { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 60 } } };
const others = [
  { type: 'Resource', resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '100Mi' } } },
  { type: 'Pods', pods: { metric: { name: 'hits' }, target: { type: 'AverageValue', averageValue: '10' } } },
  {
    type: 'Object',
    object: {
      describedObject: { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', name: 'front' },
      metric: { name: 'hits', selector: { matchLabels: { verb: 'GET' } } },
      target: { type: 'Value', value: '2k' },
    },
  },
  { type: 'External', external: { metric: { name: 'queue' }, target: { type: 'AverageValue', averageValue: '30' } } },
  {
    type: 'ContainerResource',
    containerResource: { name: 'cpu', container: 'app', target: { type: 'Utilization', averageUtilization: 70 } },
  },
];

let server: ApiServer;
let client: ComponentClient;

beforeEach(() => {
  const clock = new VirtualClock(Date.UTC(2026, 0, 1));
  server = createApiServer({ clock, random: new Random('versions'), kinds, admission: [] });
  client = server.componentClient(kubernetesAdmin);
  client.create(namespaces, { metadata: { name: 'default' } });
});

const create = (spec: Partial<HorizontalPodAutoscaler['spec']>): HorizontalPodAutoscaler =>
  client.create(horizontalPodAutoscalers, {
    metadata: key,
    spec: { scaleTargetRef: target, maxReplicas: 5, ...spec },
  });

describe('an autoscaler in both versions', () => {
  test('the first version shows the target for CPU as a number', () => {
    create({ metrics: [cpu] });
    const { apiVersion, spec, metadata } = client.get(horizontalPodAutoscalersV1, key);
    expect(apiVersion).toBe('autoscaling/v1');
    expect(spec).toEqual({ scaleTargetRef: target, minReplicas: 1, maxReplicas: 5, targetCPUUtilizationPercentage: 60 });
    expect(metadata.annotations).toBeUndefined();
  });

  test('what the first version does not know survives a write through it', () => {
    const behavior = { scaleDown: { stabilizationWindowSeconds: 60 } };
    const before = create({ metrics: [...others, cpu], behavior });
    const old = client.get(horizontalPodAutoscalersV1, key);
    expect(Object.keys(old.metadata.annotations ?? {}).sort()).toEqual([
      'autoscaling.alpha.kubernetes.io/behavior',
      'autoscaling.alpha.kubernetes.io/metrics',
    ]);
    client.update(horizontalPodAutoscalersV1, { ...old, spec: { ...old.spec, maxReplicas: 9 } });
    const after = client.get(horizontalPodAutoscalers, key);
    expect(after.spec).toEqual({ ...before.spec, maxReplicas: 9 });
    expect(after.metadata.annotations).toBeUndefined();
  });

  test('one that was made in the first version aims at 80% of CPU when it does not say', () => {
    client.create(horizontalPodAutoscalersV1, { metadata: key, spec: { scaleTargetRef: target, maxReplicas: 5 } });
    const { spec } = client.get(horizontalPodAutoscalers, key);
    expect(spec.metrics).toEqual([
      { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
    ]);
    expect(
      client.list(horizontalPodAutoscalersV1, 'default').map(({ spec: each }) => each.targetCPUUtilizationPercentage),
    ).toEqual([80]);
  });
});
