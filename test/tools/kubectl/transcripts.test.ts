import { describe, expect, it } from 'vitest';
import { replay } from './replay.ts';

/** How many steps of a recorded scenario have to come out exactly as the real kubectl and control plane had them. */
const floors: { readonly [scenario: string]: number } = {
  'get-pods-basic': 35,
  'create-deployment': 18,
  scale: 21,
  expose: 22,
  labels: 32,
  'run-pods': 26,
  'apply-lifecycle': 22,
  delete: 26,
  'describe-deploy-rs': 13,
  'describe-pod': 6,
  'broken-yaml': 21,
  'broken-fields': 13,
  'usage-errors': 44,
  'rollout-history-undo': 28,
  'set-image-env': 33,
  'logs-exec-errors': 15,
  'get-jsonpath': 30,
  'create-configmap': 21,
  'create-secret': 15,
  'create-service': 19,
  'get-many-kinds': 25,
  replace: 14,
  patch: 30,
  edit: 14,
  wait: 23,
  events: 13,
  'config-commands': 19,
  'node-ops': 24,
  diff: 1,
  'rollout-pause-stuck': 23,
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
