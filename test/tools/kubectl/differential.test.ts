import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { realKubectls } from '../../harness/served-cluster.ts';
import { readScenario, type Scenario } from './control-plane.ts';
import { compareWithReal } from './differential.ts';
import { reasonFor } from './differences.ts';
import type { StepResult } from './replay.ts';

const { DIFFERENTIAL: wanted, TRANSCRIPTS_SHOW: show } = process.env;
const binary = realKubectls().at(-1);
const goldens = new URL('../../goldens/kubectl/', import.meta.url);

const own = new URL('./compared/', import.meta.url);

/**
 * `DIFFERENTIAL=all` compares every recorded scenario, `DIFFERENTIAL=compared` those written for this comparison, `DIFFERENTIAL=a,b` some; a
 * name with a slash is a file. Of each the whole share of equal steps counts, and what differs must be among `differences` as far as it goes
 * beyond three of a hundred.
 */
const names = namesOf(wanted);

function namesOf(which: string | undefined): readonly string[] {
  if (which === undefined) return ['labels', 'create-rbac', 'patch'];
  if (which === 'compared') return readdirSync(own).map((file) => fileURLToPath(new URL(file, own)));
  if (which !== 'all') return which.split(',');
  return readdirSync(goldens)
    .map((file) => file.replace('.json.gz', ''))
    .filter((name) => !['_fixture', 'flags'].includes(name));
}

type Written = Partial<Pick<Scenario, 'meta' | 'files'>> & {
  readonly steps: readonly (string | Omit<Scenario['steps'][number], 'expect'>)[];
};

function scenarioOf(name: string): Scenario {
  if (!name.includes('/')) return readScenario(name);
  const { meta = {}, files = {}, steps } = parse(readFileSync(name, 'utf8')) as Written;
  const expect = { stdout: '', stderr: '', code: 0 };
  return { meta, files, steps: steps.map((step) => ({ ...(typeof step === 'string' ? { cmd: step } : step), expect })) };
}

const total = { steps: 0, equal: 0, explained: 0 };

describe.runIf(binary !== undefined)('our kubectl beside a real one', () => {
  it.each(names)(
    '%s',
    async (name) => {
      const results = await compareWithReal(binary ?? '', scenarioOf(name));
      const different = results.filter(({ exact }) => !exact);
      const explained = different.filter(({ command }) => reasonFor(path.basename(name, '.yaml'), command) !== undefined).length;
      total.steps += results.length;
      total.equal += results.length - different.length;
      total.explained += explained;
      if (show !== undefined) report(name, results);
      const share = 1 - (different.length - explained) / results.length;
      expect(share, `${name}: ${different.length} of ${results.length} differ, ${explained} for a reason`).toBeGreaterThanOrEqual(
        0.97,
      );
    },
    300_000,
  );

  afterAll(() => {
    if (show === undefined) return;
    const { steps, equal, explained } = total;
    process.stdout.write(
      `all: ${equal}/${steps} equal, ${explained} differ for a reason, ${steps - equal - explained} for none\n`,
    );
  });
});

function report(scenario: string, results: readonly StepResult[]): void {
  const exact = results.filter((result) => result.exact).length;
  process.stdout.write(`${scenario}: ${exact}/${results.length}\n`);
  if (show !== 'all') return;
  for (const { exact, command, expected, actual } of results) {
    if (!exact) process.stdout.write(`$ ${command}\n<<<<<<< expected\n${expected}\n=======\n${actual}\n>>>>>>> actual\n\n`);
  }
}
