import { parse, parseAllDocuments } from 'yaml';
import { applyJsonPatch, MalformedPatch } from '../../../api/patches/json-patch.ts';
import { PatchError } from '../../../api/patches/strategic-merge-patch.ts';
import { isObject, type JsonObject, type JsonValue } from '../../../core/json.ts';
import { applyMergePatch } from '../patch/merge-diff.ts';
import { normalPath } from '../../../host/file-paths.ts';
import { FileError, type FileSystem } from '../../../host/file-system.ts';
import { CommandError } from '../errors.ts';
import { flattenList, parseDocuments } from '../resources/manifests.ts';
import { parseSelector, selectorMatches, type Labels } from '../../../core/label-selector.ts';
import { contentHash, generated, type Generated, type Generator } from './generators.ts';
import { inOrder } from './order.ts';
import { withImages, withLabels, withNames, withReplicas } from './transformers.ts';

export type Resource = JsonObject;

const fileNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** Fields of a kustomization that are acted upon. */
const known: ReadonlySet<string> = new Set(
  'apiVersion kind metadata resources bases components namePrefix nameSuffix namespace commonLabels commonAnnotations labels images replicas configMapGenerator secretGenerator generatorOptions patches patchesStrategicMerge patchesJson6902'.split(
    ' ',
  ),
);

/** Fields that the real kustomize has besides. */
const notSimulated: ReadonlySet<string> = new Set(
  'buildMetadata configurations crds generators helmCharts helmGlobals openapi replacements sortOptions transformers validators vars'.split(
    ' ',
  ),
);

/** An object on its way through the kustomizations. */
export interface Item {
  readonly resource: Resource;
  /** The name that it began with. */
  readonly original: string;
  /** Whether its name gets a hash of its content when everything is done. */
  readonly hashed: boolean;
}

/**
 * Builds a kustomization: its resources, generated and changed as it says. Throws CommandError, also for fields that are not
 * simulated. Models sigs.k8s.io/kustomize/api.
 */
export function buildKustomization(files: FileSystem, folder: string, shown: string): readonly Resource[] {
  return inOrder(withHashes(transformed(files, folder, shown, [], 0)));
}

/** What a kustomization makes of its own resources and of those that are there; a component works on all of them. */
function transformed(files: FileSystem, folder: string, shown: string, there: readonly Item[], depth: number): readonly Item[] {
  if (depth > 20) throw new CommandError(`kustomizations at ${shown} lead to each other`);
  const kustomization = readKustomization(files, folder, shown);
  const [field] = Object.keys(kustomization).filter((name) => !known.has(name));
  if (field !== undefined)
    throw new CommandError(
      notSimulated.has(field)
        ? `${shown}: field ${JSON.stringify(field)} of a kustomization is not simulated`
        : `invalid Kustomization: json: unknown field ${JSON.stringify(field)}`,
    );
  const paths = textsIn(kustomization['resources']).concat(textsIn(kustomization['bases']));
  let items = [...there, ...paths.flatMap((path) => accumulated(files, folder, path, depth))];
  const made = generated(files, folder, {
    configMaps: generatorsIn(kustomization['configMapGenerator']),
    secrets: generatorsIn(kustomization['secretGenerator']),
    options: isObject(kustomization['generatorOptions']) ? kustomization['generatorOptions'] : {},
  });
  for (const one of made) items = withGenerated(items, one);
  for (const path of textsIn(kustomization['components']))
    items = [...transformed(files, `${folder}/${path}`, path, items, depth + 1)];
  items = [...patched(files, folder, kustomization, items)];
  const each = (change: (resources: readonly Resource[]) => readonly Resource[]): void => {
    const changed = change(items.map(({ resource }) => resource));
    items = items.map((item, index) => ({ ...item, resource: changed[index] ?? item.resource }));
  };
  each((resources) =>
    withNames(resources, {
      prefix: textOf(kustomization['namePrefix']),
      suffix: textOf(kustomization['nameSuffix']),
      namespace: textOf(kustomization['namespace']),
      renamed: new Map(),
    }),
  );
  each((resources) => withLabels(resources, kustomization));
  each((resources) => withImages(resources, objectsIn(kustomization['images'])));
  each((resources) => withReplicas(resources, objectsIn(kustomization['replicas'])));
  return items;
}

const keyOf = (resource: Resource): string => `${textOf(resource['kind'])}/${nameOf(resource)}`;

/** Gives the names of generated objects their hashes, there and where they are spoken of. */
function withHashes(items: readonly Item[]): readonly Resource[] {
  const hashes = items.flatMap(({ resource, hashed }) => (hashed ? [[keyOf(resource), contentHash(resource)] as const] : []));
  return withNames(
    items.map(({ resource }) => resource),
    { prefix: '', suffix: '', namespace: '', renamed: new Map(hashes) },
  );
}

