import { isObject, type JsonObject } from '../../../core/json.ts';
import { resourceName, type Mapping } from '../discovery.ts';
import { CommandError, throwAll } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { sortKeys } from '../../../core/json-text.ts';
import type { AnyObject } from '../cluster-session.ts';
import { kustomizedDocuments } from '../kustomize/kustomized-documents.ts';
import { flattenList, readDocuments, type Document } from './manifests.ts';

/** Something a command is to work on. */
export interface Target {
  readonly mapping: Mapping;
  readonly namespace: string;
  readonly name: string;
  /** The file it came from. */
  readonly source?: string;
  /** What the file says, or what the server has. */
  readonly object?: AnyObject;
  /** The same without the namespace that the command added. */
  readonly written?: AnyObject;
}

/** What the words after a verb ask for. Read without asking the server. */
export type ResourceWords =
  | { readonly form: 'none' }
  | { readonly form: 'types'; readonly types: readonly string[] }
  | { readonly form: 'named'; readonly pairs: readonly (readonly [type: string, name: string])[]; readonly slashes: boolean };

const MISSING = [
  'You must provide one or more resources by argument or filename.',
  'Example resource specifications include:',
  "   '-f rsrc.yaml'",
  "   '--filename=rsrc.json'",
  "   '<resource> <name>'",
  "   '<resource>'",
].join('\n');

/** Reads `TYPE`, `TYPE NAME…`, `TYPE/NAME…`, `TYPE1,TYPE2 NAME`. Throws CommandError. Models k8s.io/cli-runtime/pkg/resource/builder.go. */
export function readResourceWords(words: readonly string[]): ResourceWords {
  const [first, ...rest] = words;
  if (first === undefined) return { form: 'none' };
  const types = splitTypes(first);
  if (types.length > 1 && rest.length > 0) {
    return { form: 'named', pairs: types.flatMap((type) => rest.map((name) => [type, name] as const)), slashes: true };
  }
  const slashes = words.filter((word) => word.includes('/')).length;
  if (slashes > 0 && slashes < words.length) {
    throw new CommandError(
      "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'",
    );
  }
  if (slashes > 0) return { form: 'named', pairs: words.map(splitTypeName), slashes: true };
  if (rest.length > 0) return { form: 'named', pairs: rest.map((name) => [first, name] as const), slashes: false };
  return { form: 'types', types };
}

const splitTypes = (word: string): readonly string[] => word.split(',').filter((type) => type !== '');

function splitTypeName(word: string): readonly [string, string] {
  const [type = '', name = '', ...more] = word.split('/');
  if (more.length > 0) throw new CommandError('arguments in resource/name form may not have more than one slash');
  if (type === '' || name === '' || splitTypes(type).length !== 1) {
    throw new CommandError('arguments in resource/name form must have a single resource and name');
  }
  return [type, name];
}

/** What a command works on: single objects that were named, or whole lists that were selected. */
export type Selection =
  | {
      readonly kind: 'objects';
      readonly targets: readonly Target[];
      readonly single: boolean;
      readonly errors: readonly unknown[];
    }
  | { readonly kind: 'lists'; readonly lists: readonly ListTarget[] };

export interface ListTarget {
  readonly mapping: Mapping;
  /** Empty for all namespaces. */
  readonly namespace: string;
  readonly labelSelector: string;
  readonly fieldSelector: string;
}

export interface SelectionOptions {
  /** Words to read; the invocation's arguments when absent. */
  readonly words?: readonly string[];
  readonly filenames?: readonly string[];
  /** Folder of a kustomization, in place of files. */
  readonly kustomize?: string;
  readonly recursive?: boolean;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly all?: boolean;
  /** Whether a type alone means everything of it, as for `get`. */
  readonly typeAloneMeansAll?: boolean;
  readonly allNamespaces?: boolean;
  /** Whether objects in files have to be valid enough to be worked on (apply, create) or only need a name. */
  readonly single?: boolean;
}

