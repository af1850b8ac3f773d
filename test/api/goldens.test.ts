import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { admissionPlugins } from '../../sandbox/admission/index.ts';
import { createApiServer, createClusterAuthorizer, kubernetesAdmin, type ApiServer } from '../../sandbox/api/index.ts';
import { createBootstrapRoles } from '../../sandbox/bootstrap-roles.ts';
import { componentHealth } from '../../sandbox/component-health.ts';
import { VirtualClock } from '../../sandbox/core/clock.ts';
import { Random } from '../../sandbox/core/random.ts';
import { kinds } from '../../sandbox/kinds/index.ts';
import { componentStatuses, namespaces, serviceAccounts } from '../../sandbox/schema/resources.ts';
import { judge, passes, type Judgement } from './golden-judgement.ts';
import { play, type GoldenCase } from './golden-replay.ts';

/** Per file of recorded cases: the share, in per cent, that agrees in every part. It may only rise. */
const floors: readonly (readonly [file: string, floor: number])[] = [
  ['Namespace', 98],
  ['Pod', 99],
  ['Deployment', 99],
  ['ReplicaSet', 99],
  ['Service', 97],
  ['EndpointSlice', 98],
  ['Endpoints', 99],
  ['Node', 99],
  ['Event', 97],
  ['ConfigMap', 99],
  ['Secret', 98],
  ['ServiceAccount', 98],
  ['Lease', 98],
  ['Role', 99],
  ['RoleBinding', 99],
  ['ClusterRole', 99],
  ['ClusterRoleBinding', 99],
  ['PersistentVolume', 99],
  ['PersistentVolumeClaim', 98],
  ['RBAC', 95],
  ['PodSecurity', 99],
  ['SelfSubjectAccessReview', 99],
  ['SelfSubjectRulesReview', 99],
  ['SubjectAccessReview', 97],
  ['SelfSubjectReview', 99],
  ['TokenReview', 99],
  ['StorageClass', 99],
  ['CSIDriver', 99],
  ['CSINode', 99],
  ['VolumeAttachment', 99],
  ['RuntimeClass', 99],
  ['Job', 98],
  ['CronJob', 98],
  ['Ingress', 98],
  ['IngressClass', 99],
  ['NetworkPolicy', 99],
  ['HorizontalPodAutoscaler', 99],
  ['HorizontalPodAutoscaler.v1', 98],
  ['PodDisruptionBudget', 99],
  ['ReplicationController', 98],
  ['ResourceQuota', 99],
  ['LimitRange', 99],
  ['PodTemplate', 99],
  ['ControllerRevision', 99],
  ['FlowSchema', 99],
  ['ValidatingWebhookConfiguration', 98],
  ['MutatingWebhookConfiguration', 99],
  ['ValidatingAdmissionPolicyBinding', 99],
  ['MutatingAdmissionPolicy', 99],
  ['ValidatingAdmissionPolicy', 99],
  ['Event.events.k8s.io', 97],
  ['CertificateSigningRequest', 99],
  ['YAML', 98],
  ['patch', 99],
  // Nine of its cases hold the documentation's descriptions of table columns, which are not ours to copy.
  ['query', 95],
  ['CustomResourceDefinition', 97],
  ['Eviction', 99],
  ['CustomResource', 98],
];

const served = new Set(kinds.map(({ type }) => `${type.group}/${type.version}/${type.resource}`));

/** Cases that need nothing but what the sandbox serves. */
function casesOf(file: string): readonly GoldenCase[] {
  const lines = gunzipSync(readFileSync(new URL(`../goldens/api/${file}.jsonl.gz`, import.meta.url)))
    .toString()
    .split('\n');
  return lines
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as GoldenCase)
    .filter((golden) => golden.needs === undefined && [golden, ...(golden.setup ?? [])].every(({ path }) => isServed(path)));
}

function isServed(path: string): boolean {
  const [, group = '', version = '', resource = ''] =
    /^\/apis\/([^/]+)\/([^/]+)\/(?:namespaces\/[^/]+\/)?([^/?]+)/.exec(path) ?? [];
  if (group.startsWith('g{uniq}')) return true;
  if (group !== '') return served.has(`${group}/${version}/${resource}`);
  const core = /^\/api\/(v1)\/(?:namespaces\/[^/]+\/(?!status|finalize))?([^/?]+)/.exec(path);
  return core === null ? true : served.has(`/${core[1] ?? ''}/${core[2] ?? ''}`);
}

function start(): ApiServer {
  const server = createApiServer({
    clock: new VirtualClock(Date.UTC(2026, 0, 1)),
    random: new Random('goldens'),
    kinds,
    admission: admissionPlugins,
    authorizer: createClusterAuthorizer,
    freeze: true,
  });
  server.provide(componentStatuses, componentHealth([]));
  const client = server.componentClient(kubernetesAdmin);
  for (const name of ['default', 'kube-system', 'kube-public', 'kube-node-lease']) {
    client.create(namespaces, { spec: {}, metadata: { name } });
    client.create(serviceAccounts, { metadata: { name: 'default', namespace: name } });
  }
  createBootstrapRoles(client);
  return server;
}

function playAndJudge(server: ApiServer, golden: GoldenCase): Judgement {
  try {
    return judge(golden, play(server, golden));
  } catch (error) {
    const actual = error instanceof Error ? error.message : String(error);
    return { verdict: false, message: false, differences: [{ at: 'setup', expected: 'an answer', actual }] };
  }
}

const percent = (judgements: readonly Judgement[], part: 'verdict' | 'message' | 'object'): string => {
  const applicable = judgements.filter((judgement) => judgement[part] !== undefined);
  const agreeing = applicable.filter((judgement) => judgement[part] === true);
  return applicable.length === 0 ? '-' : `${((100 * agreeing.length) / applicable.length).toFixed(1)}%`;
};

/** With GOLDEN_REPORT=<file> every difference is written there. */
const report: string[] = [];

describe('answers like a real API server', () => {
  it.each(floors)('%s (at least %d%%)', (file, floor) => {
    const server = start();
    const cases = casesOf(file);
    const judgements = cases.map((golden) => playAndJudge(golden.exclusive ? start() : server, golden));
    const passed = judgements.filter(passes).length;
    const share = (100 * passed) / cases.length;
    const parts = (['verdict', 'message', 'object'] as const).map((part) => `${part} ${percent(judgements, part)}`).join(', ');
    const target = process.env['GOLDEN_REPORT'];
    if (target !== undefined) {
      judgements.forEach((judgement, index) => {
        if (!passes(judgement))
          report.push(JSON.stringify({ id: cases[index]?.id, differences: judgement.differences.slice(0, 6) }));
      });
      report.push(`# ${file}: ${passed} of ${cases.length} (${share.toFixed(1)}%), ${parts}`);
      writeFileSync(target, `${report.join('\n')}\n`);
    }
    expect(share, parts).toBeGreaterThanOrEqual(floor);
  });
});
