import { SilentExit, CommandError } from './errors.ts';
import { aloneValue, parseWords, type FlagDefinition, type ParsedWords } from './flags.ts';
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
  const chain: Verb[] = [];
  let rest = [...words];
  let candidates = verbs;
  while (candidates.length > 0) {
    const at = firstArgument(rest, chain.at(-1));
    const word = at < 0 ? undefined : rest[at];
    const next = candidates.find(({ name, aliases = [] }) => name === word || (word !== undefined && aliases.includes(word)));
    if (next === undefined) break;
    chain.push(next);
    rest = rest.toSpliced(at, 1);
    candidates = next.subcommands ?? [];
  }
  return { verb: chain.at(-1), chain, path: ['kubectl', ...chain.map(({ name }) => name)].join(' '), rest };
}

/** Where the first word is that is neither a flag nor the value of one; -1 when there is none. */
function firstArgument(words: readonly string[], verb: Verb | undefined): number {
  const known = verb === undefined ? globalFlags : flagsOf(verb);
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (word === '--') return -1;
    if (!word.startsWith('-') || word === '-') return index;
    if (word.includes('=')) continue;
    const flag = word.startsWith('--')
      ? known.find(({ name }) => `--${name}` === word)
      : known.find(({ shorthand }) => shorthand !== undefined && word === `-${shorthand}`);
    if (flag !== undefined && aloneValue(flag) === undefined) index++;
  }
  return -1;
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
  const near = verbs.filter(({ name }) => distance(word.toLowerCase(), name) <= 2 || name.startsWith(word.toLowerCase()));
  const suggestions = near.length === 0 ? '' : `\n\nDid you mean this?\n${near.map(({ name }) => `\t${name}\n`).join('')}`;
  return new CommandError(`unknown command "${word}" for "kubectl"${suggestions}`);
}

/** Edits that lead from one word to the other (Levenshtein). */
export function distance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const next = [i];
    for (let j = 1; j <= right.length; j++) {
      const replace = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(replace, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}

export { SilentExit };
