import { describe, expect, it } from 'vitest';
import { createCluster } from '../../sandbox/index.ts';
import { judgeManifest } from '../../src/course/manifest/judge-manifest.ts';

const cluster = createCluster({ seed: 'problems' });

async function problems(text: string): Promise<readonly string[]> {
  await cluster.clock.settle();
  const found = (await judgeManifest(cluster, text)).problems;
  return found.map(
    ({ row, column, length, text: words }) => `${text.split('\n')[row]?.slice(column, column + length)} | ${words}`,
  );
}

const pod = (spec: string): string => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n${spec}\n`;

describe('problems of a manifest', () => {
  it('has nothing to say of a good one', async () => {
    expect(await problems(pod('  containers:\n  - name: web\n    image: nginx:1.27'))).toEqual([]);
    expect(await problems('')).toEqual([]);
    expect(await problems('# nothing yet\n---\n')).toEqual([]);
  });

  it('marks a mistyped field in the words of the server', async () => {
    expect(await problems(pod('  containers:\n  - name: web\n    imagee: nginx:1.27'))).toEqual([
      expect.stringContaining('imagee | unknown field "spec.containers[0].imagee"'),
    ]);
  });

  it('marks a mistyped field of an object that is there already', async () => {
    const there = createCluster({ seed: 'there' });
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { b: 'c' } };
    await there
      .client()
      .request({ verb: 'create', group: '', version: 'v1', resource: 'configmaps', namespace: 'default', body });
    const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndatta:\n  b: c\n';
    expect((await judgeManifest(there, text)).problems.map(({ row, text: words }) => `${row} ${words}`)).toEqual([
      '3 unknown field "datta"',
    ]);
  });

  it('has the words of kubectl for what is no YAML', async () => {
    expect(await problems('apiVersion: v1\nkind\nmetadata: {}\n')).toEqual([
      expect.stringContaining("error converting YAML to JSON: yaml: line 3: could not find expected ':'"),
    ]);
  });

  it('marks a value of the wrong type, in lists too', async () => {
    expect(await problems(pod('  activeDeadlineSeconds: soon\n  containers: [{ name: a, image: a }]'))).toEqual([
      expect.stringMatching(/^soon \| .*cannot unmarshal string into Go struct field/),
    ]);
    const inList = pod('  containers:\n  - name: web\n    image: a\n    ports:\n    - containerPort: http');
    expect(await problems(inList)).toEqual([expect.stringMatching(/^http \| /)]);
  });

  it('marks a bad value, and what is missing where it should stand', async () => {
    expect(await problems(pod('  restartPolicy: Sometimes\n  containers:\n  - name: web\n    image: a'))).toEqual([
      expect.stringMatching(/^Sometimes \| spec\.restartPolicy: Unsupported value: "Sometimes"/),
    ]);
    expect(await problems(pod('  containers: []'))).toEqual([
      expect.stringMatching(/^containers \| spec\.containers: Required value/),
    ]);
  });

  it('says what it is not, before the server sees it', async () => {
    expect(await problems('a: [1')).toEqual([expect.stringMatching(/\| /)]);
    expect(await problems('- 1')).toEqual([expect.stringContaining('a manifest is a mapping')]);
    expect(await problems('kind: Pod')).toEqual(['kind | error validating data: [apiVersion not set]']);
    expect(await problems('apiVersion: v1\nkind: Pood')).toEqual(['Pood | no matches for kind "Pood" in version "v1"']);
  });

  it.each([
    ['a tab', 'kind: Pod\n\tmetadata:', /blanks/],
    ['a row that is shifted', 'metadata:\n    name: a\n  labels: {}', /the same column/],
    ['a second colon', 'metadata: name: a', /second colon/],
    ['a bracket that stays open', 'a: [1', /not closed/],
    ['a row without a colon', 'kind: Pod\nmetadata\nspec: {}', /colon missing/],
    ['a field twice', 'kind: Pod\nkind: Pod', /stands twice/],
    ['a kind that there is not', 'apiVersion: v1\nkind: Deployment', /kubectl api-resources/],
    ['a mistyped field', pod('  containers:\n  - name: web\n    imagee: nginx:1.27'), /kubectl explain/],
  ])('says in plain words what %s means', async (_what, text, meaning) => {
    expect((await judgeManifest(cluster, text)).problems[0]?.meaning).toMatch(meaning);
  });

  it('changes nothing, also not what comes after', async () => {
    const other = createCluster({ seed: 'problems' });
    await other.clock.settle();
    const before = cluster.fingerprint();
    await problems(pod('  containers:\n  - name: web\n    image: nginx:1.27'));
    expect(cluster.fingerprint()).toBe(before);
    const made = await Promise.all(
      [cluster, other].map(async (one) => {
        const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'a-' } };
        const target = { group: '', version: 'v1', resource: 'configmaps', namespace: 'default' } as const;
        const { body: answer } = await one.client().request({ verb: 'create', ...target, body });
        return answer['metadata'] as { readonly uid: string; readonly name: string };
      }),
    );
    expect(made[0]?.uid).toBe(made[1]?.uid);
    expect(made[0]?.name).toBe(made[1]?.name);
  });
});
