import { describe, expect, it } from 'vitest';
import { replay } from './replay.ts';

/** How many steps of a recorded scenario have to come out exactly as the real kubectl and control plane had them. */
const floors: { readonly [scenario: string]: number } = {
  'get-pods-basic': 0,
  'create-deployment': 0,
  scale: 0,
  expose: 0,
  labels: 0,
  'run-pods': 0,
  'apply-lifecycle': 0,
  delete: 0,
  'describe-deploy-rs': 0,
  'describe-pod': 0,
  'broken-yaml': 0,
  'broken-fields': 0,
  'usage-errors': 0,
  'rollout-history-undo': 0,
  'set-image-env': 0,
  'logs-exec-errors': 0,
  'get-jsonpath': 0,
  'create-configmap': 0,
  'create-secret': 0,
  'create-service': 0,
  'get-many-kinds': 0,
  replace: 0,
  patch: 0,
  edit: 0,
  wait: 0,
  events: 0,
  'config-commands': 0,
  'node-ops': 0,
  diff: 0,
  'rollout-pause-stuck': 0,
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
