import { checkRequired, findVerb, parseFor } from './command-line.ts';
import type { Verb } from './define-verb.ts';
import { CommandError } from './errors.ts';
import type { ParsedWords } from './flags.ts';
import { readResourceWords } from './resources/resources.ts';
import { verbs } from './verbs/index.ts';

/** What a kubectl command line means, whatever way it was written. */
export interface CommandMeaning {
  /** `get`, `create deployment`, `rollout status`. */
  readonly verb: string;
  /** Resource as it was written (`po`, `deployments.apps`), undefined where none is named. */
  readonly resource?: string;
  readonly names: readonly string[];
  readonly namespace?: string;
  readonly allNamespaces: boolean;
  /** Value of each flag that was given, by its long name; several values with commas between. */
  readonly flags: { readonly [name: string]: string };
  readonly files: readonly string[];
  /** What stands after `--`. */
  readonly command: readonly string[];
}

/** Reads a command line without running it; undefined when kubectl would not understand it. `argv` may begin with `kubectl`. */
export function parseCommand(argv: readonly string[]): CommandMeaning | undefined {
  const words = argv[0] === 'kubectl' ? argv.slice(1) : argv;
  const found = findVerb(words, verbs);
  const { verb, chain } = found;
  if (verb === undefined) return undefined;
  try {
    const parsed = parseFor({ ...found, verb });
    checkRequired(verb, parsed);
    return meaningOf(verb, chain, parsed);
  } catch (error) {
    if (error instanceof CommandError) return undefined;
    throw error;
  }
}

function meaningOf(verb: Verb, chain: readonly Verb[], { flags, args, dash }: ParsedWords): CommandMeaning {
  const before = dash < 0 ? args : args.slice(0, dash);
  const given = flags.all();
  const { namespace } = given;
  return {
    verb: chain.map(({ name }) => name).join(' '),
    ...subjectOf(verb, before),
    ...(namespace === undefined ? {} : { namespace }),
    allNamespaces: flags.defines('all-namespaces') && flags.bool('all-namespaces'),
    flags: given,
    files: flags.defines('filename') ? flags.list('filename') : [],
    command: dash < 0 ? [] : args.slice(dash),
  };
}

function subjectOf(verb: Verb, args: readonly string[]): { readonly resource?: string; readonly names: readonly string[] } {
  if (verb.arguments === 'newName' || verb.arguments === 'nodes') {
    return { ...(verb.resource === undefined ? {} : { resource: verb.resource }), names: args };
  }
  if (verb.arguments === 'pod') {
    const [type = '', name] = (args[0] ?? '').split('/');
    if (args.length === 0) return { resource: 'pods', names: [] };
    return name === undefined ? { resource: 'pods', names: [type] } : { resource: type, names: [name] };
  }
  if (verb.arguments !== 'resources') return { names: args };
  const words = readResourceWords(args.filter((word) => !word.includes('=') && !/.-$/.test(word)));
  if (words.form === 'none') return { names: [] };
  if (words.form === 'types') return { resource: words.types.join(','), names: [] };
  const types = [...new Set(words.pairs.map(([type]) => type))];
  return { resource: types.join(','), names: words.pairs.map(([, name]) => name) };
}
