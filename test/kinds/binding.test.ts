import { expect, test } from 'vitest';
import { createApiServer, kubernetesAdmin } from '../../sandbox/api/index.ts';
import { VirtualClock } from '../../sandbox/core/clock.ts';
import { Random } from '../../sandbox/core/random.ts';
import { kinds } from '../../sandbox/kinds/index.ts';
import { namespaces, pods } from '../../sandbox/schema/resources.ts';

test('a Binding that is posted by itself binds the Pod of its name', () => {
  const clock = new VirtualClock(Date.UTC(2026, 0, 1));
  const server = createApiServer({ clock, random: new Random('binding'), kinds, admission: [] });
  const client = server.componentClient(kubernetesAdmin);
  client.create(namespaces, { metadata: { name: 'default' } });
  const key = { name: 'web', namespace: 'default' };
  client.create(pods, { metadata: key, spec: { containers: [{ name: 'web', image: 'nginx' }] } });
  const answer = server.handle({
    verb: 'create',
    group: '',
    version: 'v1',
    resource: 'bindings',
    namespace: 'default',
    user: kubernetesAdmin,
    body: { apiVersion: 'v1', kind: 'Binding', metadata: { name: 'web' }, target: { kind: 'Node', name: 'worker' } },
  });
  expect(answer.code).toBe(201);
  expect(client.get(pods, key).spec?.nodeName).toBe('worker');
});
