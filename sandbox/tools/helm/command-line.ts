import { findInTree, suggestions } from '../kubectl/command-tree.ts';
import { parseWords, type FlagDefinition, type ParsedWords } from '../kubectl/flags.ts';
import type { HelmCommand } from './define-command.ts';
import { HelmError, messageOf } from './errors.ts';
import { globalFlags } from './flag-sets.ts';

export interface FoundCommand {
  /** Undefined for `helm` itself. */
  readonly command: HelmCommand | undefined;
  /** `helm repo add`. */
  readonly path: string;
  readonly rest: readonly string[];
}

const helpFlag: FlagDefinition = { name: 'help', shorthand: 'h', type: 'bool', help: 'help for the command' };

export function flagsOf(command: HelmCommand | undefined): readonly FlagDefinition[] {
  const own = [...(command?.flags ?? []), helpFlag];
  return [...own, ...globalFlags.filter(({ name }) => !own.some((flag) => flag.name === name))];
}

/** Follows the first words down the tree of commands, over flags that stand between them. Models cobra's Find. */
export function findCommand(words: readonly string[], commands: readonly HelmCommand[]): FoundCommand {
  const { chain, rest } = findInTree(words, commands, flagsOf);
  return { command: chain.at(-1), path: ['helm', ...chain.map(({ name }) => name)].join(' '), rest };
}

/** Throws HelmError in pflag's words. */
export function parseFor({ command, rest }: FoundCommand): ParsedWords {
  try {
    return parseWords(rest, flagsOf(command));
  } catch (error) {
    throw new HelmError(messageOf(error));
  }
}

/** Throws HelmError when the words are too many or too few. */
export function checkArguments(command: HelmCommand, path: string, args: readonly string[]): void {
  const { arguments: wanted } = command;
  const plural = (count: number): string => (count === 1 ? 'argument' : 'arguments');
  let problem: string | undefined;
  if ('exactly' in wanted) {
    if (args.length !== wanted.exactly)
      problem = wanted.exactly === 0 ? 'accepts no arguments' : `requires ${wanted.exactly} ${plural(wanted.exactly)}`;
  } else if ('atLeast' in wanted) {
    if (args.length < wanted.atLeast) problem = `requires at least ${wanted.atLeast} ${plural(wanted.atLeast)}`;
  } else if ('atMost' in wanted && args.length > wanted.atMost) {
    problem = `accepts at most ${wanted.atMost} ${plural(wanted.atMost)}`;
  }
  if (problem !== undefined) throw new HelmError(`"${path}" ${problem}\n\nUsage:  ${usageLine(command, path)}`);
}

export function usageLine(command: HelmCommand, path: string): string {
  return `${path.split(' ').slice(0, -1).join(' ')} ${command.usage} [flags]`;
}

/** What to say of a word that names no command. */
export function unknownCommand(word: string, commands: readonly HelmCommand[]): HelmError {
  return new HelmError(`unknown command "${word}" for "helm"${suggestions(word, commands)}\nRun 'helm --help' for usage.`);
}
