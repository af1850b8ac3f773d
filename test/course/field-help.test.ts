import { describe, expect, it } from 'vitest';
import { createCluster } from '../../sandbox/index.ts';
import { manifestDifference } from '../../src/course/manifest/difference.ts';
import { fieldHelp } from '../../src/course/manifest/field-help.ts';
import { yamlPlace } from '../../src/course/manifest/yaml-place.ts';

const cluster = createCluster({ seed: 'fields' });

/** The text with `^` where the cursor is. */
function at(text: string): readonly [rows: readonly string[], row: number, column: number] {
  const rows = text.split('\n');
  const row = rows.findIndex((one) => one.includes('^'));
  const column = rows[row]?.indexOf('^') ?? 0;
  return [rows.map((one) => one.replace('^', '')), row, column];
}

const help = (text: string) => fieldHelp(cluster, ...at(text));
const texts = async (text: string): Promise<readonly string[]> =>
  (await help(text)).candidates.map((candidate) => candidate.text);

const deployment = (below: string): string => `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n${below}`;

describe('the place in a manifest', () => {
  it.each([
    ['a: 1\nb:\n  c^', ['b']],
    ['spec:\n  containers:\n  - name: x\n    im^', ['spec', 'containers']],
    ['spec:\n  containers:\n    - na^', ['spec', 'containers']],
    ['spec:\n  containers:\n  - name: x\n    ports:\n    - containerPort: 80\n    en^', ['spec', 'containers']],
    ['spec:\n  containers:\n  - ports:\n    - containerPort: 80\n      pro^', ['spec', 'containers', 'ports']],
    ['spec:\n  a: 1\n  # words:\n\n  b^', ['spec']],
    ['spec:\n  deep:\n    x: 1\n^', []],
    ['kind: A\nspec:\n  x: 1\n---\nmeta^', []],
    ['- - a^', []],
  ])('%j', (text, path) => {
    expect(yamlPlace(...at(text)).path).toEqual(path);
  });

  it('takes time that does not depend on what is far away', () => {
    const rows = Array.from({ length: 200_000 }, (_, index) => `  key${index}: ${'x'.repeat(20)}`);
    const began = process.cpuUsage();
    yamlPlace(rows, 100_000, 4);
    expect(process.cpuUsage(began).user / 1000).toBeLessThan(400);
  });
});

describe('help for a field', () => {
  it('says its type and what it is for', async () => {
    expect((await help(deployment('  repl^icas: 2'))).field).toEqual({
      name: 'replicas',
      type: 'int32',
      text: 'How many Pods there shall be. Default is 1.',
    });
    expect((await help(deployment('  strategy:\n    type: Rec^'))).field?.text).toContain('Recreate ends all of them');
    expect((await help(deployment('  nonsense^: 2'))).field).toBeUndefined();
  });

  it('proposes the fields of the place that are not there yet', async () => {
    expect(await texts(deployment('  rep^'))).toEqual(['replicas: ']);
    expect(await texts(deployment('  replicas: 1\n  ^'))).not.toContain('replicas: ');
    expect(await texts(deployment('  template:\n    spec:\n      containers:\n      - name: x\n        live^'))).toEqual([
      'livenessProbe:',
    ]);
    expect(await texts('^')).toEqual(['apiVersion: ', 'kind: ', 'metadata:', 'spec:']);
  });

  it('proposes values where they are a short list', async () => {
    expect(await texts('apiVersion: apps/v1\nkind: ^')).toContain('StatefulSet');
    expect(await texts('apiVersion: apps/v1\nkind: ^')).not.toContain('Pod');
    expect(await texts('apiVersion: ^\nkind: Pod')).toEqual(['v1']);
    expect(await texts(deployment('  paused: ^'))).toEqual(['true', 'false']);
    expect(await texts(deployment('  strategy:\n    type: R^'))).toEqual(['Recreate', 'RollingUpdate']);
    expect(await texts(deployment('  selector:\n    matchExpressions:\n    - operator: Not^'))).toEqual(['NotIn']);
    expect(await texts('apiVersion: v1\nkind: PersistentVolumeClaim\nspec:\n  accessModes: ReadWriteO^')).toEqual([
      'ReadWriteOnce',
      'ReadWriteOncePod',
    ]);
  });

  it('takes the words of a kind of one’s own from its definition', async () => {
    const schema = {
      type: 'object',
      properties: {
        spec: {
          type: 'object',
          properties: { colour: { type: 'string', enum: ['red', 'green'], description: 'What it looks like.' } },
        },
      },
    };
    const definition = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'shelves.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { plural: 'shelves', singular: 'shelf', kind: 'Shelf' },
        versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }],
      },
    };
    const own = createCluster({ seed: 'own' });
    await own.clock.settle();
    const target = { group: 'apiextensions.k8s.io', version: 'v1', resource: 'customresourcedefinitions' };
    await own.client().request({ verb: 'create', ...target, body: definition });
    await own.clock.settle();
    const found = await fieldHelp(own, ...at('apiVersion: example.com/v1\nkind: Shelf\nspec:\n  colour: ^'));
    expect(found.field?.text).toBe('What it looks like.');
    expect(found.candidates.map(({ text }) => text)).toEqual(['red', 'green']);
  });
});

describe('the difference to the cluster', () => {
  const pod = (image: string): string =>
    `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: ${image}\n`;

  it('says what would be new, what would change, and what would stay', async () => {
    const shell = await cluster.shell();
    expect((await manifestDifference(cluster, pod('nginx:1.27')))[0]).toEqual({ kind: 'head', text: 'Pod web would be new' });
    cluster.workstation.files.write(`${shell.cwd}/pod.yaml`, pod('nginx:1.27'));
    const applied = shell.run('kubectl apply -f pod.yaml', { onOutput: () => {} });
    await cluster.clock.runUntil(applied, 60_000);
    const before = cluster.fingerprint();
    expect(await manifestDifference(cluster, pod('nginx:1.27'))).toEqual([{ kind: 'head', text: 'Pod web would stay as it is' }]);
    const changed = await manifestDifference(cluster, pod('nginx:1.28'));
    expect(changed.filter(({ kind }) => kind === 'gone' || kind === 'new')).toEqual([
      { kind: 'gone', text: '    - image: nginx:1.27' },
      { kind: 'new', text: '    - image: nginx:1.28' },
    ]);
    expect(cluster.fingerprint()).toBe(before);
  });

  it('says what cannot be compared', async () => {
    expect(await manifestDifference(cluster, 'a: [')).toMatchObject([{ kind: 'note' }]);
    expect(await manifestDifference(cluster, 'kind: Pod\napiVersion: v1\nmetadata: {name: x}')).toMatchObject([{ kind: 'note' }]);
    expect(await manifestDifference(cluster, '')).toEqual([]);
  });
});
