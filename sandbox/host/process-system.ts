import { mayUse } from './permissions.ts';
import { FileError, type FileSystem } from './file-system.ts';
import { normalPath } from './file-paths.ts';
import { createFileSystem, isMountedFileSystem, type Mount, type MountedFileSystem } from './memory-file-system.ts';
import type { Process } from './machine-types.ts';
import {
  isWithin,
  NAMESPACE_KINDS,
  type Namespace,
  type NamespaceKind,
  type NamespaceSet,
  type UserNamespace,
} from './namespaces.ts';
import { sees } from './host.ts';
import type { HostProcess } from './process.ts';
import type { SystemCalls } from './system-calls.ts';

/** In this order the kernel makes namespaces, and numbers them. Models create_new_namespaces. */
const CREATION: readonly NamespaceKind[] = ['mnt', 'uts', 'ipc', 'pid', 'cgroup', 'net', 'time'];

/** What the kernel does when this process asks. */
export function systemCallsOf(process: HostProcess): SystemCalls {
  const { host } = process;
  const { registry } = host;

  const may = (capability: string, kind?: NamespaceKind): boolean =>
    mayUse(process, capability, kind === undefined ? process.namespaces.user : process.namespaces[kind].owner);
  const demand = (what: string, of: NamespaceKind = 'user'): void => {
    const namespace = process.namespaces[of];
    const over = namespace.kind === 'user' ? namespace : namespace.owner;
    if (!mayUse(process, 'SYS_ADMIN', over)) throw new FileError('EPERM', what);
  };
  const mounted = (): MountedFileSystem => {
    if (!isMountedFileSystem(process.files)) throw new FileError('EINVAL', '/');
    return process.files;
  };
  const absolute = (path: string): string => (path.startsWith('/') ? path : `${process.cwd}/${path}`);
  const set = (changed: Partial<NamespaceSet>): void => {
    process.namespaces = { ...process.namespaces, ...changed };
  };

  const owner = (): UserNamespace => process.namespaces.user;

  /** One new namespace of each kind, for this process or its children. */
  const make: { readonly [kind in NamespaceKind]: () => void } = {
    cgroup: () => set({ cgroup: registry.makeCgroup(process.resources.cgroup, owner()) }),
    ipc: () => set({ ipc: registry.makeIpc(owner()) }),
    time: () => set({ time: registry.makeTime(owner()) }),
    user() {
      set({ user: registry.makeUser(process.namespaces.user, process.user.uid) });
    },
    uts: () => set({ uts: registry.makeUts(process.namespaces.uts.hostname, owner()) }),
    net: () => set({ net: registry.makeNet(host.newStack(`net:[${process.pid}]`), owner()) }),
    pid() {
      process.pidForChildren = registry.makePid(process.namespaces.pid, undefined, owner());
    },
    mnt() {
      const files = mounted().clone();
      process.files = files;
      set({ mnt: registry.makeMount(files, owner()) });
    },
  };

  return {
    machine: host.machine,
    self: process,
    get namespaces() {
      return process.namespaces;
    },
    may,
    processes: () => host.processes().filter((other) => sees(process, other)),
    pidOf: (other: Process | undefined) =>
      host
        .processes()
        .find(({ pid }) => pid === other?.pid)
        ?.numberIn(process.namespaces.pid) ?? 0,
    unshare(kinds) {
      // A user namespace comes first: in it the process may make the others.
      if (kinds.includes('user')) make.user();
      else demand('unshare');
      for (const kind of CREATION) if (kinds.includes(kind)) make[kind]();
    },
    setns(namespace: Namespace) {
      // Whoever is in a user namespace already need not enter it; every other one has to obey.
      if (!mayUse(process, 'SYS_ADMIN', namespace.kind === 'user' ? namespace : namespace.owner))
        throw new FileError('EPERM', 'setns');
      if (namespace.kind === 'pid') {
        if (!isWithin(namespace, process.namespaces.pid)) throw new FileError('EINVAL', 'setns');
        process.pidForChildren = namespace;
        return;
      }
      if (namespace.kind === 'mnt') {
        process.files = namespace.files;
        process.rootFolder = '/';
        process.programs = host.programsOf(namespace.files) ?? process.programs;
        process.cwd = '/';
      }
      set({ [namespace.kind]: namespace });
    },
    namespaceAt(path) {
      const full = absolute(path);
      const pinned = registry.pinned.get(full);
      if (pinned !== undefined) return pinned;
      const [, pid = '', kind = ''] = /^\/proc\/(\d+|self)\/ns\/(\w+)$/.exec(full) ?? [];
      const number = pid === 'self' ? process.namespacePid : Number(pid);
      const target = host.processes().find((other) => pid !== '' && other.numberIn(process.namespaces.pid) === number);
      if (target === undefined) return undefined;
      if (kind === 'pid_for_children') return target.pidForChildren;
      const known = NAMESPACE_KINDS.find((one) => one === kind);
      return known && target.namespaces[known];
    },
    setHostname(name) {
      demand('sethostname', 'uts');
      process.namespaces.uts.hostname = name;
    },
    chroot(path) {
      if (!may('SYS_CHROOT')) throw new FileError('EPERM', path);
      const full = absolute(path);
      const stat = process.files.stat(full);
      if (stat === undefined) throw new FileError('ENOENT', path);
      if (stat.type !== 'directory') throw new FileError('ENOTDIR', path);
      const top = isMountedFileSystem(process.files)
        ? process.files.mounts.findLast((mount) => mount.path === normalPath(full) && (mount.from ?? '/') === '/')
        : undefined;
      process.programs = (top && host.programsOf(top.files)) ?? process.programs;
      process.rootFolder = normalPath(`${process.rootFolder}/${full}`);
      process.files = createFileSystem({
        clock: host.clock,
        mounts: [{ path: '/', files: process.files, from: full, hidden: true }],
      });
      process.cwd = '/';
    },
    pivotRoot(newRoot, putOld) {
      demand('pivot_root', 'mnt');
      const old = mounted();
      const [root, below] = [normalPath(absolute(newRoot)), normalPath(absolute(putOld))];
      const top = old.mounts.findLast((mount) => mount.path === root);
      if (top === undefined || !(below === root || below.startsWith(`${root}/`))) throw new FileError('EINVAL', newRoot);
      if (old.stat(below)?.type !== 'directory') throw new FileError('ENOENT', putOld);
      const inner = old.mounts
        .filter((mount) => mount.path.startsWith(`${root}/`))
        .map((mount) => ({ ...mount, path: mount.path.slice(root.length) }));
      const files = createFileSystem({ clock: host.clock, mounts: [{ ...top, path: '/' }, ...inner] });
      // "." for both puts the old root on top of the new one, to be unmounted at once; here it is simply gone.
      if (below !== root) files.mount({ ...old.rootMount, path: below.slice(root.length), files: old });
      const { mnt } = process.namespaces;
      for (const other of host.processes()) if (other.namespaces.mnt === mnt && other.files === old) other.files = files;
      mnt.files = files;
      process.files = files;
      process.rootFolder = '/';
      process.cwd = '/';
    },
    get mounts() {
      return mounted();
    },
    mount(mount: Mount) {
      demand('mount', 'mnt');
      mounted().mount(mount);
    },
    unmount(path) {
      demand('umount', 'mnt');
      mounted().unmount(normalPath(absolute(path)));
    },
    changeDirectory(path) {
      process.cwd = normalPath(absolute(path));
    },
    procFor: (whose): FileSystem => host.procFiles(whose === 'children' ? process.pidForChildren : process.namespaces.pid),
  };
}
