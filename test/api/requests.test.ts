import { beforeEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../sandbox/core/clock.ts';
import { Random } from '../../sandbox/core/random.ts';
import { createApiServer, kubernetesAdmin, type ApiServer } from '../../sandbox/api/index.ts';
import type { ComponentClient } from '../../sandbox/api/client.ts';
import { admissionPlugins } from '../../sandbox/admission/index.ts';
import { kinds } from '../../sandbox/kinds/index.ts';
import { configMaps, deployments, namespaces, pods, serviceAccounts } from '../../sandbox/schema/resources.ts';

let clock: VirtualClock;
let server: ApiServer;
let client: ComponentClient;

beforeEach(() => {
  clock = new VirtualClock(Date.UTC(2026, 0, 1));
  server = createApiServer({ clock, random: new Random('test'), kinds, admission: admissionPlugins, freeze: true });
  client = server.componentClient(kubernetesAdmin);
  client.create(namespaces, { spec: {}, metadata: { name: 'default' } });
  client.create(serviceAccounts, { metadata: { name: 'default', namespace: 'default' } });
});

const web = {
  metadata: { name: 'web', namespace: 'default' },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'nginx' }] } },
  },
};

describe('an object', () => {
  it('gets its identity, defaults and a generation when it is created', () => {
    const created = client.create(deployments, web);
    expect(created.metadata).toMatchObject({ generation: 1, creationTimestamp: '2026-01-01T00:00:00Z', resourceVersion: '4' });
    expect(created.spec?.strategy?.type).toBe('RollingUpdate');
    expect(client.get(deployments, { namespace: 'default', name: 'web' })).toEqual(created);
  });

  it('counts changes of its spec, and keeps its status from a plain update', () => {
    const created = client.create(deployments, web);
    const updated = client.update(deployments, { ...created, spec: { ...created.spec, replicas: 3 }, status: { replicas: 7 } });
    expect(updated.metadata.generation).toBe(2);
    expect(updated.status?.replicas).toBeUndefined();
    const status = client.updateStatus(deployments, {
      ...updated,
      spec: { ...updated.spec, replicas: 9 },
      status: { replicas: 3 },
    });
    expect(status).toMatchObject({ metadata: { generation: 2 }, spec: { replicas: 3 }, status: { replicas: 3 } });
  });

  it('is not written again when nothing changed', () => {
    const created = client.create(deployments, web);
    expect(client.update(deployments, created)).toBe(client.get(deployments, { namespace: 'default', name: 'web' }));
    expect(server.store.revision).toBe(4);
  });

  it('refuses an update based on an old revision', () => {
    const created = client.create(deployments, web);
    client.patch(deployments, { namespace: 'default', name: 'web' }, { spec: { replicas: 5 } });
    expect(() => client.update(deployments, { ...created, spec: { ...created.spec, replicas: 3 } })).toThrow(
      'Operation cannot be fulfilled on deployments.apps "web": the object has been modified; please apply your changes to the latest version and try again',
    );
  });
});

describe('patches', () => {
  it('merge containers by name, in the order of the patch', () => {
    client.create(deployments, web);
    const patched = client.patch(
      deployments,
      { namespace: 'default', name: 'web' },
      {
        spec: {
          template: {
            spec: {
              containers: [
                { name: 'web', image: 'nginx:2' },
                { name: 'log', image: 'busybox' },
              ],
            },
          },
        },
      },
    );
    expect(patched.spec?.template.spec?.containers.map(({ name, image }) => [name, image])).toEqual([
      ['web', 'nginx:2'],
      ['log', 'busybox'],
    ]);
  });

  it('may come in three other forms', () => {
    client.create(configMaps, { metadata: { name: 'c', namespace: 'default' }, data: { a: '1', b: '2' } });
    const key = { namespace: 'default', name: 'c' };
    expect(client.patch(configMaps, key, { data: { a: null, c: '3' } }, { type: 'merge' }).data).toEqual({ b: '2', c: '3' });
    expect(client.patch(configMaps, key, [{ op: 'replace', path: '/data/b', value: 'x' }], { type: 'json' }).data).toEqual({
      b: 'x',
      c: '3',
    });
  });
});

describe('deletion', () => {
  it('waits for the kubelet when a Pod runs on a node', () => {
    client.create(pods, { metadata: { name: 'p', namespace: 'default' }, spec: { containers: [{ name: 'a', image: 'b' }] } });
    const key = { namespace: 'default', name: 'p' };
    client.createSubresource(pods, key, 'binding', { target: { kind: 'Node', name: 'node-1' } });
    expect(client.get(pods, key)).toMatchObject({
      spec: { nodeName: 'node-1' },
      status: { conditions: [{ type: 'PodScheduled', status: 'True' }] },
    });
    client.delete(pods, key);
    expect(client.get(pods, key).metadata).toMatchObject({
      deletionTimestamp: '2026-01-01T00:00:30Z',
      deletionGracePeriodSeconds: 30,
    });
    client.delete(pods, key, { gracePeriodSeconds: 0 });
    expect(client.find(pods, key)).toBeUndefined();
  });

  it('waits for finalizers', () => {
    client.create(configMaps, { metadata: { name: 'c', namespace: 'default', finalizers: ['example.com/wait'] } });
    const key = { namespace: 'default', name: 'c' };
    client.delete(configMaps, key);
    expect(client.get(configMaps, key).metadata.deletionTimestamp).toBe('2026-01-01T00:00:00Z');
    client.patch(configMaps, key, { metadata: { finalizers: null } }, { type: 'merge' });
    expect(client.find(configMaps, key)).toBeUndefined();
  });
});

describe('informers', () => {
  it('know every object, by key and by index, as soon as it is written', () => {
    const informer = client.informer(pods);
    const seen: string[] = [];
    informer.addIndex('node', (pod) => [pod.spec?.nodeName ?? '']);
    informer.onChange(({ type, object }) => seen.push(`${type} ${object.metadata.name}`));
    client.create(pods, {
      metadata: { generateName: 'p-', namespace: 'default' },
      spec: { nodeName: 'n', containers: [{ name: 'a', image: 'b' }] },
    });
    const [pod] = informer.indexed('node', 'n');
    expect(pod?.metadata.name).toMatch(/^p-[a-z0-9]{5}$/);
    client.delete(pods, { namespace: 'default', name: pod?.metadata.name ?? '' }, { gracePeriodSeconds: 0 });
    expect(informer.list()).toEqual([]);
    const name = pod?.metadata.name;
    expect(seen).toEqual([`added ${name}`, `modified ${name}`, `deleted ${name}`]);
  });
});
