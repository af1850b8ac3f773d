import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFileSystem, createFileTree, FileError, type FileSystem } from '../../sandbox/host/index.ts';

const time = { value: 1_000, now: () => time.value };
const fresh = (files: { readonly [path: string]: string } = {}) => createFileSystem({ clock: time, files });

const codeOf = (work: () => unknown): string => {
  try {
    work();
    return 'ok';
  } catch (error) {
    if (error instanceof FileError) return error.code;
    throw error;
  }
};

describe('a file system', () => {
  it('keeps files with modes and times', () => {
    const files = fresh();
    files.makeDirectory('/etc');
    files.write('/etc/motd', 'hé', { mode: 0o600 });
    expect(files.stat('/etc/motd')).toEqual({ type: 'file', mode: 0o600, uid: 0, gid: 0, size: 3, modified: 1_000 });
    files.append('/etc/motd', new Uint8Array([0xff, 0x41]));
    expect([...files.readBytes('/etc/motd')]).toEqual([0x68, 0xc3, 0xa9, 0xff, 0x41]);
    files.changeMode('/etc/motd', 0o755);
    files.changeTime('/etc/motd', 5);
    expect(files.stat('/etc/motd')).toMatchObject({ mode: 0o755, modified: 5, size: 5 });
    expect(files.list('/etc')).toEqual(['motd']);
  });

  it.each<[string, (files: FileSystem) => unknown, string]>([
    ['read what is not there', (files) => files.readText('/x'), 'ENOENT'],
    ['write below what is not there', (files) => files.write('/x/y', ''), 'ENOENT'],
    ['write below a file', (files) => files.write('/file/y', ''), 'ENOTDIR'],
    ['read a folder', (files) => files.readText('/folder'), 'EISDIR'],
    ['write over a folder', (files) => files.write('/folder', ''), 'EISDIR'],
    ['list a file', (files) => files.list('/file'), 'ENOTDIR'],
    ['make a folder twice', (files) => files.makeDirectory('/folder'), 'EEXIST'],
    ['make a folder over a file', (files) => files.makeDirectory('/file', { recursive: true }), 'EEXIST'],
    ['remove what is not there', (files) => files.remove('/x'), 'ENOENT'],
    ['remove what is not there, by force', (files) => files.remove('/x', { force: true }), 'ok'],
    ['remove a full folder', (files) => files.remove('/folder'), 'ENOTEMPTY'],
    ['remove a full folder with all in it', (files) => files.remove('/folder', { recursive: true }), 'ok'],
    ['remove the root', (files) => files.remove('/', { recursive: true }), 'EBUSY'],
    ['move a folder into itself', (files) => files.rename('/folder', '/folder/x'), 'EINVAL'],
    ['move a file over a folder', (files) => files.rename('/file', '/folder'), 'EISDIR'],
    ['follow a loop', (files) => files.readText('/loop'), 'ELOOP'],
    ['read a link of a file', (files) => files.readLink('/file'), 'EINVAL'],
    ['link over a file', (files) => files.link('/x', '/file'), 'EEXIST'],
  ])('%s', (_name, work, code) => {
    const files = fresh({ '/file': 'text', '/folder/inside': 'text' });
    files.link('/loop', '/loop');
    expect(codeOf(() => work(files))).toBe(code);
  });

  it('bound into itself ends: there is what was mounted before, and the same files', () => {
    const files = fresh({ '/mnt/below': 'below', '/etc/motd': 'hi' });
    files.mount({ path: '/etc', files: fresh({ '/motd': 'mounted' }) });
    files.mount({ path: '/mnt', files, from: '/' });
    expect(files.list('/mnt')).toEqual(['etc', 'mnt']);
    expect(files.list('/mnt/mnt')).toEqual(['below']);
    expect(files.readText('/mnt/etc/motd')).toBe('mounted');
    files.write('/mnt/new', 'new');
    expect(files.readText('/new')).toBe('new');
    files.mount({ path: '/', files, from: '/' });
    expect(files.readText('/etc/motd')).toBe('mounted');
  });

  it('follows links, relative and absolute, in the middle and at the end', () => {
    const files = fresh({ '/data/v1/config': 'one' });
    files.link('v1', '/data/current');
    files.link('/data/current/config', '/config');
    expect(files.readText('/config')).toBe('one');
    files.write('/config', 'two');
    expect(files.readText('/data/v1/config')).toBe('two');
    expect(files.readText('/data/current/../v1/./config')).toBe('two');
    expect(files.stat('/config', { followLinks: false })).toMatchObject({ type: 'symlink' });
    files.remove('/config');
    expect(files.readText('/data/v1/config')).toBe('two');
  });

  it('shows other file systems at mount points, some of them read-only', () => {
    const volume = fresh({ '/a': 'from the volume', '/deep/b': 'b' });
    const files = fresh({ '/etc/hosts': 'image' });
    files.mount({ path: '/data', files: volume });
    files.mount({ path: '/config/deep', files: volume, from: '/deep', readOnly: true });
    files.mount({ path: '/etc/hosts', files: fresh({ '/hosts': 'kubelet' }), from: '/hosts' });
    expect(files.readText('/data/a')).toBe('from the volume');
    expect(files.readText('/config/deep/b')).toBe('b');
    expect(files.readText('/etc/hosts')).toBe('kubelet');
    expect(files.list('/')).toEqual(['config', 'data', 'etc']);
    files.write('/data/new', 'x');
    expect(volume.readText('/new')).toBe('x');
    expect(codeOf(() => files.write('/config/deep/b', 'x'))).toBe('EROFS');
    expect(codeOf(() => files.remove('/data', { recursive: true }))).toBe('EBUSY');
    expect(codeOf(() => files.rename('/data/a', '/a'))).toBe('EXDEV');
    files.unmount('/data');
    expect(files.list('/data')).toEqual([]);
  });

  it('lets links of a volume lead within the container, not within the volume', () => {
    const volume = fresh({ '/..data/key': 'secret' });
    volume.link('..data/key', '/key');
    volume.link('/etc/name', '/outside');
    const files = fresh({ '/etc/name': 'container' });
    files.mount({ path: '/var/secret', files: volume });
    expect(files.readText('/var/secret/key')).toBe('secret');
    expect(files.readText('/var/secret/outside')).toBe('container');
  });

  it('shares an image among containers, and keeps what each writes to itself', () => {
    const base = createFileTree({ '/bin/app': 'binary', '/etc/conf': 'default', '/empty/': '' });
    const containers = Array.from({ length: 1_000 }, () => createFileSystem({ clock: time, base }));
    containers[0]?.write('/etc/conf', 'mine');
    expect(containers[0]?.readText('/etc/conf')).toBe('mine');
    expect(containers[1]?.readText('/etc/conf')).toBe('default');
    expect(containers[1]?.snapshot()).toBe(base);
    expect(containers[0]?.snapshot().entries.get('bin')).toBe(base.entries.get('bin'));
  });

  it('refuses what does not fit', () => {
    const files = createFileSystem({ clock: time, capacity: 10 });
    files.write('/a', '12345');
    expect(codeOf(() => files.write('/b', '123456'))).toBe('ENOSPC');
    files.remove('/a');
    expect(codeOf(() => files.write('/b', '123456'))).toBe('ok');
    expect(files.usedBytes).toBe(6);
  });

  it('behaves as a plain map of paths does, whatever is done to it', () => {
    const name = fc.constantFrom('a', 'b', 'c');
    const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => `/${parts.join('/')}`);
    const step = fc.oneof(
      fc.tuple(fc.constant('write' as const), path, fc.string()),
      fc.tuple(fc.constant('append' as const), path, fc.string()),
      fc.tuple(fc.constant('folder' as const), path, fc.constant('')),
      fc.tuple(fc.constant('remove' as const), path, fc.constant('')),
      fc.tuple(fc.constant('rename' as const), path, path),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.boolean(), (steps, mounted) => {
        const files = fresh();
        if (mounted) {
          const root = fresh();
          root.mount({ path: '/mnt', files });
          compare({ files: root, prefix: '/mnt' }, steps);
        } else compare({ files, prefix: '' }, steps);
      }),
      { numRuns: 300 },
    );
  });
});

