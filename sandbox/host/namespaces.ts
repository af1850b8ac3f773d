import type { NetworkNamespace } from '../core/traffic.ts';
import type { Cgroup } from './cgroup/cgroup.ts';
import type { FileSystem } from './file-system.ts';

/** The kinds of namespaces that Linux knows, by their names in /proc/PID/ns. */
export const NAMESPACE_KINDS = ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'time', 'user', 'uts'] as const;
export type NamespaceKind = (typeof NAMESPACE_KINDS)[number];

interface Identity<K extends NamespaceKind> {
  readonly kind: K;
  /** By which it is known: the number in `pid:[4026531836]`. */
  readonly inode: number;
  /** Whose root may change it: the user namespace of whoever made it; of a user namespace, the one around it. */
  readonly owner: UserNamespace | undefined;
}

export interface CgroupNamespace extends Identity<'cgroup'> {
  /** What its members see as `/`. */
  readonly root: Cgroup;
}
export type IpcNamespace = Identity<'ipc'>;
export interface MountNamespace extends Identity<'mnt'> {
  /** Its root with all that is mounted; `pivot_root` puts another one in its place. */
  files: FileSystem;
}
export interface NetNamespace extends Identity<'net'> {
  readonly stack: NetworkNamespace;
}
export interface PidNamespace extends Identity<'pid'> {
  readonly parent: PidNamespace | undefined;
  /** By which whoever made it finds it again. */
  readonly label: string;
  /** The number given out last. */
  last: number;
  /** Its first process has ended: nothing can be started in it any more. */
  dead: boolean;
}
export type TimeNamespace = Identity<'time'>;
export interface IdMapping {
  readonly inside: number;
  readonly outside: number;
  readonly count: number;
}
export interface UserNamespace extends Identity<'user'> {
  readonly parent: UserNamespace | undefined;
  /** Number on the machine of the user who made it, who rules it from outside. */
  readonly creator: number;
  uidMap: readonly IdMapping[];
  gidMap: readonly IdMapping[];
  setgroups: 'allow' | 'deny';
}
export interface UtsNamespace extends Identity<'uts'> {
  hostname: string;
}

/** One of each: what a process is in. */
export interface NamespaceSet {
  readonly cgroup: CgroupNamespace;
  readonly ipc: IpcNamespace;
  readonly mnt: MountNamespace;
  readonly net: NetNamespace;
  readonly pid: PidNamespace;
  readonly time: TimeNamespace;
  readonly user: UserNamespace;
  readonly uts: UtsNamespace;
}
export type Namespace = NamespaceSet[NamespaceKind];

/** Numbers of the namespaces that every machine begins with, as the kernel gives them. */
const FIRST = {
  time: 4026531834,
  cgroup: 4026531835,
  pid: 4026531836,
  user: 4026531837,
  uts: 4026531838,
  ipc: 4026531839,
  net: 4026531840,
  mnt: 4026531841,
};
const NEXT = 4026532200;

/** An id that no mapping covers shows as this one. */
export const OVERFLOW_ID = 65534;
const ALL_IDS: readonly IdMapping[] = [{ inside: 0, outside: 0, count: 4294967295 }];

export interface NamespaceRegistryOptions {
  readonly hostname: string;
  readonly files: FileSystem;
  readonly stack: NetworkNamespace;
  readonly cgroup: Cgroup;
}

/**
 * Makes namespaces. One lives as long as a process is in it, or a file holds it (`pinned`); who asks for the namespaces of a machine asks
 * its processes.
 */
export class NamespaceRegistry {
  readonly initial: NamespaceSet;
  /** Held open by a file: path → namespace, as `ip netns add` and `unshare --net=FILE` do. */
  readonly pinned = new Map<string, Namespace>();
  private next = NEXT;
  private readonly byLabel = new Map<string, PidNamespace>();
  private readonly byFiles = new WeakMap<FileSystem, MountNamespace>();
  private readonly cgroupsByFiles = new WeakMap<FileSystem, CgroupNamespace>();
  private readonly byStack = new WeakMap<NetworkNamespace, NetNamespace>();
  private readonly ipcByStack = new WeakMap<NetworkNamespace, IpcNamespace>();
  private readonly utsByStack = new WeakMap<NetworkNamespace, Map<string, UtsNamespace>>();

