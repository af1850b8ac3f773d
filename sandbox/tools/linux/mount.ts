import { FileError, type FileSystem } from '../../host/file-system.ts';
import { normalPath } from '../../host/file-paths.ts';
import { createFileSystem, isMountedFileSystem } from '../../host/memory-file-system.ts';
import { Overlay, type Layer } from '../../host/overlay.ts';
import { mountTable } from '../../host/proc/mount-table.ts';
import { defineProgram, type ProcessContext } from '../../host/program.ts';
import { readOptions } from './arguments.ts';
import { attempt } from './kernel-errors.ts';

const DMESG = '       dmesg(1) may have more information after failed mount system call.\n';
const NO_EXEC = 'rw,nosuid,nodev,noexec,relatime';

/** A failure in the words of mount(8), without the `mount: `. */
class MountError extends Error {}

export const mount = defineProgram({
  name: 'mount',
  summary: 'Mount a file system',
  async run(process) {
    const { stdout, stderr, system } = process;
    const options = readOptions(process, 'mount', {
      flags: [
        'bind',
        'rbind',
        'verbose',
        'read-only',
        'make-private',
        'make-rprivate',
        'make-shared',
        'make-rshared',
        'make-slave',
        'make-rslave',
      ],
      values: ['types', 'options'],
      names: { t: 'types', o: 'options', r: 'read-only', v: 'verbose', B: 'bind', R: 'rbind' },
    });
    if (options === undefined) return 1;
    const type = options.value('types');
    if (options.operands.length === 0) {
      for (const entry of mountTable(system.self.files))
        if (type === undefined || entry.type === type)
          stdout.write(`${entry.source} on ${entry.target} type ${entry.type} (${entry.options})\n`);
      return 0;
    }
    // There is no propagation between mount namespaces: each of them is private.
    if (process.args.some((arg) => arg.startsWith('--make-'))) return 0;
    const [source = '', given] = options.operands;
    const target = absolute(process, given ?? source);
    const settings = (options.value('options') ?? '').split(',').filter((word) => word !== '');
    const bind = options.has('bind') || options.has('rbind') || settings.includes('bind') || settings.includes('rbind');
    try {
      if (!system.may('SYS_ADMIN', 'mnt')) throw new MountError(`${target}: must be superuser to use mount.`);
      if (process.files.stat(target) === undefined) throw new MountError(`${target}: mount point does not exist.`);
      const readOnly = options.has('read-only') || settings.includes('ro');
      const made = bind ? bound(process, source, target) : fileSystem(process, type, source, target, settings);
      const done = attempt(() => system.mount({ path: target, readOnly, ...made }));
      if (!done.ok) throw new MountError(`${target}: ${done.text.toLowerCase()}.`);
      return 0;
    } catch (error) {
      if (!(error instanceof MountError)) throw error;
      stderr.write(`mount: ${error.message}\n${DMESG}`);
      return 32;
    }
  },
});

type Made = {
  readonly files: FileSystem;
  readonly from?: string;
  readonly source?: string;
  readonly type?: string;
  readonly options?: string;
};

function bound(process: ProcessContext, source: string, target: string): Made {
  const from = absolute(process, source);
  if (process.files.stat(from) === undefined) throw new MountError(`${target}: special device ${source} does not exist.`);
  const entry = mountTable(process.system.self.files).findLast(
    (one) => one.target === '/' || from === one.target || from.startsWith(`${one.target}/`),
  );
  // What is mounted below goes along, as with --rbind.
  return {
    files: process.system.self.files,
    from,
    ...(entry === undefined ? {} : { source: entry.source, type: entry.type, options: entry.options }),
  };
}

/** File systems that can be mounted by their name. */
function fileSystem(
  process: ProcessContext,
  type: string | undefined,
  source: string,
  target: string,
  settings: readonly string[],
): Made {
  const { system } = process;
  const kernel = system.mounts.mounts.find((one) => one.type === type);
  if (type === 'proc') return { files: system.procFor('self'), source, type, options: NO_EXEC };
  if (type === 'sysfs' || type === 'cgroup2') {
    const files = kernel?.files ?? findKernel(process, type);
    if (files === undefined) throw new MountError(`${target}: permission denied.`);
    return { files, source, type, options: NO_EXEC };
  }
  if (type === 'tmpfs') {
    const size = settings.find((word) => word.startsWith('size='));
    const capacity = size === undefined ? undefined : bytesOf(size.slice(5));
    const files = createFileSystem({ clock: process.clock, ...(capacity === undefined ? {} : { capacity }) });
    return {
      files,
      source,
      type,
      options: ['rw', 'relatime', ...(capacity === undefined ? [] : [`size=${capacity / 1024}k`])].join(','),
    };
  }
  if (type === 'overlay') return overlay(process, source, target, settings);
  if (type === undefined || type === 'ext4') throw new MountError(`${target}: special device ${source} does not exist.`);
  throw new MountError(`${target}: unknown filesystem type '${type}'.`);
}

