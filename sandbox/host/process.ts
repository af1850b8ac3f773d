import { allCapabilities, type Capabilities } from './capabilities.ts';
import type { Cancel } from '../core/clock.ts';
import { FileError, type FileSystem } from './file-system.ts';
import type { Host } from './host.ts';
import type { Process, ProcessOptions, ProgramTable } from './machine-types.ts';
import { type NamespaceKind, type NamespaceSet, type PidNamespace } from './namespaces.ts';
import { createProcessClock, type ProcessClock } from './process-clock.ts';
import { ProcessResources } from './process-resources.ts';
import { ProcessEnded, type Program, type RunOptions, type Signal } from './program.ts';
import { endsByDefault, signalNumber } from './signals.ts';
import { discard, emptyInput } from './streams.ts';

type ExitListener = (exitCode: number, signal?: Signal) => void;

const ROOT = { uid: 0, gid: 0, name: 'root' };
/** Bytes that a program without figures of its own holds. */
const USUAL_MEMORY = 1_048_576;
const STOPS: ReadonlySet<Signal> = new Set(['SIGSTOP', 'SIGTSTP']);
/** What a program gets that could not be started for want of process numbers. */
const FORK_FAILED = 254;

export class HostProcess implements Process {
  readonly pid: number;
  /** Its number in its own PID namespace and in all around it. */
  readonly numbers: ReadonlyMap<PidNamespace, number>;
  argv: readonly string[];
  user: Process['user'];
  readonly started: number;
  readonly hasTerminal: boolean;
  readonly clock: ProcessClock;
  readonly resources: ProcessResources;
  /** Cancels what it holds when it ends: ports, timers. */
  readonly atEnd = new Set<Cancel>();
  namespaces: NamespaceSet;
  /** The PID namespace of what it starts. */
  pidForChildren: PidNamespace;
  files: FileSystem;
  cwd: string;
  /** The folder of its mount namespace that is its root. */
  rootFolder = '/';
  /** What it may do when it is root. */
  readonly capabilities: Capabilities;
  exitCode: number | undefined;
  parent: HostProcess | undefined;
  oomKilled = false;
  /** It has ended and its parent has not asked how. */
  zombie = false;

  private readonly handlers = new Map<Signal, Set<() => void>>();
  private readonly exitListeners = new Set<ExitListener>();
  private endedBy: Signal | undefined;
  /** Whether the kernel keeps it in the table until the parent asks for it. */
  private readonly unreaped: boolean;
  /** What it runs when that is not looked up in the table. */
  private program: Program | undefined;

  constructor(
    readonly host: Host,
    public options: ProcessOptions & { readonly unreaped?: boolean; readonly program?: Program },
    /** Those of its root file system; another root has others. */
    public programs: ProgramTable,
  ) {
    this.parent = options.parent instanceof HostProcess ? options.parent : undefined;
    this.unreaped = options.unreaped ?? false;
    this.program = options.program;
    this.namespaces = namespacesFor(host, options, this.parent);
    this.pidForChildren = this.namespaces.pid;
    this.numbers = host.numbersFor(this.namespaces.pid);
    this.pid = this.numberIn(host.registry.initial.pid);
    this.argv = options.argv;
    this.user = options.user ?? ROOT;
    this.files = options.files ?? this.parent?.files ?? this.namespaces.mnt.files;
    this.cwd = options.cwd ?? '/';
    this.rootFolder =
      options.files === undefined || options.files === this.parent?.files ? (this.parent?.rootFolder ?? '/') : '/';
    this.capabilities = options.capabilities ?? this.parent?.capabilities ?? allCapabilities;
    this.started = host.clock.now();
    this.hasTerminal = options.terminal !== undefined;
    this.clock = createProcessClock(host.clock);
    this.resources = new ProcessResources({
      tree: host.cgroups,
      clock: this.clock,
      cgroup:
        options.cgroup === undefined ? (this.parent?.resources.cgroup ?? host.cgroups.root) : host.cgroups.ensure(options.cgroup),
      oomScoreAdj: options.oomScoreAdj ?? this.parent?.resources.oomScoreAdj ?? 0,
      member: this.memberOf(),
    });
  }

