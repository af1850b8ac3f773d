import type { NetworkNamespace } from '../core/traffic.ts';
import type { Capabilities } from './capabilities.ts';
import type { CgroupTree } from './cgroup/cgroup-tree.ts';
import type { FileSystem } from './file-system.ts';
import type { KernelLog } from './kernel-log.ts';
import type { MountedFileSystem } from './memory-file-system.ts';
import type { NamespaceRegistry, NamespaceSet, PidNamespace } from './namespaces.ts';
import type { Input, Output, ProcessUser, Program, RunningProcess, TerminalSize } from './program.ts';

export interface ProcessOptions {
  /** The first word is looked for among `programs`. */
  readonly argv: readonly string[];
  readonly env?: { readonly [name: string]: string };
  readonly cwd?: string;
  readonly user?: ProcessUser;
  readonly hostname?: string;
  readonly files?: FileSystem;
  readonly programs?: ProgramTable;
  readonly networkNamespace?: NetworkNamespace;
  /** Name of the PID namespace; the machine's own when absent. The first process in a new one is its PID 1. */
  readonly pidNamespace?: string;
  /** Namespaces to be in, before those that the options above stand for. */
  readonly namespaces?: Partial<NamespaceSet>;
  /** Path in the control group tree, made where it is not there; the parent's when absent, the root without one. */
  readonly cgroup?: string;
  /** 0 when absent. */
  readonly oomScoreAdj?: number;
  /** What it may do when it is root; as the parent when absent, all of it without one. */
  readonly capabilities?: Capabilities;
  readonly parent?: Process;
  readonly stdin?: Input;
  readonly stdout?: Output;
  readonly stderr?: Output;
  readonly terminal?: TerminalSize;
  readonly edit?: ((path: string) => Promise<void>) | undefined;
}

export interface ProgramTable {
  find(name: string): Program | undefined;
  readonly names: readonly string[];
}

export interface Process extends RunningProcess {
  /** As the machine's own PID namespace numbers it. */
  readonly pid: number;
  /** As its own PID namespace numbers it. */
  readonly namespacePid: number;
  readonly pidNamespace: string;
  /** What it is in; it changes when the process calls unshare or setns. */
  readonly namespaces: NamespaceSet;
  /** Its root directory and what is mounted below. */
  readonly files: FileSystem;
  readonly cwd: string;
  readonly env: { readonly [name: string]: string };
  /** Path of its control group. */
  readonly cgroup: string;
  /** Bytes that it holds. */
  readonly memory: number;
  /** Milliseconds of processor time so far. */
  readonly cpuTime: number;
  /** Processors that it gets at this moment. */
  readonly cpuRate: number;
  /** Why it ended, when the kernel ended it for want of memory. */
  readonly oomKilled: boolean;
  readonly state: 'S' | 'R' | 'T' | 'Z';
  /** Undefined for what the machine itself started, and for the first process of a PID namespace whose starter has ended. */
  readonly parent: Process | undefined;
  readonly user: ProcessUser;
  readonly started: number;
  /** Whether it waits (for time, input, a child) or computes. */
  readonly waiting: boolean;
  readonly hasTerminal: boolean;
}

/** A simulated Linux machine: a node, or the learner's own. */
export interface Machine {
  readonly hostname: string;
  readonly files: FileSystem;
  readonly networkNamespace: NetworkNamespace;
  /** What its own processes find by name. */
  readonly programs: ProgramTable;
  /** Those that run, in order of their start. */
  readonly processes: readonly Process[];
  /** Control groups (version 2): limits, and what their members use. */
  readonly cgroups: CgroupTree;
  readonly namespaces: NamespaceRegistry;
  /** What dmesg prints. */
  readonly kernelLog: KernelLog;
  /** Virtual milliseconds since the epoch at which it was started. */
  readonly booted: number;
  /** Starts a process; its program runs as an activity of the clock. Exit code 127 when there is no such program. */
  start(options: ProcessOptions): Process;
  /** Mounts /proc, /sys/fs/cgroup and the like into the files of a container, as a container runtime does. */
  mountKernelFiles(
    files: MountedFileSystem,
    options: { readonly pidNamespace: string; readonly pids?: PidNamespace; readonly cgroup?: string },
  ): void;
}