/** A generated object beside the others, or put together with the one of its name. Throws CommandError when that does not fit. */
function withGenerated(items: readonly Item[], { object, hashed, behavior }: Generated): Item[] {
  const name = nameOf(object);
  const found = items.find(
    ({ resource, original }) => resource['kind'] === object['kind'] && (original === name || nameOf(resource) === name),
  );
  const id = `${textOf(object['kind'])}.v1.[noGrp]/${name}.[noNs]`;
  if (behavior !== 'merge' && behavior !== 'replace') {
    if (found !== undefined)
      throw new CommandError(
        `merging from generator: id ${id} exists; behavior must be merge or replace, not 'create'`.replace(
          'id ',
          'id resid.ResId ',
        ),
      );
    return [...items, { resource: object, original: name, hashed }];
  }
  if (found === undefined) throw new CommandError(`id resid.ResId ${id} does not exist; cannot merge or replace`);
  const { name: _, ...metadata } = metadataOf(object);
  const before = found.resource;
  const data = behavior === 'merge' ? { ...mapOf(before['data']), ...mapOf(object['data']) } : mapOf(object['data']);
  const labels = { ...mapOf(metadataOf(before)['labels']), ...mapOf(metadata['labels']) };
  const annotations = { ...mapOf(metadataOf(before)['annotations']), ...mapOf(metadata['annotations']) };
  const merged = {
    ...before,
    metadata: {
      ...metadataOf(before),
      ...(Object.keys(labels).length === 0 ? {} : { labels }),
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    },
    data,
  } as Resource;
  return items.map((item) => (item === found ? { ...item, resource: merged } : item));
}

const mapOf = (value: unknown): { readonly [key: string]: unknown } => (isObject(value) ? value : {});

function readKustomization(files: FileSystem, folder: string, shown: string): { readonly [field: string]: unknown } {
  const stat = files.stat(folder);
  if (stat === undefined)
    throw new CommandError(
      `must build at directory: not a valid directory: evalsymlink failure on '${shown}' : lstat ${folder}: no such file or directory`,
    );
  if (stat.type !== 'directory') throw new CommandError(`must build at directory: '${shown}': file is not directory`);
  const found = fileNames.filter((name) => files.stat(`${folder}/${name}`) !== undefined);
  if (found.length === 0) {
    const names = fileNames.map((name) => `'${name}'`);
    throw new CommandError(
      `unable to find one of ${names.slice(0, -1).join(', ')} or ${names.at(-1)} in directory '${normalPath(folder)}'`,
    );
  }
  if (found.length > 1) throw new CommandError(`Found multiple kustomization files under: ${folder}`);
  try {
    const value: unknown = parse(files.readText(`${folder}/${found[0]}`), { uniqueKeys: false });
    if (value === null || value === undefined) throw new CommandError('kustomization.yaml is empty');
    if (!isObject(value)) throw new CommandError(`invalid Kustomization: it is no mapping`);
    return value;
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(`invalid Kustomization: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : ''}`);
  }
}

function accumulated(files: FileSystem, folder: string, path: string, depth: number): readonly Item[] {
  if (/^(https?:|git@|github\.com\/)/.test(path))
    throw new CommandError(`accumulating resources from '${path}': this workstation has no way out of the cluster's network`);
  const full = normalPath(`${folder}/${path}`);
  const stat = files.stat(full);
  if (stat?.type === 'directory') return transformed(files, full, path, [], depth + 1);
  const failed = (first: string, second: string): CommandError =>
    new CommandError(
      `accumulating resources: accumulation err='accumulating resources from '${path}': ${first}': must build at directory: ${second}`,
    );
  if (stat === undefined) {
    const missing = `evalsymlink failure on '${full}' : lstat ${full}: no such file or directory`;
    throw failed(missing, `not a valid directory: ${missing}`);
  }
  if (!full.startsWith(`${normalPath(folder)}/`))
    throw failed(`security; file '${full}' is not in or below '${normalPath(folder)}'`, `'${full}': file is not directory`);
  return parseDocuments(files.readText(full), path).flatMap(({ value }) => {
    if (!isObject(value) || typeof value['kind'] !== 'string')
      throw new CommandError(`accumulating resources from '${path}': missing Resource metadata`);
    return flattenList(value as JsonObject).map((object) => {
      const resource = object as Resource;
      return { resource, original: nameOf(resource), hashed: false };
    });
  });
}

/** Patches as pieces of the object (lists are replaced as a whole but for those with names) or as operations of RFC 6902. */
function patched(
  files: FileSystem,
  folder: string,
  kustomization: { readonly [field: string]: unknown },
  items: readonly Item[],
): readonly Item[] {
  const legacy = textsIn(kustomization['patchesStrategicMerge']).map((text): JsonObject =>
    text.includes('\n') ? { patch: text } : { path: text },
  );
  let all = items;
  const patches = [...legacy, ...objectsIn(kustomization['patches']), ...objectsIn(kustomization['patchesJson6902'])];
  for (const entry of patches) {
    const path = textOf(entry['path']);
    const text = path === '' ? textOf(entry['patch']) : textAt(files, `${folder}/${path}`, path);
    const values: readonly unknown[] = readPatch(text);
    for (const value of values) {
      if (!Array.isArray(value) && !isObject(value)) throw new CommandError(`unable to parse SM or JSON patch from [${text}]`);
      const own = Array.isArray(value) ? undefined : value;
      const target = isObject(entry['target']) ? entry['target'] : own;
      if (target === undefined) throw new CommandError('must specify a target for JSON patch');
      const matching = all.filter((item) => isTarget(item, target, target === own));
      if (matching.length === 0 && target === own)
        throw new CommandError(`no resource matches strategic merge patch ${JSON.stringify(nameOf(own))}: no matches for Id`);
      all = all.map((item) => (matching.includes(item) ? { ...item, resource: changed(item.resource, value) } : item));
    }
  }
  return all;
}

