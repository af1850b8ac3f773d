import { defineProgram, type ProcessContext } from '../../host/program.ts';
import { parseDuration } from './sleep.ts';

interface Work {
  cpus: number;
  /** Percent of a processor that each worker takes. */
  cpuLoad: number;
  vms: number;
  bytes: number;
  seconds: number | undefined;
}

const WORKER = 'worker';
const usualBytes = 256 * 1024 ** 2;

/** `64M`, `1g`, `50%` of the machine. */
function bytesOf(text: string, total: number): number | undefined {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)([bkmg%]?)/i.exec(text) ?? [];
  if (number === '') return undefined;
  if (unit === '%') return (Number(number) / 100) * total;
  return Number(number) * 1024 ** ['', 'k', 'm', 'g'].indexOf(unit.toLowerCase().replace('b', ''));
}

function parse(process: ProcessContext): Work | string {
  const work: Work = { cpus: 0, cpuLoad: 100, vms: 0, bytes: usualBytes, seconds: undefined };
  const { memory, cpus } = process.system.machine.cgroups;
  const set: { readonly [option: string]: (value: string) => boolean } = {
    cpu: (value) => ((work.cpus = Number(value) || cpus), /^\d+$/.test(value)),
    'cpu-load': (value) => ((work.cpuLoad = Number(value)), /^\d+$/.test(value)),
    vm: (value) => ((work.vms = Number(value)), /^\d+$/.test(value)),
    'vm-bytes': (value) => ((work.bytes = bytesOf(value, memory) ?? 0), work.bytes > 0),
    timeout: (value) => ((work.seconds = (parseDuration(value) ?? NaN) / 1000), !Number.isNaN(work.seconds)),
  };
  const short: { readonly [letter: string]: string } = { c: 'cpu', m: 'vm', t: 'timeout', l: 'cpu-load' };
  const ignored = new Set(['vm-keep', 'vm-hang', 'verbose', 'quiet', 'metrics-brief', 'metrics', 'v', 'q']);
  const args = [...process.args];
  while (args.length > 0) {
    const arg = args.shift() ?? '';
    const [, name = '', given] = /^--?([a-z-]+)(?:=(.*))?$/.exec(arg) ?? [];
    if (ignored.has(name)) {
      if (name === 'vm-hang') args.shift();
      continue;
    }
    const option = Object.hasOwn(set, name) ? name : (short[name] ?? '');
    const apply = set[option];
    if (apply === undefined) return `unrecognized option: ${arg}`;
    const value = given ?? args.shift() ?? '';
    if (!apply(value)) return `not a number or size: ${value}`;
  }
  return work;
}

/** stress and stress-ng: workers that keep processors busy or hold memory, each a process of its own. */
function stressProgram(name: string, say: (work: Work, pid: number) => string): ReturnType<typeof defineProgram> {
  return defineProgram({
    name,
    summary: 'Put load on processors and memory',
    async run(process) {
      if (process.env[WORKER] !== undefined) return worker(process, process.env[WORKER]);
      const work = parse(process);
      if (typeof work === 'string') {
        process.stderr.write(`${name}: FAIL: [${process.pid}] ${work}\n`);
        return 1;
      }
      if (work.cpus + work.vms === 0) {
        process.stdout.write(`${name}: give it work: --cpu N, --vm N with --vm-bytes SIZE, and --timeout T\n`);
        return 0;
      }
      process.stdout.write(say(work, process.pid));
      const start = (kind: string): ReturnType<ProcessContext['start']> =>
        process.start([name, ...process.args], { env: { ...process.env, [WORKER]: kind } });
      const workers = [
        ...Array.from({ length: work.cpus }, () => start(`cpu ${work.cpuLoad / 100}`)),
        ...Array.from({ length: work.vms }, () => start(`vm ${Math.floor(work.bytes)}`)),
      ];
      for (const signal of ['SIGINT', 'SIGTERM'] as const)
        process.onSignal(signal, () => workers.forEach((each) => each.kill('SIGKILL')));
      if (work.seconds !== undefined)
        process.clock.after(work.seconds * 1000, () => workers.forEach((each) => each.kill('SIGALRM')));
      const started = process.clock.now();
      for (const each of workers) {
        const code = await process.wait(each);
        if (code === 142 || code === 0) continue;
        const signal = code - 128;
        process.stderr.write(
          `${name}: FAIL: [${process.pid}] (416) <-- worker ${each.pid} got signal ${signal}\n${name}: WARN: [${process.pid}] (418) now reaping child worker processes\n`,
        );
        for (const other of workers) other.kill('SIGKILL');
        process.stderr.write(
          `${name}: FAIL: [${process.pid}] (452) failed run completed in ${Math.round((process.clock.now() - started) / 1000)}s\n`,
        );
        return 1;
      }
      process.stdout.write(
        `${name}: info: [${process.pid}] successful run completed in ${Math.round((process.clock.now() - started) / 1000)}s\n`,
      );
      return 0;
    },
  });
}

/** Memory comes in steps, so that one sees it grow. */
async function worker(process: ProcessContext, kind: string): Promise<number> {
  const [what, amount = '0'] = kind.split(' ');
  if (what === 'cpu') process.load(Number(amount));
  else {
    const steps = 10;
    process.load(1);
    for (let step = 1; step <= steps; step++) {
      process.holdMemory((Number(amount) * step) / steps);
      await process.clock.sleep(100);
    }
  }
  await process.clock.block<void>(() => undefined);
  return 0;
}

export const stress = stressProgram(
  'stress',
  ({ cpus, vms }, pid) => `stress: info: [${pid}] dispatching hogs: ${cpus} cpu, 0 io, ${vms} vm, 0 hdd\n`,
);

export const stressNg = stressProgram('stress-ng', ({ cpus, vms, seconds }, pid) => {
  const hogs = [...(cpus > 0 ? [`${cpus} cpu`] : []), ...(vms > 0 ? [`${vms} vm`] : [])].join(', ');
  const setting =
    seconds === undefined ? 'defaulting to a 1 day run per stressor' : `setting to a ${seconds} sec run per stressor`;
  return `stress-ng: info:  [${pid}] ${setting}\nstress-ng: info:  [${pid}] dispatching hogs: ${hogs}\n`;
});

/** As many lines as fit into a pipe that nobody reads from yet. */
const PIPE_FULL = 64 * 1024;

/** Writes `y` for ever: to a pipe as much as it holds, then it waits for the reader to go; of all else only the work is simulated. */
export const yes = defineProgram({
  name: 'yes',
  summary: 'Output a string until killed; here it fills a pipe, or writes once, and keeps a processor busy',
  async run(process) {
    const line = `${process.args.join(' ') || 'y'}\n`;
    const { stdout } = process;
    stdout.write(stdout.whenUnread === undefined ? line : line.repeat(Math.ceil(PIPE_FULL / line.length)));
    process.load(1);
    await process.clock.block<void>((wake) => stdout.whenUnread?.(() => wake(undefined)));
    stdout.write(line);
    return 0;
  },
});
