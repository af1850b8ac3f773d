import type { Cancel, Clock } from '../core/clock.ts';
import type { Random } from '../core/random.ts';
import type { Network, NetworkNamespace } from '../core/traffic.ts';
import { FileError } from './file-system.ts';
import type { Machine, Process, ProcessOptions, ProgramTable } from './machine-types.ts';
import { createProcessClock, type ProcessClock } from './process-clock.ts';
import {
  ProcessEnded,
  type Input,
  type Output,
  type Program,
  type ProcessContext,
  type RunOptions,
  type Signal,
} from './program.ts';
import { endsByDefault, signalNumber } from './signals.ts';
import { discard, emptyInput } from './streams.ts';

/** What a process needs of its machine. */
export interface Host {
  readonly clock: Clock;
  readonly random: Random;
  readonly network: Network;
  machine: Machine;
  processes(): readonly HostProcess[];
  /** The next free number, in the machine's PID namespace and in this one. */
  numberFor(pidNamespace: string): { readonly pid: number; readonly namespacePid: number };
  add(process: HostProcess): void;
  remove(process: HostProcess): void;
}

type ExitListener = (exitCode: number, signal?: Signal) => void;

const HOST = 'host';
const ROOT = { uid: 0, gid: 0, name: 'root' };

export class HostProcess implements Process {
  readonly pid: number;
  readonly namespacePid: number;
  readonly pidNamespace: string;
  argv: readonly string[];
  readonly user: Process['user'];
  readonly started: number;
  readonly hasTerminal: boolean;
  exitCode: number | undefined;
  parent: HostProcess | undefined;

  private readonly clock: ProcessClock;
  private readonly handlers = new Map<Signal, Set<() => void>>();
  private readonly exitListeners = new Set<ExitListener>();
  private readonly atEnd = new Set<Cancel>();
  private endedBy: Signal | undefined;

  constructor(
    private readonly host: Host,
    private options: ProcessOptions,
    private readonly programs: ProgramTable,
  ) {
    this.parent = options.parent instanceof HostProcess ? options.parent : undefined;
    this.pidNamespace = options.pidNamespace ?? this.parent?.pidNamespace ?? HOST;
    const numbers = host.numberFor(this.pidNamespace);
    this.pid = numbers.pid;
    this.namespacePid = numbers.namespacePid;
    this.argv = options.argv;
    this.user = options.user ?? ROOT;
    this.started = host.clock.now();
    this.hasTerminal = options.terminal !== undefined;
    this.clock = createProcessClock(host.clock);
  }

  get running(): boolean {
    return this.exitCode === undefined;
  }

  get waiting(): boolean {
    return this.clock.waiting;
  }

  /** Runs the program as an activity of the clock; it begins after the caller's own step. */
  begin(): void {
    this.host.add(this);
    void this.host.clock.run(async () => {
      await Promise.resolve();
      if (!this.running) return;
      this.end(await this.execute());
    });
  }

  /** Ctrl-C on its terminal becomes SIGINT for it; what it starts shares the terminal and hears of it from there. */
  takeTerminal(): void {
    const cancel = this.options.stdin?.onInterrupt?.(() => this.kill('SIGINT'));
    if (cancel !== undefined) this.atEnd.add(cancel);
  }

  kill(signal: Signal): void {
    this.receive(signal, false);
  }

  /** A signal from a process; `inside` when that is of the same PID namespace. */
  receive(signal: Signal, inside: boolean): void {
    if (!this.running) return;
    const first = this.namespacePid === 1 && this.pidNamespace !== HOST;
    if (signal === 'SIGKILL') {
      if (!(first && inside)) this.end(128 + signalNumber[signal], signal);
      return;
    }
    const handlers = this.handlers.get(signal);
    if (handlers !== undefined && handlers.size > 0) {
      for (const handler of Array.from(handlers)) handler();
      return;
    }
    if (endsByDefault(signal) && !first) this.end(128 + signalNumber[signal], signal);
  }

  onExit(listener: ExitListener): Cancel {
    if (this.exitCode !== undefined) {
      listener(this.exitCode, this.endedBy);
      return () => undefined;
    }
    this.exitListeners.add(listener);
    return () => this.exitListeners.delete(listener);
  }

