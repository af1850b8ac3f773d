import type { Clock } from '../../core/clock.ts';
import type { Output, ProcessContext } from '../../host/program.ts';
import { parseArguments, UsageError, type Arguments, type Grammar } from '../linux/arguments.ts';
import type { DockerEngine } from './engine/engine.ts';

/** One command line of docker. */
export interface DockerContext {
  readonly engine: DockerEngine;
  readonly process: ProcessContext;
  readonly clock: Clock;
  readonly stdout: Output;
  readonly stderr: Output;
  /** By which of its names the command was called: `network inspect`. */
  readonly called: string;
  /** Words after the name of the command. */
  readonly args: readonly string[];
}

export interface DockerCommand {
  /** `ps`, or `network ls`. */
  readonly name: string;
  /** After `docker NAME`. */
  readonly usage: string;
  readonly summary: string;
  /** Other ways to call it: `container ls`. */
  readonly aliases?: readonly string[];
  readonly grammar: Grammar;
  /** Options of the grammar that are taken and have no effect here: whoever uses one is told. */
  readonly notSimulated?: readonly string[];
  /** Needs no daemon. */
  readonly isLocal?: boolean;
  /** How many operands it needs at least, and takes at most. */
  readonly operands?: { readonly least: number; readonly most?: number };
  run(context: DockerContext, options: Arguments): Promise<number> | number;
}

export function defineDockerCommand(command: DockerCommand): DockerCommand {
  return command;
}

/** Reads the words of a command; a number is the exit code of one that was called wrong. */
export function readArguments(command: DockerCommand, { args, stderr, stdout }: DockerContext): Arguments | number {
  const usage = `Usage:  docker ${command.name} ${command.usage}\n`;
  if (args.includes('--help') && args.indexOf('--help') < firstOperand(args)) {
    stdout.write(
      `${usage}\n${command.summary}\n\nOptions: ${[...command.grammar.flags, ...command.grammar.values].map((name) => `--${name}`).join(', ') || 'none'}\n`,
    );
    return 0;
  }
  try {
    const options = parseArguments(args, command.grammar);
    const { least = 0, most = Infinity } = command.operands ?? {};
    const count = options.operands.length;
    for (const name of command.notSimulated ?? [])
      if (options.has(name)) stderr.write(`docker: --${name} is accepted, not simulated\n`);
    if (count >= least && count <= most) return options;
    const wanted = least === most ? `${least}` : count < least ? `at least ${least}` : `at most ${most}`;
    stderr.write(
      `docker: 'docker ${command.name}' requires ${wanted} argument${(count < least ? least : most) === 1 ? '' : 's'}\n\n${usage}\n${wanted.startsWith('at least') ? 'See' : 'Run'} 'docker ${command.name} --help' for more information\n`,
    );
    return 1;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const what = error.missingValue
      ? `flag needs an argument: ${error.option}`
      : error.option.startsWith('--')
        ? `unknown flag: ${error.option.split('=')[0]}`
        : `unknown shorthand flag: '${error.option.slice(1)}' in ${error.option}`;
    stderr.write(`${what}\n\n${usage}\nRun 'docker ${command.name} --help' for more information\n`);
    return 125;
  }
}

function firstOperand(args: readonly string[]): number {
  const index = args.findIndex((arg) => !arg.startsWith('-'));
  return index < 0 ? args.length : index;
}
