import { isBusybox } from './flavour.ts';
import { defineProgram, type ProcessContext, type ProcessEntry } from '../../host/program.ts';
import { commandName, psColumns, USAGE, type Entry } from './ps-columns.ts';
import { formatColumns, type Column } from './columns.ts';

interface Selection {
  all: boolean;
  /** With processes of others and without a terminal. */
  bsdAll: boolean;
  format: 'default' | 'user' | 'full' | 'long';
  forest: boolean;
  headings: boolean;
  columns: string[];
  pids: number[];
  names: string[];
  users: string[];
  sort: string | undefined;
}

/** The forms of procps that people type: `ps`, `ps aux`, `ps -ef`, `ps axf`, `ps -o pid,comm -p 1`, `--forest`, `--sort`. */
export const ps = defineProgram({
  name: 'ps',
  summary: 'List processes',
  async run(process) {
    const selection = parse(process.args);
    if (typeof selection === 'string') {
      process.stderr.write(`error: ${selection}\n\n${USAGE}`);
      return 1;
    }
    const entries = selected(process, selection);
    const unknown = selection.columns.find((name) => psColumns[name.split('=')[0] ?? ''] === undefined);
    if (unknown !== undefined) {
      process.stderr.write(`error: unknown user-defined format specifier "${unknown}"\n\n${USAGE}`);
      return 1;
    }
    const usual = isBusybox(process) ? ['busyboxpid', 'user', 'busyboxtime', 'args'] : defaultColumns(selection);
    const names = selection.columns.length > 0 ? selection.columns : usual;
    const columns = names.map((name): Column<Entry> => {
      const [key = '', ...title] = name.split('=');
      const column = psColumns[key];
      if (column === undefined) return { heading: '', value: () => '' };
      return title.length === 0 ? column : { ...column, heading: title.join('=') };
    });
    const headings = selection.headings && !(selection.columns.length > 0 && columns.every(({ heading }) => heading === ''));
    process.stdout.write(formatColumns(columns, entries, { headings }));
    return entries.length === 0 ? 1 : 0;
  },
});

function defaultColumns({ format, bsdAll }: Selection): readonly string[] {
  if (format === 'user') return ['user', 'pid', '%cpu', '%mem', 'vsz', 'rss', 'tty', 'stat', 'start', 'bsdtime', 'command'];
  if (format === 'full') return ['uid', 'pid', 'ppid', 'c', 'stime', 'tty', 'time', 'cmd'];
  if (format === 'long') return ['f', 's', 'uidnumber', 'pid', 'ppid', 'c', 'tty', 'time', 'comm'];
  return bsdAll ? ['pid', 'tty', 'stat', 'bsdtime', 'command'] : ['pid', 'tty', 'time', 'ucmd'];
}

