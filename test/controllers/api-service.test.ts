import { expect, it } from 'vitest';
import { kubernetesAdmin } from '../../sandbox/api/index.ts';
import { createCluster } from '../../sandbox/index.ts';
import { nodeMetrics } from '../../sandbox/schema/metrics.ts';
import { apiServices, customResourceDefinitions, endpointSlices, services } from '../../sandbox/schema/resources.ts';

const cluster = createCluster({ components: ['apiserver'] });
const admin = cluster.api.componentClient(kubernetesAdmin);
const available = (name: string): string | undefined => {
  const condition = admin.find(apiServices, { name })?.status.conditions?.[0];
  return condition && `${condition.status} ${condition.reason}`;
};

it('registers what the API server answers itself', async () => {
  await cluster.clock.settle();
  expect(admin.get(apiServices, { name: 'v1.apps' })).toMatchObject({
    metadata: { labels: { 'kube-aggregator.kubernetes.io/automanaged': 'onstart' } },
    spec: { group: 'apps', version: 'v1', groupPriorityMinimum: 17_800, versionPriority: 15 },
  });
  expect(['v1.', 'v2.autoscaling', 'v1.apiregistration.k8s.io'].map(available)).toEqual(['True Local', 'True Local', undefined]);
});

it('follows the definitions of custom resources', async () => {
  admin.create(customResourceDefinitions, {
    metadata: { name: 'trees.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'trees', kind: 'Tree' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
    },
  });
  await cluster.clock.settle();
  expect(available('v1.example.com')).toBe('True Local');
  admin.delete(customResourceDefinitions, { name: 'trees.example.com' });
  await cluster.clock.settle();
  expect(available('v1.example.com')).toBeUndefined();
});

it('says why a server behind a Service cannot be there', async () => {
  const name = 'v1beta1.metrics.k8s.io';
  const place = { name: 'metrics-server', namespace: 'kube-system' };
  admin.create(apiServices, {
    metadata: { name },
    spec: { group: 'metrics.k8s.io', version: 'v1beta1', groupPriorityMinimum: 100, versionPriority: 100, service: place },
  });
  await cluster.clock.settle();
  expect(available(name)).toBe('False ServiceNotFound');
  admin.create(services, { metadata: place, spec: { ports: [{ name: 'https', port: 443 }] } });
  await cluster.clock.settle();
  expect(available(name)).toBe('False EndpointsNotFound');
  const labels = { 'kubernetes.io/service-name': 'metrics-server' };
  admin.create(endpointSlices, {
    metadata: { ...place, labels },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.244.0.9'], conditions: { ready: false } }],
    ports: [{ name: 'https', port: 443 }],
  });
  await cluster.clock.settle();
  expect(available(name)).toBe('False MissingEndpoints');
  const slice = admin.get(endpointSlices, place);
  const provided = cluster.api.provide(nodeMetrics, { list: () => [] });
  admin.update(endpointSlices, { ...slice, endpoints: [{ addresses: ['10.244.0.9'], conditions: { ready: true } }] });
  await cluster.clock.settle();
  expect(available(name)).toBe('True Passed');
  provided();
});
