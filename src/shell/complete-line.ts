import { isObject, send, StatusError, type Cluster, type JsonObject, type Kind } from '../../sandbox/index.ts';
import { cutLine } from './words.ts';

export interface Candidate {
  readonly text: string;
  readonly description?: string;
}

export interface LineCompletion {
  /** Where the completed word begins in the text. */
  readonly from: number;
  readonly candidates: readonly Candidate[];
}

/** What completion looks at. */
export interface CompletionWorld {
  readonly cluster: Cluster | undefined;
  /** The shell's folder, absolute. */
  readonly cwd: string;
}

/** Candidates for the word before the cursor. Asks the cluster, and changes nothing in it. */
export async function completeLine(world: CompletionWorld, text: string, cursor: number): Promise<LineCompletion> {
  const { cluster, cwd } = world;
  const { words, partial, from } = cutLine(text, cursor);
  if (cluster === undefined) return { from, candidates: [] };
  const [program] = words;
  const all = await candidatesFor(cluster, cwd, words, partial, program);
  const slash = partial.lastIndexOf('/') + 1;
  const candidates = all
    .filter(({ text: word }) => word.startsWith(partial))
    .sort((left, right) => left.text.localeCompare(right.text));
  if (candidates.length > 0 || program === undefined) return { from, candidates };
  const files = fileCandidates(cluster, cwd, partial.slice(0, slash));
  return { from, candidates: files.filter(({ text: path }) => path.startsWith(partial)) };
}

async function candidatesFor(
  cluster: Cluster,
  cwd: string,
  words: readonly string[],
  partial: string,
  program: string | undefined,
): Promise<readonly Candidate[]> {
  if (program === undefined) return programs.map((name) => ({ text: name }));
  if (program === 'kubectl' || program === 'k') return kubectlCandidates(cluster, cwd, words.slice(1), partial);
  return [];
}

const programs = [
  'kubectl',
  'cat',
  'cd',
  'clear',
  'cp',
  'curl',
  'echo',
  'edit',
  'grep',
  'head',
  'jq',
  'ls',
  'mkdir',
  'mv',
  'rm',
  'sed',
  'sleep',
  'sort',
  'tail',
  'vi',
  'watch',
  'wc',
];

/** What a verb's words name: kinds and then objects, Pods alone, or nothing that is known. */
const verbs: { readonly [verb: string]: 'objects' | 'pods' | 'files' | 'none' } = {
  annotate: 'objects',
  'api-resources': 'none',
  apply: 'files',
  attach: 'pods',
  cp: 'pods',
  create: 'files',
  delete: 'objects',
  describe: 'objects',
  diff: 'files',
  edit: 'objects',
  exec: 'pods',
  explain: 'objects',
  expose: 'objects',
  get: 'objects',
  label: 'objects',
  logs: 'pods',
  patch: 'objects',
  'port-forward': 'pods',
  replace: 'files',
  rollout: 'none',
  run: 'none',
  scale: 'objects',
  set: 'none',
  top: 'none',
  version: 'none',
  wait: 'objects',
};

const flags = ['--all-namespaces', '--filename', '--help', '--namespace', '--output', '--selector', '--watch'];
const outputs = ['json', 'jsonpath=', 'name', 'wide', 'yaml'];

async function kubectlCandidates(
  cluster: Cluster,
  cwd: string,
  words: readonly string[],
  partial: string,
): Promise<readonly Candidate[]> {
  const last = words.at(-1);
  if (last === '-n' || last === '--namespace') return names(cluster, kindNamed(cluster, 'namespaces'), undefined);
  if (last === '-o' || last === '--output') return outputs.map((text) => ({ text }));
  if (last === '-f' || last === '--filename') return fileCandidates(cluster, cwd, partial.slice(0, partial.lastIndexOf('/') + 1));
  if (partial.startsWith('-')) return flags.map((text) => ({ text }));
  const { plain, namespace } = withoutFlags(words);
  const [verb, resource] = plain;
  if (verb === undefined) return Object.keys(verbs).map((text) => ({ text }));
  const takes = Object.hasOwn(verbs, verb) ? verbs[verb] : 'none';
  if (takes === 'pods') return plain.length === 1 ? names(cluster, kindNamed(cluster, 'pods'), namespace) : [];
  if (takes !== 'objects') return [];
  const [typed = '', name] = partial.split('/');
  if (resource === undefined && name !== undefined) {
    const found = await names(cluster, kindNamed(cluster, typed), namespace);
    return found.map(({ text }) => ({ text: `${typed}/${text}` }));
  }
  if (resource === undefined) return kindCandidates(cluster);
  return names(cluster, kindNamed(cluster, resource), namespace);
}

function withoutFlags(words: readonly string[]): { readonly plain: readonly string[]; readonly namespace: string } {
  const plain: string[] = [];
  let namespace = 'default';
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    const [flag = '', value] = word.split('=');
    const isNamespace = flag === '-n' || flag === '--namespace';
    if (isNamespace) namespace = value ?? words[index + 1] ?? namespace;
    if (!word.startsWith('-')) plain.push(word);
    else if (
      value === undefined &&
      ['-n', '--namespace', '-o', '--output', '-l', '--selector', '-f', '--filename', '-c'].includes(flag)
    )
      index++;
  }
  return { plain, namespace };
}

function kindCandidates(cluster: Cluster): readonly Candidate[] {
  return cluster.kinds.all
    .filter(({ verbs: allowed = ['list'] }) => allowed.includes('list'))
    .map(({ type, shortNames = [] }) => ({
      text: type.resource,
      ...(shortNames.length === 0 ? {} : { description: shortNames.join(', ') }),
    }));
}

function kindNamed(cluster: Cluster, word: string): Kind | undefined {
  const [name = ''] = word.toLowerCase().split('.');
  return cluster.kinds.all.find(
    ({ type, singular, shortNames = [] }) => type.resource === name || singular === name || shortNames.includes(name),
  );
}

async function names(cluster: Cluster, kind: Kind | undefined, namespace: string | undefined): Promise<readonly Candidate[]> {
  if (kind === undefined) return [];
  const { group, version, resource, namespaced } = kind.type;
  try {
    const place = namespaced && namespace !== undefined ? { namespace } : {};
    const { body } = await send(cluster.client(), { verb: 'list', group, version, resource, ...place });
    const items = Array.isArray(body['items']) ? (body['items'] as readonly JsonObject[]) : [];
    return items.flatMap(({ metadata }) =>
      isObject(metadata) && typeof metadata['name'] === 'string' ? [{ text: metadata['name'] }] : [],
    );
  } catch (error) {
    if (error instanceof StatusError) return [];
    throw error;
  }
}

/** Files and folders in `folder`, which is relative to the shell's folder, absolute, or empty. */
function fileCandidates(cluster: Cluster, cwd: string, folder: string): readonly Candidate[] {
  const { files } = cluster.workstation;
  const full = folder.startsWith('/') ? folder : `${cwd}/${folder}`;
  const place = full.replace(/\/+$/, '') || '/';
  if (files.stat(place)?.type !== 'directory') return [];
  return files.list(place).map((name) => {
    const isFolder = files.stat(`${place}/${name}`)?.type === 'directory';
    return { text: `${folder}${name}${isFolder ? '/' : ''}` };
  });
}
