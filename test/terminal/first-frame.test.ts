import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { courseIndexOf } from '../../src/cli/course-index.ts';
import { packFor } from '../../src/cli/packs.ts';
import { openProgressStore } from '../../src/platform/progress-store.ts';
import { glanceAtProgress, progressFolder } from '../../src/platform/progress-glance.ts';

const root = path.resolve(import.meta.dirname, '../..');

interface Output {
  readonly entryPoint?: string;
  readonly imports: readonly { readonly path: string; readonly kind: string; readonly external?: boolean }[];
  readonly inputs: { readonly [file: string]: unknown };
}

let folder = '';
let outputs: { readonly [file: string]: Output } = {};
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kubetutor-test-'));
  const metafile = path.join(folder, 'meta.json');
  execFileSync(process.execPath, ['scripts/build.mjs', '--outdir', path.join(folder, 'dist'), '--metafile', metafile], {
    cwd: root,
  });
  outputs = (JSON.parse(readFileSync(metafile, 'utf8')) as { outputs: typeof outputs }).outputs;
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The files of the bundle that are loaded before the first frame. */
function loadedFirst(): readonly string[] {
  const entry = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === 'src/cli/full-screen.ts');
  const loaded = new Set<string>(entry === undefined ? [] : [entry[0]]);
  for (const file of loaded) {
    for (const { path: imported, kind, external } of outputs[file]?.imports ?? []) {
      if (kind === 'import-statement' && external !== true) loaded.add(imported);
    }
  }
  return [...loaded];
}

describe('the first frame', () => {
  it('waits for no library but what draws it', () => {
    const packages = loadedFirst().flatMap((file) =>
      Object.keys(outputs[file]?.inputs ?? {}).flatMap((input) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? []),
    );
    expect(packages).toContain('ink');
    expect(
      packages.filter((name) => /^(conf|ajv.*|yaml|marked.*|highlight\.js|just-bash|@marcbachmann\/.*)$/.test(name)),
    ).toEqual([]);
  });

  it('waits neither for the sandbox nor for the lessons', () => {
    const sources = loadedFirst().flatMap((file) => Object.keys(outputs[file]?.inputs ?? {}));
    expect(sources.filter((file) => /^sandbox\/|^src\/course\/(pack|session|checks)\/|^src\/tui\/prose\//.test(file))).toEqual(
      [],
    );
  });

  it('is drawn from an index that says what the lessons say', () => {
    const pack = packFor({ options: {} });
    const text = loadedFirst()
      .map((file) => readFileSync(path.resolve(root, file), 'utf8'))
      .join('\n');
    expect(courseIndexOf(pack).outline.modules.flatMap(({ lessons }) => lessons)).not.toEqual([]);
    for (const { lessons } of courseIndexOf(pack).outline.modules)
      for (const { title, id } of lessons) expect(text).toContain(`id:${JSON.stringify(id)},title:${JSON.stringify(title)}`);
  });
});

describe('a glance at the progress', () => {
  it('looks where the store writes', () => {
    const config = path.join(folder, 'config');
    expect(glanceAtProgress(config)).toEqual({ version: 1, packs: {} });
    openProgressStore(config).update((record) => ({ ...record, welcomed: true, theme: 'light' }));
    expect(glanceAtProgress(config)).toEqual(openProgressStore(config).read());
  });

  it('knows the folder that the store takes when nobody names one', () => {
    vi.stubEnv('XDG_CONFIG_HOME', path.join(folder, 'home'));
    expect(progressFolder()).toBe(openProgressStore().folder);
  });
});