type Step = readonly ['write' | 'append' | 'folder' | 'remove' | 'rename', string, string];

/** The model: every path there is, with its text, or undefined for a folder. */
function compare({ files, prefix }: { readonly files: FileSystem; readonly prefix: string }, steps: readonly Step[]): void {
  const model = new Map<string, string | undefined>([['', undefined]]);
  const parent = (path: string): string => path.slice(0, path.lastIndexOf('/'));
  const isFolder = (path: string): boolean => model.has(path) && model.get(path) === undefined;
  const below = (path: string): string[] => [...model.keys()].filter((other) => other.startsWith(`${path}/`));
  for (const [action, path, argument] of steps) {
    const at = prefix + path;
    if (action === 'write' || action === 'append') {
      const allowed = isFolder(parent(path)) && !isFolder(path);
      expect(codeOf(() => files[action](at, argument)) === 'ok').toBe(allowed);
      if (allowed) model.set(path, action === 'write' ? argument : (model.get(path) ?? '') + argument);
    } else if (action === 'folder') {
      const allowed = isFolder(parent(path)) && !model.has(path);
      expect(codeOf(() => files.makeDirectory(at)) === 'ok').toBe(allowed);
      if (allowed) model.set(path, undefined);
    } else if (action === 'remove') {
      const allowed = model.has(path);
      expect(codeOf(() => files.remove(at, { recursive: true })) === 'ok').toBe(allowed);
      for (const other of [path, ...below(path)]) model.delete(other);
    } else {
      const inside = argument.startsWith(`${path}/`);
      const fits =
        !model.has(argument) || (isFolder(path) ? isFolder(argument) && below(argument).length === 0 : !isFolder(argument));
      const allowed = model.has(path) && isFolder(parent(argument)) && (path === argument || (!inside && fits));
      expect(codeOf(() => files.rename(at, prefix + argument)) === 'ok').toBe(allowed);
      if (allowed && path !== argument) {
        for (const other of [path, ...below(path)]) {
          model.set(argument + other.slice(path.length), model.get(other));
          model.delete(other);
        }
      }
    }
  }
  for (const [path, text] of model) {
    const at = prefix + path || '/';
    if (text !== undefined) expect(files.readText(at)).toBe(text);
    else
      expect(files.list(at)).toEqual(
        [...model.keys()]
          .filter((other) => other !== '' && parent(other) === path)
          .map((other) => other.slice(path.length + 1))
          .sort(),
      );
  }
}
