import { VirtualClock } from '../../../sandbox/core/clock.ts';
import { Random } from '../../../sandbox/core/random.ts';
import type { Network } from '../../../sandbox/core/traffic.ts';
import {
  collector,
  createMachine,
  createNetworkNamespace,
  createProgramTable,
  type Program,
} from '../../../sandbox/host/index.ts';
import { shellPrograms } from '../../../sandbox/tools/shell/index.ts';

export const START = Date.UTC(2026, 0, 15, 9, 30, 0);

const unreachable: Network = {
  resolve: async () => [],
  request: async (_from, { port }) => ({ ok: false, failure: 'no such host', port, milliseconds: 0, hops: [] }),
  connect: async (_from, _host, port) => ({ ok: false, failure: 'no such host', port, milliseconds: 0, hops: [] }),
};

export function machineWith(programs: readonly Program[] = [], network: Network = unreachable) {
  const clock = new VirtualClock(START);
  const machine = createMachine({
    hostname: 'workstation',
    clock,
    random: new Random('test'),
    programs: createProgramTable(shellPrograms, programs),
    network,
    networkNamespace: createNetworkNamespace({ name: 'workstation', addresses: ['10.0.0.9'] }),
  });
  machine.files.makeDirectory('/home/learner', { recursive: true });
  machine.files.makeDirectory('/tmp');
  return { clock, machine };
}

/** Runs `sh -c TEXT` to its end and gives what it printed. */
export async function sh(text: string, programs: readonly Program[] = [], name = 'sh') {
  const { clock, machine } = machineWith(programs);
  const stdout = collector();
  const stderr = collector();
  const process = machine.start({ argv: [name, '-c', text], stdout, stderr, cwd: '/tmp', env: { HOME: '/root' } });
  const ended = new Promise<void>((resolve) => void process.onExit(() => resolve()));
  await clock.runUntil(ended);
  return { exitCode: process.exitCode, stdout: stdout.text, stderr: stderr.text, seconds: (clock.now() - START) / 1000, machine };
}
