import { createTableWriter } from '../../core/text-table.ts';
import type { Machine } from '../../host/machine-types.ts';
import { defineProgram, type Program, type ProcessContext } from '../../host/program.ts';
import { parseArguments, UsageError, type Arguments } from '../linux/arguments.ts';

/** What containerd keeps in one of its namespaces. */
export interface CtrNamespace {
  readonly name: string;
  containers(): readonly {
    readonly id: string;
    readonly image: string;
    readonly task: { readonly pid: number; readonly status: 'RUNNING' | 'PAUSED' | 'STOPPED' } | undefined;
  }[];
  images(): readonly { readonly reference: string; readonly digest: string; readonly size: number }[];
}

type Row = readonly string[];

const lists: {
  readonly [object: string]: (namespace: CtrNamespace) => { readonly rows: readonly Row[]; readonly names: readonly string[] };
} = {
  containers: (namespace) => {
    const all = namespace.containers();
    const rows = all.map(({ id, image }) => [id, image, 'io.containerd.runc.v2', '']);
    return { rows: [['CONTAINER', 'IMAGE', 'RUNTIME', ''], ...rows], names: all.map(({ id }) => id) };
  },
  tasks: (namespace) => {
    const all = namespace.containers().filter(({ task }) => task !== undefined);
    const rows = all.map(({ id, task }) => [id, String(task?.pid ?? 0), task?.status ?? '']);
    return { rows: [['TASK', 'PID', 'STATUS'], ...rows], names: all.map(({ id }) => id) };
  },
  images: (namespace) => {
    const all = namespace.images();
    const rows = all.map(({ reference, digest, size }) => [
      reference,
      'application/vnd.oci.image.index.v1+json',
      digest,
      `${(size / 1024 ** 2).toFixed(1)} MiB`,
      'linux/amd64',
      '-',
    ]);
    return {
      rows: [['REF', 'TYPE', 'DIGEST', 'SIZE', 'PLATFORMS', 'LABELS'], ...rows],
      names: all.map(({ reference }) => reference),
    };
  },
};

const objects: { readonly [word: string]: string } = {
  containers: 'containers',
  container: 'containers',
  c: 'containers',
  tasks: 'tasks',
  task: 'tasks',
  t: 'tasks',
  images: 'images',
  image: 'images',
  i: 'images',
  namespaces: 'namespaces',
  namespace: 'namespaces',
  ns: 'namespaces',
};

/** containerd's own client, for looking: the lists of containers, tasks, images and namespaces. */
export function createCtr(namespacesOf: (machine: Machine) => readonly CtrNamespace[] | undefined): Program {
  return defineProgram({
    name: 'ctr',
    summary: 'Look at what containerd keeps',
    async run(process) {
      const { stderr, stdout } = process;
      let global: Arguments;
      let options: Arguments;
      try {
        global = parseArguments(process.args, {
          flags: ['debug', 'version', 'help'],
          values: ['namespace', 'address'],
          names: { n: 'namespace', a: 'address', v: 'version', h: 'help' },
          stopAtOperand: true,
        });
        options = parseArguments(global.operands.slice(2), { flags: ['quiet'], values: [], names: { q: 'quiet' } });
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        stderr.write(`ctr: flag provided but not defined: ${error.option.replace(/^-+/, '-')}\n`);
        return 1;
      }
      const [word = '', verb = 'ls'] = global.operands;
      const object = Object.hasOwn(objects, word) ? objects[word] : undefined;
      if (object === undefined || !['ls', 'list'].includes(verb)) {
        stderr.write('ctr: only the lists are simulated: ctr -n NAMESPACE containers|tasks|images ls, ctr namespaces ls\n');
        return 1;
      }
      const namespaces = reach(process, namespacesOf);
      if (typeof namespaces === 'string') {
        stderr.write(`ctr: ${namespaces}\n`);
        return 1;
      }
      const name = global.value('namespace') ?? process.env['CONTAINERD_NAMESPACE'] ?? 'default';
      const namespace = namespaces.find((one) => one.name === name) ?? { name, containers: () => [], images: () => [] };
      const { rows, names } =
        object === 'namespaces'
          ? {
              rows: [['NAME', 'LABELS', ''], ...namespaces.map((one) => [one.name, '', ''])],
              names: namespaces.map((one) => one.name),
            }
          : (lists[object]?.(namespace) ?? { rows: [], names: [] });
      if (options.has('quiet')) stdout.write(names.map((one) => `${one}\n`).join(''));
      else stdout.write(createTableWriter({ minWidth: 4, padding: 4 })(rows));
      return 0;
    },
  });
}

function reach(
  process: ProcessContext,
  namespacesOf: (machine: Machine) => readonly CtrNamespace[] | undefined,
): readonly CtrNamespace[] | string {
  const dialing = (why: string): string =>
    `failed to dial "/run/containerd/containerd.sock": context deadline exceeded: connection error: desc = "transport: error while dialing: dial unix /run/containerd/containerd.sock: connect: ${why}"`;
  if (process.user.uid !== 0) return dialing('permission denied');
  return namespacesOf(process.system.machine) ?? dialing('no such file or directory');
}
