import { defineVerb } from '../define-verb.ts';
import { CommandError } from '../errors.ts';

export const alpha = defineVerb({
  name: 'alpha',
  usage: 'alpha',
  summary: 'Commands for features in alpha',
  arguments: 'none',
  async run(invocation) {
    invocation.err('No alpha commands are available in this version of kubectl\n');
  },
});

const pluginList = defineVerb({
  name: 'list',
  usage: 'list [flags]',
  summary: "List all visible plugin executables on a user's PATH",
  arguments: 'none',
  flags: [{ name: 'name-only', type: 'bool', help: 'Names without their folders' }],
  async run(invocation) {
    const names = invocation.process.programs.names.filter((name) => name.startsWith('kubectl-'));
    if (names.length === 0) throw new CommandError('unable to find any kubectl plugins in your PATH');
    invocation.line('The following compatible plugins are available:\n');
    for (const name of names) invocation.line(invocation.flags.bool('name-only') ? name : `/usr/local/bin/${name}`);
  },
});

export const plugin = defineVerb({
  name: 'plugin',
  usage: 'plugin [flags]',
  summary: 'Provides utilities for interacting with plugins',
  arguments: 'none',
  subcommands: [pluginList],
});

const shells = ['bash', 'zsh', 'fish', 'powershell'];

export const completion = defineVerb({
  name: 'completion',
  usage: 'completion SHELL',
  summary: 'Output shell completion code for the specified shell (bash, zsh, fish, or powershell)',
  arguments: 'none',
  async run(invocation) {
    const { args } = invocation;
    if (args.length === 0) throw invocation.usageError('Shell not specified.');
    if (args.length > 1) throw invocation.usageError('Too many arguments. Expected only the shell type.');
    const [shell = ''] = args;
    if (!shells.includes(shell)) throw invocation.usageError(`Unsupported shell type ${JSON.stringify(shell)}.`);
    invocation.line('# The Tab key of this shell knows kubectl already: there is nothing to load.');
  },
});
