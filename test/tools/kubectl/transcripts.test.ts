import { describe, expect, it } from 'vitest';
import { replay } from './replay.ts';

/** How many steps of a recorded scenario have to come out exactly as the real kubectl and control plane had them. */
const floors: { readonly [scenario: string]: number } = {
  'api-resources': 20,
  'apply-lifecycle': 24,
  'apply-server-side': 18,
  auth: 38,
  autoscale: 11,
  'broken-fields': 14,
  'broken-pods': 21,
  'broken-workloads': 14,
  'broken-yaml': 21,
  'config-commands': 30,
  crd: 21,
  'create-configmap': 22,
  'create-deployment': 18,
  'create-job-cronjob': 14,
  'create-namespace-quota': 25,
  'create-rbac': 28,
  'create-secret': 18,
  'create-service': 19,
  delete: 26,
  'describe-deploy-rs': 13,
  'describe-jobs': 21,
  'describe-net-rbac': 18,
  'describe-node': 13,
  'describe-pod': 8,
  'describe-sts-ds': 15,
  diff: 7,
  edit: 15,
  events: 16,
  explain: 1,
  expose: 22,
  'get-jsonpath': 36,
  'get-many-kinds': 26,
  'get-pods-basic': 35,
  'get-status-columns': 11,
  'get-workloads-yaml': 13,
  'get-yaml-objects': 19,
  labels: 32,
  'logs-exec-errors': 20,
  'node-ops': 32,
  patch: 31,
  replace: 14,
  'rollout-history-undo': 28,
  'rollout-pause-stuck': 23,
  'run-pods': 26,
  scale: 23,
  'set-image-env': 36,
  'usage-errors': 55,
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
