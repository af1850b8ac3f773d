import type { Cancel } from '../core/clock.ts';
import type { Random } from '../core/random.ts';
import type { Network, NetworkNamespace, NetworkTools } from '../core/traffic.ts';
import { maySignal } from './permissions.ts';
import { idInside, OVERFLOW_ID } from './namespaces.ts';
import { parentNumber } from './proc/process-folder.ts';
import { ProcessFiles } from './process-files.ts';
import { sees } from './host.ts';
import type { HostProcess } from './process.ts';
import { systemCallsOf } from './process-system.ts';
import type { Input, Output, ProcessContext, ProcessEntry, Signal } from './program.ts';
import { discard, emptyInput } from './streams.ts';

/** A process as its own program sees it. */
export function contextFor(process: HostProcess, args: readonly string[]): ProcessContext {
  return new OwnContext(process, args);
}

/**
 * What most programs never ask for (the network, chance, system calls) is made when they do: of a cluster's thousands of processes most
 * only wait.
 */
class OwnContext implements ProcessContext {
  readonly env: ProcessContext['env'];
  readonly files: ProcessContext['files'];
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  declare readonly terminal?: NonNullable<ProcessContext['terminal']>;
  declare readonly edit?: NonNullable<ProcessContext['edit']>;
  readonly clock: ProcessContext['clock'];
  private own: { random?: Random; network?: Network; system?: ProcessContext['system'] } | undefined;
  private stack: { readonly of: NetworkNamespace; readonly bound: NetworkNamespace } | undefined;

  constructor(
    private readonly process: HostProcess,
    readonly args: readonly string[],
  ) {
    const { options } = process;
    this.env = options.env ?? {};
    this.files = new ProcessFiles(process);
    this.stdin = bound(process, options.stdin ?? emptyInput);
    this.stdout = muted(process, options.stdout ?? discard);
    this.stderr = muted(process, options.stderr ?? discard);
    if (options.terminal !== undefined) this.terminal = options.terminal;
    if (options.edit !== undefined) this.edit = options.edit;
    this.clock = process.clock;
  }

  get programs(): ProcessContext['programs'] {
    return this.process.programs;
  }

  get pid(): number {
    return this.process.namespacePid;
  }

  get cwd(): string {
    return this.process.cwd;
  }

  get user(): ProcessContext['user'] {
    return userInside(this.process, this.process);
  }

  get hostname(): string {
    return this.process.namespaces.uts.hostname;
  }

  get random(): Random {
    const { host, pid } = this.process;
    return (this.lazy.random ??= host.random.fork(`process ${host.machine.hostname}/${pid}`));
  }

  get network(): Network {
    return (this.lazy.network ??= boundNetwork(this.process));
  }

  get networkNamespace(): NetworkNamespace {
    const { stack } = this.process.namespaces.net;
    if (this.stack?.of !== stack) this.stack = { of: stack, bound: boundNamespace(this.process, stack) };
    return this.stack.bound;
  }

  get memory(): number {
    return this.process.resources.memory;
  }

  get system(): ProcessContext['system'] {
    return (this.lazy.system ??= systemCallsOf(this.process));
  }

  private get lazy(): NonNullable<typeof this.own> {
    return (this.own ??= {});
  }

  // Programs take the calls apart from the rest (`{ compute, holdMemory }`), so each is a function that stands alone.

  get onSignal(): ProcessContext['onSignal'] {
    return (signal, handler) => this.process.handle(signal, handler);
  }

  get waitForSignal(): ProcessContext['waitForSignal'] {
    return (...signals) =>
      this.clock.block<Signal>((wake) => {
        const cancels = signals.map((signal) => this.process.handle(signal, () => wake(signal)));
        return () => cancels.forEach((cancel) => cancel());
      });
  }

  get start(): ProcessContext['start'] {
    return (argv, options) => this.process.startChild(argv, options);
  }

  get run(): ProcessContext['run'] {
    return async (argv, options) => this.process.waitFor(this.process.startChild(argv, options));
  }

  get exec(): ProcessContext['exec'] {
    return (argv, options) => this.process.replace(argv, options);
  }

