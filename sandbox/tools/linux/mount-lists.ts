import { isMountedFileSystem } from '../../host/memory-file-system.ts';
import { mountTable, type MountEntry } from '../../host/proc/mount-table.ts';
import { defineProgram, type ProcessContext } from '../../host/program.ts';
import { readOptions } from './arguments.ts';
import { formatColumns, humanSize, jsonRows, type Column } from './columns.ts';
import { absolute } from './mount.ts';

/** Bytes of the machine's disk, and of what the system on it takes. */
const DISK = { size: 40 * 1024 ** 3, used: 6 * 1024 ** 3 };

/** Lists mounts as a tree. Models util-linux' findmnt(8). */
export const findmnt = defineProgram({
  name: 'findmnt',
  summary: 'Find a file system',
  async run(process) {
    const options = readOptions(process, 'findmnt', {
      flags: ['list', 'noheadings', 'json', 'df', 'all', 'real', 'kernel'],
      values: ['types', 'output', 'target', 'mountpoint', 'source'],
      names: {
        t: 'types',
        o: 'output',
        l: 'list',
        n: 'noheadings',
        J: 'json',
        D: 'df',
        T: 'target',
        M: 'mountpoint',
        S: 'source',
        A: 'all',
        k: 'kernel',
      },
      idle: { real: 'all mounts are listed', json: 'the tree is given as a list' },
    });
    if (options === undefined) return 1;
    const type = options.value('types');
    const usual = options.has('df') ? 'SOURCE,FSTYPE,SIZE,USED,AVAIL,USE%,TARGET' : 'TARGET,SOURCE,FSTYPE,OPTIONS';
    const names = (options.value('output') ?? usual).toUpperCase().split(',');
    const target = options.value('target');
    const operands = [
      ...options.operands,
      ...options.all('mountpoint'),
      ...options.all('source'),
      ...(target === undefined ? [] : [owner(process, absolute(process, target))?.target ?? '']),
    ];
    const table = mountTable(process.system.self.files);
    const [operand] = operands;
    const found =
      operand === undefined
        ? table.filter((entry) => type === undefined || type.split(',').includes(entry.type))
        : table.filter((entry) => entry.target === absolute(process, operand) || entry.source === operand).slice(-1);
    const asTree = operand === undefined && type === undefined && !options.has('list') && !options.has('df');
    const rows = asTree ? tree(found) : found.map((entry) => ({ ...entry, drawn: entry.target }));
    const known: { readonly [name: string]: (entry: Row) => string } = {
      TARGET: ({ drawn }) => drawn,
      SOURCE: ({ source, root, type: kind }) => (root === '/' || kind === 'overlay' ? source : `${source}[${root}]`),
      FSTYPE: (entry) => entry.type,
      OPTIONS: (entry) => entry.options,
      SIZE: (entry) => humanSize(space(process, entry).total),
      USED: (entry) => humanSize(space(process, entry).used),
      AVAIL: (entry) => humanSize(space(process, entry).total - space(process, entry).used),
      'USE%': (entry) => percentUsed(space(process, entry)),
    };
    const columns = names.map((name): Column<Row> => ({ heading: name, value: known[name] ?? (() => '') }));
    const unknown = names.find((name) => known[name] === undefined);
    if (unknown !== undefined) {
      process.stderr.write(`findmnt: unknown column: ${unknown}\n`);
      return 1;
    }
    if (rows.length === 0) return 1;
    if (options.has('json')) {
      // A tree of objects where the table is a tree of lines is not simulated.
      process.stdout.write(
        jsonRows(
          'filesystems',
          columns,
          found.map((entry) => ({ ...entry, drawn: entry.target })),
        ),
      );
      return 0;
    }
    process.stdout.write(formatColumns(columns, rows, { headings: !options.has('noheadings') }));
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
    const options = readOptions(process, 'df', {
      flags: ['h', 'T', 'i', 'a', 'k', 'm', 'P', 'l', 'total', 'sync', 'no-sync'],
      values: ['t', 'x', 'B'],
      names: {
        'human-readable': 'h',
        'print-type': 'T',
        inodes: 'i',
        all: 'a',
        portability: 'P',
        local: 'l',
        type: 't',
        'exclude-type': 'x',
        'block-size': 'B',
      },
      idle: { a: 'file systems without blocks are left out' },
    });
    if (options === undefined) return 1;
    if (options.has('i') || options.value('B') !== undefined) {
      process.stderr.write(`df: ${options.has('i') ? 'inodes are' : 'block sizes beyond -k, -m and -h are'} not simulated\n`);
      return 1;
    }
    const { operands } = options;
    const human = options.has('h');
    const mega = options.has('m');
    const wanted = ({ type }: MountEntry): boolean =>
      !options.all('x').includes(type) && (options.value('t') === undefined || options.all('t').includes(type));
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
    const rows = entries.filter(wanted).map((entry) => ({ ...entry, ...space(process, entry) }));
    if (rows.length === 0) {
      if (code === 0) process.stderr.write('df: no file systems processed\n');
      return 1;
    }
    const size = (bytes: number): string => (human ? humanSize(bytes) : String(Math.floor(bytes / (mega ? 1024 ** 2 : 1024))));
    const sum = (pick: (row: (typeof rows)[number]) => number): number => rows.reduce((total, row) => total + pick(row), 0);
    const [first] = rows;
    if (options.has('total') && first !== undefined)
      rows.push({
        ...first,
        source: 'total',
        type: '-',
        target: '-',
        total: sum(({ total }) => total),
        used: sum(({ used }) => used),
      });
    type Line = (typeof rows)[number];
    const columns: Column<Line>[] = [
      { heading: 'Filesystem', width: 14, value: ({ source }) => source },
      ...(options.has('T') ? [{ heading: 'Type', value: ({ type }: Line) => type }] : []),
      {
        heading: human ? 'Size' : mega ? '1M-blocks' : '1K-blocks',
        right: true,
        width: human ? 5 : 9,
        value: (row) => size(row.total),
      },
      { heading: 'Used', right: true, width: human ? 5 : 8, value: (row) => size(row.used) },
      { heading: human ? 'Avail' : 'Available', right: true, value: (row) => size(row.total - row.used) },
      { heading: 'Use%', right: true, value: percentUsed },
      { heading: 'Mounted on', value: ({ target }) => target },
    ];
    process.stdout.write(formatColumns(columns, rows));
    return code;
  },
});

const percentUsed = ({ total, used }: { readonly total: number; readonly used: number }): string =>
  total === 0 ? '-' : `${Math.ceil((used / total) * 100)}%`;

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
