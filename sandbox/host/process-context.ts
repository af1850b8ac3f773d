import type { Cancel } from '../core/clock.ts';
import type { Network, NetworkNamespace, NetworkTools } from '../core/traffic.ts';
import { idInside, OVERFLOW_ID } from './namespaces.ts';
import { ProcessFiles } from './process-files.ts';
import { sees } from './host.ts';
import type { HostProcess } from './process.ts';
import { systemCallsOf } from './process-system.ts';
import type { Input, Output, ProcessContext, ProcessEntry, Signal } from './program.ts';
import { discard, emptyInput } from './streams.ts';

/** A process as its own program sees it. */
export function contextFor(process: HostProcess, args: readonly string[]): ProcessContext {
  const { host, clock, resources } = process;
  const { options } = process;
  const files = filesOf(process);
  let lastStack = process.namespaces.net.stack;
  let boundStack = boundNamespace(process, lastStack);
  return {
    get pid() {
      return process.namespacePid;
    },
    args,
    env: options.env ?? {},
    get cwd() {
      return process.cwd;
    },
    get user() {
      return userInside(process, process);
    },
    get hostname() {
      return process.namespaces.uts.hostname;
    },
    files,
    stdin: bound(process, options.stdin ?? emptyInput),
    stdout: muted(process, options.stdout ?? discard),
    stderr: muted(process, options.stderr ?? discard),
    ...(options.terminal === undefined ? {} : { terminal: options.terminal }),
    ...(options.edit === undefined ? {} : { edit: options.edit }),
    clock,
    random: host.random.fork(`process ${host.machine.hostname}/${process.pid}`),
    network: boundNetwork(process),
    get networkNamespace() {
      const { stack } = process.namespaces.net;
      if (stack !== lastStack) {
        lastStack = stack;
        boundStack = boundNamespace(process, stack);
      }
      return boundStack;
    },
    programs: process.programs,
    onSignal: (signal, handler) => process.handle(signal, handler),
    waitForSignal: (...signals) =>
      clock.block<Signal>((wake) => {
        const cancels = signals.map((signal) => process.handle(signal, () => wake(signal)));
        return () => cancels.forEach((cancel) => cancel());
      }),
    start: (argv, runOptions) => process.startChild(argv, runOptions),
    run: async (argv, runOptions) => process.waitFor(process.startChild(argv, runOptions)),
    exec: (argv, runOptions) => process.replace(argv, runOptions),
    wait: (child) => process.waitFor(child),
    processes: () =>
      host
        .processes()
        .filter((other) => sees(process, other))
        .map((other) => entryFor(process, other)),
    signal: (pid, signal) => {
      const target = host.processes().find((other) => other.numberIn(process.namespaces.pid) === pid);
      target?.receive(signal, target.namespaces.pid === process.namespaces.pid);
      return target !== undefined;
    },
    get memory() {
      return resources.memory;
    },
    holdMemory: (bytes) => resources.hold(bytes),
    compute: (milliseconds) => resources.compute(milliseconds),
    load: (cores) => resources.load(cores),
    system: systemCallsOf(process),
  };
}

function filesOf(process: HostProcess): ProcessFiles {
  const { host } = process;
  return new ProcessFiles(
    () => process.files,
    (call) => {
      const before = host.caller;
      host.caller = process;
      try {
        return call();
      } finally {
        host.caller = before;
      }
    },
  );
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
  const { parent } = process;
  const init = namespace.parent === undefined && parent === undefined && process.pid !== 1 ? 1 : 0;
  return {
    pid: process.numberIn(namespace),
    ppid: parent === undefined ? init : parent.numberIn(namespace),
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
  return { isTerminal: output.isTerminal, write: (text) => (process.running ? output.write(text) : undefined) };
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
