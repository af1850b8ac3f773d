import { parse } from 'yaml';
import { isObject, type JsonObject, type JsonValue } from '../../../core/json.ts';
import { applyMergePatch } from '../patch/merge-diff.ts';
import { normalPath } from '../../../host/file-paths.ts';
import { FileError, type FileSystem } from '../../../host/file-system.ts';
import { CommandError } from '../errors.ts';
import { flattenList, parseDocuments } from '../resources/manifests.ts';
import { generated, type Generator } from './generators.ts';
import { inOrder } from './order.ts';
import { withImages, withLabels, withNames, withReplicas } from './transformers.ts';

export type Resource = JsonObject;

const fileNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** Fields of a kustomization that are acted upon. */
const known: ReadonlySet<string> = new Set(
  'apiVersion kind metadata resources bases namePrefix nameSuffix namespace commonLabels commonAnnotations labels images replicas configMapGenerator secretGenerator generatorOptions patches patchesStrategicMerge'.split(
    ' ',
  ),
);

/** Fields that the real kustomize has besides. */
const notSimulated: ReadonlySet<string> = new Set(
  'buildMetadata components configurations crds generators helmCharts helmGlobals openapi patchesJson6902 replacements sortOptions transformers validators vars'.split(
    ' ',
  ),
);

const failed = (path: string, message: string): CommandError =>
  new CommandError(`accumulating resources from '${path}': ${message}`);

/**
 * Builds a kustomization: its resources, generated and changed as it says. Throws CommandError, also for fields that are not
 * simulated. Models sigs.k8s.io/kustomize/api.
 */
export function buildKustomization(files: FileSystem, folder: string, shown: string, depth = 0): readonly Resource[] {
  if (depth > 20) throw new CommandError(`kustomizations at ${shown} lead to each other`);
  const kustomization = readKustomization(files, folder, shown);
  const unknown = Object.keys(kustomization).filter((field) => !known.has(field));
  const [field] = unknown;
  if (field !== undefined)
    throw new CommandError(
      notSimulated.has(field)
        ? `${shown}: field ${JSON.stringify(field)} of a kustomization is not simulated`
        : `invalid Kustomization: json: unknown field ${JSON.stringify(field)}`,
    );
  const resources = textsIn(kustomization['resources'])
    .concat(textsIn(kustomization['bases']))
    .flatMap((path) => accumulated(files, folder, path, depth));
  const { made, renamed } = generated(files, folder, {
    configMaps: generatorsIn(kustomization['configMapGenerator']),
    secrets: generatorsIn(kustomization['secretGenerator']),
    options: isObject(kustomization['generatorOptions']) ? kustomization['generatorOptions'] : {},
  });
  let all: readonly Resource[] = patched(files, folder, kustomization, [...resources, ...made]);
  all = withNames(all, {
    prefix: textOf(kustomization['namePrefix']),
    suffix: textOf(kustomization['nameSuffix']),
    namespace: textOf(kustomization['namespace']),
    renamed,
  });
  all = withLabels(all, kustomization);
  all = withImages(all, objectsIn(kustomization['images']));
  all = withReplicas(all, objectsIn(kustomization['replicas']));
  return depth === 0 ? inOrder(all) : all;
}

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

function accumulated(files: FileSystem, folder: string, path: string, depth: number): readonly Resource[] {
  if (/^(https?:|git@|github\.com\/)/.test(path)) throw failed(path, "this workstation has no way out of the cluster's network");
  const full = `${folder}/${path}`;
  if (files.stat(full)?.type === 'directory') return buildKustomization(files, full, path, depth + 1);
  try {
    return parseDocuments(files.readText(full), path).flatMap(({ value }) => {
      if (!isObject(value) || typeof value['kind'] !== 'string') throw failed(path, 'missing Resource metadata');
      return flattenList(value as JsonObject);
    });
  } catch (error) {
    if (error instanceof FileError) throw failed(path, `open ${full}: no such file or directory`);
    throw error;
  }
}

/** Patches in the form of a piece of the object; lists are replaced as a whole but for those with names. */
function patched(
  files: FileSystem,
  folder: string,
  kustomization: { readonly [field: string]: unknown },
  resources: readonly Resource[],
): readonly Resource[] {
  const legacy = textsIn(kustomization['patchesStrategicMerge']).map((text): JsonObject =>
    text.includes('\n') ? { patch: text } : { path: text },
  );
  let all = resources;
  for (const entry of [...legacy, ...objectsIn(kustomization['patches'])]) {
    const path = textOf(entry['path']);
    const text = path === '' ? textOf(entry['patch']) : textAt(files, `${folder}/${path}`, path);
    for (const { value } of parseDocuments(text, path || 'patch')) {
      if (Array.isArray(value))
        throw new CommandError('JSON 6902 patches in a kustomization are not simulated; write the piece of the object');
      if (!isObject(value)) throw new CommandError(`unable to parse SM or JSON patch from [${text}]`);
      const target = isObject(entry['target']) ? entry['target'] : value;
      const matching = all.filter((resource) => isTarget(resource, target));
      if (matching.length === 0)
        throw new CommandError(`no resource matches strategic merge patch ${JSON.stringify(nameOf(value))}: no matches for Id`);
      all = all.map((resource) => (matching.includes(resource) ? (merge(resource, value) as Resource) : resource));
    }
  }
  return all;
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

function isTarget(resource: Resource, target: { readonly [key: string]: unknown }): boolean {
  const [kind, name] = [textOf(target['kind']), nameOf(target)];
  return (kind === '' || kind === resource['kind']) && (name === '' || name === metadataOf(resource)['name']);
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
    options: isObject(entry['options']) ? (entry['options'] as { readonly [key: string]: JsonValue }) : {},
  }));
}
