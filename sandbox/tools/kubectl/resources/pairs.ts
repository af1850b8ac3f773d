import { CommandError } from '../errors.ts';

export interface Pairs {
  /** Words before the first pair: what to work on. */
  readonly words: readonly string[];
  readonly set: ReadonlyMap<string, string>;
  readonly remove: readonly string[];
}

/** Divides `pod web a=b c-` into the resources and the changes. Throws CommandError. Models GetResourcesAndPairs of k8s.io/kubectl/pkg/cmd/util. */
export function readPairs(args: readonly string[], what: string): Pairs {
  const isPair = (word: string): boolean => word.includes('=') || (word.endsWith('-') && word !== '-');
  const first = args.findIndex(isPair);
  if (first < 0) return { words: args, set: new Map(), remove: [] };
  const set = new Map<string, string>();
  const remove: string[] = [];
  for (const word of args.slice(first)) {
    if (!isPair(word)) throw new CommandError(`all resources must be specified before ${what} changes: ${word}`);
    const equals = word.indexOf('=');
    if (equals === 0) throw new CommandError(`invalid ${what} format: ${word}`);
    if (equals > 0) set.set(word.slice(0, equals), word.slice(equals + 1));
    else remove.push(word.slice(0, -1));
  }
  const both = remove.find((name) => set.has(name));
  if (both !== undefined)
    throw new CommandError(`can not both modify and remove ${what === 'label' ? 'a' : 'the same'} ${what} in the same command`);
  return { words: args.slice(0, first), set, remove };
}