/** Finds out what to work on. Named objects are not fetched yet. Throws CommandError. */
export async function select(invocation: Invocation, options: SelectionOptions): Promise<Selection> {
  const words = options.words ?? invocation.args;
  const read = readResourceWords(words);
  const { labelSelector = '', fieldSelector = '', all = false, typeAloneMeansAll = false } = options;
  const filenames = options.filenames ?? [];
  const kustomize = options.kustomize ?? '';
  if (filenames.length > 0 || kustomize !== '') {
    if (filenames.length > 0 && kustomize !== '') throw new CommandError('only one of -f or -k can be specified');
    if (read.form !== 'none') {
      throw new CommandError('when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well');
    }
    if (labelSelector !== '' && all) throw new CommandError("setting 'all' parameter but found a non empty selector. ");
    const documents =
      kustomize === ''
        ? await readDocuments(invocation, filenames, options.recursive ?? false)
        : kustomizedDocuments(invocation, kustomize);
    return fromDocuments(invocation, documents, filenames[0] === '-', labelSelector);
  }
  const namespace = options.allNamespaces === true ? '' : invocation.namespace;
  if (all && labelSelector !== '') throw new CommandError("setting 'all' parameter but found a non empty selector. ");
  const selects = labelSelector !== '' || fieldSelector !== '' || all || (typeAloneMeansAll && read.form === 'types');
  if (selects) {
    if (read.form === 'named') {
      throw new CommandError(
        read.slashes
          ? 'selectors and the all flag cannot be used when passing resource/name arguments'
          : 'name cannot be provided when a selector is specified',
      );
    }
    if (read.form === 'none') {
      if (labelSelector === '' && fieldSelector === '' && !all) throw new CommandError(MISSING);
      throw new CommandError('at least one resource must be specified to use a selector');
    }
    const mappings = await mappingsOf(invocation, read.types);
    return {
      kind: 'lists',
      lists: mappings.map((mapping) => ({
        mapping,
        namespace: mapping.namespaced ? namespace : '',
        labelSelector,
        fieldSelector,
      })),
    };
  }
  if (read.form === 'types') {
    await mappingsOf(invocation, read.types);
    throw new CommandError('resource(s) were provided, but no name was specified');
  }
  if (read.form === 'none') throw new CommandError(MISSING);
  return fromNames(invocation, read, namespace);
}

async function mappingsOf(invocation: Invocation, types: readonly string[]): Promise<readonly Mapping[]> {
  const { discovery } = invocation.cluster;
  const found = new Map<string, Mapping>();
  for (const type of types) {
    const mappings = (await discovery.category(type)) ?? [await discovery.find(type)];
    for (const mapping of mappings) found.set(resourceName(mapping), mapping);
  }
  return [...found.values()];
}

async function fromNames(
  invocation: Invocation,
  words: Extract<ResourceWords, { form: 'named' }>,
  namespace: string,
): Promise<Selection> {
  const targets: Target[] = [];
  for (const [type, name] of words.pairs) {
    const mapping = await invocation.cluster.discovery.find(type);
    if (mapping.namespaced && namespace === '')
      throw new CommandError('a resource cannot be retrieved by name across all namespaces');
    targets.push({ mapping, namespace: mapping.namespaced ? namespace : '', name });
  }
  return { kind: 'objects', targets, single: words.pairs.length === 1, errors: [] };
}

async function fromDocuments(
  invocation: Invocation,
  documents: readonly Document[],
  fromStdin: boolean,
  labelSelector: string,
): Promise<Selection> {
  const targets: Target[] = [];
  const errors: unknown[] = [];
  for (const { source, value } of documents) {
    const objects = isObject(value) ? flattenList(value as JsonObject) : [value];
    for (const object of objects) {
      try {
        const target = await targetOf(invocation, object, source);
        if (matchesLabels(target.object, labelSelector)) targets.push(target);
      } catch (error) {
        if (!(error instanceof CommandError)) throw error;
        errors.push(error);
      }
    }
  }
  return { kind: 'objects', targets, single: documents.length === 1 && targets.length === 1 && !fromStdin, errors };
}

/** Equality terms only need the object itself; anything else asks for the server's language and is refused here. */
function matchesLabels(object: AnyObject | undefined, selector: string): boolean {
  if (selector === '') return true;
  const labels = object?.metadata.labels ?? {};
  return selector.split(',').every((term) => {
    const [, name = '', operator = '', value = ''] = /^\s*([^=!\s]+)\s*(==|=|!=)?\s*(\S*)\s*$/.exec(term) ?? [];
    if (operator === '') return name.startsWith('!') ? !(name.slice(1) in labels) : name in labels;
    return operator === '!=' ? labels[name] !== value : labels[name] === value;
  });
}

/** What an object in a file is to the server. Throws CommandError in the words of kubectl's decoding and mapping. */
export async function targetOf(invocation: Invocation, value: unknown, source: string): Promise<Target> {
  const object = sortKeys(checkObject(value, source)) as AnyObject;
  const [group, version] = splitApiVersion(object.apiVersion);
  const name = object.metadata.name ?? '';
  const mapping = await invocation.cluster.discovery.byKind(group, version, object.kind);
  if (mapping === undefined) {
    throw new CommandError(
      `resource mapping not found for name: "${name}" namespace: "${object.metadata.namespace ?? ''}" from "${source}": no matches for kind "${object.kind}" in version "${object.apiVersion}"\nensure CRDs are installed first`,
    );
  }
  if (!mapping.namespaced) return { mapping, namespace: '', name, source, object };
  const own = object.metadata.namespace ?? '';
  if (own !== '' && invocation.namespaceGiven && own !== invocation.namespace) {
    throw new CommandError(
      `the namespace from the provided object "${own}" does not match the namespace "${invocation.namespace}". You must pass '--namespace=${own}' to perform this operation.`,
    );
  }
  const namespace = own === '' ? invocation.namespace : own;
  return {
    mapping,
    namespace,
    name,
    source,
    object: { ...object, metadata: { ...object.metadata, namespace } },
    written: object,
  };
}

