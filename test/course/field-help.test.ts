import { describe, expect, it } from 'vitest';
import { createCluster, structureOfKind as rootOf } from '../../sandbox/index.ts';
import { manifestDifference } from '../../src/course/manifest/difference.ts';
import { fieldHelp } from '../../src/course/manifest/field-help.ts';
import { fieldNotes } from '../../src/course/manifest/field-notes.ts';
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
const texts = (text: string): readonly string[] => help(text).candidates.map((candidate) => candidate.text);

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
  it('says its type and what it is for', () => {
    expect(help(deployment('  repl^icas: 2')).field).toEqual({
      name: 'replicas',
      type: 'int32',
      text: 'how many Pods there shall be',
    });
    expect(help(deployment('  strategy:\n    type: Rec^')).field?.text).toContain('RollingUpdate, Recreate');
    expect(help(deployment('  nonsense^: 2')).field).toBeUndefined();
  });

  it('proposes the fields of the place that are not there yet', () => {
    expect(texts(deployment('  rep^'))).toEqual(['replicas: ']);
    expect(texts(deployment('  replicas: 1\n  ^'))).not.toContain('replicas: ');
    expect(texts(deployment('  template:\n    spec:\n      containers:\n      - name: x\n        live^'))).toEqual([
      'livenessProbe:',
    ]);
    expect(texts('^')).toEqual(['apiVersion: ', 'kind: ', 'metadata:', 'spec:']);
  });

  it('proposes values where they are a short list', () => {
    expect(texts('apiVersion: apps/v1\nkind: ^')).toContain('StatefulSet');
    expect(texts('apiVersion: apps/v1\nkind: ^')).not.toContain('Pod');
    expect(texts('apiVersion: ^\nkind: Pod')).toEqual(['v1']);
    expect(texts(deployment('  paused: ^'))).toEqual(['true', 'false']);
    expect(texts(deployment('  strategy:\n    type: R^'))).toEqual(['RollingUpdate', 'Recreate']);
  });

  it('has words only for fields that there are', () => {
    const names = new Set<string>();
    const types = new Set<string>();
    const seen = new Set<unknown>();
    const walk = (structure: ReturnType<typeof rootOf>): void => {
      if (seen.has(structure)) return;
      seen.add(structure);
      if (structure.items) walk(structure.items());
      const type = structure.definition?.split('.').at(-1) ?? '';
      for (const [name, field] of structure.fields ?? []) {
        names.add(name);
        types.add(`${type}.${name}`);
        walk(field.structure());
      }
    };
    for (const kind of cluster.kinds.all) walk(rootOf(kind));
    expect([...fieldNotes.keys()].filter((name) => !names.has(name) && !types.has(name))).toEqual([]);
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
