import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import {
  inFolder,
  normalised,
  readRecordings,
  wordsOf,
  write,
  type ChartRecording,
  type Expected,
  type ReleaseRecording,
} from './recordings.ts';
import { HelmWorkbench, type Answer } from './workbench.ts';

/** Recorded steps that are answered otherwise, and why. */
const otherwise = new Map([
  ['create#1', 'helm create writes files of our own'],
  ['create#4', 'helm create writes files of our own'],
  ['create#12', 'helm create writes files of our own'],
  ['three-way#18', 'kubectl does not read {range.x} in a jsonpath'],
]);

const benches: HelmWorkbench[] = [];

async function bench(name: string): Promise<HelmWorkbench> {
  const made = await HelmWorkbench.create(name);
  benches.push(made);
  return made;
}

afterAll(() => {
  for (const made of benches) made.dispose();
});

function compare(name: string, answer: Answer, wanted: Expected, folder: string, home: string): void {
  const seen = {
    stdout: normalised(answer.stdout, folder, home),
    stderr: normalised(answer.stderr, folder, home),
    code: answer.code,
  };
  const { stdout, stderr, code } = wanted;
  expect.soft(seen, name).toEqual({
    stdout: normalised(stdout, folder, home),
    stderr: stderr === undefined ? seen.stderr : normalised(stderr, folder, home),
    code,
  });
}

describe('charts as helm renders and judges them', () => {
  test.each(readRecordings<ChartRecording>('charts'))('$id', async ({ id, workspace, cases }) => {
    const here = await bench(id);
    for (const [index, { args, expect: wanted }] of cases.entries()) {
      const name = `${id}#${index}`;
      if (otherwise.has(name)) continue;
      await inFolder(async (folder) => {
        write(folder, workspace);
        compare(`${name} helm ${args.join(' ')}`, await here.run('helm', args, folder), wanted, folder, here.home);
      });
    }
  });
});

describe('releases as helm manages them', () => {
  test.each(readRecordings<ReleaseRecording>('releases'))('$id', async ({ id, workspace, steps }) => {
    const here = await bench(id);
    await inFolder(async (folder) => {
      write(folder, workspace ?? {});
      for (const [index, step] of steps.entries()) {
        write(folder, step.write ?? {});
        for (const name of step.remove ?? []) rmSync(path.join(folder, name), { recursive: true, force: true });
        if (step.cmd === undefined) continue;
        const [tool = '', ...argv] = wordsOf(step.cmd);
        const answer = await here.run(tool, argv, folder);
        const name = `${id}#${index}`;
        if (step.expect === undefined || otherwise.has(name)) continue;
        compare(`${name} ${step.cmd}`, answer, step.expect, folder, here.home);
      }
    });
  });
});
