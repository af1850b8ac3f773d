import type { Namespace, NamespaceKind } from '../../host/namespaces.ts';
import { defineProgram } from '../../host/program.ts';
import { readOptions } from './arguments.ts';
import { attempt } from './kernel-errors.ts';
import { loginShell, namespaceOptions, processOf } from './namespace-tools.ts';

const grammar = {
  flags: [...namespaceOptions.map(({ kind }) => kind), 'all', 'root', 'wd', 'no-fork', 'preserve-credentials'],
  values: ['target', 'setuid', 'setgid'],
  names: {
    ...Object.fromEntries(namespaceOptions.flatMap(({ letter, long, kind }) => [[letter, kind] as const, [long, kind] as const])),
    t: 'target',
    a: 'all',
    r: 'root',
    w: 'wd',
    F: 'no-fork',
    S: 'setuid',
    G: 'setgid',
  },
  stopAtOperand: true,
};

/** Runs a program in the namespaces of another process. Models util-linux' nsenter(1). */
export const nsenter = defineProgram({
  name: 'nsenter',
  summary: 'Run a program with namespaces of other processes',
  async run(process) {
    const { stderr, system } = process;
    const paths = new Map<NamespaceKind, string>();
    const plain = process.args.map((arg) => {
      const [, name = '', value = ''] = /^--([a-z]+)=(.+)$/.exec(arg) ?? [];
      const [, letter = '', rest = ''] = /^-([muinpUCT])(\/.+)$/.exec(arg) ?? [];
      const option = namespaceOptions.find((one) => one.long === name || (letter !== '' && one.letter === letter));
      if (option === undefined) return arg;
      paths.set(option.kind, value || rest);
      return `--${option.long}`;
    });
    const options = readOptions({ args: plain, stderr }, 'nsenter', grammar);
    if (options === undefined) return 1;
    const target = options.value('target');
    const other = target === undefined ? undefined : processOf(process, Number(target));
    const wanted: Namespace[] = [];
    for (const { kind } of namespaceOptions) {
      if (!options.has(kind) && !options.has('all')) continue;
      const path = paths.get(kind);
      if (path === undefined && target === undefined) {
        stderr.write(`nsenter: neither filename nor target pid supplied for ns/${kind}\n`);
        return 1;
      }
      const found = path === undefined ? other?.namespaces[kind] : system.namespaceAt(path);
      if (found === undefined) {
        stderr.write(`nsenter: cannot open ${path ?? `/proc/${target}/ns/${kind}`}: No such file or directory\n`);
        return 1;
      }
      if (!(options.has('all') && found === system.namespaces[kind])) wanted.push(found);
    }
    for (const namespace of wanted) {
      const entered = attempt(() => system.setns(namespace));
      if (entered.ok) continue;
      stderr.write(`nsenter: reassociate to namespace 'ns/${namespace.kind}' failed: ${entered.text}\n`);
      return 1;
    }
    const command = options.operands.length > 0 ? options.operands : loginShell(process);
    if (process.programs.find((command[0] ?? '').split('/').at(-1) ?? '') === undefined) {
      stderr.write(`nsenter: failed to execute ${command[0]}: No such file or directory\n`);
      return 127;
    }
    const forks = wanted.some(({ kind }) => kind === 'pid') && !options.has('no-fork');
    return forks ? process.run(command) : process.exec(command);
  },
});
