import { defineProgram } from '../../host/program.ts';
import { attempt } from './kernel-errors.ts';
import { findCommand } from './namespace-tools.ts';

export const chroot = defineProgram({
  name: 'chroot',
  summary: 'Run a command with another root directory',
  async run(process) {
    const args = process.args.filter((arg) => !arg.startsWith('--userspec') && !arg.startsWith('--groups'));
    const [root, ...given] = args;
    if (root === undefined) {
      process.stderr.write("chroot: missing operand\nTry 'chroot --help' for more information.\n");
      return 125;
    }
    const changed = attempt(() => process.system.chroot(root));
    if (!changed.ok) {
      process.stderr.write(`chroot: cannot change root directory to '${root}': ${changed.text}\n`);
      return 125;
    }
    const command = given.length > 0 ? given : [process.env['SHELL'] ?? '/bin/sh', '-i'];
    if (findCommand(process, command[0] ?? '') === undefined) {
      process.stderr.write(`chroot: failed to run command '${command[0]}': No such file or directory\n`);
      return 127;
    }
    return process.exec(given.length > 0 ? command : command.slice(0, 1), { cwd: '/' });
  },
});

export const pivotRoot = defineProgram({
  name: 'pivot_root',
  summary: 'Change the root file system',
  async run(process) {
    const [newRoot, putOld] = process.args;
    if (newRoot === undefined || putOld === undefined) {
      process.stderr.write("pivot_root: bad usage\nTry 'pivot_root --help' for more information.\n");
      return 1;
    }
    // The shell that asked for it sees the new root as well: all of its mount namespace does.
    const changed = attempt(() => process.system.pivotRoot(newRoot, putOld));
    if (changed.ok) return 0;
    process.stderr.write(`pivot_root: failed to change root from \`${newRoot}' to \`${putOld}': ${changed.text}\n`);
    return 1;
  },
});
