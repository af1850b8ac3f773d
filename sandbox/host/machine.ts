import type { Clock } from '../core/clock.ts';
import type { Random } from '../core/random.ts';
import type { Network, NetworkNamespace } from '../core/traffic.ts';
import { CgroupTree } from './cgroup/cgroup-tree.ts';
import type { FileSystem } from './file-system.ts';
import type { Host } from './host.ts';
import { kernelMounts } from './kernel-mounts.ts';
import { createKernelLog } from './kernel-log.ts';
import { createFileSystem, isMountedFileSystem } from './memory-file-system.ts';
import type { Machine, Process, ProcessOptions, ProgramTable } from './machine-types.ts';
import { HOST_PID_NAMESPACE, NamespaceRegistry, type PidNamespace } from './namespaces.ts';
import { createNetworkNamespace } from './network-namespace.ts';
import { createProcFiles } from './proc/proc-files.ts';
import { contextFor } from './process-context.ts';
import { HostProcess } from './process.ts';

export { HOST_PID_NAMESPACE };

export interface MachineOptions {
  readonly hostname: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly programs: ProgramTable;
  readonly network: Network;
  readonly networkNamespace: NetworkNamespace;
  /** An empty tree when absent. */
  readonly files?: FileSystem;
  /** Processors, 4 when absent. */
  readonly cpus?: number;
  /** Bytes of memory, 8 GiB when absent. */
  readonly memory?: number;
  /** What runs as process number 1, from `programs`; none when absent: the number stays free. */
  readonly init?: readonly string[];
}

const USUAL_CPUS = 4;
const USUAL_MEMORY = 8 * 1024 ** 3;

export function createMachine(options: MachineOptions): Machine {
  const { clock, networkNamespace, hostname } = options;
  const table = new Map<number, HostProcess>();
  const log = createKernelLog(clock);
  const cgroups = new CgroupTree({ clock, log, cpus: options.cpus ?? USUAL_CPUS, memory: options.memory ?? USUAL_MEMORY });
  const files = options.files ?? createFileSystem({ clock });
  const registry = new NamespaceRegistry({ hostname, files, stack: networkNamespace, cgroup: cgroups.root });
  const programsOf = new WeakMap<FileSystem, ProgramTable>([[files, options.programs]]);
  const procs = new WeakMap<PidNamespace, FileSystem>();

  const host: Host = {
    clock,
    random: options.random,
    network: options.network,
    cgroups,
    registry,
    log,
    caller: undefined,
    machine: undefined as unknown as Machine,
    processes: () => [...table.values()],
    numbersFor(namespace) {
      const numbers = new Map<PidNamespace, number>();
      for (let at: PidNamespace | undefined = namespace; at !== undefined; at = at.parent) numbers.set(at, ++at.last);
      return numbers;
    },
    add: (process) => void table.set(process.pid, process),
    ended(process) {
      if (!process.zombie) table.delete(process.pid);
      const own = process.namespaces.pid;
      if (process.namespacePid === 1 && own !== registry.initial.pid) {
        // As Linux does: the namespace dies with its first process.
        own.dead = true;
        for (const other of Array.from(table.values())) if (other.numberIn(own) > 0) other.kill('SIGKILL');
      }
      for (const other of Array.from(table.values())) if (other.parent === process) other.reparent();
    },
    remove: (process) => void table.delete(process.pid),
    contextFor,
    newStack: (name) => createNetworkNamespace({ name }),
    programsOf: (root) => programsOf.get(root),
    procFiles(namespace) {
      const known = procs.get(namespace) ?? createProcFiles(host, namespace);
      procs.set(namespace, known);
      return known;
    },
  };

  const machine: Machine = {
    hostname,
    files,
    networkNamespace,
    programs: options.programs,
    cgroups,
    namespaces: registry,
    kernelLog: log,
    booted: clock.now(),
    get processes(): readonly Process[] {
      return [...table.values()];
    },
    start(processOptions: ProcessOptions): Process {
      const process = new HostProcess(host, processOptions, processOptions.programs ?? options.programs);
      if (processOptions.files !== undefined) programsOf.set(processOptions.files, process.programs);
      process.begin();
      process.takeTerminal();
      return process;
    },
    mountKernelFiles(inner, { pidNamespace, pids, cgroup }) {
      const root = cgroup === undefined ? cgroups.root : cgroups.ensure(cgroup);
      for (const mount of kernelMounts(host, pids ?? registry.pidOf(pidNamespace), root, inner)) inner.mount(mount);
    },
  };
  host.machine = machine;
  if (isMountedFileSystem(files))
    for (const mount of kernelMounts(host, registry.initial.pid, cgroups.root, files)) files.mount(mount);
  if (options.init !== undefined) {
    registry.initial.pid.last = 0;
    machine.start({ argv: options.init, cgroup: '/init.scope' });
  }
  return machine;
}