  get wait(): ProcessContext['wait'] {
    return (child) => this.process.waitFor(child);
  }

  get processes(): ProcessContext['processes'] {
    return () =>
      this.process.host
        .processes()
        .filter((other) => sees(this.process, other))
        .map((other) => entryFor(this.process, other));
  }

  get signal(): ProcessContext['signal'] {
    return (pid, signal) => {
      const { host, namespaces } = this.process;
      const target = host.processes().find((other) => other.numberIn(namespaces.pid) === pid);
      if (target === undefined) return 'missing';
      if (!maySignal(this.process, target)) return 'refused';
      if (signal !== undefined) target.receive(signal, target.namespaces.pid === namespaces.pid);
      return 'sent';
    };
  }

  get holdMemory(): ProcessContext['holdMemory'] {
    return (bytes) => this.process.resources.hold(bytes);
  }

  get compute(): ProcessContext['compute'] {
    return (milliseconds) => this.process.resources.compute(milliseconds);
  }

  get load(): ProcessContext['load'] {
    return (cores) => this.process.resources.load(cores);
  }
}

function userInside(reader: HostProcess, process: HostProcess): HostProcess['user'] {
  const { user: namespace } = reader.namespaces;
  const { uid, gid, name } = process.user;
  if (namespace.parent === undefined) return process.user;
  const inside = idInside(namespace, 'uidMap', uid);
  const known = inside === uid ? name : inside === 0 ? 'root' : inside === OVERFLOW_ID ? 'nobody' : String(inside);
  return { uid: inside, gid: idInside(namespace, 'gidMap', gid), name: known };
}

function entryFor(reader: HostProcess, process: HostProcess): ProcessEntry {
  const { pid: namespace } = reader.namespaces;
  return {
    pid: process.numberIn(namespace),
    ppid: parentNumber(process, namespace),
    argv: process.argv,
    user: userInside(reader, process),
    started: process.started,
    state: process.state,
    terminal: process.hasTerminal,
    memory: process.memory,
    cpuTime: process.cpuTime,
    cgroup: process.cgroup,
  };
}

function bound({ clock }: HostProcess, input: Input): Input {
  if (input.through) return input.through(clock);
  const wait = <T>(read: () => Promise<T>): Promise<T> => clock.join(clock.run(read));
  return {
    isTerminal: input.isTerminal,
    read: () => wait(() => input.read()),
    readAll: () => wait(() => input.readAll()),
  };
}

function muted(process: HostProcess, output: Output): Output {
  const { isTerminal, whenUnread } = output;
  return {
    isTerminal,
    write: (text) => (process.running ? output.write(text) : undefined),
    ...(whenUnread === undefined ? {} : { whenUnread: (listener) => whenUnread.call(output, listener) }),
  };
}

function boundNetwork({ clock, host: { network } }: HostProcess): Network {
  const wait = <T>(call: () => Promise<T>): Promise<T> => clock.join(clock.run(call));
  return {
    resolve: (from, name) => wait(() => network.resolve(from, name)),
    request: (from, request) => wait(() => network.request(from, request)),
    connect: (from, host, port, timeout, options) => wait(() => network.connect(from, host, port, timeout, options)),
    ...(network.tools === undefined ? {} : { tools: boundTools(network.tools, wait) }),
  };
}

function boundTools(tools: NetworkTools, wait: <T>(call: () => Promise<T>) => Promise<T>): NetworkTools {
  return {
    query: (from, name, type, server) => wait(() => tools.query(from, name, type, server)),
    ping: (from, address, timeout) => wait(() => tools.ping(from, address, timeout)),
    trace: (from, address) => wait(() => tools.trace(from, address)),
  };
}

/** Ports are free again when the process is gone. */
function boundNamespace({ atEnd }: HostProcess, namespace: NetworkNamespace): NetworkNamespace {
  return Object.create(namespace, {
    listen: {
      value: (listener: Parameters<NetworkNamespace['listen']>[0]): Cancel => {
        const close = namespace.listen(listener);
        atEnd.add(close);
        return () => {
          atEnd.delete(close);
          close();
        };
      },
    },
  }) as NetworkNamespace;
}
