import type { Clock } from '../core/clock.ts';
import type { Random } from '../core/random.ts';
import type { Network, NetworkNamespace } from '../core/traffic.ts';
import type { FileSystem } from './file-system.ts';
import { createFileSystem } from './memory-file-system.ts';
import type { Machine, Process, ProcessOptions, ProgramTable } from './machine-types.ts';
import { HostProcess, type Host } from './process.ts';

export interface MachineOptions {
  readonly hostname: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly programs: ProgramTable;
  readonly network: Network;
  readonly networkNamespace: NetworkNamespace;
  /** An empty tree when absent. */
  readonly files?: FileSystem;
}

export const ROOT_USER = { uid: 0, gid: 0, name: 'root' };

/** The machine's own PID namespace. */
export const HOST_PID_NAMESPACE = 'host';

export function createMachine(options: MachineOptions): Machine {
  const running = new Map<number, HostProcess>();
  const counters = new Map<string, number>();
  // Number 1 is the init process, which the model leaves out: it takes in orphans and never ends.
  let lastPid = 1;

  const host: Host = {
    clock: options.clock,
    random: options.random,
    network: options.network,
    machine: undefined as unknown as Machine,
    processes: () => [...running.values()],
    numberFor(namespace) {
      const pid = ++lastPid;
      if (namespace === HOST_PID_NAMESPACE) return { pid, namespacePid: pid };
      const namespacePid = (counters.get(namespace) ?? 0) + 1;
      counters.set(namespace, namespacePid);
      return { pid, namespacePid };
    },
    add: (process) => void running.set(process.pid, process),
    remove(process) {
      running.delete(process.pid);
      if (process.namespacePid === 1 && process.pidNamespace !== HOST_PID_NAMESPACE) {
        // As Linux does: the namespace dies with its first process.
        for (const other of Array.from(running.values())) if (other.pidNamespace === process.pidNamespace) other.kill('SIGKILL');
        counters.delete(process.pidNamespace);
      }
      for (const other of running.values()) if (other.parent === process) other.reparent();
    },
  };

  const machine: Machine = {
    hostname: options.hostname,
    files: options.files ?? createFileSystem({ clock: options.clock }),
    networkNamespace: options.networkNamespace,
    programs: options.programs,
    get processes(): readonly Process[] {
      return [...running.values()];
    },
    start(processOptions: ProcessOptions): Process {
      const process = new HostProcess(host, processOptions, processOptions.programs ?? options.programs);
      process.begin();
      process.takeTerminal();
      return process;
    },
  };
  host.machine = machine;
  return machine;
}
