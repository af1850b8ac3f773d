import { CommandError } from './errors.ts';
import { findInTree, suggestions } from './command-tree.ts';
import { parseWords, type FlagDefinition, type ParsedWords } from './flags.ts';
import type { Verb } from './define-verb.ts';
import { globalFlags } from './shared-flags.ts';

/** The command that some words name, and the words that are left for it. */
export interface FoundVerb {
  readonly verb: Verb | undefined;
  /** `kubectl create deployment`. */
  readonly path: string;
  /** From the outermost command to the innermost. */
  readonly chain: readonly Verb[];
  readonly rest: readonly string[];
}

export function flagsOf(verb: Verb): readonly FlagDefinition[] {
  const own = verb.flags ?? [];
  const names = new Set(own.flatMap(({ name, shorthand }) => [name, ...(shorthand === undefined ? [] : [`-${shorthand}`])]));
  return [...own, ...globalFlags.filter(({ name }) => !names.has(name)).map((flag) => withoutTakenShorthand(flag, names))];
}

function withoutTakenShorthand(flag: FlagDefinition, names: ReadonlySet<string>): FlagDefinition {
  if (flag.shorthand === undefined || !names.has(`-${flag.shorthand}`)) return flag;
  const { shorthand: _, ...rest } = flag;
  return rest;
}

/** Follows the first words down the tree of commands, over flags that stand between them. */
export function findVerb(words: readonly string[], verbs: readonly Verb[]): FoundVerb {
  const { chain, rest } = findInTree(words, verbs, (verb) => (verb === undefined ? globalFlags : flagsOf(verb)));
  return { verb: chain.at(-1), chain, path: ['kubectl', ...chain.map(({ name }) => name)].join(' '), rest };
}

/** Parses what is left for a verb. Throws CommandError with a pointer to the help, as cobra's flag errors have it. */
export function parseFor(found: FoundVerb & { readonly verb: Verb }): ParsedWords {
  try {
    return parseWords(found.rest, flagsOf(found.verb));
  } catch (error) {
    if (error instanceof CommandError) throw new CommandError(`${error.message}\nSee '${found.path} --help' for usage.`);
    throw error;
  }
}

/** Throws CommandError when required flags are missing. */
export function checkRequired(verb: Verb, words: ParsedWords): void {
  const missing = (verb.flags ?? [])
    .filter((flag) => flag.required === true && !words.flags.has(flag.name))
    .map(({ name }) => `"${name}"`);
  if (missing.length > 0) throw new CommandError(`required flag(s) ${missing.join(', ')} not set`);
}

/** What to say of a word that names no command. */
export function unknownCommand(word: string, verbs: readonly Verb[]): CommandError {
  return new CommandError(`unknown command "${word}" for "kubectl"${suggestions(word, verbs)}`);
}
