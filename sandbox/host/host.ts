import type { Clock } from '../core/clock.ts';
import type { Random } from '../core/random.ts';
import type { Network, NetworkNamespace } from '../core/traffic.ts';
import type { CgroupTree } from './cgroup/cgroup-tree.ts';
import type { FileSystem } from './file-system.ts';
import type { KernelLog } from './kernel-log.ts';
import type { Machine, ProgramTable } from './machine-types.ts';
import { isWithin, type NamespaceRegistry, type PidNamespace } from './namespaces.ts';
import type { HostProcess } from './process.ts';
import type { ProcessContext } from './program.ts';

/** What a process needs of its machine. */
export interface Host {
  readonly clock: Clock;
  readonly random: Random;
  readonly network: Network;
  readonly cgroups: CgroupTree;
  readonly registry: NamespaceRegistry;
  readonly log: KernelLog;
  /** Whose call is being answered: /proc/self is that process. */
  caller: HostProcess | undefined;
  machine: Machine;
  /** Those that run, and those that ended and were not asked for. */
  processes(): readonly HostProcess[];
  /** The next free number in this PID namespace and in all around it. */
  numbersFor(namespace: PidNamespace): ReadonlyMap<PidNamespace, number>;
  add(process: HostProcess): void;
  /** Its children get another parent; a PID namespace whose first process it was ends. */
  ended(process: HostProcess): void;
  /** Takes it out of the table. */
  remove(process: HostProcess): void;
  /** A network stack with nothing but a loopback device that is down. */
  newStack(name: string): NetworkNamespace;
  /** The process as its program sees it. */
  contextFor(process: HostProcess, args: readonly string[]): ProcessContext;
  /** What is found by name where these files are the root: the programs of the machine, or of an image. */
  programsOf(root: FileSystem): ProgramTable | undefined;
  /** The files of /proc as members of the namespace see them. */
  procFiles(namespace: PidNamespace): FileSystem;
}

/** Whether a process sees the other one: it is in its PID namespace or in one inside. */
export function sees(reader: HostProcess, other: HostProcess): boolean {
  return isWithin(other.namespaces.pid, reader.namespaces.pid);
}

/** Whether whoever asks now is root: nobody asks on behalf of the simulation itself. */
export function mayWrite({ caller }: Host): boolean {
  return caller === undefined || caller.user.uid === 0;
}
