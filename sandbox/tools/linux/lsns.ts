import { NAMESPACE_KINDS, type NamespaceKind } from '../../host/namespaces.ts';
import type { Process } from '../../host/machine-types.ts';
import { defineProgram, type ProcessContext } from '../../host/program.ts';
import { parseArguments, UsageError, type Arguments } from './arguments.ts';
import { formatColumns, type Column } from './columns.ts';
import { processOf } from './namespace-tools.ts';

interface Row {
  readonly inode: number;
  readonly kind: NamespaceKind;
  readonly count: number;
  readonly first: Process;
}

/** Lists namespaces that have a process. Models util-linux' lsns(1). */
export const lsns = defineProgram({
  name: 'lsns',
  summary: 'List system namespaces',
  async run(process) {
    let options: Arguments;
    try {
      options = parseArguments(process.args, {
        flags: ['noheadings', 'raw', 'list', 'notruncate'],
        values: ['type', 'task', 'output'],
        names: { t: 'type', p: 'task', o: 'output', n: 'noheadings', r: 'raw', l: 'list', u: 'notruncate', W: 'notruncate' },
      });
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      process.stderr.write(`lsns: unrecognized option '${error.option}'\nTry 'lsns --help' for more information.\n`);
      return 1;
    }
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
    process.stdout.write(formatColumns(columnsFor(process, kind), rows, { headings: !options.has('noheadings') }));
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
      const row = rows.get(inode) ?? { inode, kind, count: 0, first: other };
      row.count++;
      if (process.system.pidOf(other) < process.system.pidOf(row.first)) row.first = other;
      rows.set(inode, row);
    }
  return [...rows.values()].sort((left, right) => left.inode - right.inode);
}

function columnsFor(process: ProcessContext, kind: NamespaceKind | undefined): readonly Column<Row>[] {
  const base: readonly Column<Row>[] = [
    { heading: 'NS', right: true, value: ({ inode }) => String(inode) },
    { heading: 'TYPE', value: (row) => row.kind, ...(kind === undefined ? { width: 6 } : {}) },
    { heading: 'NPROCS', right: true, value: ({ count }) => String(count) },
    { heading: 'PID', right: true, value: ({ first }) => String(process.system.pidOf(first)) },
    { heading: 'USER', value: ({ first }) => first.user.name },
  ];
  const net: readonly Column<Row>[] =
    kind === 'net'
      ? [
          { heading: 'NETNSID', right: true, value: () => 'unassigned' },
          {
            heading: 'NSFS',
            value: (row) =>
              [...process.system.machine.namespaces.pinned].find(([, pinned]) => pinned.inode === row.inode)?.[0] ?? '',
          },
        ]
      : [];
  return [...base, ...net, { heading: 'COMMAND', value: ({ first }) => first.argv.join(' ') }];
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
