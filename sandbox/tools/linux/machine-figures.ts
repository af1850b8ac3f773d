import { defineProgram, type ProcessContext } from '../../host/program.ts';
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

export const free = defineProgram({
  name: 'free',
  summary: 'Display amount of free and used memory',
  async run(process) {
    const unit = process.args.join('').replace(/-/g, '') || 'k';
    const sizes: { readonly [unit: string]: (bytes: number) => string } = {
      b: String,
      k: (bytes) => String(Math.floor(bytes / 1024)),
      m: (bytes) => String(Math.floor(bytes / 1024 ** 2)),
      g: (bytes) => String(Math.floor(bytes / 1024 ** 3)),
      h: (bytes) => humanSize(bytes, 'i'),
    };
    const size = sizes[unit];
    if (size === undefined) {
      process.stderr.write(`free: invalid option -- '${unit.slice(0, 1)}'\n`);
      return 1;
    }
    const { total, free: unused, cached } = memoryOf(process);
    const row = (name: string, cells: readonly number[]): string =>
      `${name.padEnd(8)}${cells
        .map((cell) => size(cell).padStart(12))
        .join('')
        .slice(name.length > 8 ? 1 : 0)}\n`;
    const headings = ['total', 'used', 'free', 'shared', 'buff/cache', 'available'].map((name) => name.padStart(12)).join('');
    process.stdout.write(`        ${headings}\n`);
    process.stdout.write(row('Mem:', [total, total - unused - cached, unused, 0, cached, unused + cached]));
    process.stdout.write(row('Swap:', [0, 0, 0]));
    return 0;
  },
});

export const nproc = defineProgram({
  name: 'nproc',
  summary: 'Print the number of processing units available',
  run: async ({ stdout, system }) => (stdout.write(`${system.machine.cgroups.cpus}\n`), 0),
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
    const now = clock.now();
    const { cgroups } = system.machine;
    cgroups.scheduler.settle();
    const rates = new Map(system.processes().map((other) => [system.pidOf(other), other.cpuRate]));
    const entries = process
      .processes()
      .map((entry): Entry => ({ ...entry, now, total: cgroups.memory, namespaces: undefined, tree: '' }))
      .sort((left, right) => (rates.get(right.pid) ?? 0) - (rates.get(left.pid) ?? 0) || left.pid - right.pid);
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
    const readable = process.args.includes('-T');
    for (const { time, text } of machine.kernelLog.entries) {
      const seconds = ((time - machine.booted) / 1000).toFixed(6).padStart(12);
      process.stdout.write(
        `[${readable ? new Date(time).toUTCString().replace(/^(\w+), (\d+) (\w+) (\d+) (\S+) GMT$/, '$1 $3 $2 $5 $4') : seconds}] ${text}\n`,
      );
    }
    return 0;
  },
});
