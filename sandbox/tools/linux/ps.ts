import { defineProgram, type ProcessEntry } from '../../host/program.ts';

/** The forms of procps that people type: `ps`, `ps aux`, `ps -ef`, `ps -o`. */
export const ps = defineProgram({
  name: 'ps',
  summary: 'List processes',
  async run(process) {
    const { args, clock, stdout, stderr } = process;
    const now = clock.now();
    const text = args.join(' ');
    const entries = [...process.processes()].sort((left, right) => left.pid - right.pid);
    const columns = /-?o\s*([\w,%]+)/.exec(text)?.[1]?.split(',');
    if (columns !== undefined) {
      const unknown = columns.find((column) => cells[column] === undefined);
      if (unknown !== undefined) {
        stderr.write(`error: unknown user-defined format specifier "${unknown}"\n`);
        return 1;
      }
      stdout.write(table(columns, entries, now));
      return 0;
    }
    const flags = text.replace(/[-\s]/g, '');
    if (flags.includes('f') && !flags.includes('a'))
      stdout.write(table(['uid', 'pid', 'ppid', 'c', 'stime', 'tty', 'time', 'cmd'], entries, now));
    else if (flags.includes('u'))
      stdout.write(table(['user', 'pid', '%cpu', '%mem', 'stat', 'start', 'time', 'command'], entries, now));
    else if (flags.includes('a') || flags.includes('A') || flags.includes('e') || flags.includes('x'))
      stdout.write(table(['pid', 'tty', 'time', 'cmd'], entries, now));
    else {
      // Without options: those of the same user and terminal; in a container busybox shows all.
      const own = process.terminal === undefined ? entries : entries.filter((entry) => entry.user.uid === process.user.uid);
      stdout.write(table(['pid', 'user', 'time', 'command'], own, now));
    }
    return 0;
  },
});

type Cell = readonly [heading: string, right: boolean, value: (entry: ProcessEntry, now: number) => string];

const two = (value: number): string => String(value).padStart(2, '0');
const time = (): string => '00:00:00';
const clockTime = (milliseconds: number): string => {
  const date = new Date(milliseconds);
  return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
};

const cells: { readonly [column: string]: Cell } = {
  user: ['USER', false, ({ user }) => user.name],
  uid: ['UID', false, ({ user }) => user.name],
  pid: ['PID', true, ({ pid }) => String(pid)],
  ppid: ['PPID', true, ({ ppid }) => String(ppid)],
  c: ['C', true, () => '0'],
  '%cpu': ['%CPU', true, () => '0.0'],
  '%mem': ['%MEM', true, () => '0.0'],
  pcpu: ['%CPU', true, () => '0.0'],
  stat: ['STAT', false, ({ state }) => state],
  s: ['S', false, ({ state }) => state],
  start: ['START', true, ({ started }) => clockTime(started)],
  stime: ['STIME', false, ({ started }) => clockTime(started)],
  etime: ['ELAPSED', true, ({ started }, now) => elapsed(now - started)],
  tty: ['TTY', false, ({ terminal }) => (terminal ? 'pts/0' : '?')],
  time: ['TIME', false, time],
  cmd: ['CMD', false, ({ argv }) => argv.join(' ')],
  command: ['COMMAND', false, ({ argv }) => argv.join(' ')],
  args: ['COMMAND', false, ({ argv }) => argv.join(' ')],
  comm: ['COMMAND', false, ({ argv }) => (argv[0] ?? '').split('/').pop() ?? ''],
};

function elapsed(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const hours = Math.floor(seconds / 3600);
  return `${hours > 0 ? `${two(hours)}:` : ''}${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

function table(columns: readonly string[], entries: readonly ProcessEntry[], now: number): string {
  const list = columns.map((column) => cells[column]).filter((cell): cell is Cell => cell !== undefined);
  const rows = [list.map(([heading]) => heading), ...entries.map((entry) => list.map(([, , value]) => value(entry, now)))];
  const widths = list.map((_, index) => Math.max(...rows.map((row) => (row[index] ?? '').length)));
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, index) => (list[index]?.[1] ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0)))
          .join(' ')
          .trimEnd()}\n`,
    )
    .join('');
}
