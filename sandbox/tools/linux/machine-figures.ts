import { defineProgram, type ProcessContext } from '../../host/program.ts';
import { formatRfc1123 } from '../../core/time-text.ts';
import type { KernelLogEntry } from '../../host/kernel-log.ts';
import { timeParts } from '../../images/clock-text.ts';
import { readOptions, type Arguments } from './arguments.ts';
import { formatColumns, humanSize, type Column } from './columns.ts';
import { commandName, cpuShare, type Entry } from './ps-columns.ts';

interface Memory {
  readonly total: number;
  readonly free: number;
  readonly cached: number;
}

/** As /proc/meminfo has it: of the whole machine, in a container as well. */
function memoryOf(process: ProcessContext): Memory {
  const text = process.files.stat('/proc/meminfo') === undefined ? '' : process.files.readText('/proc/meminfo');
  const value = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0) * 1024;
  return { total: value('MemTotal'), free: value('MemFree'), cached: value('Cached') };
}

const sizes: { readonly [unit: string]: (bytes: number) => string } = {
  b: String,
  k: (bytes) => String(Math.floor(bytes / 1024)),
  m: (bytes) => String(Math.floor(bytes / 1024 ** 2)),
  g: (bytes) => String(Math.floor(bytes / 1024 ** 3)),
  h: (bytes) => humanSize(bytes, 'i'),
};

export const free = defineProgram({
  name: 'free',
  summary: 'Display amount of free and used memory',
  async run(process) {
    const options = readOptions(process, 'free', {
      flags: [...Object.keys(sizes), 't', 'w'],
      values: ['s', 'c'],
      names: { bytes: 'b', kibi: 'k', mebi: 'm', gibi: 'g', human: 'h', total: 't', wide: 'w', seconds: 's', count: 'c' },
    });
    if (options === undefined) return 1;
    const size = sizes[Object.keys(sizes).findLast((unit) => options.has(unit)) ?? 'k'] ?? String;
    const pause = Number(options.value('s') ?? (options.has('c') ? 1 : 0)) * 1000;
    const times = Number(options.value('c') ?? (pause > 0 ? Infinity : 1));
    for (let time = 0; time < times; time++) {
      if (time > 0) await process.clock.sleep(pause);
      process.stdout.write(`${time > 0 ? '\n' : ''}${freeText(process, size, options)}`);
    }
    return 0;
  },
});

function freeText(process: ProcessContext, size: (bytes: number) => string, options: Arguments): string {
  const { total, free: unused, cached } = memoryOf(process);
  const used = total - unused - cached;
  const row = (name: string, cells: readonly (number | string)[]): string =>
    `${name.padEnd(8)}${cells.map((cell) => (typeof cell === 'number' ? size(cell) : cell).padStart(12)).join('')}\n`;
  const wide = options.has('w');
  return [
    row('', ['total', 'used', 'free', 'shared', ...(wide ? ['buffers', 'cache'] : ['buff/cache']), 'available']),
    row('Mem:', [total, used, unused, 0, ...(wide ? [0, cached] : [cached]), unused + cached]),
    row('Swap:', [0, 0, 0]),
    ...(options.has('t') ? [row('Total:', [total, used, unused])] : []),
  ].join('');
}

export const nproc = defineProgram({
  name: 'nproc',
  summary: 'Print the number of processing units available',
  async run(process) {
    const options = readOptions(process, 'nproc', { flags: ['all'], values: ['ignore'] });
    if (options === undefined) return 1;
    process.stdout.write(`${Math.max(1, process.system.machine.cgroups.cpus - Number(options.value('ignore') ?? 0))}\n`);
    return 0;
  },
});

function uptimeText(process: ProcessContext): string {
  const minutes = Math.floor((process.clock.now() - process.system.machine.booted) / 60_000);
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24];
  const clock = hours > 0 ? `${String(hours).padStart(2)}:${String(minutes % 60).padStart(2, '0')}` : `${minutes % 60} min`;
  return `${days > 0 ? `${days} day${days > 1 ? 's' : ''}, ` : ''}${clock}`;
}

