import type { Cancel } from '../core/clock.ts';
import type { NetworkNamespace } from '../core/traffic.ts';
import type { FileSystem } from './file-system.ts';
import type { Input, Output, Program, Signal, TerminalSize } from './program.ts';

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
}

export interface ProgramTable {
  find(name: string): Program | undefined;
  readonly names: readonly string[];
}

export interface Process {
  /** As the machine's own PID namespace numbers it. */
  readonly pid: number;
  readonly argv: readonly string[];
  readonly started: number;
  readonly running: boolean;
  /** 128 + signal number for a process that a signal ended. */
  readonly exitCode?: number;
  kill(signal: Signal): void;
  onExit(listener: (exitCode: number, signal?: Signal) => void): Cancel;
}

/** A simulated Linux machine: a node, or the learner's own. */
export interface Machine {
  readonly hostname: string;
  readonly files: FileSystem;
  readonly networkNamespace: NetworkNamespace;
  readonly processes: readonly Process[];
  /** Starts a process; its program runs as an activity of the clock. Exit code 127 when there is no such program. */
  start(options: ProcessOptions): Process;
}
