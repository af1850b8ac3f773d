import { isMountedFileSystem } from '../../host/memory-file-system.ts';
import { mountTable, type MountEntry } from '../../host/proc/mount-table.ts';
import { defineProgram, type ProcessContext } from '../../host/program.ts';
import { formatColumns, humanSize, type Column } from './columns.ts';
import { absolute } from './mount.ts';

/** Bytes of the machine's disk, and of what the system on it takes. */
const DISK = { size: 40 * 1024 ** 3, used: 6 * 1024 ** 3 };

/** Lists mounts as a tree. Models util-linux' findmnt(8). */
export const findmnt = defineProgram({
  name: 'findmnt',
  summary: 'Find a file system',
  async run(process) {
    const args = [...process.args];
    let type: string | undefined;
    let names = ['TARGET', 'SOURCE', 'FSTYPE', 'OPTIONS'];
    const operands: string[] = [];
    let flat = false;
    let headings = true;
    while (args.length > 0) {
      const arg = args.shift() ?? '';
      if (arg === '-t' || arg === '--types') type = args.shift();
      else if (arg === '-o' || arg === '--output') names = (args.shift() ?? '').toUpperCase().split(',');
      else if (arg === '-l' || arg === '--list') flat = true;
      else if (arg === '-n' || arg === '--noheadings') headings = false;
      else if (arg === '-T' || arg === '--target')
        operands.push(owner(process, absolute(process, args.shift() ?? ''))?.target ?? '');
      else if (arg.startsWith('-')) {
        process.stderr.write(`findmnt: unrecognized option '${arg}'\nTry 'findmnt --help' for more information.\n`);
        return 1;
      } else operands.push(arg);
    }
    const table = mountTable(process.system.self.files);
    const [operand] = operands;
    const found =
      operand === undefined
        ? table.filter((entry) => type === undefined || type.split(',').includes(entry.type))
        : table.filter((entry) => entry.target === absolute(process, operand) || entry.source === operand).slice(-1);
    const asTree = operand === undefined && type === undefined && !flat;
    const rows = asTree ? tree(found) : found.map((entry) => ({ ...entry, drawn: entry.target }));
    const known: { readonly [name: string]: (entry: Row) => string } = {
      TARGET: ({ drawn }) => drawn,
      SOURCE: ({ source, root, type: kind }) => (root === '/' || kind === 'overlay' ? source : `${source}[${root}]`),
      FSTYPE: (entry) => entry.type,
      OPTIONS: (entry) => entry.options,
    };
    const columns = names.map((name): Column<Row> => ({ heading: name, value: known[name] ?? (() => '') }));
    const unknown = names.find((name) => known[name] === undefined);
    if (unknown !== undefined) {
      process.stderr.write(`findmnt: unknown column: ${unknown}\n`);
      return 1;
    }
    if (rows.length === 0) return 1;
    process.stdout.write(formatColumns(columns, rows, { headings }));
    return 0;
  },
});

type Row = MountEntry & { readonly drawn: string };

function tree(entries: readonly MountEntry[]): readonly Row[] {
  const rows: Row[] = [];
  const add = (entry: MountEntry, prefix: string, mark: string): void => {
    rows.push({ ...entry, drawn: `${prefix}${mark}${entry.target}` });
    const children = entries.filter(({ parent, id }) => parent === entry.id && id !== entry.id);
    const inner = mark === '' ? '' : `${prefix}${mark === '└─' ? '  ' : '│ '}`;
    for (const [index, child] of children.entries()) add(child, inner, index === children.length - 1 ? '└─' : '├─');
  };
  for (const entry of entries) if (!entries.some(({ id }) => id === entry.parent)) add(entry, '', '');
  return rows;
}

/** The mount that a path is in. */
function owner(process: ProcessContext, path: string): MountEntry | undefined {
  return mountTable(process.system.self.files)
    .filter(({ target }) => target === '/' || path === target || path.startsWith(`${target}/`))
    .reduce<MountEntry | undefined>(
      (best, entry) => (best === undefined || entry.target.length >= best.target.length ? entry : best),
      undefined,
    );
}

/** Free space. Only the machine's disk and tmpfs have any. */
export const df = defineProgram({
  name: 'df',
  summary: 'Report file system space usage',
  async run(process) {
    const flags = process.args.filter((arg) => arg.startsWith('-')).join('');
    const operands = process.args.filter((arg) => !arg.startsWith('-'));
    const human = flags.includes('h');
    const withType = flags.includes('T');
    const entries: MountEntry[] = [];
    let code = 0;
    for (const operand of operands) {
      const path = absolute(process, operand);
      if (process.files.stat(path) === undefined) {
        process.stderr.write(`df: ${operand}: No such file or directory\n`);
        code = 1;
        continue;
      }
      const entry = owner(process, path);
      if (entry !== undefined) entries.push(entry);
    }
    if (operands.length === 0) {
      const sized = mountTable(process.system.self.files).filter(({ type }) => ['ext4', 'tmpfs', 'overlay'].includes(type));
      entries.push(
        ...sized.filter(
          (entry, index) =>
            sized.findIndex(({ source, type }) => type === 'ext4' && source === entry.source) === index || entry.type !== 'ext4',
        ),
      );
    }
    if (entries.length === 0) return code || 1;
    const size = (bytes: number): string => (human ? humanSize(bytes) : String(Math.floor(bytes / 1024)));
    const rows = entries.map((entry) => ({ ...entry, ...space(process, entry) }));
    type Line = (typeof rows)[number];
    const columns: Column<Line>[] = [
      { heading: 'Filesystem', width: 14, value: ({ source }) => source },
      ...(withType ? [{ heading: 'Type', value: ({ type }: Line) => type }] : []),
      { heading: human ? 'Size' : '1K-blocks', right: true, width: human ? 5 : 9, value: (row) => size(row.total) },
      { heading: 'Used', right: true, width: human ? 5 : 8, value: (row) => size(row.used) },
      { heading: human ? 'Avail' : 'Available', right: true, value: (row) => size(row.total - row.used) },
      { heading: 'Use%', right: true, value: (row) => `${row.total === 0 ? '-' : Math.ceil((row.used / row.total) * 100)}%` },
      { heading: 'Mounted on', value: ({ target }) => target },
    ];
    process.stdout.write(formatColumns(columns, rows));
    return code;
  },
});

function space(process: ProcessContext, entry: MountEntry): { readonly total: number; readonly used: number } {
  if (entry.type !== 'tmpfs') {
    const { files } = process.system.machine;
    return { total: DISK.size, used: DISK.used + (isMountedFileSystem(files) ? files.usedBytes : 0) };
  }
  const mounted = process.system.mounts.mounts.findLast(({ path }) => path === entry.target)?.files;
  const limit = /size=(\d+)k/.exec(entry.options)?.[1];
  const total = limit === undefined ? process.system.machine.cgroups.memory / 2 : Number(limit) * 1024;
  return { total, used: mounted !== undefined && isMountedFileSystem(mounted) ? mounted.usedBytes : 0 };
}