/** One screen of top(1), `-b -n 1`; shares are those of this moment. */
export const top = defineProgram({
  name: 'top',
  summary: 'Display processes; one screen and no more',
  async run(process) {
    const { clock, system, stdout } = process;
    const options = readOptions(process, 'top', {
      flags: ['b', 'c', 'i'],
      values: ['n', 'd', 'p', 'u', 'o'],
      idle: { c: 'commands are shown by their names', i: 'processes that rest are shown too', d: 'there is one picture' },
    });
    if (options === undefined) return 1;
    if (Number(options.value('n') ?? 1) > 1) process.stderr.write('top: -n is not simulated: there is one picture\n');
    const order = options.value('o') ?? '%CPU';
    if (order !== '%CPU' && order !== '%MEM') {
      process.stderr.write(`top: sorting by ${order} is not simulated; %CPU and %MEM are\n`);
      return 1;
    }
    const pids = options
      .all('p')
      .flatMap((text) => text.split(','))
      .map(Number);
    const user = options.value('u');
    const now = clock.now();
    const { cgroups } = system.machine;
    cgroups.scheduler.settle();
    const rates = new Map(system.processes().map((other) => [system.pidOf(other), other.cpuRate]));
    const entries = process
      .processes()
      .filter((entry) => (pids.length === 0 || pids.includes(entry.pid)) && (user === undefined || entry.user.name === user))
      .map((entry): Entry => ({ ...entry, now, total: cgroups.memory, namespaces: undefined, tree: '' }))
      .sort(
        (left, right) =>
          (order === '%MEM' ? right.memory - left.memory : 0) ||
          (rates.get(right.pid) ?? 0) - (rates.get(left.pid) ?? 0) ||
          left.pid - right.pid,
      );
    const count = (state: string): number => entries.filter((entry) => entry.state === state).length;
    const busy = Math.min(100, (cgroups.root.cpu.rate / cgroups.cpus) * 100);
    const { total, free: unused, cached } = memoryOf(process);
    const mebi = (bytes: number): string => (bytes / 1024 ** 2).toFixed(1).padStart(8);
    const loads = cgroups.scheduler.loads.map((load) => load.toFixed(2)).join(', ');
    stdout.write(
      [
        `top - ${new Date(now).toISOString().slice(11, 19)} up ${uptimeText(process)},  1 user,  load average: ${loads}`,
        `Tasks: ${String(entries.length).padStart(3)} total, ${String(count('R')).padStart(3)} running, ${String(count('S')).padStart(3)} sleeping, ${String(count('T')).padStart(3)} stopped, ${String(count('Z')).padStart(3)} zombie`,
        `%Cpu(s): ${busy.toFixed(1).padStart(4)} us,  0.0 sy,  0.0 ni,${(100 - busy).toFixed(1).padStart(5)} id,  0.0 wa,  0.0 hi,  0.0 si,  0.0 st `,
        `MiB Mem :${mebi(total)} total,${mebi(unused)} free,${mebi(total - unused - cached)} used,${mebi(cached)} buff/cache     `,
        `MiB Swap:${mebi(0)} total,${mebi(0)} free,${mebi(0)} used.${mebi(unused + cached)} avail Mem `,
        '',
        '',
      ].join('\n'),
    );
    stdout.write(formatColumns(topColumns(rates), entries));
    return 0;
  },
});

function topColumns(rates: ReadonlyMap<number, number>): readonly Column<Entry>[] {
  const right = (heading: string, width: number, value: (entry: Entry) => string): Column<Entry> => ({
    heading,
    width,
    right: true,
    value,
  });
  return [
    right('PID', 5, ({ pid }) => String(pid)),
    { heading: 'USER', width: 8, value: ({ user }) => user.name },
    right('PR', 3, () => '20'),
    right('NI', 3, () => '0'),
    right('VIRT', 7, ({ memory }) => String(Math.floor(memory / 1024) + 4096)),
    right('RES', 6, ({ memory }) => String(Math.floor(memory / 1024))),
    right('SHR', 6, () => '0'),
    { heading: 'S', value: ({ state }) => state },
    right('%CPU', 5, (entry) => ((rates.get(entry.pid) ?? cpuShare(entry) / 100) * 100).toFixed(1)),
    right('%MEM', 5, ({ memory, total }) => ((memory / total) * 100).toFixed(1)),
    right('TIME+', 9, ({ cpuTime }) => `${Math.floor(cpuTime / 60_000)}:${((cpuTime / 1000) % 60).toFixed(2).padStart(5, '0')}`),
    { heading: 'COMMAND', value: commandName },
  ];
}

export const dmesg = defineProgram({
  name: 'dmesg',
  summary: "Print the kernel's messages",
  async run(process) {
    const { machine, self } = process.system;
    if (self.user.uid !== 0) {
      process.stderr.write('dmesg: read kernel buffer failed: Operation not permitted\n');
      return 1;
    }
    const options = readOptions(process, 'dmesg', {
      flags: ['T', 't', 'w', 'H', 'P'],
      values: [],
      names: { ctime: 'T', notime: 't', follow: 'w', human: 'H', nopager: 'P' },
    });
    if (options === undefined) return 1;
    const line = ({ time, text }: KernelLogEntry): string => {
      if (options.has('t')) return `${text}\n`;
      const seconds = ((time - machine.booted) / 1000).toFixed(6).padStart(12);
      const { monthName, day, time: clockTime, year } = timeParts(time);
      return `[${options.has('T') || options.has('H') ? `${formatRfc1123(time).slice(0, 3)} ${monthName} ${day.replace(/^0/, ' ')} ${clockTime} ${year}` : seconds}] ${text}\n`;
    };
    for (const entry of machine.kernelLog.entries) process.stdout.write(line(entry));
    if (options.has('w'))
      await process.clock.block<void>((wake) => {
        const cancels = [
          machine.kernelLog.onEntry((entry) => process.stdout.write(line(entry))),
          process.onSignal('SIGINT', () => wake()),
        ];
        return () => cancels.forEach((cancel) => cancel());
      });
    return 0;
  },
});
