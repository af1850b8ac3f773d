import { parseAllDocuments } from 'yaml';
import { isObject, parseCommand, type CommandMeaning, type KindRegistry } from '../../../sandbox/index.ts';

/** What a command line asks for, however it was spelt. */
export interface Meaning {
  readonly verb: string;
  /** Resources as they were spelt: `po`, `pods`, `deployments.apps`. */
  readonly resources: readonly string[];
  readonly names: readonly string[];
  readonly namespace: string | undefined;
  /** Long names without dashes; `true` for one without a value. */
  readonly flags: { readonly [name: string]: string };
  /** Every word after the program. */
  readonly words: readonly string[];
}

const shortFlags: { readonly [short: string]: string } = {
  n: 'namespace',
  A: 'all-namespaces',
  o: 'output',
  f: 'filename',
  l: 'selector',
  w: 'watch',
  R: 'recursive',
  i: 'stdin',
  t: 'tty',
  c: 'container',
  k: 'kustomize',
  p: 'previous',
};

/** Short flags of one verb that mean something else than they do elsewhere. */
const shortFlagsOf: { readonly [verb: string]: { readonly [short: string]: string } } = {
  logs: { f: 'follow' },
  patch: { p: 'patch' },
};

/** Flags that take no value, so that the word after them is an argument. */
const switches: ReadonlySet<string> = new Set(
  'all-namespaces watch recursive stdin tty previous follow all force now help no-headers show-labels overwrite rm server-side watch-only ignore-not-found list timestamps all-containers prefix'.split(
    ' ',
  ),
);

/** Verbs whose first word is a part of the verb: `rollout status`. */
const families: ReadonlySet<string> = new Set([
  'rollout',
  'config',
  'auth',
  'set',
  'top',
  'cluster-info',
  'certificate',
  'alpha',
  'plugin',
]);
/** Verbs whose words are a name first: `run web`, `logs web`, `exec web`. */
const podVerbs: ReadonlySet<string> = new Set(['run', 'logs', 'exec', 'attach', 'port-forward', 'cp', 'debug']);

export function meaningOf(argv: readonly string[]): Meaning {
  const program = argv[0]?.split('/').at(-1);
  const own = program === 'kubectl' ? parseCommand(['kubectl', ...argv.slice(1)]) : undefined;
  return own === undefined ? spelling(argv) : fromKubectl(own, argv.slice(1));
}

function fromKubectl(meaning: CommandMeaning, words: readonly string[]): Meaning {
  const { verb, resource, names, namespace, flags } = meaning;
  return { verb, resources: resource?.split(',') ?? [], names, namespace, flags, words };
}

/** What can be told from the words alone, for other programs and for lines that kubectl itself does not understand. */
function spelling(argv: readonly string[]): Meaning {
  const words = argv.slice(1);
  const flags: { [name: string]: string } = {};
  const plain: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (word === '--') break;
    if (!word.startsWith('-') || word === '-') {
      plain.push(word);
      continue;
    }
    const [spelt = '', ...rest] = word.split('=');
    const own = shortFlagsOf[plain[0] ?? ''] ?? {};
    const value = rest.length > 0 ? rest.join('=') : undefined;
    if (spelt.startsWith('--')) {
      const name = spelt.slice(2);
      const next = words[index + 1];
      const takes = value === undefined && !switches.has(name) && next !== undefined && !next.startsWith('-');
      flags[name] = value ?? (takes ? next : 'true');
      if (takes) index++;
      continue;
    }
    index += shortCluster(spelt.slice(1), value, words[index + 1], own, flags);
  }
  const [first = '', second] = plain;
  const family = families.has(first) && second !== undefined;
  const verb = family ? `${first} ${second}` : first;
  const { resources, names } = targets(plain.slice(family ? 2 : 1), podVerbs.has(first));
  return { verb, resources, names, namespace: flags['namespace'], flags, words };
}

/** Reads `-it`, `-n shop`, `-nshop`, `-o=wide`. Returns how many words after it belong to it. */
function shortCluster(
  letters: string,
  value: string | undefined,
  next: string | undefined,
  own: { readonly [short: string]: string },
  flags: { [name: string]: string },
): number {
  for (let at = 0; at < letters.length; at++) {
    const letter = letters[at] ?? '';
    const name = own[letter] ?? shortFlags[letter] ?? letter;
    if (switches.has(name)) {
      flags[name] = 'true';
      continue;
    }
    const attached = letters.slice(at + 1);
    if (attached !== '') flags[name] = attached;
    else if (value !== undefined) flags[name] = value;
    else if (next !== undefined && !next.startsWith('-')) {
      flags[name] = next;
      return 1;
    } else flags[name] = 'true';
    return 0;
  }
  return 0;
}

function targets(words: readonly string[], namesPods: boolean): { resources: readonly string[]; names: readonly string[] } {
  const slashed = words.filter((word) => /^[a-z.]+\/[^/]+$/.test(word)).map((word) => word.split('/'));
  if (slashed.length > 0)
    return { resources: slashed.map(([resource = '']) => resource), names: slashed.map(([, name = '']) => name) };
  if (namesPods) return { resources: ['pods'], names: words.slice(0, 1) };
  return { resources: (words[0] ?? '').split(',').filter((word) => word !== ''), names: words.slice(1) };
}

/** The kinds and names of the objects in the files that a command names: `delete -f web.yaml` means what the file holds. */
export function kindsInFiles(
  { flags }: Meaning,
  readFile: (path: string) => string | undefined,
): { readonly resources: readonly string[]; readonly names: readonly string[] } {
  const texts = (flags['filename'] ?? '').split(',').map((path) => readFile(path.replace(/^\.\//, '')) ?? '');
  const objects = texts.flatMap(documentsOf).filter(isObject);
  return {
    resources: objects.map(({ kind }) => (typeof kind === 'string' ? kind : '')),
    names: objects.map(({ metadata }) => (isObject(metadata) && typeof metadata['name'] === 'string' ? metadata['name'] : '')),
  };
}

function documentsOf(text: string): readonly unknown[] {
  const documents = parseAllDocuments(text, { logLevel: 'silent' });
  if (!Array.isArray(documents) || documents.some(({ errors }) => errors.length > 0)) return [];
  return documents.map((document): unknown => document.toJS({ maxAliasCount: 50 }));
}

/** Whether two spellings mean the same resource: plural, singular, short name, with or without the group. */
export function sameResource(left: string, right: string, kinds: KindRegistry): boolean {
  const plural = (word: string): string => {
    const [name = ''] = word.toLowerCase().split('.');
    const kind = kinds.all.find(
      ({ type, singular, shortNames = [] }) =>
        type.resource === name || singular === name || type.kind.toLowerCase() === name || shortNames.includes(name),
    );
    return kind?.type.resource ?? name;
  };
  return plural(left) === plural(right);
}
