import type { Mount, MountedFileSystem } from './memory-file-system.ts';
import type { Machine, Process } from './machine-types.ts';
import type { Namespace, NamespaceKind, NamespaceSet } from './namespaces.ts';

/**
 * What a process can ask of the kernel beyond files and signals. Each call throws FileError with the kernel's code: `EPERM` without the
 * right to it, `EINVAL`, `ENOENT`, `ESRCH` as the call's manual page says.
 */
export interface SystemCalls {
  readonly machine: Machine;
  readonly self: Process;
  readonly namespaces: NamespaceSet;
  /**
   * Whether it may use a capability (without its `CAP_`) on what its namespace of this kind holds, its user namespace when absent: it is root of
   * the machine and has it, or root of the user namespace that owns what it asks about.
   */
  may(capability: string, kind?: NamespaceKind): boolean;
  /** The processes that this one can see, those of its PID namespace and the ones inside, in order of their start. */
  processes(): readonly Process[];
  /** The number of a process in this one's PID namespace, 0 for one that is outside. */
  pidOf(process: Process | undefined): number;
  /** As unshare(2); a new PID namespace is for the children. A new time namespace, unlike there, is entered at once. */
  unshare(kinds: readonly NamespaceKind[]): void;
  /** As setns(2). */
  setns(namespace: Namespace): void;
  /** What /proc/PID/ns/KIND or a file that holds a namespace stands for. */
  namespaceAt(path: string): Namespace | undefined;
  setHostname(name: string): void;
  /** As chroot(2): the folder is the root from now on. */
  chroot(path: string): void;
  /** As pivot_root(2), followed by a change into the new root. */
  pivotRoot(newRoot: string, putOld: string): void;
  /** Root file system with its mounts, where they can be changed. */
  readonly mounts: MountedFileSystem;
  mount(mount: Mount): void;
  unmount(path: string): void;
  changeDirectory(path: string): void;
  /** Files of its own kind of /proc for the PID namespace that the children of this process are in. */
  procFor(process: 'self' | 'children'): Mount['files'];
}
