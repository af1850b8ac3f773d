import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addedPacks, addPack, openPack, removePack } from '../../src/platform/packs.ts';
import { packTarball } from '../../src/platform/pack-writing.ts';
import { loadPack } from '../../src/course/pack/load.ts';
import { lessonMarkdown, lessonYaml, packYaml } from '../course/sample-pack.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kubetutor-add-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const files = {
  'pack.yaml': packYaml,
  '01-basics/01-first/lesson.yaml': lessonYaml,
  '01-basics/01-first/lesson.md': lessonMarkdown,
};
const manifest = { name: 'kubetutor-pack-sample', version: '1.0.0' };

function writePack(scripts: { readonly [name: string]: string } = {}): string {
  const pack = path.join(folder, 'pack');
  for (const [file, text] of Object.entries({ ...files, 'package.json': JSON.stringify({ ...manifest, scripts }) })) {
    mkdirSync(path.dirname(path.join(pack, file)), { recursive: true });
    writeFileSync(path.join(pack, file), text);
  }
  return pack;
}

function git(cwd: string, ...args: readonly string[]): void {
  const who = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', '-c', 'init.defaultBranch=main'];
  execFileSync('git', [...who, ...args], { cwd, stdio: 'ignore' });
}

const added = (): string => path.join(folder, 'added');
const title = (name: string): string => loadPack(openPack(name, added())).title;

describe('a pack is added', { timeout: 60_000 }, () => {
  it('from a folder, without running anything of it', async () => {
    const mark = path.join(folder, 'ran');
    const pack = writePack({ install: `node -e "require('fs').writeFileSync('${mark}', '')"` });
    expect((await addPack(pack, added())).name).toBe('kubetutor-pack-sample');
    expect(title('kubetutor-pack-sample')).toBe('A sample');
    expect(() => execFileSync('ls', [mark], { stdio: 'ignore' })).toThrow();
  });

  it('from a tarball, and removed again', async () => {
    const tarball = await packTarball(writePack(), Object.keys(files), manifest, path.join(folder, 'out'));
    await addPack(tarball, added());
    expect(addedPacks(added()).map(({ name }) => name)).toEqual(['kubetutor-pack-sample']);
    await removePack('kubetutor-pack-sample', added());
    expect(addedPacks(added())).toEqual([]);
    expect(() => openPack('kubetutor-pack-sample', added())).toThrow(/no pack kubetutor-pack-sample/);
  });

  it('from a tarball of the same name and version once more', async () => {
    const pack = writePack();
    const build = (): Promise<string> => packTarball(pack, Object.keys(files), manifest, path.join(folder, 'out'));
    const first = await addPack(await build(), added());
    writeFileSync(path.join(pack, 'pack.yaml'), packYaml.replace('A sample', 'Another'));
    expect(await addPack(await build(), added())).toEqual(first);
    expect(title('kubetutor-pack-sample')).toBe('Another');
  });

  it('from git', async () => {
    const pack = writePack();
    git(pack, 'init');
    git(pack, 'add', '-A');
    git(pack, 'commit', '-m', 'A pack');
    const bare = path.join(folder, 'pack.git');
    git(folder, 'clone', '--bare', pack, bare);
    expect((await addPack(`git+${pathToFileURL(bare).href}`, added())).name).toBe('kubetutor-pack-sample');
    expect(title('kubetutor-pack-sample')).toBe('A sample');
  });

  it('in the words of npm, when there is none', async () => {
    await expect(addPack(path.join(folder, 'nothing.tgz'), added())).rejects.toThrow(/npm install failed/);
    await expect(addPack(`git+${pathToFileURL(path.join(folder, 'nothing.git')).href}`, added())).rejects.toThrow(
      /npm install failed/,
    );
  });
});
