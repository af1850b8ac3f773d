import type {
  FlowSchemaSpec,
  NonResourcePolicyRule,
  PolicyRulesWithSubjects,
  ResourcePolicyRule,
  Subject,
} from '../schema/types/flowcontrol-v1.ts';

export interface KeptFlowSchema {
  readonly name: string;
  readonly spec: FlowSchemaSpec;
}

const groups = (...names: readonly string[]): readonly Subject[] => names.map((name) => ({ kind: 'Group', group: { name } }));
const users = (...names: readonly string[]): readonly Subject[] => names.map((name) => ({ kind: 'User', user: { name } }));
const systemAccounts: readonly Subject[] = [{ kind: 'ServiceAccount', serviceAccount: { namespace: 'kube-system', name: '*' } }];
const everyone = groups('system:unauthenticated', 'system:authenticated');
const nodes = groups('system:nodes');

const anyResource: ResourcePolicyRule = {
  verbs: ['*'],
  apiGroups: ['*'],
  resources: ['*'],
  clusterScope: true,
  namespaces: ['*'],
};
const anyPath: NonResourcePolicyRule = { verbs: ['*'], nonResourceURLs: ['*'] };
const everything = { resourceRules: [anyResource], nonResourceRules: [anyPath] };
const leases = (...verbs: readonly string[]): ResourcePolicyRule => ({
  verbs,
  apiGroups: ['coordination.k8s.io'],
  resources: ['leases'],
  namespaces: ['*'],
});

function flowSchema(
  name: string,
  level: string,
  matchingPrecedence: number,
  method: 'ByUser' | 'ByNamespace' | undefined,
  rule: PolicyRulesWithSubjects,
): KeptFlowSchema {
  return {
    name,
    spec: {
      priorityLevelConfiguration: { name: level },
      matchingPrecedence,
      ...(method === undefined ? {} : { distinguisherMethod: { type: method } }),
      rules: [rule],
    },
  };
}

/** Models apiserver/pkg/apis/flowcontrol/bootstrap. */
export const suggestedFlowSchemas: readonly KeptFlowSchema[] = [
  flowSchema('system-nodes', 'system', 500, 'ByUser', { subjects: nodes, ...everything }),
  flowSchema('system-node-high', 'node-high', 400, 'ByUser', {
    subjects: nodes,
    resourceRules: [{ ...anyResource, apiGroups: [''], resources: ['nodes', 'nodes/status'] }, leases('*')],
  }),
  flowSchema('probes', 'exempt', 2, undefined, {
    subjects: everyone,
    nonResourceRules: [{ verbs: ['get'], nonResourceURLs: ['/healthz', '/readyz', '/livez'] }],
  }),
  flowSchema('system-leader-election', 'leader-election', 100, 'ByUser', {
    subjects: [...users('system:kube-controller-manager', 'system:kube-scheduler'), ...systemAccounts],
    resourceRules: [leases('get', 'create', 'update')],
  }),
  flowSchema('kube-controller-manager', 'workload-high', 800, 'ByNamespace', {
    subjects: users('system:kube-controller-manager'),
    ...everything,
  }),
  flowSchema('kube-scheduler', 'workload-high', 800, 'ByNamespace', { subjects: users('system:kube-scheduler'), ...everything }),
  flowSchema('kube-system-service-accounts', 'workload-high', 900, 'ByNamespace', { subjects: systemAccounts, ...everything }),
  flowSchema('service-accounts', 'workload-low', 9000, 'ByUser', { subjects: groups('system:serviceaccounts'), ...everything }),
  flowSchema('global-default', 'global-default', 9900, 'ByUser', { subjects: everyone, ...everything }),
];

export const mandatoryFlowSchemas: readonly KeptFlowSchema[] = [
  flowSchema('exempt', 'exempt', 1, undefined, { subjects: groups('system:masters'), ...everything }),
  flowSchema('catch-all', 'catch-all', 10_000, 'ByUser', { subjects: everyone, ...everything }),
];