  constructor(options: NamespaceRegistryOptions) {
    const owner: UserNamespace = {
      kind: 'user',
      inode: FIRST.user,
      owner: undefined,
      parent: undefined,
      creator: 0,
      uidMap: ALL_IDS,
      gidMap: ALL_IDS,
      setgroups: 'allow',
    };
    this.initial = {
      cgroup: { kind: 'cgroup', inode: FIRST.cgroup, owner, root: options.cgroup },
      ipc: { kind: 'ipc', inode: FIRST.ipc, owner },
      mnt: { kind: 'mnt', inode: FIRST.mnt, owner, files: options.files },
      net: { kind: 'net', inode: FIRST.net, owner, stack: options.stack },
      pid: { kind: 'pid', inode: FIRST.pid, owner, parent: undefined, label: HOST_PID_NAMESPACE, last: 1, dead: false },
      time: { kind: 'time', inode: FIRST.time, owner },
      user: owner,
      uts: { kind: 'uts', inode: FIRST.uts, owner, hostname: options.hostname },
    };
    this.byLabel.set(HOST_PID_NAMESPACE, this.initial.pid);
    this.byFiles.set(options.files, this.initial.mnt);
    this.cgroupsByFiles.set(options.files, this.initial.cgroup);
    this.byStack.set(options.stack, this.initial.net);
    this.ipcByStack.set(options.stack, this.initial.ipc);
    this.utsByStack.set(options.stack, new Map([[options.hostname, this.initial.uts]]));
  }

  // Each belongs to the user namespace of whoever makes it, that of the machine when nobody is named.

  makePid(parent: PidNamespace, label?: string, owner = this.initial.user): PidNamespace {
    const inode = this.next++;
    return { kind: 'pid', inode, owner, parent, label: label ?? `pid:[${inode}]`, last: 0, dead: false };
  }

  makeUts(hostname: string, owner = this.initial.user): UtsNamespace {
    return { kind: 'uts', inode: this.next++, owner, hostname };
  }

  makeIpc(owner = this.initial.user): IpcNamespace {
    return { kind: 'ipc', inode: this.next++, owner };
  }

  makeTime(owner = this.initial.user): TimeNamespace {
    return { kind: 'time', inode: this.next++, owner };
  }

  makeMount(files: FileSystem, owner = this.initial.user): MountNamespace {
    return { kind: 'mnt', inode: this.next++, owner, files };
  }

  makeNet(stack: NetworkNamespace, owner = this.initial.user): NetNamespace {
    const made: NetNamespace = { kind: 'net', inode: this.next++, owner, stack };
    this.byStack.set(stack, made);
    return made;
  }

  makeCgroup(root: Cgroup, owner = this.initial.user): CgroupNamespace {
    return { kind: 'cgroup', inode: this.next++, owner, root };
  }

  makeUser(parent: UserNamespace, creator: number): UserNamespace {
    const inode = this.next++;
    return { kind: 'user', inode, owner: parent, parent, creator, uidMap: [], gidMap: [], setgroups: 'allow' };
  }

  /** The PID namespace of this name, made on the first call and again after its first process ended. */
  pidOf(label: string): PidNamespace {
    const known = this.byLabel.get(label);
    if (known !== undefined && !known.dead) return known;
    const made = this.makePid(this.initial.pid, label);
    this.byLabel.set(label, made);
    return made;
  }

  mountOf(files: FileSystem): MountNamespace {
    return remembered(this.byFiles, files, () => this.makeMount(files));
  }

  cgroupOf(files: FileSystem, root: Cgroup): CgroupNamespace {
    return remembered(this.cgroupsByFiles, files, () => this.makeCgroup(root));
  }

  netOf(stack: NetworkNamespace): NetNamespace {
    return remembered(this.byStack, stack, () => this.makeNet(stack));
  }

  ipcOf(stack: NetworkNamespace): IpcNamespace {
    return remembered(this.ipcByStack, stack, () => this.makeIpc());
  }

  utsOf(stack: NetworkNamespace, hostname: string): UtsNamespace {
    const names = remembered(this.utsByStack, stack, () => new Map<string, UtsNamespace>());
    const known = names.get(hostname) ?? this.makeUts(hostname);
    names.set(hostname, known);
    return known;
  }
}

/** The machine's own PID namespace. */
export const HOST_PID_NAMESPACE = 'host';

/** Whether the namespace is this one or lies inside it. */
export function isWithin(namespace: PidNamespace, outer: PidNamespace): boolean {
  for (let at: PidNamespace | undefined = namespace; at !== undefined; at = at.parent) if (at === outer) return true;
  return false;
}

/** An id of the machine as members of the user namespace see it. */
export function idInside(namespace: UserNamespace, kind: 'uidMap' | 'gidMap', id: number): number {
  const above = namespace.parent === undefined ? id : idInside(namespace.parent, kind, id);
  const found = namespace[kind].find(({ outside, count }) => above >= outside && above < outside + count);
  return found === undefined ? OVERFLOW_ID : found.inside + (above - found.outside);
}

/** As `uid_map` shows it: the outer numbers are those of the namespace around it, whoever reads. */
export function idMapText(map: readonly IdMapping[]): string {
  const column = (value: number): string => String(value).padStart(10);
  return map.map(({ inside, outside, count }) => `${column(inside)} ${column(outside)} ${column(count)}\n`).join('');
}

function remembered<K extends object, V>(map: WeakMap<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
