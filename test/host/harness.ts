import { VirtualClock } from '../../sandbox/core/clock.ts';
import { Random } from '../../sandbox/core/random.ts';
import type { Network } from '../../sandbox/core/traffic.ts';
import {
  createFileSystem,
  createMachine,
  createNetworkNamespace,
  createProgramTable,
  defineProgram,
  type Machine,
  type MachineOptions,
  type Process,
  type ProcessContext,
  type ProcessOptions,
  type Program,
} from '../../sandbox/host/index.ts';

const unreachable: Network = {
  resolve: async () => [],
  request: async (_from, { port }) => ({ ok: false, failure: 'no such host', port, milliseconds: 0, hops: [] }),
  connect: async (_from, _host, port) => ({ ok: false, failure: 'no such host', port, milliseconds: 0, hops: [] }),
};

export interface Bench {
  readonly clock: VirtualClock;
  readonly machine: Machine;
  read(path: string): string;
  write(path: string, text: string): void;
  /** Starts a program that is given here. */
  start(run: (process: ProcessContext) => Promise<number>, options?: Partial<ProcessOptions>): Process;
}

/** A machine with two processors and 1 GiB, and nothing else on it. */
export function bench(options: Partial<MachineOptions> = {}): Bench {
  const clock = new VirtualClock(0);
  const machine = createMachine({
    hostname: 'node-1',
    clock,
    random: new Random('test'),
    programs: createProgramTable([]),
    network: unreachable,
    networkNamespace: createNetworkNamespace({ name: 'node-1', addresses: ['10.0.0.1'] }),
    files: createFileSystem({ clock }),
    cpus: 2,
    memory: 1024 ** 3,
    ...options,
  });
  return {
    clock,
    machine,
    read: (path) => machine.files.readText(path),
    write: (path, text) => machine.files.write(path, text),
    start(run, given = {}) {
      const name = given.argv?.[0] ?? 'program';
      const program: Program = defineProgram({ name, summary: name, memory: 0, run });
      return machine.start({ argv: [name], ...given, programs: createProgramTable([program]) });
    },
  };
}

export const forEver = async (process: ProcessContext): Promise<number> => {
  await process.clock.block<void>(() => undefined);
  return 0;
};

/** Keeps so many processors busy until it is killed. */
export const busy =
  (cores: number) =>
  async (process: ProcessContext): Promise<number> => {
    process.load(cores);
    return forEver(process);
  };

/** Holds so many bytes until it is killed. */
export const holding =
  (bytes: number) =>
  async (process: ProcessContext): Promise<number> => {
    process.holdMemory(bytes);
    return forEver(process);
  };
