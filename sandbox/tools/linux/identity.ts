import { KERNEL_RELEASE, KERNEL_VERSION } from '../../host/kernel-version.ts';
import { defineProgram, type ProcessContext } from '../../host/program.ts';
import { attempt } from './kernel-errors.ts';

export const hostname = defineProgram({
  name: 'hostname',
  summary: "Show the system's host name",
  async run({ args, stdout, stderr, hostname: name, networkNamespace, system }) {
    const [option] = args;
    if (option !== undefined && !option.startsWith('-')) {
      const changed = attempt(() => system.setHostname(option));
      if (!changed.ok) stderr.write(`hostname: sethostname: ${changed.text}\n`);
      return changed.ok ? 0 : 1;
    }
    if (option === '-i' || option === '-I') stdout.write(`${networkNamespace.addresses.join(' ')}\n`);
    else if (option === '-s') stdout.write(`${name.split('.')[0] ?? name}\n`);
    else stdout.write(`${name}\n`);
    return 0;
  },
});

export const uname = defineProgram({
  name: 'uname',
  summary: 'Print system information',
  async run({ args, stdout, stderr, hostname: name }) {
    const parts: { readonly [flag: string]: string } = {
      s: 'Linux',
      n: name,
      r: KERNEL_RELEASE,
      v: KERNEL_VERSION,
      m: 'x86_64',
      o: 'GNU/Linux',
    };
    const flags = args.join('').replace(/-/g, '') || 's';
    const wanted = flags === 'a' || flags === 'all' ? 'snrvmo' : flags;
    const unknown = [...wanted].find((flag) => parts[flag] === undefined);
    if (unknown !== undefined) {
      stderr.write(`uname: invalid option -- '${unknown}'\n`);
      return 1;
    }
    stdout.write(
      `${Object.keys(parts)
        .filter((flag) => wanted.includes(flag))
        .map((flag) => parts[flag])
        .join(' ')}\n`,
    );
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
    const { uid, gid } = process.user;
    const flags = process.args.join('').replace(/-/g, '');
    const named = (number: number, name: string | undefined): string =>
      name === undefined ? String(number) : `${number}(${name})`;
    const name = nameOf(process);
    if (flags.includes('u')) process.stdout.write(`${flags.includes('n') ? (name ?? uid) : uid}\n`);
    else if (flags.includes('g')) process.stdout.write(`${flags.includes('n') ? (groupOf(process) ?? gid) : gid}\n`);
    else {
      const group = named(gid, groupOf(process));
      process.stdout.write(`uid=${named(uid, name)} gid=${group} groups=${group}\n`);
    }
    return 0;
  },
});

/** As /etc/passwd has it; a user that is not in it has no name. */
function nameOf({ user, files }: ProcessContext): string | undefined {
  return (
    lookUp(files.stat('/etc/passwd') === undefined ? '' : files.readText('/etc/passwd'), user.uid) ??
    (user.uid === 0 ? 'root' : undefined)
  );
}

function groupOf(process: ProcessContext): string | undefined {
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