  reparent(): void {
    this.parent = this.host.processes().find((other) => other.pidNamespace === this.pidNamespace && other.namespacePid === 1);
  }

  private async execute(): Promise<number> {
    const found = this.findProgram();
    if (typeof found === 'number') return found;
    try {
      return await found.program.run(this.contextFor(found.args));
    } catch (error) {
      if (error instanceof ProcessEnded) return 128 + signalNumber[error.signal];
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      (this.options.stderr ?? discard).write(`${this.argv[0] ?? ''}: internal error: ${text}\n`);
      return 139;
    }
  }

  private findProgram(): { readonly program: Program; readonly args: readonly string[] } | number {
    const [path = '', ...args] = this.argv;
    const { programs } = this;
    const script = path.includes('/') ? this.scriptAt(path) : undefined;
    if (script === 'not executable') return 126;
    if (script !== undefined) {
      const program = programs.find(baseName(script));
      return program === undefined ? 127 : { program, args: [this.absolute(path), ...args] };
    }
    const program = programs.find(baseName(path));
    return program === undefined ? 127 : { program, args };
  }

  /** The interpreter that a script's first line names. */
  private scriptAt(path: string): string | undefined {
    const files = this.options.files ?? this.host.machine.files;
    try {
      const stat = files.stat(this.absolute(path));
      if (stat?.type !== 'file') return undefined;
      const line = /^#!\s*(\S+)(?:[ \t]+(\S+))?/.exec(files.readText(this.absolute(path)));
      if (line === null) return undefined;
      if ((stat.mode & 0o111) === 0) return 'not executable';
      return baseName(line[1] ?? '') === 'env' ? (line[2] ?? '') : (line[1] ?? '');
    } catch (error) {
      if (error instanceof FileError) return undefined;
      throw error;
    }
  }

  private absolute(path: string): string {
    return path.startsWith('/') ? path : `${this.options.cwd ?? '/'}/${path}`;
  }

  private end(exitCode: number, signal?: Signal): void {
    if (!this.running) return;
    this.exitCode = exitCode;
    this.endedBy = signal;
    this.clock.end(signal ?? 'SIGKILL');
    for (const close of this.atEnd) close();
    this.host.remove(this);
    for (const listener of Array.from(this.exitListeners)) listener(exitCode, signal);
  }

  private contextFor(args: readonly string[]): ProcessContext {
    const { options, host, clock } = this;
    const networkNamespace = options.networkNamespace ?? host.machine.networkNamespace;
    return {
      pid: this.namespacePid,
      args,
      env: options.env ?? {},
      cwd: options.cwd ?? '/',
      user: this.user,
      hostname: options.hostname ?? host.machine.hostname,
      files: options.files ?? host.machine.files,
      stdin: this.bound(options.stdin ?? emptyInput),
      stdout: this.muted(options.stdout ?? discard),
      stderr: this.muted(options.stderr ?? discard),
      ...(options.terminal === undefined ? {} : { terminal: options.terminal }),
      ...(options.edit === undefined ? {} : { edit: options.edit }),
      clock,
      random: host.random.fork(`process ${host.machine.hostname}/${this.pid}`),
      network: this.boundNetwork(),
      networkNamespace: this.boundNamespace(networkNamespace),
      programs: this.programs,
      onSignal: (signal, handler) => this.handle(signal, handler),
      waitForSignal: (...signals) =>
        clock.block<Signal>((wake) => {
          const cancels = signals.map((signal) => this.handle(signal, () => wake(signal)));
          return () => cancels.forEach((cancel) => cancel());
        }),
      start: (argv, runOptions) => this.startChild(argv, runOptions),
      run: async (argv, runOptions) => this.waitFor(this.startChild(argv, runOptions)),
      exec: (argv, runOptions) => this.replace(argv, runOptions),
      wait: (process) => this.waitFor(process),
      processes: () =>
        host
          .processes()
          .filter((other) => other.pidNamespace === this.pidNamespace || this.pidNamespace === HOST)
          .map((other) => ({
            pid: this.pidNamespace === HOST ? other.pid : other.namespacePid,
            ppid: this.numberOf(other.parent),
            argv: other.argv,
            user: other.user,
            started: other.started,
            state: other.waiting ? 'S' : 'R',
            terminal: other.hasTerminal,
          })),
      signal: (pid, signal) => {
        const target = host
          .processes()
          .find((other) =>
            this.pidNamespace === HOST
              ? other.pid === pid
              : other.pidNamespace === this.pidNamespace && other.namespacePid === pid,
          );
        target?.receive(signal, target.pidNamespace === this.pidNamespace);
        return target !== undefined;
      },
    };
  }

