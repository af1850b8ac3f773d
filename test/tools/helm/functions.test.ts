import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inFolder, normalised, write } from './recordings.ts';
import { HelmWorkbench } from './workbench.ts';

interface Case {
  readonly id: string;
  readonly template: string;
  /** The text of values.yaml, or `@name` of one that many cases share. */
  readonly values?: string;
  readonly args?: readonly string[];
  /** The template is a file of its own, not a partial whose output another prints. */
  readonly mode?: 'direct';
  readonly expect: { readonly output: string } | { readonly error: string };
}

type Seen = { readonly output: string } | { readonly error: string };

const { chart, values, cases } = JSON.parse(
  gunzipSync(readFileSync(new URL('../../goldens/helm/functions.json.gz', import.meta.url))).toString(),
) as {
  readonly chart: { readonly [path: string]: string };
  readonly values: { readonly [name: string]: string };
  readonly cases: readonly Case[];
};

const ARGUMENTS = ['template', 'rel', './c', '--namespace', 'default', '--kube-version', '1.36.0'];
/** Templates that share a chart. */
const BATCH = 60;

let bench: HelmWorkbench;
beforeAll(async () => {
  bench = await HelmWorkbench.create('functions');
});
afterAll(() => bench.dispose());

const valuesOf = ({ values: own = '' }: Case): string => (own.startsWith('@') ? (values[own.slice(1)] ?? '') : own);

async function rendered(
  files: { readonly [path: string]: string },
  of: Case,
): Promise<{ stdout: string; stderr: string; code: number }> {
  let answer = { stdout: '', stderr: '', code: -1 };
  await inFolder(async (folder) => {
    const inChart = Object.entries({ ...chart, 'values.yaml': valuesOf(of), ...files });
    write(folder, Object.fromEntries(inChart.map(([path, content]) => [`c/${path}`, content])));
    answer = await bench.run('helm', [...ARGUMENTS, ...(of.args ?? [])], folder);
    answer = {
      ...answer,
      stdout: answer.stdout.replaceAll(folder, '<CWD>'),
      stderr: normalised(answer.stderr, folder, bench.home),
    };
  });
  return answer;
}

async function alone(one: Case): Promise<Seen> {
  const { stdout, stderr, code } = await rendered({ 'templates/x.yaml': one.template }, one);
  if (code === 0) return { output: stdout.replace(/^---\n# Source: c\/templates\/x\.yaml\n/, '') };
  return {
    error: stderr
      .replace(/^(?:.*\bwarning\b.*\n)*/i, '')
      .replace(/^Error: /, '')
      .replace(/\n\nUse --debug flag to render out invalid YAML\n?$/, '')
      .replace(/\n$/, ''),
  };
}

async function together(batch: readonly Case[]): Promise<Seen[]> {
  const [first] = batch;
  if (first === undefined) return [];
  const partials = Object.fromEntries(batch.map(({ template }, index) => [`templates/_case${index}.tpl`, template]));
  const lines = batch.map((_, index) => `k${index}: {{ include "c/templates/_case${index}.tpl" . | toJson }}\n`).join('');
  const { stdout, stderr, code } = await rendered({ ...partials, 'templates/out.yaml': lines }, first);
  if (code !== 0) return batch.map(() => ({ error: stderr }));
  const seen = new Map([...stdout.matchAll(/^k(\d+): (".*")$/gm)].map(([, index, text = '""']) => [Number(index), text]));
  return batch.map((_, index) => ({ output: JSON.parse(seen.get(index) ?? 'null') as string }));
}

const failures = (batch: readonly Case[], seen: readonly Seen[]): unknown[] =>
  batch.flatMap(({ id, template, expect: wanted }, index) =>
    JSON.stringify(seen[index]) === JSON.stringify(wanted) ? [] : [{ id, template, wanted, seen: seen[index] }],
  );

test('every function and every error as helm has them', { timeout: 120_000 }, async () => {
  const apart = cases.filter(({ mode, expect: wanted }) => mode === 'direct' || 'error' in wanted);
  const groups = new Map<string, Case[]>();
  for (const one of cases) {
    if (apart.includes(one)) continue;
    const key = JSON.stringify([one.values, one.args]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const found: unknown[] = [];
  for (const one of apart) found.push(...failures([one], [await alone(one)]));
  for (const group of groups.values()) {
    for (let at = 0; at < group.length; at += BATCH) {
      const batch = group.slice(at, at + BATCH);
      found.push(...failures(batch, await together(batch)));
    }
  }
  expect(cases.length).toBeGreaterThan(1_000);
  expect(found).toEqual([]);
});
