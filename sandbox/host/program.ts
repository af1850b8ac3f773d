import type { Cancel, Clock } from '../core/clock.ts';
import type { Random } from '../core/random.ts';
import type { Network, NetworkNamespace } from '../core/traffic.ts';
import type { FileSystem } from './file-system.ts';
import type { SystemCalls } from './system-calls.ts';

/** Whom a process works for. */
export interface ProcessUser {
  readonly uid: number;
  readonly gid: number;
  readonly name: string;
  /** Further groups. */
  readonly groups?: readonly number[];
}

export type Signal =
  | 'SIGHUP'
  | 'SIGINT'
  | 'SIGQUIT'
  | 'SIGKILL'
  | 'SIGTERM'
  | 'SIGUSR1'
  | 'SIGUSR2'
  | 'SIGCHLD'
  | 'SIGWINCH'
  | 'SIGSTOP'
  | 'SIGTSTP'
  | 'SIGCONT'
  | 'SIGALRM'
  | 'SIGSEGV'
  | 'SIGABRT'
  | 'SIGPIPE';

/** Where a program writes. Text arrives at once: nothing waits for the program's end. */
export interface Output {
  readonly isTerminal: boolean;
  write(text: string): void;
  /** Calls back when nobody will read any more; only a pipe between two programs knows. */
  whenUnread?(listener: () => void): Cancel;
}

export interface Input {
  readonly isTerminal: boolean;
  /** The next piece, undefined at the end. */
  read(): Promise<string | undefined>;
  readAll(): Promise<string>;
  /** The same stream read through a process's clock, so that the wait ends with the process. */
  through?(clock: Clock): Input;
  /** Puts text back in front: what a reader took but did not use. */
  unread?(text: string): void;
  /** Calls back when Ctrl-C is typed; only a terminal knows. */
  onInterrupt?(listener: () => void): Cancel;
}

/** Where the terminal of an interactive program ends. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** A running process as its program sees it. */
export interface ProcessContext {
  readonly pid: number;
  /** Without the program's own name. */
  readonly args: readonly string[];
  readonly env: { readonly [name: string]: string };
  /** Absolute. */
  readonly cwd: string;
  readonly user: ProcessUser;
  readonly hostname: string;
  readonly files: FileSystem;
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Absent when standard output is no terminal. */
  readonly terminal?: TerminalSize;
  /** Waiting through this clock ends with `ProcessEnded` when the process is killed. */
  readonly clock: Clock;
  readonly random: Random;
  readonly network: Network;
  /** The network stack that the process is in. */
  readonly networkNamespace: NetworkNamespace;
  /** Without a handler SIGTERM, SIGINT and SIGHUP end the process (unless it is PID 1 of its PID namespace, as in Linux). */
  onSignal(signal: Signal, handler: () => void): Cancel;
  /** Waits until one of these signals comes. While it waits they do not end the process. */
  waitForSignal(...signals: readonly Signal[]): Promise<Signal>;
  /** Runs another program in the foreground, with this process's streams unless others are given; resolves with its exit code, 127 when there is none of that name. */
  run(argv: readonly string[], options?: RunOptions): Promise<number>;
  /**
   * Puts another program in this process's place: the same pid, none of its signal handlers, its children go on. Resolves with that
   * program's exit code, with which the caller has to end; 127 when there is none of that name.
   */
  exec(argv: readonly string[], options?: RunOptions): Promise<number>;
  /** Starts another program that goes on beside this one, with the same streams unless others are given. */
  start(argv: readonly string[], options?: RunOptions): RunningProcess;
  /** Waits until the program has ended; resolves with its exit code. */
  wait(process: RunningProcess): Promise<number>;
  /** The programs there are, by name. */
  readonly programs: { find(name: string): Program | undefined; readonly names: readonly string[] };
  /** The processes of this PID namespace, in order of their numbers. */
  processes(): readonly ProcessEntry[];
  /** Sends a signal to a process of this PID namespace, or without one asks whether it could: not to those of other users, unless it is root. */
  signal(pid: number, signal: Signal | undefined): 'sent' | 'missing' | 'refused';
  /** Bytes of memory that the process holds: to begin with what its program needs. */
  readonly memory: number;
  /**
   * Holds so many bytes from now on. Over memory.max of its control group the kernel kills a process of the group, perhaps this one: then
   * it throws `ProcessEnded`.
   */
  holdMemory(bytes: number): void;
  /** Works for so many milliseconds of processor time; takes as much virtual time as its share of the processors makes of it. */
  compute(milliseconds: number): Promise<void>;
  /** Keeps so many processors busy from now on (0.05: a twentieth of one), in the place of what it asked for before. Costs no timer. */
  load(cores: number): void;
  /** Namespaces, mounts, control groups: what programs like unshare ask of the kernel. */
  readonly system: SystemCalls;
  /** Opens a file in the learner's editor and resolves when it is closed; absent where there is no editor. */
  edit?(path: string): Promise<void>;
}

/** A process as a process of the same PID namespace sees it. */
export interface ProcessEntry {
  readonly pid: number;
  readonly ppid: number;
  readonly argv: readonly string[];
  readonly user: ProcessUser;
  /** Virtual milliseconds since the epoch. */
  readonly started: number;
  /** As `ps` names it: sleeping, running, stopped, ended and not yet waited for. */
  readonly state: 'S' | 'R' | 'T' | 'Z';
  /** Bytes. */
  readonly memory: number;
  /** Milliseconds of processor time so far. */
  readonly cpuTime: number;
  /** Path in the control group tree of the machine. */
  readonly cgroup: string;
  readonly terminal: boolean;
}

/** A process that another one started. */
export interface RunningProcess {
  /** As the PID namespace of its starter numbers it. */
  readonly pid: number;
  readonly argv: readonly string[];
  readonly running: boolean;
  /** 128 + signal number for a process that a signal ended. */
  readonly exitCode?: number | undefined;
  kill(signal: Signal): void;
  onExit(listener: (exitCode: number, signal?: Signal) => void): Cancel;
}

export interface RunOptions {
  readonly env?: { readonly [name: string]: string };
  readonly cwd?: string;
  readonly stdin?: Input;
  readonly stdout?: Output;
  readonly stderr?: Output;
  /** The same as the starter when absent. */
  readonly user?: ProcessUser;
  /** What runs, where it is none of the table: a part of a shell's script. */
  readonly program?: Program;
  /** When it ends it stays in the table, a zombie, until the starter waits for it or ends. */
  readonly unreaped?: boolean;
  /** Called with the process as soon as it is there, so that it can be sent signals. */
  onStart?(process: RunningProcess): void;
}

/** Thrown out of a program's waits when its process was killed; a program must let it pass. */
export class ProcessEnded extends Error {
  constructor(readonly signal: Signal) {
    super(`ended by ${signal}`);
    this.name = 'ProcessEnded';
  }
}

/** Something a person or a container can run: kubectl, curl, a shell, a web server. */
export interface Program {
  /** As it is called, without a path. */
  readonly name: string;
  /** What it is for, in one line. */
  readonly summary: string;
  /** Bytes that it holds when it starts, 1 MiB when absent. */
  readonly memory?: number;
  /** Processors that it keeps busy when it starts (0.002: a server that waits), none when absent. */
  readonly load?: number;
  /** Resolves with the exit code. Must not throw but for `ProcessEnded`; an error of any other kind is a defect and ends the process with 139. */
  run(process: ProcessContext): Promise<number>;
}

export function defineProgram(program: Program): Program {
  return program;
}