  private memberOf(): ConstructorParameters<typeof ProcessResources>[0]['member'] {
    const process = this;
    return {
      pid: this.pid,
      uid: this.user.uid,
      get command() {
        return process.command;
      },
      killByKernel(why) {
        process.oomKilled = why === 'memory';
        process.end(128 + signalNumber.SIGKILL, 'SIGKILL');
      },
    };
  }

  /** What the kernel calls it, by the file that it runs: at most fifteen characters, without the `-` of a login shell. */
  get command(): string {
    return baseName(this.argv[0] ?? '')
      .replace(/^-/, '')
      .slice(0, 15);
  }

  get namespacePid(): number {
    return this.numberIn(this.namespaces.pid);
  }

  get pidNamespace(): string {
    return this.namespaces.pid.label;
  }

  get env(): { readonly [name: string]: string } {
    return this.options.env ?? {};
  }

  get cgroup(): string {
    return this.resources.cgroup.path;
  }

  get memory(): number {
    return this.resources.memory;
  }

  get cpuTime(): number {
    return this.resources.cpuTimeNow();
  }

  get cpuRate(): number {
    return this.resources.cpuRate;
  }

  get running(): boolean {
    return this.exitCode === undefined;
  }

  get waiting(): boolean {
    return this.clock.waiting;
  }

  get state(): Process['state'] {
    if (this.zombie) return 'Z';
    if (this.resources.isStopped) return 'T';
    return this.waiting && !this.resources.busy ? 'S' : 'R';
  }

  /** 0 where it cannot be seen. */
  numberIn(namespace: PidNamespace): number {
    return this.numbers.get(namespace) ?? 0;
  }