function parse(args: readonly string[]): Selection | string {
  const found: Selection = {
    all: false,
    bsdAll: false,
    format: 'default',
    forest: false,
    headings: true,
    columns: [],
    pids: [],
    names: [],
    users: [],
    sort: undefined,
  };
  const words = (text: string): string[] => text.split(/[\s,]+/).filter((word) => word !== '');
  const take: { readonly [option: string]: (value: string) => void } = {
    o: (value) => void found.columns.push(...words(value)),
    q: (value) => void found.pids.push(...words(value).map(Number)),
    p: (value) => void found.pids.push(...words(value).map(Number)),
    C: (value) => void found.names.push(...words(value)),
    u: (value) => void found.users.push(...words(value)),
  };
  const long: { readonly [name: string]: (value: string) => void } = {
    forest: () => void (found.forest = true),
    'no-headers': () => void (found.headings = false),
    'no-heading': () => void (found.headings = false),
    sort: (value) => void (found.sort = value),
    pid: (value) => take['p']?.(value),
    format: (value) => take['o']?.(value),
    user: (value) => take['u']?.(value),
  };
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? '';
    if (arg.startsWith('--')) {
      const [name = '', value] = arg.slice(2).split('=');
      const set = Object.hasOwn(long, name) ? long[name] : undefined;
      if (set === undefined) return 'unknown gnu long option';
      const valued = !['forest', 'no-headers', 'no-heading'].includes(name);
      set(value ?? (valued ? (args[++index] ?? '') : ''));
      continue;
    }
    if (/^\d+$/.test(arg)) {
      found.pids.push(Number(arg));
      continue;
    }
    const dashed = arg.startsWith('-');
    const letters = dashed ? arg.slice(1) : arg;
    for (let at = 0; at < letters.length; at++) {
      const letter = letters.charAt(at);
      const set = (dashed || letter === 'o' || letter === 'p') && Object.hasOwn(take, letter) ? take[letter] : undefined;
      if (set !== undefined) {
        set(letters.slice(at + 1) || (args[++index] ?? ''));
        break;
      }
      if (letter === 'e' || letter === 'A') found.all = true;
      else if (letter === 'a' || letter === 'x') {
        found.all = true;
        found.bsdAll = !dashed;
      } else if (letter === 'f' && dashed) found.format = 'full';
      else if (letter === 'f') {
        found.forest = true;
        found.bsdAll = true;
      } else if (letter === 'H') found.forest = true;
      else if (letter === 'u') found.format = 'user';
      else if (letter === 'l') found.format = 'long';
      else if (letter === 'h') found.headings = false;
      else if ('TLmc'.includes(letter)) return `${dashed ? '-' : ''}${letter} is not simulated: processes have one thread here`;
      else if (letter !== 'w') return dashed ? 'unsupported SysV option' : 'unsupported option (BSD syntax)';
    }
  }
  return found;
}

function selected(process: ProcessContext, selection: Selection): readonly Entry[] {
  const { clock } = process;
  const byPid = new Map(process.system.processes().map((other) => [process.system.pidOf(other), other]));
  const namespaceOf = (pid: number): Entry['namespaces'] => byPid.get(pid)?.namespaces;
  const { memory } = process.system.machine.cgroups;
  const all = [...process.processes()]
    .sort((left, right) => left.pid - right.pid)
    .map((entry): Entry => ({ ...entry, now: clock.now(), total: memory, namespaces: namespaceOf(entry.pid), tree: '' }));
  const narrowed = selection.pids.length + selection.names.length + selection.users.length > 0;
  const isOwn = (entry: ProcessEntry): boolean =>
    process.programs !== process.system.machine.programs ||
    (entry.user.uid === process.user.uid && entry.terminal === (process.terminal !== undefined));
  const found = all.filter((entry) =>
    narrowed
      ? selection.pids.includes(entry.pid) ||
        selection.names.includes(commandName(entry)) ||
        selection.users.includes(entry.user.name) ||
        selection.users.includes(String(entry.user.uid))
      : selection.all || isBusybox(process) || isOwn(entry),
  );
  if (selection.sort !== undefined) return sorted(found, selection.sort);
  return selection.forest ? forest(found) : found;
}

function sorted(entries: readonly Entry[], by: string): readonly Entry[] {
  const down = by.startsWith('-');
  const column = psColumns[by.replace(/^[-+]/, '')];
  if (column === undefined) return entries;
  const order = (left: Entry, right: Entry): number => {
    const [one, other] = [column.value(left).trim(), column.value(right).trim()];
    const numbers = Number(one) - Number(other);
    return Number.isNaN(numbers) ? one.localeCompare(other) : numbers;
  };
  return [...entries].sort((left, right) => (down ? order(right, left) : order(left, right)));
}

/** Children below their parents, with the lines that lead to them. */
function forest(entries: readonly Entry[]): readonly Entry[] {
  const result: Entry[] = [];
  const add = (entry: Entry, prefix: string, branch: string): void => {
    result.push({ ...entry, tree: branch });
    const children = entries.filter(({ ppid, pid }) => ppid === entry.pid && ppid !== 1 && pid !== entry.pid);
    for (const [index, child] of children.entries()) {
      const last = index === children.length - 1;
      add(child, `${prefix}${last ? '    ' : '|   '}`, `${prefix}\\_ `);
    }
  };
  // Everybody descends from the first process, so procps draws no line from it.
  for (const entry of entries)
    if (entry.ppid === 1 || !entries.some(({ pid }) => pid === entry.ppid && pid !== entry.pid)) add(entry, ' ', '');
  return result;
}
