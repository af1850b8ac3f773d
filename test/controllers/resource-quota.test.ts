import { afterEach, beforeEach, expect, it } from 'vitest';
import { clusterRoles, configMaps, pods, resourceQuotas, serviceAccounts } from '../../sandbox/schema/resources.ts';
import { startControlPlane, type ControlPlane } from '../harness/control-plane.ts';

let plane: ControlPlane;

beforeEach(async () => {
  plane = await startControlPlane({ nodes: [] });
});
afterEach(() => plane.stop());

const used = (): unknown => plane.admin.get(resourceQuotas, { name: 'q', namespace: 'shop' }).status?.used;

it('a quota is counted when it comes, kept while things are made, and freed when they go', async () => {
  plane.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
  await plane.clock.advance(1000);
  expect(plane.admin.find(serviceAccounts, { name: 'default', namespace: 'shop' })).toBeDefined();
  plane.apply({
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: 'q', namespace: 'shop' },
    spec: { hard: { pods: '1', 'requests.cpu': '1', 'count/configmaps': '5' } },
  });
  await plane.clock.advance(1000);
  expect(used()).toEqual({ pods: '0', 'requests.cpu': '0', 'count/configmaps': '1' });
  const pod = (name: string) => ({
    metadata: { name, namespace: 'shop' },
    spec: { containers: [{ name: 'a', image: 'b', resources: { requests: { cpu: '300m' } } }] },
  });
  plane.admin.create(pods, pod('one'));
  plane.admin.create(configMaps, { metadata: { name: 'c', namespace: 'shop' } });
  expect(used()).toEqual({ pods: '1', 'requests.cpu': '300m', 'count/configmaps': '2' });
  expect(() => plane.admin.create(pods, pod('two'))).toThrow(
    'pods "two" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1',
  );
  plane.admin.delete(pods, { name: 'one', namespace: 'shop' }, { gracePeriodSeconds: 0 });
  await plane.clock.advance(1000);
  expect(used()).toEqual({ pods: '0', 'requests.cpu': '0', 'count/configmaps': '2' });
});

it('an aggregated role follows the roles that it gathers', async () => {
  const rule = { apiGroups: [''], resources: ['pods'], verbs: ['get'] };
  const selectors = [{ matchLabels: { to: 'all' } }];
  plane.admin.create(clusterRoles, { metadata: { name: 'all' }, aggregationRule: { clusterRoleSelectors: selectors } });
  plane.admin.create(clusterRoles, { metadata: { name: 'part', labels: { to: 'all' } }, rules: [rule] });
  await plane.clock.advance(1000);
  expect(plane.admin.get(clusterRoles, { name: 'all' }).rules).toEqual([rule]);
  plane.admin.delete(clusterRoles, { name: 'part' });
  await plane.clock.advance(1000);
  expect(plane.admin.get(clusterRoles, { name: 'all' }).rules ?? []).toEqual([]);
});
