import type { FileSystem } from '../file-system.ts';
import { isMountedFileSystem, type Mount } from '../memory-file-system.ts';

/** A line of the table of mounts as a process with this root sees it. */
export interface MountEntry {
  readonly id: number;
  readonly parent: number;
  readonly target: string;
  readonly source: string;
  readonly type: string;
  readonly options: string;
  /** The folder of the source that is shown. */
  readonly root: string;
}

const FIRST_ID = 24;

/** What is mounted in the files that begin with this root, the root first, in the order of mounting. */
export function mountTable(files: FileSystem): readonly MountEntry[] {
  if (!isMountedFileSystem(files)) return [];
  const entries: MountEntry[] = [];
  const add = (
    target: string,
    of: { readonly source: string; readonly type: string; readonly options: string },
    root: string,
  ): void => {
    const above = entries.findLast(
      (entry) => entry.target === '/' || target === entry.target || target.startsWith(`${entry.target}/`),
    );
    entries.push({
      id: FIRST_ID + entries.length,
      parent: above?.id ?? 1,
      target,
      root,
      source: of.source,
      type: of.type,
      options: of.options,
    });
  };
  const top = files.mounts.findLast((mount) => mount.path === '/');
  if (top === undefined) add('/', files.rootMount, '/');
  for (const mount of files.mounts) {
    if (mount.path !== '/') add(mount.path, described(mount), mount.from ?? '/');
    else if (mount === top) {
      const inner = isMountedFileSystem(mount.files) ? mountTable(mount.files) : [];
      const from = mount.from ?? '/';
      const base = inner.findLast(({ target }) => target === from || target === '/' || from.startsWith(`${target}/`));
      if (!mount.hidden) add('/', described(mount), from);
      else if (base !== undefined) add('/', base, from.slice(base.target === '/' ? 0 : base.target.length) || '/');
      const prefix = from === '/' ? '' : from;
      for (const below of inner)
        if (below.target !== '/' && below.target.startsWith(`${prefix}/`))
          add(below.target.slice(prefix.length), below, below.root);
    }
  }
  return entries;
}

function described(mount: Mount): { readonly source: string; readonly type: string; readonly options: string } {
  const own = isMountedFileSystem(mount.files)
    ? mount.files.rootMount
    : { source: 'none', type: 'tmpfs', options: 'rw,relatime' };
  const options = mount.options ?? own.options;
  return {
    source: mount.source ?? own.source,
    type: mount.type ?? own.type,
    options: mount.readOnly ? options.replace(/^rw\b/, 'ro') : options,
  };
}

/** /proc/PID/mounts. */
export function mountsText(files: FileSystem): string {
  return mountTable(files)
    .map(({ source, target, type, options }) => `${source} ${target} ${type} ${options} 0 0\n`)
    .join('');
}

/** /proc/PID/mountinfo. */
export function mountInfoText(files: FileSystem): string {
  return mountTable(files)
    .map(({ id, parent, root, target, options, type, source }, index) => {
      const [access = 'rw', ...rest] = options.split(',');
      const flags = rest.filter((option) => /^(nosuid|nodev|noexec|relatime)$/.test(option));
      const more = rest.filter((option) => !flags.includes(option));
      const device = type === 'ext4' ? '8:1' : `0:${20 + index}`;
      return `${id} ${parent} ${device} ${root} ${target} ${[access, ...flags].join(',')} - ${type} ${source} ${[access, ...more].join(',')}\n`;
    })
    .join('');
}
