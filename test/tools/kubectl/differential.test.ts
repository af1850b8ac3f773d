import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { realKubectls } from '../../harness/served-cluster.ts';
import { readScenario, type Scenario } from './control-plane.ts';
import { compareWithReal } from './differential.ts';
import type { StepResult } from './replay.ts';

const { DIFFERENTIAL: wanted, TRANSCRIPTS_SHOW: show } = process.env;
const binary = realKubectls().at(-1);
const goldens = new URL('../../goldens/kubectl/', import.meta.url);

/** `DIFFERENTIAL=all` compares every recorded scenario, `DIFFERENTIAL=a,b` some; a name with a slash is a file. */
const names =
  wanted === undefined
    ? ['labels', 'create-rbac', 'patch']
    : wanted === 'all'
      ? readdirSync(goldens)
          .map((file) => file.replace('.json.gz', ''))
          .filter((name) => !['_fixture', 'flags'].includes(name))
      : wanted.split(',');

type Written = Partial<Pick<Scenario, 'meta' | 'files'>> & {
  readonly steps: readonly (string | Omit<Scenario['steps'][number], 'expect'>)[];
};

function scenarioOf(name: string): Scenario {
  if (!name.includes('/')) return readScenario(name);
  const { meta = {}, files = {}, steps } = parse(readFileSync(name, 'utf8')) as Written;
  const expect = { stdout: '', stderr: '', code: 0 };
  return { meta, files, steps: steps.map((step) => ({ ...(typeof step === 'string' ? { cmd: step } : step), expect })) };
}

describe.runIf(binary !== undefined)('our kubectl beside a real one', () => {
  it.each(names)(
    '%s',
    async (name) => {
      const results = await compareWithReal(binary ?? '', scenarioOf(name));
      const exact = results.filter((result) => result.exact).length;
      if (show !== undefined) report(name, results);
      expect(exact / results.length, `${name}: ${exact} of ${results.length}`).toBeGreaterThanOrEqual(0.97);
    },
    300_000,
  );
});

function report(scenario: string, results: readonly StepResult[]): void {
  const exact = results.filter((result) => result.exact).length;
  process.stdout.write(`${scenario}: ${exact}/${results.length}\n`);
  if (show !== 'all') return;
  for (const { exact, command, expected, actual } of results) {
    if (!exact) process.stdout.write(`$ ${command}\n<<<<<<< expected\n${expected}\n=======\n${actual}\n>>>>>>> actual\n\n`);
  }
}
