import type { NamespaceSet } from '../../host/namespaces.ts';
import type { ProcessEntry } from '../../host/program.ts';
import type { Column } from './columns.ts';

/** A process with what its columns need beside itself. */
export interface Entry extends ProcessEntry {
  readonly now: number;
  /** Bytes of memory that the machine has. */
  readonly total: number;
  readonly namespaces: NamespaceSet | undefined;
  /** The lines of `--forest` before its command. */
  readonly tree: string;
}

export const USAGE = `Usage:
 ps [options]

 Try 'ps --help <simple|list|output|threads|misc|all>'
  or 'ps --help <s|l|o|t|m|a>'
 for additional help text.

For more details see ps(1).
`;

const two = (value: number): string => String(value).padStart(2, '0');

export function clockTime(milliseconds: number): string {
  const date = new Date(milliseconds);
  return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
}

const hms = (milliseconds: number): string => {
  const seconds = Math.floor(milliseconds / 1000);
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
};

const minutes = (milliseconds: number): string =>
  `${Math.floor(milliseconds / 60_000)}:${two(Math.floor(milliseconds / 1000) % 60)}`;

const elapsed = (milliseconds: number): string => {
  const seconds = Math.floor(milliseconds / 1000);
  const [days, hours] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3600) % 24];
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  if (days > 0) return `${days}-${two(hours)}:${rest}`;
  return hours > 0 ? `${two(hours)}:${rest}` : rest;
};

export const commandName = ({ argv: [path = ''] }: ProcessEntry): string =>
  (path.split('/').at(-1) ?? '').replace(/^-/, '').slice(0, 15);
const commandLine = (entry: Entry): string =>
  `${entry.tree}${entry.state === 'Z' ? `[${commandName(entry)}] <defunct>` : entry.argv.join(' ')}`;
export const cpuShare = ({ cpuTime, started, now }: Entry): number => (now > started ? (cpuTime / (now - started)) * 100 : 0);
const memoryShare = ({ memory, total }: Entry): number => (memory / total) * 100;
const virtualSize = ({ memory, state }: Entry): number => (state === 'Z' ? 0 : Math.floor(memory / 1024) + 4096);

const left = (heading: string, value: Column<Entry>['value'], width = 0): Column<Entry> => ({ heading, value, width });
const right = (heading: string, value: Column<Entry>['value'], width = 0): Column<Entry> => ({
  heading,
  value,
  width,
  right: true,
});
const namespace = (kind: keyof NamespaceSet): Column<Entry> =>
  right(`${kind.toUpperCase()}NS`, ({ namespaces }) => String(namespaces?.[kind].inode ?? '-'), 10);

/** State, whether it leads a session (`s`: a service, a login shell, the first of a container), whether it has the terminal (`+`). */
function statusOf({ state, terminal, pid, argv: [name = ''], ppid }: Entry): string {
  const login = name.startsWith('-');
  const leads = pid === 1 || login || (!terminal && ppid <= 1);
  return `${state}${leads ? 's' : ''}${terminal && !login && state !== 'T' ? '+' : ''}`;
}

const percent = (value: number): string => value.toFixed(1);

/** What `ps -o` knows. */
export const psColumns: { readonly [name: string]: Column<Entry> | undefined } = {
  user: left('USER', ({ user }) => user.name, 8),
  euser: left('EUSER', ({ user }) => user.name, 8),
  uid: left('UID', ({ user }) => user.name, 8),
  uidnumber: right('UID', ({ user }) => String(user.uid), 5),
  pid: right('PID', ({ pid }) => String(pid), 5),
  ppid: right('PPID', ({ ppid }) => String(ppid), 5),
  f: left('F', () => '4'),
  c: right('C', (entry) => String(Math.min(99, Math.floor(cpuShare(entry)))), 2),
  '%cpu': right('%CPU', (entry) => percent(cpuShare(entry)), 4),
  pcpu: right('%CPU', (entry) => percent(cpuShare(entry)), 4),
  '%mem': right('%MEM', (entry) => percent(memoryShare(entry)), 4),
  pmem: right('%MEM', (entry) => percent(memoryShare(entry)), 4),
  vsz: right('VSZ', (entry) => String(virtualSize(entry)), 6),
  rss: right('RSS', ({ memory }) => String(Math.floor(memory / 1024)), 5),
  tty: left('TTY', ({ terminal }) => (terminal ? 'pts/0' : '?'), 8),
  tt: left('TT', ({ terminal }) => (terminal ? 'pts/0' : '?'), 8),
  stat: left('STAT', statusOf, 4),
  state: left('S', ({ state }) => state),
  s: left('S', ({ state }) => state),
  start: right('START', ({ started }) => clockTime(started), 5),
  stime: left('STIME', ({ started }) => clockTime(started), 5),
  etime: right('ELAPSED', ({ started, now }) => elapsed(now - started), 11),
  time: right('TIME', ({ cpuTime }) => hms(cpuTime), 8),
  bsdtime: right('TIME', ({ cpuTime }) => minutes(cpuTime), 6),
  busyboxpid: { heading: 'PID  ', right: true, width: 5, value: ({ pid }) => String(pid) },
  busyboxtime: { heading: 'TIME ', right: true, width: 5, value: ({ cpuTime }) => minutes(cpuTime) },
  cmd: left('CMD', commandLine),
  ucmd: left('CMD', (entry) => `${entry.tree}${commandName(entry)}${entry.state === 'Z' ? ' <defunct>' : ''}`, 15),
  command: left('COMMAND', commandLine, 27),
  args: left('COMMAND', commandLine, 27),
  comm: left('COMMAND', (entry) => `${commandName(entry)}${entry.state === 'Z' ? ' <defunct>' : ''}`, 15),
  cgroup: left('CGROUP', ({ cgroup }) => `0::${cgroup}`, 27),
  cgroupns: namespace('cgroup'),
  ipcns: namespace('ipc'),
  mntns: namespace('mnt'),
  netns: namespace('net'),
  pidns: namespace('pid'),
  timens: namespace('time'),
  userns: namespace('user'),
  utsns: namespace('uts'),
};
