import { NAMESPACE_KINDS, type NamespaceKind } from '../../host/namespaces.ts';
import type { Process } from '../../host/machine-types.ts';
import { defineProgram, type ProcessContext } from '../../host/program.ts';
import { readOptions } from './arguments.ts';
import { formatColumns, jsonRows, type Column } from './columns.ts';
import { processOf } from './namespace-tools.ts';

interface Row {
  readonly inode: number;
  readonly kind: NamespaceKind;
  readonly count: number;
  readonly first: Process;
  /** The lines that lead to it in the tree. */
  tree: string;
}

/** Lists namespaces that have a process. Models util-linux' lsns(1). */
export const lsns = defineProgram({
  name: 'lsns',
  summary: 'List system namespaces',
  async run(process) {
    const options = readOptions(process, 'lsns', {
      flags: ['noheadings', 'raw', 'list', 'notruncate', 'json'],
      values: ['type', 'task', 'output'],
      names: {
        t: 'type',
        p: 'task',
        o: 'output',
        n: 'noheadings',
        r: 'raw',
        l: 'list',
        u: 'notruncate',
        W: 'notruncate',
        J: 'json',
      },
      idle: { raw: 'the columns stay aligned' },
    });
    if (options === undefined) return 1;
    const type = options.value('type');
    const kind = NAMESPACE_KINDS.find((one) => one === type);
    if (type !== undefined && kind === undefined) {
      process.stderr.write(`lsns: unknown namespace type: ${type}\n`);
      return 1;
    }
    const [operand] = options.operands;
    if (operand !== undefined) return members(process, operand);
    const task = options.value('task');
    const only = task === undefined ? undefined : processOf(process, Number(task));
    if (task !== undefined && only === undefined) {
      process.stderr.write(`lsns: not found process with PID ${task}\n`);
      return 1;
    }
    const rows = rowsOf(process).filter(
      (row) => (kind === undefined || row.kind === kind) && (only === undefined || only.namespaces[row.kind].inode === row.inode),
    );
    const known = columnsOf(process, kind);
    const names = (options.value('output') ?? usualColumns(kind)).toUpperCase().split(',');
    const unknown = names.find((name) => known[name] === undefined);
    if (unknown !== undefined) {
      process.stderr.write(`lsns: unknown column: ${unknown}\n`);
      return 1;
    }
    const columns = names.flatMap((name) => known[name] ?? []);
    const shown = options.has('list') || options.has('raw') || options.has('json') ? rows : asTree(rows);
    if (options.has('json')) process.stdout.write(jsonRows('namespaces', columns, shown));
    else process.stdout.write(formatColumns(columns, shown, { headings: !options.has('noheadings') }));
    return 0;
  },
});

function visible(process: ProcessContext): readonly Process[] {
  // Of processes of other users their namespaces cannot be read.
  const { uid } = process.system.self.user;
  return process.system.processes().filter(({ user, running }) => running && (uid === 0 || user.uid === uid));
}

function rowsOf(process: ProcessContext): readonly Row[] {
  const rows = new Map<number, { -readonly [key in keyof Row]: Row[key] }>();
  for (const other of visible(process))
    for (const kind of NAMESPACE_KINDS) {
      const { inode } = other.namespaces[kind];
      const row = rows.get(inode) ?? { inode, kind, count: 0, first: other, tree: '' };
      row.count++;
      if (process.system.pidOf(other) < process.system.pidOf(row.first)) row.first = other;
      rows.set(inode, row);
    }
  return [...rows.values()].sort((left, right) => left.inode - right.inode);
}

/** Below the last row of the process that started its first one, as lsns draws them. */
function asTree(rows: readonly Row[]): readonly Row[] {
  const parentOf = ({ first }: Row, index: number): number =>
    rows.findLastIndex((row, at) => at < index && row.first !== first && row.first === first.parent);
  const parents = rows.map(parentOf);
  const below = (parent: number, prefix: string): readonly Row[] => {
    const children = rows.flatMap((row, index) => (parents[index] === parent ? [{ row, index }] : []));
    return children.flatMap(({ row, index }, at) => {
      const last = at === children.length - 1;
      const tree = parent < 0 ? '' : `${prefix}${last ? '└─' : '├─'}`;
      return [{ ...row, tree }, ...below(index, parent < 0 ? '' : `${prefix}${last ? '  ' : '│ '}`)];
    });
  };
  return below(-1, '');
}

const usualColumns = (kind: NamespaceKind | undefined): string =>
  kind === 'net' ? 'NS,TYPE,NPROCS,PID,USER,NETNSID,NSFS,COMMAND' : 'NS,TYPE,NPROCS,PID,USER,COMMAND';

function columnsOf(
  process: ProcessContext,
  kind: NamespaceKind | undefined,
): { readonly [name: string]: Column<Row> | undefined } {
  const { system } = process;
  const pinned = (row: Row): string =>
    [...system.machine.namespaces.pinned].find(([, one]) => one.inode === row.inode)?.[0] ?? '';
  const right = (heading: string, value: (row: Row) => string): Column<Row> => ({ heading, right: true, value });
  return {
    NS: right('NS', ({ inode }) => String(inode)),
    TYPE: { heading: 'TYPE', value: (row) => row.kind, ...(kind === undefined ? { width: 6 } : {}) },
    NPROCS: right('NPROCS', ({ count }) => String(count)),
    PID: right('PID', ({ first }) => String(system.pidOf(first))),
    PPID: right('PPID', ({ first }) => String(system.pidOf(first.parent))),
    UID: right('UID', ({ first }) => String(first.user.uid)),
    USER: { heading: 'USER', value: ({ first }) => first.user.name },
    PATH: { heading: 'PATH', value: (row) => `/proc/${system.pidOf(row.first)}/ns/${row.kind}` },
    NETNSID: right('NETNSID', () => 'unassigned'),
    NSFS: { heading: 'NSFS', value: pinned },
    COMMAND: { heading: 'COMMAND', value: ({ first, tree }) => `${tree}${first.argv.join(' ')}` },
  };
}

/** `lsns NUMBER`: who is in it. */
function members(process: ProcessContext, operand: string): number {
  const inode = Number(operand);
  const found = visible(process).filter((other) => NAMESPACE_KINDS.some((kind) => other.namespaces[kind].inode === inode));
  if (found.length === 0) {
    process.stderr.write(`lsns: not found namespace: ${operand}\n`);
    return 1;
  }
  process.stdout.write(
    formatColumns<Process>(
      [
        { heading: 'PID', right: true, value: (other) => String(process.system.pidOf(other)) },
        { heading: 'PPID', right: true, value: (other) => String(process.system.pidOf(other.parent)) },
        { heading: 'USER', value: (other) => other.user.name },
        { heading: 'COMMAND', value: (other) => other.argv.join(' ') },
      ],
      found,
    ),
  );
  return 0;
}
