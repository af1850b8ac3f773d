import type { Machine } from '../../host/machine-types.ts';
import { defineProgram, type Program } from '../../host/program.ts';
import { parseArguments, UsageError, type Grammar } from './arguments.ts';

const grammar: Grammar = {
  flags: ['t', 'q', 'v', 'T', 'A', 'n'],
  values: ['o', 'l', 'p', 'i', 'F'],
  stopAtOperand: true,
};

/** The way from the learner's machine to the nodes: everybody who may type here is root there. */
export function createSsh(machines: ReadonlyMap<string, Machine>): Program {
  return defineProgram({
    name: 'ssh',
    summary: 'Run a command or a shell on a node',
    async run(process) {
      let options;
      try {
        options = parseArguments(process.args, grammar);
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        process.stderr.write(`unknown option -- ${error.option.replace(/^-+/, '')}\nusage: ssh [-t] [user@]host [command]\n`);
        return 255;
      }
      const [target, ...words] = options.operands;
      if (target === undefined) {
        process.stderr.write('usage: ssh [-t] [user@]host [command]\n');
        return 255;
      }
      const name = target.slice(target.indexOf('@') + 1);
      const machine =
        machines.get(name) ?? [...machines.values()].find(({ networkNamespace }) => networkNamespace.addresses.includes(name));
      if (machine === undefined) {
        process.stderr.write(`ssh: Could not resolve hostname ${name}: Name or service not known\n`);
        return 255;
      }
      const reached = await process.network.tools?.ping(process.networkNamespace, machine.networkNamespace.addresses[0] ?? '');
      if (reached?.ok === false) {
        process.stderr.write(`ssh: connect to host ${name} port 22: No route to host\n`);
        return 255;
      }
      const argv = words.length === 0 ? ['bash'] : ['bash', '-c', words.join(' ')];
      const { stdin, stdout, stderr, terminal } = process;
      const isInteractive = words.length === 0 || options.has('t');
      const remote = machine.start({
        argv,
        env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root', USER: 'root', TERM: 'xterm' },
        cwd: '/root',
        stdin,
        stdout,
        stderr,
        ...(isInteractive && terminal !== undefined ? { terminal } : {}),
      });
      process.onSignal('SIGINT', () => remote.kill('SIGINT'));
      return process.wait(remote);
    },
  });
}
