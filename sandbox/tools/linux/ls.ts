import { timeParts } from '../../images/clock-text.ts';
import { FileError, type FileStat } from '../../host/file-system.ts';
import { defineProgram, type ProcessContext } from '../../host/program.ts';
import { readOptions, type Arguments } from './arguments.ts';
import { formatColumns, humanSize, type Column } from './columns.ts';
import { accountName, modeText } from './file-words.ts';
import { attempt, errorText } from './kernel-errors.ts';
import { absolute } from './mount.ts';

const grammar = {
  flags: ['a', 'A', 'd', 'l', 'h', 'F', 'p', 'R', 't', 'S', 'r', 'n', 'o', 'g', 'L', '1', 'U', 'X', 'full-time'],
  values: ['color', 'sort', 'time-style'],
  names: {
    all: 'a',
    'almost-all': 'A',
    directory: 'd',
    'human-readable': 'h',
    classify: 'F',
    recursive: 'R',
    reverse: 'r',
    'numeric-uid-gid': 'n',
    dereference: 'L',
  },
  idle: { X: 'names stay in their order', sort: 'use -t or -S', 'time-style': 'times keep their form' },
};

interface Entry {
  /** As it is shown. */
  readonly name: string;
  readonly path: string;
  readonly stat: FileStat;
}

/** Half a year: older files show their year instead of the time. */
const RECENT = 15_778_476_000;
const BLOCK = 4096;

/** Lists files, one a line. Models ls of GNU coreutils. */
export const ls = defineProgram({
  name: 'ls',
  summary: 'List files and folders',
  async run(process) {
    const options = readOptions({ args: withoutColour(process.args), stderr: process.stderr }, 'ls', grammar);
    if (options === undefined) return 2;
    let code = 0;
    const fail = (path: string, error: FileError, what: string): void => {
      process.stderr.write(`ls: cannot ${what} '${path}': ${errorText(error)}\n`);
      code = Math.max(code, what === 'access' ? 2 : 1);
    };
    const given = (options.operands.length > 0 ? options.operands : ['.']).flatMap((name): Entry[] => {
      const path = absolute(process, name);
      // A link that is named itself is shown as what it leads to, unless the long form or -F or -d asks for itself.
      const asLink = options.has('l') || options.has('d') || options.has('F');
      const found = attempt(
        () =>
          process.files.stat(path, { followLinks: !asLink || options.has('L') || name.endsWith('/') }) ??
          process.files.stat(path, { followLinks: false }),
      );
      const stat = found.ok ? found.value : undefined;
      if (stat !== undefined) return [{ name, path, stat }];
      fail(name, found.ok ? new FileError('ENOENT', name) : found.error, 'access');
      return [];
    });
    const isFolder = ({ stat }: Entry): boolean => stat.type === 'directory' && !options.has('d');
    const alone = ordered(
      given.filter((entry) => !isFolder(entry)),
      options,
    );
    if (alone.length > 0) process.stdout.write(listing(process, alone, options));
    let first = alone.length === 0;
    const headed = options.operands.length > 1 || options.has('R');
    const visit = (folder: Entry): void => {
      const names = attempt(() => process.files.list(folder.path));
      if (!names.ok) return fail(folder.name, names.error, 'open directory');
      if (headed) process.stdout.write(`${first ? '' : '\n'}${folder.name}:\n`);
      first = false;
      const dots = options.has('a') ? ['.', '..'] : [];
      const inside = names.value.filter((name) => options.has('a') || options.has('A') || !name.startsWith('.'));
      const entries = [...dots, ...inside].flatMap((name): Entry[] => {
        const path = absolute(process, `${folder.path === '/' ? '' : folder.path}/${name}`);
        const stat = process.files.stat(path, { followLinks: options.has('L') });
        return stat === undefined ? [] : [{ name, path, stat }];
      });
      const shown = ordered(entries, options);
      if (options.has('l') || options.has('n') || options.has('g') || options.has('o'))
        process.stdout.write(`total ${sizeOf(shown.reduce((sum, { stat }) => sum + blocks(stat), 0) * 1024, options, 1024)}\n`);
      process.stdout.write(listing(process, shown, options));
      if (options.has('R'))
        for (const entry of shown)
          if (entry.stat.type === 'directory' && entry.name !== '.' && entry.name !== '..')
            visit({ ...entry, name: `${folder.name === '/' ? '' : folder.name}/${entry.name}` });
    };
    for (const folder of ordered(given.filter(isFolder), options)) visit(folder);
    return code;
  },
});