  /** Runs the program as an activity of the clock; it begins after the caller's own step. */
  begin(): void {
    this.host.add(this);
    this.resources.enter();
    void this.host.clock.run(async () => {
      await Promise.resolve();
      if (!this.running) return;
      const code = await this.execute();
      this.end(code);
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
    const first = this.namespacePid === 1;
    const untouchable = first && (inside || this.namespaces.pid === this.host.registry.initial.pid);
    if (signal === 'SIGKILL') {
      if (!untouchable) this.end(128 + signalNumber[signal], signal);
      return;
    }
    if (signal === 'SIGCONT') this.resources.stop(false);
    const handlers = this.handlers.get(signal);
    if (signal !== 'SIGSTOP' && handlers !== undefined && handlers.size > 0) {
      for (const handler of Array.from(handlers)) handler();
      return;
    }
    if (STOPS.has(signal)) {
      if (!first || (signal === 'SIGSTOP' && !untouchable)) this.resources.stop(true);
    } else if (endsByDefault(signal) && !first) this.end(128 + signalNumber[signal], signal);
  }

  onExit(listener: ExitListener): Cancel {
    if (this.exitCode !== undefined) {
      listener(this.exitCode, this.endedBy);
      return () => undefined;
    }
    this.exitListeners.add(listener);
    return () => this.exitListeners.delete(listener);
  }

  /** The first process of its parent's PID namespace takes it in, and asks for it when it has ended. Models find_new_reaper. */
  reparent(): void {
    const namespace = this.parent?.namespaces.pid ?? this.namespaces.pid;
    this.parent = this.host.processes().find((other) => other !== this && other.running && other.numberIn(namespace) === 1);
    if (this.zombie) this.reap();
  }

  reap(): void {
    if (!this.zombie) return;
    this.zombie = false;
    this.host.remove(this);
  }

  async execute(): Promise<number> {
    const found = this.findProgram();
    if (typeof found === 'number') return found;
    try {
      this.resources.hold(found.program.memory ?? USUAL_MEMORY);
      this.resources.load(found.program.load ?? 0);
      return await found.program.run(this.host.contextFor(this, found.args));
    } catch (error) {
      if (error instanceof ProcessEnded) return 128 + signalNumber[error.signal];
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      (this.options.stderr ?? discard).write(`${this.argv[0] ?? ''}: internal error: ${text}\n`);
      return 139;
    }
  }

  startChild(argv: readonly string[], given: RunOptions = {}): HostProcess {
    const {
      terminal,
      namespaces: _given,
      pidNamespace: _label,
      cgroup: _group,
      unreaped: _kept,
      files: _files,
      program: _program,
      ...inherited
    } = this.options;
    const child = new HostProcess(
      this.host,
      {
        ...inherited,
        argv,
        env: given.env ?? this.env,
        cwd: given.cwd ?? this.cwd,
        user: given.user ?? this.user,
        stdin: given.stdin ?? this.options.stdin ?? emptyInput,
        stdout: given.stdout ?? this.options.stdout ?? discard,
        stderr: given.stderr ?? this.options.stderr ?? discard,
        namespaces: { ...this.namespaces, pid: this.pidForChildren },
        files: this.files,
        unreaped: given.unreaped ?? false,
        ...(given.program === undefined ? {} : { program: given.program }),
        parent: this,
        ...(terminal === undefined || given.stdout?.isTerminal === false ? {} : { terminal }),
      },
      this.programs,
    );
    if (this.pidForChildren.dead || !this.host.cgroups.mayFork(this.resources.cgroup)) {
      const why = this.pidForChildren.dead ? 'Cannot allocate memory' : 'Resource temporarily unavailable';
      (given.stderr ?? this.options.stderr ?? discard).write(`${this.command}: fork: ${why}\n`);
      child.exitCode = FORK_FAILED;
    } else child.begin();
    given.onStart?.(child);
    return child;
  }

  replace(argv: readonly string[], given: RunOptions = {}): Promise<number> {
    const { env, stdin, stdout, stderr } = { ...this.options, ...given };
    this.handlers.clear();
    this.program = undefined;
    this.argv = argv;
    this.cwd = given.cwd ?? this.cwd;
    this.options = {
      ...this.options,
      ...(env === undefined ? {} : { env }),
      ...(stdin === undefined ? {} : { stdin }),
      ...(stdout === undefined ? {} : { stdout }),
      ...(stderr === undefined ? {} : { stderr }),
    };
    return this.execute();
  }

  async waitFor(process: { onExit: Process['onExit'] }): Promise<number> {
    const code = await this.clock.block<number>((wake) => process.onExit((exitCode) => wake(exitCode)));
    if (process instanceof HostProcess) process.reap();
    return code;
  }

  handle(signal: Signal, handler: () => void): Cancel {
    const handlers = this.handlers.get(signal) ?? new Set();
    // A function of its own, so that the same handler can be there twice.
    const own = (): void => handler();
    handlers.add(own);
    this.handlers.set(signal, handlers);
    return () => handlers.delete(own);
  }

  private findProgram(): { readonly program: Program; readonly args: readonly string[] } | number {
    const [path = '', ...args] = this.argv;
    const { programs, program: given } = this;
    if (given !== undefined) return { program: given, args };
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
    const { files } = this;
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
    return path.startsWith('/') ? path : `${this.cwd}/${path}`;
  }

  private end(exitCode: number, signal?: Signal): void {
    if (!this.running) return;
    this.exitCode = exitCode;
    this.endedBy = signal;
    this.resources.leave();
    this.clock.end(signal ?? 'SIGKILL');
    for (const close of this.atEnd) close();
    this.zombie = this.unreaped && this.parent?.running === true;
    this.host.ended(this);
    for (const listener of Array.from(this.exitListeners)) listener(exitCode, signal);
  }
}

/** What a process that was started so is in: as its options name it, else what its parent is in, else what the machine began with. */
function namespacesFor(host: Host, options: ProcessOptions, parent: HostProcess | undefined): NamespaceSet {
  const { registry } = host;
  const base = parent === undefined ? registry.initial : { ...parent.namespaces, pid: parent.pidForChildren };
  const { files, networkNamespace: stack, hostname, pidNamespace } = options;
  const given: { -readonly [kind in NamespaceKind]?: NamespaceSet[kind] } = { ...options.namespaces };
  if (options.namespaces === undefined) {
    if (pidNamespace !== undefined) given.pid = registry.pidOf(pidNamespace);
    if (stack !== undefined && stack !== base.net.stack) {
      given.net = registry.netOf(stack);
      given.ipc = registry.ipcOf(stack);
    }
    const net = given.net ?? base.net;
    if (hostname !== undefined && hostname !== base.uts.hostname) given.uts = registry.utsOf(net.stack, hostname);
    if (files !== undefined && files !== base.mnt.files) {
      given.mnt = registry.mountOf(files);
      const group = options.cgroup === undefined ? host.cgroups.root : host.cgroups.ensure(options.cgroup);
      given.cgroup = registry.cgroupOf(files, group);
    }
  }
  return { ...base, ...given };
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
