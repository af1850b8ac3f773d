import { findVerb, flagsOf } from './command-line.ts';
import type { Kubeconfig } from './config/kubeconfig.ts';
import type { Verb } from './define-verb.ts';
import { aloneValue, type FlagDefinition } from './flags.ts';
import type { Mapping } from './discovery.ts';
import { verbs } from './verbs/index.ts';

export interface Completion {
  readonly text: string;
  /** What it is, in a few words. */
  readonly description?: string;
  /** Whether a blank follows; not after `deployment/` or `--output=`. */
  readonly final: boolean;
}

/** What completion asks about the cluster; every answer may be empty. */
export interface CompletionSource {
  resources(): Promise<readonly Mapping[]>;
  /** Names of a resource's objects, in `namespace` or the current one. */
  names(resource: string, namespace: string | undefined): Promise<readonly string[]>;
  containers(pod: string, namespace: string | undefined): Promise<readonly string[]>;
  readonly kubeconfig: Kubeconfig;
}

/** What completion is to propose for a file or folder name; the shell does that part itself. */
export const FILES = Symbol('files');

/**
 * Proposals for the word at `index` of a command line (`words[0]` is `kubectl`), made from the descriptions of the verbs. Returns
 * FILES where a path is wanted.
 */
export async function complete(
  words: readonly string[],
  index: number,
  source: CompletionSource,
): Promise<readonly Completion[] | typeof FILES> {
  const before = words.slice(1, index);
  const current = words[index] ?? '';
  const { verb, rest } = findVerb(before, verbs);
  const known = verb === undefined ? [] : flagsOf(verb);
  const namespace = valueOf(before, known, 'namespace');
  const pending = pendingFlag(before.at(-1), known);
  if (pending !== undefined) return filtered(await valuesOf(pending, rest, namespace, source), current);
  const equals = /^--([\w-]+)=(.*)$/.exec(current);
  if (equals !== null) {
    const flag = known.find(({ name }) => name === equals[1]);
    const values = flag === undefined ? [] : await valuesOf(flag, rest, namespace, source);
    if (values === FILES) return FILES;
    return values
      .filter(({ text }) => text.startsWith(equals[2] ?? ''))
      .map((value) => ({ ...value, text: `--${equals[1] ?? ''}=${value.text}` }));
  }
  if (current.startsWith('-')) {
    return known
      .filter(({ name }) => `--${name}`.startsWith(current))
      .map((flag) => ({ text: `--${flag.name}`, description: flag.help, final: true }))
      .sort(byText);
  }
  if (verb === undefined) return filtered(rest.some((word) => !word.startsWith('-')) ? [] : verbsAsCompletions(verbs), current);
  const args = rest.filter((word) => !word.startsWith('-') && !isValueOf(word, rest, known));
  const subcommands = verb.subcommands !== undefined && args.length === 0 ? verbsAsCompletions(verb.subcommands) : [];
  const others = await argumentsOf(verb, args, current, namespace, source);
  if (others === FILES) return subcommands.length > 0 ? filtered(subcommands, current) : FILES;
  return filtered([...subcommands, ...others], current);
}

const byText = (left: Completion, right: Completion): number => (left.text < right.text ? -1 : left.text > right.text ? 1 : 0);

const verbsAsCompletions = (list: readonly Verb[]): readonly Completion[] =>
  list.map(({ name, summary }) => ({ text: name, description: summary, final: true }));

function filtered(list: readonly Completion[] | typeof FILES, current: string): readonly Completion[] | typeof FILES {
  return list === FILES ? FILES : list.filter(({ text }) => text.startsWith(current)).toSorted(byText);
}

const plain = (texts: readonly string[]): readonly Completion[] =>
  texts.map((text) => ({ text, final: !text.endsWith('=') && !text.endsWith('/') }));

/** The flag that still waits for its value at the end of the words. */
function pendingFlag(word: string | undefined, known: readonly FlagDefinition[]): FlagDefinition | undefined {
  if (word === undefined || !word.startsWith('-') || word.includes('=')) return undefined;
  const flag = known.find(({ name, shorthand }) => `--${name}` === word || (shorthand !== undefined && `-${shorthand}` === word));
  return flag === undefined || aloneValue(flag) !== undefined ? undefined : flag;
}

function isValueOf(word: string, words: readonly string[], known: readonly FlagDefinition[]): boolean {
  const at = words.indexOf(word);
  return pendingFlag(words[at - 1], known) !== undefined;
}

function valueOf(words: readonly string[], known: readonly FlagDefinition[], name: string): string | undefined {
  const flag = known.find((candidate) => candidate.name === name);
  if (flag === undefined) return undefined;
  const long = words.find((word) => word.startsWith(`--${name}=`));
  if (long !== undefined) return long.slice(name.length + 3);
  const at = words.findIndex((word) => word === `--${name}` || (flag.shorthand !== undefined && word === `-${flag.shorthand}`));
  return at < 0 ? undefined : words[at + 1];
}

async function valuesOf(
  flag: FlagDefinition,
  rest: readonly string[],
  namespace: string | undefined,
  source: CompletionSource,
): Promise<readonly Completion[] | typeof FILES> {
  if (flag.values !== undefined) return plain(flag.values);
  const { contexts, clusters, users } = source.kubeconfig;
  switch (flag.completes) {
    case 'file':
      return FILES;
    case 'namespace':
      return plain(await source.names('namespaces', undefined));
    case 'context':
      return plain(contexts.map(({ name }) => name));
    case 'cluster':
      return plain(clusters.map(({ name }) => name));
    case 'user':
      return plain(users.map(({ name }) => name));
    case 'container': {
      const pod = rest.find((word) => !word.startsWith('-'));
      return pod === undefined ? [] : plain(await source.containers(pod.replace(/^pods?\//, ''), namespace));
    }
    default:
      return [];
  }
}

async function argumentsOf(
  verb: Verb,
  args: readonly string[],
  current: string,
  namespace: string | undefined,
  source: CompletionSource,
): Promise<readonly Completion[] | typeof FILES> {
  switch (verb.arguments) {
    case 'files':
      return [];
    case 'contexts':
      return args.length === 0 ? plain(source.kubeconfig.contexts.map(({ name }) => name)) : [];
    case 'nodes':
      return plain(await source.names('nodes', undefined));
    case 'type':
      return args.length === 0 ? resourceWords(await source.resources()) : [];
    case 'pod':
      return args.length === 0 ? slashedOr(current, 'pods', namespace, source) : [];
    case 'resources': {
      if (current.includes('/')) return slashedOr(current, 'pods', namespace, source);
      const [type] = args;
      if (type === undefined) return resourceWords(await source.resources());
      if (type.includes('/') || type.includes(',')) return [];
      return plain((await source.names(type, namespace)).filter((name) => !args.includes(name)));
    }
    default:
      return [];
  }
}

async function slashedOr(
  current: string,
  resource: string,
  namespace: string | undefined,
  source: CompletionSource,
): Promise<readonly Completion[]> {
  const slash = current.indexOf('/');
  if (slash < 0) return plain(await source.names(resource, namespace));
  const type = current.slice(0, slash);
  return plain((await source.names(type, namespace)).map((name) => `${type}/${name}`));
}

function resourceWords(mappings: readonly Mapping[]): readonly Completion[] {
  return mappings.map(({ resource, shortNames }) => ({
    text: resource,
    ...(shortNames.length === 0 ? {} : { description: shortNames.join(', ') }),
    final: true,
  }));
}
