import { aloneValue, type FlagDefinition } from './flags.ts';

/** A command with commands below it, as kubectl and helm have them. Models github.com/spf13/cobra. */
export interface TreeCommand<T> {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly subcommands?: readonly T[];
}

/** The commands that some words name, from the outermost to the innermost, and the words that are left. */
export interface FoundInTree<T> {
  readonly chain: readonly T[];
  readonly rest: readonly string[];
}

/** Follows the first words down the tree, over flags that stand between them. `flagsOf` tells those of a command; of the program for undefined. */
export function findInTree<T extends TreeCommand<T>>(
  words: readonly string[],
  commands: readonly T[],
  flagsOf: (command: T | undefined) => readonly FlagDefinition[],
): FoundInTree<T> {
  const chain: T[] = [];
  let rest = [...words];
  let candidates = commands;
  while (candidates.length > 0) {
    const at = firstArgument(rest, flagsOf(chain.at(-1)));
    const word = rest[at];
    const next = candidates.find(({ name, aliases = [] }) => word !== undefined && (name === word || aliases.includes(word)));
    if (next === undefined) break;
    chain.push(next);
    rest = rest.toSpliced(at, 1);
    candidates = next.subcommands ?? [];
  }
  return { chain, rest };
}

/** Where the first word is that is neither a flag nor the value of one; -1 when there is none. */
export function firstArgument(words: readonly string[], flags: readonly FlagDefinition[]): number {
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (word === '--') return -1;
    if (!word.startsWith('-') || word === '-') return index;
    if (word.includes('=')) continue;
    const flag = word.startsWith('--')
      ? flags.find(({ name }) => `--${name}` === word)
      : flags.find(({ shorthand }) => shorthand !== undefined && word === `-${shorthand}`);
    if (flag !== undefined && aloneValue(flag) === undefined) index++;
  }
  return -1;
}

/** What cobra says of commands that a mistyped word may mean; empty when none is near. */
export function suggestions(
  word: string,
  commands: readonly { readonly name: string; readonly suggestFor?: readonly string[] }[],
): string {
  const lower = word.toLowerCase();
  const near = commands.filter(
    ({ name, suggestFor = [] }) => distance(lower, name) <= 2 || name.startsWith(lower) || suggestFor.includes(lower),
  );
  return near.length === 0 ? '' : `\n\nDid you mean this?\n${near.map(({ name }) => `\t${name}\n`).join('')}`;
}

/** Edits that lead from one word to the other (Levenshtein). */
function distance(left: string, right: string): number {
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
