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

export const proxy = defineVerb({
  name: 'proxy',
  usage: 'proxy [--port=PORT] [--www=static-dir] [--www-prefix=prefix] [--api-prefix=prefix]',
  summary: 'Run a proxy to the Kubernetes API server',
  arguments: 'none',
  flags: [
    { name: 'port', shorthand: 'p', type: 'int', default: '8001', help: 'Port to listen on' },
    { name: 'address', type: 'string', default: '127.0.0.1', help: 'Address to listen on' },
    { name: 'www', shorthand: 'w', type: 'string', help: 'Folder of files to serve' },
    { name: 'www-prefix', shorthand: 'P', type: 'string', default: '/static/', help: 'Path of those files' },
    { name: 'api-prefix', type: 'string', default: '/', help: 'Path of the API' },
    { name: 'accept-hosts', type: 'string', help: 'Hosts that may ask' },
    { name: 'accept-paths', type: 'string', default: '^.*', help: 'Paths that may be asked for' },
    { name: 'reject-methods', type: 'string', default: '^$', help: 'Methods that are refused' },
    { name: 'reject-paths', type: 'string', help: 'Paths that are refused' },
    { name: 'append-server-path', type: 'bool', help: 'Add the path of the server address' },
    { name: 'disable-filter', type: 'bool', help: 'Refuse nothing' },
    { name: 'keepalive', type: 'duration', default: '0s', help: 'How long connections are kept' },
    { name: 'unix-socket', shorthand: 'u', type: 'string', help: 'Socket to listen on' },
  ],
  async run() {
    throw new CommandError('kubectl proxy is not simulated; "kubectl get --raw PATH" asks the API server directly');
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
