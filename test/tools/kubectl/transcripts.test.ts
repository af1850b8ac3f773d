import { describe, expect, it } from 'vitest';
import { replay } from './replay.ts';

/** How many steps of a recorded scenario have to come out exactly as the real kubectl and control plane had them. */
const floors: { readonly [scenario: string]: number } = {
  'api-resources': 17,
  'apply-lifecycle': 24,
  'apply-server-side': 15,
  auth: 38,
  autoscale: 11,
  'broken-fields': 13,
  'broken-pods': 21,
  'broken-workloads': 14,
  'broken-yaml': 21,
  'config-commands': 30,
  crd: 15,
  'create-configmap': 22,
  'create-deployment': 18,
  'create-job-cronjob': 12,
  'create-namespace-quota': 25,
  'create-rbac': 28,
  'create-secret': 18,
  'create-service': 19,
  delete: 26,
  'describe-deploy-rs': 13,
  'describe-jobs': 13,
  'describe-net-rbac': 17,
  'describe-node': 10,
  'describe-pod': 6,
  'describe-sts-ds': 2,
  diff: 7,
  edit: 14,
  events: 16,
  explain: 1,
  expose: 22,
  'get-jsonpath': 36,
  'get-many-kinds': 25,
  'get-pods-basic': 35,
  'get-status-columns': 7,
  'get-workloads-yaml': 8,
  'get-yaml-objects': 17,
  labels: 32,
  'logs-exec-errors': 20,
  'node-ops': 30,
  patch: 30,
  replace: 14,
  'rollout-history-undo': 28,
  'rollout-pause-stuck': 23,
  'run-pods': 26,
  scale: 21,
  'set-image-env': 36,
  'usage-errors': 54,
  wait: 23,
  'watch-timeouts': 7,
};

const { TRANSCRIPTS_SHOW: show } = process.env;

describe('recorded transcripts', () => {
  it.each(Object.entries(floors))('%s', async (scenario, floor) => {
    const results = await replay(scenario);
    const exact = results.filter((result) => result.exact).length;
    if (show !== undefined) report(scenario, results);
    expect(exact, `${scenario}: ${exact} of ${results.length}`).toBeGreaterThanOrEqual(floor);
  });
});

/** For working on a scenario: TRANSCRIPTS_SHOW=all prints every step that differs. */
function report(scenario: string, results: Awaited<ReturnType<typeof replay>>): void {
  const exact = results.filter((result) => result.exact).length;
  process.stdout.write(`${scenario}: ${exact}/${results.length}\n`);
  if (show !== 'all') return;
  for (const { exact, command, expected, actual } of results) {
    if (!exact) process.stdout.write(`$ ${command}\n<<<<<<< expected\n${expected}\n=======\n${actual}\n>>>>>>> actual\n\n`);
  }
}