/** The machine's own, which the kernel gives to every mount of the kind. */
function findKernel(process: ProcessContext, type: string): FileSystem | undefined {
  const { files } = process.system.machine;
  return isMountedFileSystem(files) ? files.mounts.find((one) => one.type === type)?.files : undefined;
}

function overlay(process: ProcessContext, source: string, target: string, settings: readonly string[]): Made {
  const values = new Map(settings.map((word) => [word.split('=')[0] ?? '', word.slice(word.indexOf('=') + 1)]));
  const lower = values.get('lowerdir');
  const [upper, work] = [values.get('upperdir'), values.get('workdir')];
  const wrong = (): never => {
    throw new MountError(
      `${target}: wrong fs type, bad option, bad superblock on ${source}, missing codepage or helper program, or other error.`,
    );
  };
  if (lower === undefined || (upper !== undefined) !== (work !== undefined)) return wrong();
  const layer = (path: string): Layer => {
    const full = absolute(process, path);
    if (process.files.stat(full)?.type !== 'directory') {
      throw new MountError(`${target}: special device ${source} does not exist.`);
    }
    // As it is now: what is mounted later does not show in a layer, the union itself least of all.
    return { files: process.system.mounts.clone(), path: full };
  };
  const union = new Overlay({
    lower: lower.split(':').map(layer),
    ...(upper === undefined ? {} : { upper: layer(upper) }),
  });
  if (work !== undefined) {
    const folder = absolute(process, work);
    layer(work);
    const made = attempt(() => process.files.makeDirectory(`${folder}/work`, { mode: 0 }));
    if (!made.ok && made.error.code !== 'EEXIST') return wrong();
  }
  const named = ['lowerdir', 'upperdir', 'workdir']
    .filter((name) => values.has(name))
    .map((name) => `${name}=${values.get(name)}`);
  return { files: union, source, type: 'overlay', options: ['rw', 'relatime', ...named].join(',') };
}

export const umount = defineProgram({
  name: 'umount',
  summary: 'Unmount file systems',
  async run(process) {
    const options = readOptions(process, 'umount', {
      flags: ['lazy', 'force', 'verbose', 'no-mtab'],
      values: [],
      names: { l: 'lazy', f: 'force', v: 'verbose', n: 'no-mtab' },
      idle: {
        force: 'nothing keeps a file system from being taken away but what is mounted below it',
        verbose: 'there is no more to say',
      },
    });
    if (options === undefined) return 1;
    const paths = options.operands;
    if (paths.length === 0) {
      process.stderr.write("umount: bad usage\nTry 'umount --help' for more information.\n");
      return 1;
    }
    let code = 0;
    for (const path of paths) {
      const full = absolute(process, path);
      const failure = unmountFailure(process, full);
      if (failure === undefined) continue;
      process.stderr.write(`umount: ${full}: ${failure}.\n`);
      code = 32;
    }
    return code;
  },
});

function unmountFailure(process: ProcessContext, path: string): string | undefined {
  if (!process.system.may('SYS_ADMIN', 'mnt')) return 'must be superuser to unmount';
  if (process.files.stat(path) === undefined) return 'no mount point specified';
  const { mounts } = process.system;
  const inside = mounts.mounts.some((mount) => mount.path.startsWith(`${path}/`));
  const inUse = process.system
    .processes()
    .some(
      (other) =>
        other.namespaces.mnt === process.system.namespaces.mnt &&
        other !== process.system.self &&
        (other.cwd === path || other.cwd.startsWith(`${path}/`)),
    );
  if (mounts.mounts.some((mount) => mount.path === path) && (inside || inUse) && !process.args.includes('-l'))
    return 'target is busy';
  const done = attempt(() => process.system.unmount(path));
  if (done.ok) return undefined;
  return done.error.code === 'EINVAL' ? 'not mounted' : done.text.toLowerCase();
}

export function absolute(process: ProcessContext, path: string): string {
  return normalPath(path.startsWith('/') ? path : `${process.cwd}/${path}`);
}

function bytesOf(text: string): number {
  const [, number = '', unit = ''] = /^(\d+)([kmg]?)$/i.exec(text) ?? [];
  if (number === '') throw new FileError('EINVAL', text);
  return Number(number) * 1024 ** ['', 'k', 'm', 'g'].indexOf(unit.toLowerCase());
}
