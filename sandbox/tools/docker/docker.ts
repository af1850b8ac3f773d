import { defineProgram, type Program } from '../../host/program.ts';
import type { JsonObject } from '../../core/json.ts';
import { dockerCommands } from './commands/index.ts';
import { describeContainer } from './commands/inspect.ts';
import { readArguments, type DockerCommand, type DockerContext } from './context.ts';
import { DockerEngine, type DockerOptions } from './engine/engine.ts';
import { ClientError, DaemonError, type Container } from './engine/model.ts';

/** What can be asked of docker's daemon from outside: the checks of lessons look here. */
export interface Docker {
  readonly program: Program;
  /** The daemon, for whoever starts and stops it. */
  readonly daemon: DockerEngine['daemon'];
  containers(): readonly Container[];
  /** All containers, as `docker inspect` describes them. */
  inspect(): readonly JsonObject[];
}

/** docker of one machine: its daemon, and the program that people type. */
export function createDocker(options: DockerOptions): Docker {
  const engine = new DockerEngine(options);
  const program = defineProgram({
    name: 'docker',
    summary: 'Run and look at containers on this machine',
    memory: 20 * 1024 ** 2,
    async run(process) {
      const { stdout, stderr, clock } = process;
      const found = findCommand(process.args);
      if (found === undefined) {
        const [word] = process.args;
        if (word === undefined || word === '--help' || word === 'help') {
          stdout.write(help());
          return 0;
        }
        if (word === '--version' || word === '-v') {
          stdout.write(`Docker version ${engine.version}, build e6534b4\n`);
          return 0;
        }
        stderr.write(`docker: unknown command: docker ${word}\n\nRun 'docker --help' for more information\n`);
        return 1;
      }
      const { command, called, args } = found;
      const context: DockerContext = { engine, process, clock, stdout, stderr, called, args };
      const arguments_ = readArguments(command, context);
      if (typeof arguments_ === 'number') return arguments_;
      if (!command.isLocal && !engine.daemon.isReachable()) {
        stderr.write('Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n');
        return 1;
      }
      try {
        return await command.run(context, arguments_);
      } catch (error) {
        if (!(error instanceof DaemonError)) throw error;
        stderr.write(`${error instanceof ClientError ? '' : 'Error response from daemon: '}${error.message}\n`);
        return error.exitCode === 125 ? 1 : error.exitCode;
      }
    },
  });
  return {
    program,
    daemon: engine.daemon,
    containers: () => engine.containers.all,
    inspect: () => engine.containers.all.map((container) => describeContainer(engine, container)),
  };
}

interface Found {
  readonly command: DockerCommand;
  /** The words that it was called by. */
  readonly called: string;
  readonly args: readonly string[];
}

function findCommand(args: readonly string[]): Found | undefined {
  const [first = '', second = ''] = args;
  const two = `${first} ${second}`;
  const byTwo = dockerCommands.find(({ name, aliases = [] }) => name === two || aliases.includes(two));
  if (byTwo !== undefined) return { command: byTwo, called: two, args: args.slice(2) };
  const byOne = dockerCommands.find(({ name }) => name === first);
  return byOne === undefined ? undefined : { command: byOne, called: first, args: args.slice(1) };
}

function help(): string {
  const width = Math.max(...dockerCommands.map(({ name }) => name.length)) + 2;
  const lines = dockerCommands.map(({ name, summary }) => `  ${name.padEnd(width)}${summary}\n`);
  return `Usage:  docker [OPTIONS] COMMAND\n\nA self-sufficient runtime for containers\n\nCommands:\n${lines.join('')}\nRun 'docker COMMAND --help' for more information on a command.\n`;
}
