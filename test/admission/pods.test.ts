import { beforeEach, describe, expect, it } from 'vitest';
import { admissionPlugins } from '../../sandbox/admission/index.ts';
import type { ComponentClient } from '../../sandbox/api/client.ts';
import { createApiServer, kubernetesAdmin } from '../../sandbox/api/index.ts';
import { VirtualClock } from '../../sandbox/core/clock.ts';
import { Random } from '../../sandbox/core/random.ts';
import { kinds } from '../../sandbox/kinds/index.ts';
import { configMaps, namespaces, pods, priorityClasses, serviceAccounts } from '../../sandbox/schema/resources.ts';
import type { Pod, PodSpec } from '../../sandbox/schema/types/core-v1.ts';

let client: ComponentClient;

beforeEach(() => {
  const clock = new VirtualClock(Date.UTC(2026, 0, 1));
  client = createApiServer({
    clock,
    random: new Random('test'),
    kinds,
    admission: admissionPlugins,
    freeze: true,
  }).componentClient(kubernetesAdmin);
  client.create(namespaces, { spec: {}, metadata: { name: 'shop' } });
  client.create(serviceAccounts, { metadata: { name: 'default', namespace: 'shop' } });
});

const create = (spec: Partial<PodSpec> = {}): Pod =>
  client.create(pods, { metadata: { name: 'p', namespace: 'shop' }, spec: { containers: [{ name: 'a', image: 'b' }], ...spec } });

describe('a new Pod', () => {
  it('gets the default account and its token in every container', () => {
    const { spec } = create({ initContainers: [{ name: 'i', image: 'b' }] });
    expect(spec?.serviceAccountName).toBe('default');
    const [volume] = spec?.volumes ?? [];
    expect(volume?.name).toMatch(/^kube-api-access-[a-z0-9]{5}$/);
    const mount = { name: volume?.name, readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' };
    expect(spec?.containers[0]?.volumeMounts).toEqual([mount]);
    expect(spec?.initContainers?.[0]?.volumeMounts).toEqual([mount]);
  });

  it('gets no token when it or its account does not want one', () => {
    expect(create({ automountServiceAccountToken: false }).spec?.volumes).toBeUndefined();
  });

  it('is refused when its account does not exist', () => {
    expect(() => create({ serviceAccountName: 'ghost' })).toThrow(
      'pods "p" is forbidden: error looking up service account shop/ghost: serviceaccount "ghost" not found',
    );
  });

  it('stays five minutes on a lost node, unless it says otherwise', () => {
    const key = 'node.kubernetes.io/not-ready';
    const { spec } = create({ tolerations: [{ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 5 }] });
    expect(spec?.tolerations?.map((toleration) => [toleration.key, toleration.tolerationSeconds])).toEqual([
      [key, 5],
      ['node.kubernetes.io/unreachable', 300],
    ]);
  });

  it('gets its priority from its class, and may not name another number', () => {
    const name = 'system-node-critical';
    const use = () => create({ priorityClassName: name });
    expect(use).toThrow(`pods "p" is forbidden: no PriorityClass with name ${name} was found`);
    client.create(priorityClasses, { metadata: { name }, value: 2_000_001_000 });
    expect(use().spec).toMatchObject({ priority: 2_000_001_000 });
    expect(() => create({ priority: 5 })).toThrow('the integer value of priority (5) must not be provided in pod spec');
    expect(() => create({ priorityClassName: 'ghost' })).toThrow(
      'pods "p" is forbidden: no PriorityClass with name ghost was found',
    );
  });
});

describe('namespaces', () => {
  it('take in nothing when they do not exist', () => {
    expect(() => client.create(configMaps, { metadata: { name: 'c', namespace: 'ghost' } })).toThrow(
      'namespaces "ghost" not found',
    );
  });

  it('take in nothing while they go', () => {
    client.delete(namespaces, { name: 'shop' });
    expect(client.get(namespaces, { name: 'shop' })).toMatchObject({ status: { phase: 'Terminating' } });
    expect(() => client.create(configMaps, { metadata: { name: 'c', namespace: 'shop' } })).toThrow(
      'configmaps "c" is forbidden: unable to create new content in namespace shop because it is being terminated',
    );
  });

  it('may not go when the cluster needs them', () => {
    client.create(namespaces, { spec: {}, metadata: { name: 'kube-system' } });
    expect(() => client.delete(namespaces, { name: 'kube-system' })).toThrow(
      'namespaces "kube-system" is forbidden: this namespace may not be deleted',
    );
  });

  it('go for good once they are finalised', () => {
    client.delete(namespaces, { name: 'shop' });
    const namespace = client.get(namespaces, { name: 'shop' });
    const request = { group: '', version: 'v1', resource: 'namespaces', name: 'shop', subresource: 'finalize' } as const;
    const body = { ...namespace, spec: { finalizers: [] } } as never;
    expect(client.request({ verb: 'update', ...request, body }).code).toBe(200);
    expect(client.find(namespaces, { name: 'shop' })).toBeUndefined();
  });
});