/** `--color=auto` and `--color` change nothing here: names have one colour. */
const withoutColour = (args: readonly string[]): readonly string[] => args.filter((arg) => !/^--colou?r(=\w+)?$/.test(arg));

function ordered(entries: readonly Entry[], options: Arguments): readonly Entry[] {
  const by = options.has('t')
    ? (one: Entry, other: Entry) => other.stat.modified - one.stat.modified
    : options.has('S')
      ? (one: Entry, other: Entry) => other.stat.size - one.stat.size
      : () => 0;
  const sorted = [...entries].sort(by);
  return options.has('r') ? sorted.reverse() : sorted;
}

function listing(process: ProcessContext, entries: readonly Entry[], options: Arguments): string {
  const name = (entry: Entry): string => `${entry.name}${mark(entry.stat, options)}`;
  if (!['l', 'n', 'g', 'o'].some((flag) => options.has(flag))) return entries.map((entry) => `${name(entry)}\n`).join('');
  const right = (value: (entry: Entry) => string): Column<Entry> => ({ heading: '', right: true, value });
  const left = (value: (entry: Entry) => string): Column<Entry> => ({ heading: '', value });
  const account = (accounts: 'passwd' | 'group', id: number): string =>
    options.has('n') ? String(id) : (accountName(process, accounts, id) ?? String(id));
  const columns = [
    left(({ stat }) => modeText(stat)),
    right((entry) => String(links(process, entry))),
    ...(options.has('g') ? [] : [left(({ stat }) => account('passwd', stat.uid))]),
    ...(options.has('o') ? [] : [left(({ stat }) => account('group', stat.gid))]),
    right(({ stat }) =>
      stat.device === undefined
        ? sizeOf(stat.size, options, 1)
        : `${stat.device.major}, ${String(stat.device.minor).padStart(3)}`,
    ),
    left(({ stat }) => timeText(stat.modified, process.clock.now(), options.has('full-time'))),
    left((entry) => `${name(entry)}${targetOf(process, entry)}`),
  ];
  return formatColumns(columns, entries, { headings: false });
}

/** ` -> TARGET` of a link; what may not be read is said. */
function targetOf({ files, stderr }: ProcessContext, { name, path, stat }: Entry): string {
  if (stat.type !== 'symlink') return '';
  const target = attempt(() => files.readLink(path));
  if (target.ok) return ` -> ${target.value}`;
  stderr.write(`ls: cannot read symbolic link '${name}': ${target.text}\n`);
  return '';
}

/** A folder has one from its parent, one from itself and one from each folder in it. */
function links({ files }: ProcessContext, { path, stat }: Entry): number {
  if (stat.type !== 'directory') return 1;
  const inside = attempt(() =>
    files.list(path).filter((name) => files.stat(`${path}/${name}`, { followLinks: false })?.type === 'directory'),
  );
  return 2 + (inside.ok ? inside.value.length : 0);
}

/** Kilobytes on the disk. */
const blocks = ({ type, size }: FileStat): number => (type === 'symlink' ? 0 : (Math.ceil(size / BLOCK) * BLOCK) / 1024);

function sizeOf(bytes: number, options: Arguments, unit: number): string {
  return options.has('h') ? humanSize(bytes) : String(Math.round(bytes / unit));
}

function mark(stat: FileStat, options: Arguments): string {
  if (stat.type === 'directory') return options.has('F') || options.has('p') ? '/' : '';
  if (!options.has('F')) return '';
  if (stat.type === 'symlink') return options.has('l') ? '' : '@';
  return (stat.mode & 0o111) === 0 ? '' : '*';
}

function timeText(at: number, now: number, full: boolean): string {
  const { year, month, monthName, day, time } = timeParts(at);
  if (full) return `${year}-${month}-${day} ${time}.000000000 +0000`;
  const date = `${monthName} ${String(Number(day)).padStart(2)}`;
  return at > now || now - at > RECENT ? `${date}  ${year}` : `${date} ${time.slice(0, 5)}`;
}
