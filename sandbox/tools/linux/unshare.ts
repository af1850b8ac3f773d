import { defineProgram, type ProcessContext } from '../../host/program.ts';
import { readOptions } from './arguments.ts';
import { attempt } from './kernel-errors.ts';
import { loginShell, namespaceOptions } from './namespace-tools.ts';

const grammar = {
  flags: [
    ...namespaceOptions.map(({ kind }) => kind),
    'fork',
    'map-root-user',
    'map-current-user',
    'mount-proc',
    'kill-child',
    'keep-caps',
    'map-auto',
  ],
  values: ['map-user', 'map-group', 'map-users', 'map-groups', 'propagation', 'setgroups', 'root', 'wd', 'setuid', 'setgid'],
  names: {
    ...Object.fromEntries(namespaceOptions.flatMap(({ letter, long, kind }) => [[letter, kind] as const, [long, kind] as const])),
    f: 'fork',
    r: 'map-root-user',
    c: 'map-current-user',
    R: 'root',
    w: 'wd',
    S: 'setuid',
    G: 'setgid',
  },
  stopAtOperand: true,
};

/** Runs a program in new namespaces. Models util-linux' unshare(1). */
export const unshare = defineProgram({
  name: 'unshare',
  summary: 'Run a program with some namespaces unshared from the parent',
  async run(process) {
    const { stderr, system } = process;
    // `--net=FILE` keeps the namespace by a file; `--mount-proc=DIR` says where.
    const files = new Map<string, string>();
    const plain = process.args.map((arg, index) => {
      const [, name = '', value = ''] = /^--([a-z-]+)=(.+)$/.exec(arg) ?? [];
      const known = name === 'mount-proc' || namespaceOptions.some(({ long }) => long === name);
      const before = process.args.slice(0, index).every((one) => one.startsWith('-'));
      if (!known || !before) return arg;
      files.set(name, value);
      return `--${name}`;
    });
    const options = readOptions({ args: plain, stderr }, 'unshare', grammar);
    if (options === undefined) return 1;
    const kinds = new Set(namespaceOptions.map(({ kind }) => kind).filter((kind) => options.has(kind)));
    const maps = options.has('map-root-user') || options.has('map-current-user') || options.value('map-user') !== undefined;
    if (maps) kinds.add('user');
    if (options.has('mount-proc')) kinds.add('mnt');
    const { uid, gid } = process.user;
    const made = attempt(() => system.unshare([...kinds]));
    if (!made.ok) {
      stderr.write(`unshare: unshare failed: ${made.text}\n`);
      return 1;
    }
    for (const { long, kind } of namespaceOptions) {
      const path = files.get(long);
      if (path !== undefined && kind !== 'pid') system.machine.namespaces.pinned.set(path, system.namespaces[kind]);
    }
    if (maps) {
      const inside = options.has('map-root-user') ? 0 : Number(options.value('map-user') ?? uid);
      const { user } = system.namespaces;
      user.setgroups = 'deny';
      user.uidMap = [{ inside, outside: uid, count: 1 }];
      user.gidMap = [{ inside: options.has('map-root-user') ? 0 : gid, outside: gid, count: 1 }];
    }
    const [command = '', ...rest] = options.operands.length > 0 ? options.operands : loginShell(process);
    if (process.programs.find(command.split('/').at(-1) ?? '') === undefined) {
      stderr.write(`unshare: failed to execute ${command}: No such file or directory\n`);
      return 127;
    }
    const root = options.value('root');
    if (root !== undefined) {
      const changed = attempt(() => system.chroot(root));
      if (!changed.ok) {
        stderr.write(`unshare: cannot change root directory to '${root}': ${changed.text}\n`);
        return 1;
      }
    }
    if (options.has('mount-proc')) {
      const failure = mountProc(process, files.get('mount-proc') ?? '/proc');
      if (failure !== undefined) {
        stderr.write(`unshare: mount ${files.get('mount-proc') ?? '/proc'} failed: ${failure}\n`);
        return 1;
      }
    }
    const cwd = options.value('wd');
    if (cwd !== undefined) system.changeDirectory(cwd);
    const argv = [command, ...rest];
    // Without a fork it is this process that goes on as the program; only its children are in the new PID namespace.
    return options.has('fork') || options.has('kill-child') ? process.run(argv) : process.exec(argv);
  },
});

function mountProc({ system }: ProcessContext, path: string): string | undefined {
  const mounted = attempt(() =>
    system.mount({
      path,
      files: system.procFor('children'),
      source: 'proc',
      type: 'proc',
      options: 'rw,nosuid,nodev,noexec,relatime',
    }),
  );
  return mounted.ok ? undefined : mounted.text;
}
