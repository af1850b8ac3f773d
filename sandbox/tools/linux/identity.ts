import { KERNEL_RELEASE, KERNEL_VERSION } from '../../host/kernel-version.ts';
import { defineProgram, type ProcessContext } from '../../host/program.ts';
import { readOptions } from './arguments.ts';
import { attempt } from './kernel-errors.ts';

export const hostname = defineProgram({
  name: 'hostname',
  summary: "Show the system's host name",
  async run({ args, stdout, stderr, hostname: name, networkNamespace, system }) {
    const [option = ''] = args;
    if (option !== '' && !option.startsWith('-')) {
      const changed = attempt(() => system.setHostname(option));
      if (!changed.ok)
        stderr.write(`hostname: ${changed.error.code === 'EPERM' ? 'you must be root to change the host name' : changed.text}\n`);
      return changed.ok ? 0 : 1;
    }
    const shown: { readonly [option: string]: string } = {
      '': name,
      '-f': name,
      '--fqdn': name,
      '-s': name.split('.')[0] ?? name,
      '--short': name.split('.')[0] ?? name,
      '-d': name.split('.').slice(1).join('.'),
      '-i': networkNamespace.addresses.join(' '),
      '-I': `${networkNamespace.addresses.join(' ')} `,
      '--ip-address': networkNamespace.addresses.join(' '),
      '--all-ip-addresses': `${networkNamespace.addresses.join(' ')} `,
    };
    if (!Object.hasOwn(shown, option)) {
      stderr.write(`hostname: invalid option -- '${option.replace(/^-+/, '')}'\nUsage: hostname [-d|-f|-i|-I|-s] | NAME\n`);
      return 1;
    }
    stdout.write(`${shown[option] ?? ''}\n`);
    return 0;
  },
});

export const uname = defineProgram({
  name: 'uname',
  summary: 'Print system information',
  async run(process) {
    const parts: { readonly [flag: string]: string } = {
      s: 'Linux',
      n: process.hostname,
      r: KERNEL_RELEASE,
      v: KERNEL_VERSION,
      m: 'x86_64',
      p: 'x86_64',
      i: 'x86_64',
      o: 'GNU/Linux',
    };
    const options = readOptions(process, 'uname', {
      flags: ['a', ...Object.keys(parts)],
      values: [],
      names: {
        all: 'a',
        'kernel-name': 's',
        nodename: 'n',
        'kernel-release': 'r',
        'kernel-version': 'v',
        machine: 'm',
        processor: 'p',
        'hardware-platform': 'i',
        'operating-system': 'o',
      },
    });
    if (options === undefined) return 1;
    const [extra] = options.operands;
    if (extra !== undefined) {
      process.stderr.write(`uname: extra operand '${extra}'\nTry 'uname --help' for more information.\n`);
      return 1;
    }
    const chosen = Object.keys(parts).filter((flag) => options.has(flag) || options.has('a'));
    process.stdout.write(`${(chosen.length === 0 ? ['s'] : chosen).map((flag) => parts[flag]).join(' ')}\n`);
    return 0;
  },
});

export const arch = defineProgram({
  name: 'arch',
  summary: 'Print machine hardware name',
  run: async ({ stdout }) => (stdout.write('x86_64\n'), 0),
});

export const whoami = defineProgram({
  name: 'whoami',
  summary: 'Print the effective user name',
  async run(process) {
    const name = nameOf(process);
    if (name === undefined) {
      process.stderr.write(`whoami: unknown uid ${process.user.uid}\n`);
      return 1;
    }
    process.stdout.write(`${name}\n`);
    return 0;
  },
});

export const id = defineProgram({
  name: 'id',
  summary: 'Print user and group identities',
  async run(process) {
    const options = readOptions(process, 'id', {
      flags: ['u', 'g', 'G', 'n', 'r'],
      values: [],
      names: { user: 'u', group: 'g', groups: 'G', name: 'n', real: 'r' },
    });
    if (options === undefined) return 1;
    const [wanted] = options.operands;
    const user: Identity['user'] | undefined = wanted === undefined ? process.user : userNamed(process, wanted);
    if (user === undefined) {
      process.stderr.write(`id: '${wanted ?? ''}': no such user\n`);
      return 1;
    }
    const other = { files: process.files, user };
    const [name, group] = [nameOf(other), groupOf(other)];
    const named = (number: number, text: string | undefined): string =>
      text === undefined ? String(number) : `${number}(${text})`;
    if (options.has('u')) process.stdout.write(`${options.has('n') ? (name ?? user.uid) : user.uid}\n`);
    else if (options.has('g')) process.stdout.write(`${options.has('n') ? (group ?? user.gid) : user.gid}\n`);
    else {
      const all = [...new Set([user.gid, ...(user.groups ?? [])])]
        .sort((one, two) => one - two)
        .map((gid) => ({
          gid,
          name: gid === user.gid ? group : groupOf({ files: process.files, user: { uid: user.uid, gid } }),
        }));
      const [id, groups] = [named(user.uid, name), all.map((one) => named(one.gid, one.name)).join(',')];
      if (options.has('G')) process.stdout.write(`${all.map((one) => (options.has('n') && one.name) || one.gid).join(' ')}\n`);
      else process.stdout.write(`uid=${id} gid=${named(user.gid, group)} groups=${groups}\n`);
    }
    return 0;
  },
});

function userNamed({ files }: ProcessContext, wanted: string): { readonly uid: number; readonly gid: number } | undefined {
  for (const line of (files.stat('/etc/passwd') === undefined ? '' : files.readText('/etc/passwd')).split('\n')) {
    const [name, , uid, gid] = line.split(':');
    if (uid !== undefined && (name === wanted || uid === wanted)) return { uid: Number(uid), gid: Number(gid) };
  }
  return undefined;
}

type Identity = {
  readonly files: ProcessContext['files'];
  readonly user: Pick<ProcessContext['user'], 'uid' | 'gid' | 'groups'>;
};

/** As /etc/passwd has it; a user that is not in it has no name. */
function nameOf({ user, files }: Identity): string | undefined {
  return (
    lookUp(files.stat('/etc/passwd') === undefined ? '' : files.readText('/etc/passwd'), user.uid) ??
    (user.uid === 0 ? 'root' : undefined)
  );
}

function groupOf(process: Identity): string | undefined {
  const { user, files } = process;
  const group = lookUp(files.stat('/etc/group') === undefined ? '' : files.readText('/etc/group'), user.gid);
  return group ?? (user.gid === 0 ? 'root' : user.gid === user.uid ? nameOf(process) : undefined);
}

function lookUp(text: string, number: number): string | undefined {
  for (const line of text.split('\n')) {
    const [name, , value] = line.split(':');
    if (value === String(number)) return name;
  }
  return undefined;
}
