import type { NetworkNamespace } from '../core/traffic.ts';
import type { FileSystem } from './file-system.ts';
import type { Input, Output, Program, RunningProcess, TerminalSize } from './program.ts';

export interface ProcessOptions {
  /** The first word is looked for among `programs`. */
  readonly argv: readonly string[];
  readonly env?: { readonly [name: string]: string };
  readonly cwd?: string;
  readonly user?: { readonly uid: number; readonly gid: number; readonly name: string };
  readonly hostname?: string;
  readonly files?: FileSystem;
  readonly programs?: ProgramTable;
  readonly networkNamespace?: NetworkNamespace;
  /** Name of the PID namespace; the machine's own when absent. The first process in a new one is its PID 1. */
  readonly pidNamespace?: string;
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
  /** 0 for the first process of the machine and of a PID namespace. */
  readonly parent: Process | undefined;
  readonly user: { readonly uid: number; readonly gid: number; readonly name: string };
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
  /** Starts a process; its program runs as an activity of the clock. Exit code 127 when there is no such program. */
  start(options: ProcessOptions): Process;
}