  /** A process's number as this one's PID namespace knows it; orphans of a machine belong to init. */
  private numberOf(process: HostProcess | undefined): number {
    if (process === undefined) return this.pidNamespace === HOST ? 1 : 0;
    if (this.pidNamespace === HOST) return process.pid;
    return process.pidNamespace === this.pidNamespace ? process.namespacePid : 0;
  }

  private startChild(argv: readonly string[], given: RunOptions = {}): HostProcess {
    const { terminal, ...inherited } = this.options;
    const child = new HostProcess(
      this.host,
      {
        ...inherited,
        argv,
        env: given.env ?? this.options.env ?? {},
        cwd: given.cwd ?? this.options.cwd ?? '/',
        stdin: given.stdin ?? this.options.stdin ?? emptyInput,
        stdout: given.stdout ?? this.options.stdout ?? discard,
        stderr: given.stderr ?? this.options.stderr ?? discard,
        pidNamespace: this.pidNamespace,
        parent: this,
        ...(terminal === undefined || given.stdout?.isTerminal === false ? {} : { terminal }),
      },
      this.programs,
    );
    child.begin();
    given.onStart?.(child);
    return child;
  }

  private replace(argv: readonly string[], given: RunOptions = {}): Promise<number> {
    const { env, cwd, stdin, stdout, stderr } = { ...this.options, ...given };
    this.handlers.clear();
    this.argv = argv;
    this.options = { ...this.options, env, cwd, stdin, stdout, stderr };
    return this.execute();
  }

  private async waitFor(process: { onExit: Process['onExit'] }): Promise<number> {
    return this.clock.block<number>((wake) => process.onExit((exitCode) => wake(exitCode)));
  }

  private handle(signal: Signal, handler: () => void): Cancel {
    const handlers = this.handlers.get(signal) ?? new Set();
    // A function of its own, so that the same handler can be there twice.
    const own = (): void => handler();
    handlers.add(own);
    this.handlers.set(signal, handlers);
    return () => handlers.delete(own);
  }

  private bound(input: Input): Input {
    if (input.through) return input.through(this.clock);
    const wait = <T>(read: () => Promise<T>): Promise<T> => this.clock.join(this.clock.run(read));
    return {
      isTerminal: input.isTerminal,
      read: () => wait(() => input.read()),
      readAll: () => wait(() => input.readAll()),
    };
  }

  private muted(output: Output): Output {
    return { isTerminal: output.isTerminal, write: (text) => (this.running ? output.write(text) : undefined) };
  }

  private boundNetwork(): Network {
    const { network } = this.host;
    const wait = <T>(call: () => Promise<T>): Promise<T> => this.clock.join(this.clock.run(call));
    return {
      resolve: (from, name) => wait(() => network.resolve(from, name)),
      request: (from, request) => wait(() => network.request(from, request)),
      connect: (from, host, port, timeout) => wait(() => network.connect(from, host, port, timeout)),
    };
  }

  /** Ports are free again when the process is gone. */
  private boundNamespace(namespace: NetworkNamespace): NetworkNamespace {
    return Object.create(namespace, {
      listen: {
        value: (listener: Parameters<NetworkNamespace['listen']>[0]): Cancel => {
          const close = namespace.listen(listener);
          this.atEnd.add(close);
          return () => {
            this.atEnd.delete(close);
            close();
          };
        },
      },
    }) as NetworkNamespace;
  }
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
