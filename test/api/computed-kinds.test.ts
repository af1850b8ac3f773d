import { beforeEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../sandbox/core/clock.ts';
import { Random } from '../../sandbox/core/random.ts';
import { createApiServer, kubernetesAdmin, type ApiServer } from '../../sandbox/api/index.ts';
import { createCluster } from '../../sandbox/cluster.ts';
import { kinds } from '../../sandbox/kinds/index.ts';
import { podMetrics, type PodMetrics } from '../../sandbox/schema/metrics.ts';
import { componentStatuses, pods } from '../../sandbox/schema/resources.ts';

let server: ApiServer;
beforeEach(() => {
  server = createApiServer({ clock: new VirtualClock(0), random: new Random('test'), kinds, admission: [] });
});

const use = (namespace: string, name: string, app: string): PodMetrics => ({
  kind: 'PodMetrics',
  apiVersion: 'metrics.k8s.io/v1beta1',
  metadata: { name, namespace, labels: { app }, creationTimestamp: '1970-01-01T00:00:00Z' } as unknown as PodMetrics['metadata'],
  timestamp: '1970-01-01T00:00:00Z',
  window: '15s',
  containers: [
    { name: 'a', usage: { cpu: '10m', memory: '10Mi' } },
    { name: 'b', usage: { cpu: '5m', memory: '2Mi' } },
  ],
});
const request = { group: 'metrics.k8s.io', version: 'v1beta1', resource: 'pods', user: kubernetesAdmin } as const;

describe('a computed kind', () => {
  it('is not served until somebody provides it, and again when nobody does', () => {
    expect(server.handle({ ...request, verb: 'list' }).code).toBe(404);
    expect(JSON.stringify(server.raw('/apis'))).not.toContain('metrics.k8s.io');
    const cancel = server.provide(podMetrics, { list: () => [] });
    expect(server.handle({ ...request, verb: 'list' }).code).toBe(200);
    expect(JSON.stringify(server.raw('/apis'))).toContain('metrics.k8s.io/v1beta1');
    cancel();
    expect(server.handle({ ...request, verb: 'list' }).code).toBe(404);
  });

  it('is read by name, namespace and selector, and as a Table', () => {
    let asked = 0;
    server.provide(podMetrics, { list: () => (asked++, [use('b', 'web', 'web'), use('a', 'web', 'web'), use('a', 'db', 'db')]) });
    const client = server.componentClient(kubernetesAdmin);
    expect(client.list(podMetrics).map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)).toEqual([
      'a/db',
      'a/web',
      'b/web',
    ]);
    expect(client.list(podMetrics, 'a', { labelSelector: 'app=web' })).toHaveLength(1);
    expect(client.get(podMetrics, { namespace: 'b', name: 'web' }).metadata.labels).toEqual({ app: 'web' });
    expect(client.find(podMetrics, { namespace: 'b', name: 'db' })).toBeUndefined();
    const table = server.handle({ ...request, verb: 'list', namespace: 'b', as: 'Table' }).body;
    expect(table['rows']).toMatchObject([{ cells: ['web', '15m', '12Mi', '15s'] }]);
    expect(asked).toBe(5);
  });

  it('can be neither written nor watched', () => {
    server.provide(podMetrics, { list: () => [use('a', 'web', 'web')] });
    const of = { ...request, namespace: 'a', name: 'web', body: {} };
    for (const verb of ['create', 'update', 'patch', 'delete'] as const)
      expect(server.handle({ ...of, verb }).body).toMatchObject({ code: 405, reason: 'MethodNotAllowed' });
    expect(() => server.watch({ ...request, verb: 'watch' }, () => undefined)).toThrow(
      'watch is not supported on resources of kind "pods.metrics.k8s.io"',
    );
  });

  it('is provided for no other type', () => {
    expect(() => server.provide(pods, { list: () => [] })).toThrow('Pod is no kind whose objects are computed');
  });
});

it('the health of the control plane follows what runs', () => {
  const cluster = createCluster({ components: ['scheduler', 'controller-manager'] });
  const admin = cluster.api.componentClient(kubernetesAdmin);
  const told = (): readonly unknown[] => admin.list(componentStatuses).map(({ conditions }) => conditions?.[0]?.message);
  expect(told()).toEqual(['ok', 'ok', 'ok']);
  cluster.components.stop('kube-scheduler');
  expect(told()).toEqual([
    'ok',
    'ok',
    'Get "https://127.0.0.1:10259/healthz": dial tcp 127.0.0.1:10259: connect: connection refused',
  ]);
  cluster.dispose();
});