export function splitApiVersion(apiVersion: string): readonly [group: string, version: string] {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? ['', apiVersion] : [apiVersion.slice(0, slash), apiVersion.slice(slash + 1)];
}

const SKIP = 'if you choose to ignore these errors, turn validation off with --validate=false';

/** Checks what kubectl itself has to know of an object before it can send it anywhere. */
function checkObject(value: unknown, source: string): AnyObject {
  const invalid = (problem: string): CommandError =>
    new CommandError(`error validating "${source}": error validating data: ${problem}; ${SKIP}`);
  if (!isObject(value)) throw invalid('invalid object to validate');
  const { apiVersion, kind, metadata } = value;
  const missing = [
    ...(typeof apiVersion === 'string' && apiVersion !== '' ? [] : ['apiVersion not set']),
    ...(typeof kind === 'string' && kind !== '' ? [] : ['kind not set']),
  ];
  if (missing.length > 0) throw invalid(missing.length === 1 ? (missing[0] ?? '') : `[${missing.join(', ')}]`);
  if (metadata !== undefined && metadata !== null && !isObject(metadata)) {
    throw new CommandError(
      `unable to decode "${source}": json: cannot unmarshal ${jsonTypeOf(metadata)} into Go struct field metadataOnlyObject.metadata of type v1.ObjectMeta`,
    );
  }
  const meta = isObject(metadata) ? metadata : {};
  for (const field of ['name', 'namespace', 'generateName']) {
    const text = meta[field];
    if (text !== undefined && text !== null && typeof text !== 'string') throw metadataTypeError(source, field, text, 'string');
  }
  for (const field of ['annotations', 'labels']) {
    const entries = meta[field];
    if (entries === undefined || entries === null) continue;
    if (!isObject(entries)) throw metadataTypeError(source, field, entries, 'map[string]string');
    const wrong = Object.values(entries).find((text) => typeof text !== 'string' && text !== null);
    if (wrong !== undefined) throw metadataTypeError(source, field, wrong, 'string');
  }
  return { ...value, metadata: meta } as unknown as AnyObject;
}

function metadataTypeError(source: string, field: string, value: unknown, type: string): CommandError {
  return new CommandError(
    `unable to decode "${source}": json: cannot unmarshal ${jsonTypeOf(value)} into Go struct field ObjectMeta.metadata.${field} of type ${type}`,
  );
}

function jsonTypeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

/** With `--local` what files say, without asking the server; else what the server has. */
export async function objectsOrLocal(invocation: Invocation, selection: Selection): ReturnType<typeof fetchAll> {
  const { flags } = invocation;
  if (!flags.defines('local') || !flags.bool('local') || selection.kind !== 'objects') return fetchAll(invocation, selection);
  const targets = selection.targets.flatMap(({ written, ...target }) =>
    written === undefined ? [] : [{ ...target, object: written }],
  );
  return { targets, errors: selection.errors };
}

/** The named objects and everything in the selected lists, fetched from the server. Collects what fails and goes on. */
export async function fetchAll(
  invocation: Invocation,
  selection: Selection,
): Promise<{ readonly targets: readonly (Target & { readonly object: AnyObject })[]; readonly errors: readonly unknown[] }> {
  const { cluster } = invocation;
  const targets: (Target & { readonly object: AnyObject })[] = [];
  const errors: unknown[] = selection.kind === 'objects' ? [...selection.errors] : [];
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      errors.push(error);
    }
  };
  if (selection.kind === 'objects') {
    for (const target of selection.targets) {
      await attempt(async () => {
        targets.push({ ...target, object: await cluster.get(target.mapping, target.namespace, target.name) });
      });
    }
    return { targets, errors };
  }
  for (const { mapping, namespace, labelSelector, fieldSelector } of selection.lists) {
    await attempt(async () => {
      const options = { ...(labelSelector === '' ? {} : { labelSelector }), ...(fieldSelector === '' ? {} : { fieldSelector }) };
      for (const object of await cluster.list(mapping, namespace, options)) {
        targets.push({ mapping, namespace: object.metadata.namespace ?? '', name: object.metadata.name ?? '', object });
      }
    });
  }
  return { targets, errors };
}

/** Like `fetchAll`, but throws what failed. */
export async function fetchOrThrow(
  invocation: Invocation,
  selection: Selection,
): Promise<readonly (Target & { readonly object: AnyObject })[]> {
  const { targets, errors } = await fetchAll(invocation, selection);
  throwAll(errors);
  return targets;
}