function readPatch(text: string): readonly unknown[] {
  try {
    return parseAllDocuments(text).map((document) => document.toJS() as unknown);
  } catch {
    throw new CommandError(`unable to parse SM or JSON patch from [${text}]`);
  }
}

/** What a patch makes of an object, which stays who it is. */
function changed(resource: Resource, patch: unknown): Resource {
  if (!Array.isArray(patch)) {
    const merged = merge(resource, patch) as Resource;
    const { apiVersion, kind } = resource;
    const { name, namespace } = metadataOf(resource);
    const metadata = { ...metadataOf(merged), name, ...(namespace === undefined ? {} : { namespace }) };
    return { ...merged, apiVersion, kind, metadata } as Resource;
  }
  try {
    return applyJsonPatch(resource, patch) as Resource;
  } catch (error) {
    if (error instanceof PatchError || error instanceof MalformedPatch) throw new CommandError(error.message);
    throw error;
  }
}

function textAt(files: FileSystem, path: string, shown: string): string {
  try {
    return files.readText(path);
  } catch (error) {
    if (error instanceof FileError)
      throw new CommandError(`failed to get the patch file from path(${shown}): no such file or directory`);
    throw error;
  }
}

const metadataOf = (object: { readonly [key: string]: unknown }): { readonly [key: string]: unknown } =>
  isObject(object['metadata']) ? object['metadata'] : {};

const nameOf = (object: { readonly [key: string]: unknown }): string => textOf(metadataOf(object)['name'] ?? object['name']);

/** Whether a patch is for this object: by the name in the patch itself, or by the regular expressions and selectors of a target. */
function isTarget({ resource, original }: Item, target: { readonly [key: string]: unknown }, own: boolean): boolean {
  const fits = (wanted: string, ...values: readonly string[]): boolean =>
    wanted === '' || values.some((value) => (own ? value === wanted : new RegExp(`^(?:${wanted})$`).test(value)));
  const [, group = '', version = ''] = /^(?:(.*)\/)?([^/]*)$/.exec(textOf(resource['apiVersion'])) ?? [];
  const metadata = metadataOf(resource);
  const selects = (selector: string, labels: unknown): boolean =>
    selector === '' || selectorMatches(parseSelector(selector), isObject(labels) ? (labels as Labels) : {});
  if (!fits(textOf(target['kind']), textOf(resource['kind'])) || !fits(nameOf(target), nameOf(resource), original)) return false;
  if (own) return true;
  return (
    fits(textOf(target['group']), group) &&
    fits(textOf(target['version']), version) &&
    fits(textOf(target['namespace']), textOf(metadata['namespace'])) &&
    selects(textOf(target['labelSelector']), metadata['labels']) &&
    selects(textOf(target['annotationSelector']), metadata['annotations'])
  );
}

function merge(base: unknown, patch: unknown): unknown {
  if (Array.isArray(base) && Array.isArray(patch) && patch.every((item) => isObject(item) && item['name'] !== undefined)) {
    const changed = base.map((item: unknown) => {
      const change = patch.find((other) => isObject(item) && isObject(other) && other['name'] === item['name']);
      return change === undefined ? item : merge(item, change);
    });
    const added = patch.filter(
      (item) => !base.some((other) => isObject(item) && isObject(other) && other['name'] === item['name']),
    );
    return [...changed, ...added];
  }
  if (!isObject(base) || !isObject(patch)) return applyMergePatch(base, patch);
  const result: { [key: string]: unknown } = { ...base };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = key in result ? merge(result[key], value) : value;
  }
  return result;
}

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

export const textsIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];

export const objectsIn = (value: unknown): readonly JsonObject[] =>
  Array.isArray(value) ? (value.filter(isObject) as JsonObject[]) : [];

function generatorsIn(value: unknown): readonly Generator[] {
  return objectsIn(value).map((entry) => ({
    name: textOf(entry['name']),
    namespace: textOf(entry['namespace']),
    type: textOf(entry['type']),
    literals: textsIn(entry['literals']),
    files: textsIn(entry['files']),
    envs: [...textsIn(entry['envs']), ...(entry['env'] === undefined ? [] : [textOf(entry['env'])])],
    behavior: textOf(entry['behavior']),
    options: isObject(entry['options']) ? (entry['options'] as { readonly [key: string]: JsonValue }) : {},
  }));
}
