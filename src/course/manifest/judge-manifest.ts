import { isMap, isScalar, isSeq, LineCounter, parseAllDocuments, type Document, type Node } from 'yaml';
import { goYamlFault, isObject, type Cluster, type JsonObject } from '../../../sandbox/index.ts';
import { dryRun } from './dry-run.ts';
import { meaningOf, type Judgement, type ManifestProblem } from './judgement.ts';
import { adviceOnSyntax } from './syntax-words.ts';

type Checked = Pick<Cluster, 'client' | 'kinds'>;

/** No manifest of a lesson is larger; what is may take too long to try at every pause. */
const LARGEST = 200_000;

/**
 * What the API server would say to each document of a manifest: they are applied in a dry run, which changes nothing in the cluster.
 * Text that is not YAML gives the problems of its syntax alone.
 */
export async function judgeManifest(cluster: Checked, text: string): Promise<Judgement> {
  if (text.length > LARGEST) return unjudged([]);
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false });
  if (!Array.isArray(documents)) return unjudged([]);
  const at = (from: number, until: number, words: string, meaning = meaningOf(words)): ManifestProblem => {
    const { line, col } = lines.linePos(Math.min(from, text.length));
    const end = text.indexOf('\n', from);
    const length = Math.min(until, end === -1 ? text.length : end) - from;
    return {
      row: line - 1,
      column: col - 1,
      length: Math.max(1, length),
      text: words,
      ...(meaning === undefined ? {} : { meaning }),
    };
  };
  const syntax = documents.flatMap(({ errors }) =>
    errors.map((error) => at(error.pos[0], error.pos[1], error.message, adviceOnSyntax(error))),
  );
  const [first, ...others] = syntax;
  if (first !== undefined) {
    // The place is that of our parser, which knows it to the column; the words are those that kubectl has for it.
    const fault = goYamlFault(text);
    const words = fault === undefined ? first.text : `error converting YAML to JSON: yaml: ${fault}`;
    return unjudged([{ ...first, text: words }, ...others]);
  }
  const found: ManifestProblem[] = [];
  let judged = false;
  for (const document of documents) {
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    if (value === null || (isObject(value) && !isMeantForServer(value))) continue;
    judged = true;
    for (const { path, words, ofName = false } of await refusals(cluster, value)) {
      const [from, until] = placeOf(document, path, ofName);
      found.push(at(from, until, words));
    }
  }
  return judged ? { judge: 'server', problems: found } : unjudged([]);
}

const unjudged = (problems: readonly ManifestProblem[]): Judgement => ({ judge: 'syntax', problems });

/** Values, patches, kustomizations and kubeconfigs are YAML too, and nothing for the API server. */
function isMeantForServer(value: { readonly [field: string]: unknown }): boolean {
  const { apiVersion, kind } = value;
  if (apiVersion === undefined && kind === undefined) return value['metadata'] !== undefined;
  return !String(apiVersion).startsWith('kustomize.config.k8s.io/') && !(apiVersion === 'v1' && kind === 'Config');
}

interface Refusal {
  readonly path: readonly (string | number)[];
  readonly words: string;
  /** Whether the name of the field is wrong, not what it holds. */
  readonly ofName?: boolean;
}

async function refusals(cluster: Checked, value: unknown): Promise<readonly Refusal[]> {
  if (!isObject(value)) return [{ path: [], words: 'a manifest is a mapping of fields, beginning with apiVersion and kind' }];
  const { apiVersion, kind: kindName } = value;
  const unset = ['apiVersion', 'kind'].filter((field) => typeof value[field] !== 'string');
  if (typeof apiVersion !== 'string' || typeof kindName !== 'string')
    return [{ path: [], words: `error validating data: [${unset.map((field) => `${field} not set`).join(', ')}]` }];
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  const kind = cluster.kinds.byKind(group, version, kindName);
  if (kind === undefined) return [{ path: ['kind'], words: `no matches for kind "${kindName}" in version "${apiVersion}"` }];
  const metadata = isObject(value['metadata']) ? value['metadata'] : {};
  if (typeof metadata['name'] !== 'string') return [{ path: ['metadata'], words: 'resource name may not be empty' }];
  const tried = await dryRun(cluster, value);
  return tried === undefined || tried.answer.code < 400 ? [] : told(tried.answer.body);
}

/** The fields that a Status names, each with the words for it. */
function told(status: JsonObject): readonly Refusal[] {
  const message = typeof status['message'] === 'string' ? status['message'] : 'the server refused it';
  // A field that is unknown or given twice is named in the sentence only, for a patch behind the whole text of it.
  const fields = [...message.matchAll(/((?:unknown|duplicate) field "([^"]+)")/g)];
  if (fields.length > 0) return fields.map(([, words = message, field = '']) => ({ path: pathOf(field), words, ofName: true }));
  // A value that does not decode: the path stands behind the name of the outermost Go type, and lists are not in it.
  const [, undecoded] = /into Go struct field [^.\s]+\.(\S+) of type/.exec(message) ?? [];
  if (undecoded !== undefined) return [{ path: pathOf(undecoded), words: message }];
  const causes = isObject(status['details']) && Array.isArray(status['details']['causes']) ? status['details']['causes'] : [];
  const named = causes.flatMap((cause): readonly Refusal[] =>
    isObject(cause) && typeof cause['field'] === 'string' && typeof cause['message'] === 'string'
      ? [{ path: pathOf(cause['field']), words: `${cause['field']}: ${cause['message']}` }]
      : [],
  );
  if (named.length > 0) return named;
  return [{ path: [], words: message }];
}

/** `spec.containers[0].image` as steps. */
function pathOf(field: string): readonly (string | number)[] {
  return [...field.matchAll(/\[([^\]]*)\]|[^.[\]]+/g)].map(([step, index]) =>
    index === undefined ? step : /^\d+$/.test(index) ? Number(index) : index,
  );
}

/** Where the field stands; for one that is missing, the nearest one around it. The key is marked, not what is under it. */
function placeOf(document: Document, path: readonly (string | number)[], ofName: boolean): readonly [number, number] {
  let node: Node | null = document.contents;
  let place = rangeOf(node);
  if (isMap(node)) place = rangeOf(node.items[0]?.key);
  for (const step of path) {
    if (isSeq(node) && typeof step === 'string')
      node = (node.items.find((item) => isMap(item) && item.has(step)) as Node | undefined) ?? null;
    if (isMap(node)) {
      const pair: (typeof node.items)[number] | undefined = node.items.find(
        ({ key }) => isScalar(key) && String(key.value) === String(step),
      );
      if (pair === undefined) break;
      place = rangeOf(pair.key);
      node = pair.value as Node | null;
    } else if (isSeq(node) && typeof step === 'number') {
      const item = node.items[step];
      if (item === undefined) break;
      node = item as Node;
      place = isMap(node) ? rangeOf(node.items[0]?.key) : rangeOf(node);
    } else {
      break;
    }
  }
  return isScalar(node) && path.length > 0 && !ofName ? rangeOf(node, place) : place;
}

function rangeOf(node: unknown, otherwise: readonly [number, number] = [0, 1]): readonly [number, number] {
  if (!isObject(node) || !('range' in node) || !Array.isArray(node['range'])) return otherwise;
  const [from, until] = node['range'] as readonly number[];
  return from === undefined || until === undefined || until <= from ? otherwise : [from, until];
}
