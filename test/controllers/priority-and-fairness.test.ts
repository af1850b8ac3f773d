import { expect, it } from 'vitest';
import { kubernetesAdmin } from '../../sandbox/api/index.ts';
import { createCluster } from '../../sandbox/index.ts';
import { flowSchemas, priorityLevelConfigurations } from '../../sandbox/schema/resources.ts';
import type { FlowSchema } from '../../sandbox/schema/types/flowcontrol-v1.ts';

async function startServer() {
  const cluster = createCluster({ components: ['apiserver'] });
  await cluster.clock.settle();
  return { clock: cluster.clock, admin: cluster.api.componentClient(kubernetesAdmin) };
}
const danglingOf = ({ status }: FlowSchema) => status.conditions?.map(({ type, status: value, reason }) => [type, value, reason]);

it('has the levels and schemas of a new server', async () => {
  const { admin } = await startServer();
  const names = admin.list(priorityLevelConfigurations).map(({ metadata }) => metadata.name);
  expect(names.join(' ')).toBe('catch-all exempt global-default leader-election node-high system workload-high workload-low');
  const schemas = admin.list(flowSchemas);
  expect(
    schemas
      .toSorted((left, right) => (left.spec.matchingPrecedence ?? 0) - (right.spec.matchingPrecedence ?? 0))
      .map(({ metadata, spec }) => `${spec.matchingPrecedence} ${metadata.name} ${spec.priorityLevelConfiguration.name}`),
  ).toEqual([
    '1 exempt exempt',
    '2 probes exempt',
    '100 system-leader-election leader-election',
    '400 system-node-high node-high',
    '500 system-nodes system',
    '800 kube-controller-manager workload-high',
    '800 kube-scheduler workload-high',
    '900 kube-system-service-accounts workload-high',
    '9000 service-accounts workload-low',
    '9900 global-default global-default',
    '10000 catch-all catch-all',
  ]);
  for (const schema of schemas) expect(danglingOf(schema)).toEqual([['Dangling', 'False', 'Found']]);
  expect(schemas[0]?.metadata.managedFields?.map(({ manager, operation }) => `${manager} ${operation}`)).toEqual([
    'api-priority-and-fairness-config-consumer-v1 Apply',
    'api-priority-and-fairness-config-producer-v1 Update',
  ]);
});

it('brings back what is gone within a minute', async () => {
  const { admin, clock } = await startServer();
  admin.delete(priorityLevelConfigurations, { name: 'workload-low' });
  await clock.settle();
  expect(danglingOf(admin.get(flowSchemas, { name: 'service-accounts' }))).toEqual([['Dangling', 'True', 'NotFound']]);
  await clock.advance(60_000);
  expect(danglingOf(admin.get(flowSchemas, { name: 'service-accounts' }))).toEqual([['Dangling', 'False', 'Found']]);
});

it('leaves a suggested schema alone that an administrator took over, and no other', async () => {
  const { admin, clock } = await startServer();
  const change = (name: string, patch: object): void => {
    admin.patch(flowSchemas, { name }, patch as never, { type: 'merge' });
  };
  const precedence = (name: string): number | undefined => admin.get(flowSchemas, { name }).spec.matchingPrecedence;
  change('global-default', { spec: { matchingPrecedence: 9500 } });
  change('service-accounts', {
    metadata: { annotations: { 'apf.kubernetes.io/autoupdate-spec': 'false' } },
    spec: { matchingPrecedence: 8000 },
  });
  await clock.advance(60_000);
  expect([precedence('global-default'), precedence('service-accounts')]).toEqual([9900, 8000]);
});

it('guards what is mandatory', async () => {
  const { admin } = await startServer();
  const say = (action: () => unknown): string => {
    try {
      action();
    } catch (error) {
      return (error as Error).message;
    }
    return 'allowed';
  };
  const change = (name: string, spec: object): string =>
    say(() => admin.patch(priorityLevelConfigurations, { name }, { spec } as never, { type: 'merge' }));
  expect(change('exempt', { exempt: { nominalConcurrencyShares: 5 } })).toBe('allowed');
  expect(change('catch-all', { limited: { nominalConcurrencyShares: 6 } })).toBe(
    'PriorityLevelConfiguration.flowcontrol.apiserver.k8s.io "catch-all" is invalid: spec: Invalid value: ' +
      '{"Type":"Limited","Limited":{"NominalConcurrencyShares":6,"LimitResponse":{"Type":"Reject","Queuing":null},' +
      `"LendablePercent":0,"BorrowingLimitPercent":null},"Exempt":null}: spec of 'catch-all' must equal the fixed value`,
  );
  expect(
    say(() => admin.patch(flowSchemas, { name: 'catch-all' }, { spec: { matchingPrecedence: 9999 } }, { type: 'merge' })),
  ).toContain(`"Namespaces":["*"]}],"NonResourceRules":[{"Verbs":["*"],"NonResourceURLs":["*"]}]}]}: spec of 'catch-all' must`);
});
