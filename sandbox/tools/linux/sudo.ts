import { defineProgram } from '../../host/program.ts';

const ROOT = { uid: 0, gid: 0, name: 'root' };

/** Runs a command as root; the learner may, without a password. */
export const sudo = defineProgram({
  name: 'sudo',
  summary: 'Run a command as root',
  async run(process) {
    const args = [...process.args];
    let login = false;
    let user = ROOT;
    while (args[0]?.startsWith('-')) {
      const option = args.shift() ?? '';
      if (option === '--') break;
      if (option === '-i' || option === '-s') login = true;
      else if (option === '-u') {
        const name = args.shift() ?? '';
        const found = userNamed(
          process.files.stat('/etc/passwd') === undefined ? '' : process.files.readText('/etc/passwd'),
          name,
        );
        if (found === undefined) {
          process.stderr.write(`sudo: unknown user ${name}\nsudo: error initializing audit plugin sudoers_audit\n`);
          return 1;
        }
        user = found;
      } else if (option !== '-E' && option !== '-n' && option !== '-H') {
        process.stderr.write(
          `sudo: invalid option -- '${option.replace(/^-+/, '')}'\nusage: sudo [-EHin] [-u user] [command [arg ...]]\n`,
        );
        return 1;
      }
    }
    const argv = args.length > 0 ? args : ['/bin/bash'];
    if (args.length === 0 && !login) {
      process.stderr.write('usage: sudo [-EHin] [-u user] [command [arg ...]]\n');
      return 1;
    }
    if (
      process.programs.find((argv[0] ?? '').split('/').at(-1) ?? '') === undefined &&
      process.files.stat(argv[0] ?? '') === undefined
    ) {
      process.stderr.write(`sudo: ${argv[0]}: command not found\n`);
      return 1;
    }
    const home = user.uid === 0 ? '/root' : `/home/${user.name}`;
    return process.run(argv, {
      user,
      env: {
        ...process.env,
        USER: user.name,
        LOGNAME: user.name,
        HOME: home,
        SUDO_USER: process.user.name,
        SUDO_UID: String(process.user.uid),
      },
      ...(login && args.length === 0 ? { cwd: home } : {}),
    });
  },
});

function userNamed(accounts: string, wanted: string): typeof ROOT | undefined {
  for (const line of accounts.split('\n')) {
    const [name = '', , uid = '', gid = ''] = line.split(':');
    if (name === wanted) return { uid: Number(uid), gid: Number(gid), name };
  }
  return undefined;
}
