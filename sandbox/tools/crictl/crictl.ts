import { RuntimeError, type ContainerRuntime } from '../../host/container-runtime.ts';
import type { Machine } from '../../host/machine-types.ts';
import { defineProgram, type Program, type ProcessContext } from '../../host/program.ts';
import { parseArguments, UsageError, type Arguments } from '../linux/arguments.ts';
import { CrictlError, type CrictlCommand } from './command.ts';
import { crictlCommands, notSimulated } from './commands/index.ts';
import { CRICTL_VERSION } from './commands/runtime.ts';

const ENDPOINT = 'unix:///run/containerd/containerd.sock';
const CONFIG = '/etc/crictl.yaml';

export const crictlConfig = `runtime-endpoint: ${ENDPOINT}\nimage-endpoint: ${ENDPOINT}\ntimeout: 2\n`;

/** Talks to the container runtime of a node, past the kubelet and the API. Models cri-tools. */
export function createCrictl(runtimeOf: (machine: Machine) => ContainerRuntime | undefined): Program {
  return defineProgram({
    name: 'crictl',
    summary: 'Look at Pods and containers of this node',
    async run(process) {
      try {
        return await dispatch(process, runtimeOf);
      } catch (error) {
        if (!(error instanceof CrictlError || error instanceof RuntimeError)) throw error;
        process.stderr.write(`FATA[0000] ${error.message}\n`);
        return 1;
      }
    },
  });
}

async function dispatch(process: ProcessContext, runtimeOf: (machine: Machine) => ContainerRuntime | undefined): Promise<number> {
  const { stdout, stderr } = process;
  const global = read(process.args, {
    flags: ['debug', 'help', 'version'],
    values: ['config', 'runtime-endpoint', 'image-endpoint', 'timeout'],
    names: { D: 'debug', h: 'help', v: 'version', c: 'config', r: 'runtime-endpoint', i: 'image-endpoint', t: 'timeout' },
    stopAtOperand: true,
  });
  const [word = 'help', ...args] = global.operands;
  if (global.has('version')) {
    stdout.write(`crictl version ${CRICTL_VERSION}\n`);
    return 0;
  }
  if (global.has('help') || word === 'help' || word === 'h') {
    stdout.write(help());
    return 0;
  }
  const command = crictlCommands.find(({ name, aliases = [] }) => name === word || aliases.includes(word));
  if (command === undefined) {
    const why = Object.hasOwn(notSimulated, word) ? notSimulated[word] : undefined;
    stderr.write(why === undefined ? `No help topic for '${word}'\n` : `crictl: ${word} is not simulated: ${why}\n`);
    return why === undefined ? 3 : 1;
  }
  if (args.includes('--help') || args.includes('-h')) {
    stdout.write(usage(command));
    return 0;
  }
  const options = read(args, { ...command.grammar, stopAtOperand: true });
  const { least = 0, most = Infinity } = command;
  const late = command.name === 'exec' ? undefined : options.operands.find((operand) => operand.startsWith('-'));
  if (late !== undefined || options.operands.length < least || options.operands.length > most) {
    if (late !== undefined)
      stderr.write(`crictl: options such as ${late} stand before ${command.operands ?? 'everything else'}\n`);
    stdout.write(usage(command));
    return late === undefined && options.operands.length > most ? 0 : 1;
  }
  const runtime = connect(process, global, runtimeOf);
  return command.run({ process, runtime, options });
}

function read(args: readonly string[], grammar: Parameters<typeof parseArguments>[1]): Arguments {
  try {
    return parseArguments(args, grammar);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new CrictlError(
      error.missingValue
        ? `flag needs an argument: ${error.option}`
        : `flag provided but not defined: ${error.option.replace(/^-+/, '-')}`,
    );
  }
}

/** The runtime behind the endpoint that options, environment or /etc/crictl.yaml name. Throws CrictlError. */
function connect(
  process: ProcessContext,
  global: Arguments,
  runtimeOf: (machine: Machine) => ContainerRuntime | undefined,
): ContainerRuntime {
  if (process.user.uid !== 0) throw unreachable(ENDPOINT, 'permission denied');
  const file = process.files.stat(CONFIG) === undefined ? '' : process.files.readText(CONFIG);
  const endpoint =
    global.value('runtime-endpoint') ??
    process.env['CONTAINER_RUNTIME_ENDPOINT'] ??
    /^runtime-endpoint:\s*["']?([^\s"']+)/m.exec(file)?.[1] ??
    ENDPOINT;
  if (endpoint.replace(/^unix:\/\//, '').replace(/^\/var\/run/, '/run') !== ENDPOINT.slice('unix://'.length))
    throw unreachable(endpoint, 'no such file or directory');
  const runtime = runtimeOf(process.system.machine);
  if (runtime === undefined) throw unreachable(endpoint, 'no such file or directory');
  return runtime;
}

function unreachable(endpoint: string, why: string): CrictlError {
  const path = endpoint.replace(/^unix:\/\//, '');
  return new CrictlError(
    `validate service connection: validate CRI v1 runtime API for endpoint "${endpoint}": rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial unix ${path}: connect: ${why}"`,
  );
}

function usage({ name, usage: what, operands = '', grammar }: CrictlCommand): string {
  const letters = new Map(Object.entries(grammar.names ?? {}).map(([letter, long]) => [long, letter]));
  const option = (long: string, value: string): string =>
    `   --${long}${letters.has(long) ? `, -${letters.get(long) ?? ''}` : ''}${value}\n`;
  const all = [...grammar.flags.map((flag) => option(flag, '')), ...grammar.values.map((flag) => option(flag, ' value'))].sort();
  return `NAME:\n   crictl ${name} - ${what}\n\nUSAGE:\n   crictl ${name} [command options] ${operands}\n${all.length === 0 ? '' : `\nOPTIONS:\n${all.join('')}`}`;
}

function help(): string {
  const names = crictlCommands.map(({ name, aliases = [] }) => [name, ...aliases].join(', '));
  const width = Math.max(...names.map((name) => name.length)) + 2;
  const lines = crictlCommands.map(({ usage: what }, index) => `   ${(names[index] ?? '').padEnd(width)}${what}\n`);
  return `NAME:\n   crictl - client for CRI\n\nUSAGE:\n   crictl [global options] command [command options] [arguments...]\n\nVERSION:\n   ${CRICTL_VERSION}\n\nCOMMANDS:\n${lines.join('')}`;
}
