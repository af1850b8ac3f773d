import { draftOf, isObject, type Draft, type JsonObject, type JsonValue } from '../../../core/json.ts';
import { StatusError } from '../../../api/status-error.ts';
import { decodeYaml } from '../../../charts/yaml-text.ts';
import { goJson } from '../../../charts/go-json-text.ts';
import { jsonType } from '../../../charts/go-decode.ts';
import type { GoValue } from '../../../charts/template/index.ts';
import type { Mapping } from '../../kubectl/discovery.ts';
import { flattenList } from '../../kubectl/resources/manifests.ts';
import { HelmError, messageOf } from '../errors.ts';
import type { ClusterConnection } from './connection.ts';

/** An object of a manifest, with the resource that the server has for it. */
export interface Resource {
  readonly mapping: Mapping;
  readonly namespace: string | undefined;
  readonly name: string;
  object: Draft<JsonObject>;
}

export const keyOf = ({ mapping, namespace = '', name }: Resource): string =>
  `${mapping.group}/${mapping.version}/${mapping.kind}/${namespace}/${name}`;

/** `ConfigMap "web" in namespace "default"`. */
export const resourceText = ({ mapping, name, namespace = '' }: Resource): string =>
  `${mapping.kind} ${JSON.stringify(name)} in namespace ${JSON.stringify(namespace)}`;

/**
 * The objects of a manifest. Throws HelmError in the words of the client when a document is no object, or of a kind that the server does not
 * have; all that is wrong is told. Models Build of helm.sh/helm/v3/pkg/kube.
 */
export async function buildResources(cluster: ClusterConnection, manifest: string, validate: boolean): Promise<Resource[]> {
  const resources: Resource[] = [];
  const problems: string[] = [];
  for (const document of documentsOf(manifest)) {
    let objects: readonly JsonObject[];
    try {
      objects = decodeObject(document, validate);
    } catch (error) {
      problems.push(messageOf(error));
      // What cannot be read ends the stream.
      break;
    }
    for (const object of objects) {
      const found = await resourceOf(cluster, object);
      if (typeof found === 'string') problems.push(found);
      else resources.push(found);
    }
  }
  const different = [...new Set(problems)];
  if (different.length > 0) throw new HelmError(different.length === 1 ? (different[0] ?? '') : `[${different.join(', ')}]`);
  return resources;
}

/** Documents keep the end of their last line, which a block scalar may end with. Models YAMLReader of k8s.io/apimachinery. */
function documentsOf(manifest: string): string[] {
  return manifest.split(/^---[^\S\n]*(?:\n|$)/m).filter((document) => document.trim() !== '');
}

function decodeObject(document: string, validate: boolean): readonly JsonObject[] {
  let value: GoValue;
  try {
    value = decodeYaml(document);
  } catch (error) {
    throw new HelmError(`error parsing : ${messageOf(error)}`);
  }
  if (value === null) return [];
  if (validate) checkType(value);
  if (!(value instanceof Map))
    throw new HelmError(
      `unable to decode "": json: cannot unmarshal ${jsonType(value)} into Go value of type unstructured.detector`,
    );
  const kind = value.get('kind');
  if (typeof kind !== 'string' || kind === '')
    throw new HelmError(`unable to decode "": Object 'Kind' is missing in '${goJson(value)}'`);
  checkMetadata(value);
  return flattenList(plain(value) as JsonObject);
}

function checkType(value: GoValue): void {
  const field = (name: string): GoValue => (value instanceof Map ? (value.get(name) ?? null) : null);
  const missing = ['apiVersion', 'kind'].filter((name) => typeof field(name) !== 'string' || field(name) === '');
  if (missing.length === 0) return;
  const texts = missing.map((name) => `${name} not set`);
  throw new HelmError(`error validating "": error validating data: ${texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`}`);
}

/** What the client's own decoder finds of metadata that is of wrong types. */
function checkMetadata(object: ReadonlyMap<string, GoValue>): void {
  const metadata = object.get('metadata');
  if (metadata === undefined || metadata === null) return;
  const refuse = (found: GoValue, path: string, type: string): never => {
    throw new HelmError(
      `unable to decode "": json: cannot unmarshal ${jsonType(found)} into Go struct field ${path} of type ${type}`,
    );
  };
  if (!(metadata instanceof Map)) return void refuse(metadata, '.metadata', 'v1.ObjectMeta');
  for (const name of ['name', 'generateName', 'namespace', 'uid', 'resourceVersion']) {
    const found = metadata.get(name);
    if (found !== undefined && found !== null && typeof found !== 'string')
      refuse(found, `ObjectMeta.metadata.${name}`, name === 'uid' ? 'types.UID' : 'string');
  }
  for (const name of ['labels', 'annotations']) {
    const found = metadata.get(name);
    if (found === undefined || found === null) continue;
    if (!(found instanceof Map)) return void refuse(found, `ObjectMeta.metadata.${name}`, 'map[string]string');
    for (const item of found.values())
      if (item !== null && typeof item !== 'string') refuse(item, `ObjectMeta.metadata.${name}`, 'string');
  }
}

/** A value of a chart as the API takes it. */
export function plain(value: GoValue): JsonValue {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map) return JSON.parse(goJson(value)) as JsonValue;
  return typeof value === 'object' && value !== null ? null : value;
}

/** The resource of an object, or why there is none. */
async function resourceOf(cluster: ClusterConnection, object: JsonObject): Promise<Resource | string> {
  const apiVersion = typeof object['apiVersion'] === 'string' ? object['apiVersion'] : '';
  const kind = String(object['kind']);
  const metadata = isObject(object['metadata']) ? object['metadata'] : {};
  const name = typeof metadata['name'] === 'string' ? metadata['name'] : '';
  const own = typeof metadata['namespace'] === 'string' ? metadata['namespace'] : '';
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? '' : apiVersion.slice(0, slash);
  const mapping = await cluster.discovery.byKind(group, apiVersion.slice(slash + 1), kind);
  if (mapping === undefined)
    return `resource mapping not found for name: ${JSON.stringify(name)} namespace: ${JSON.stringify(own)} from "": no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}\nensure CRDs are installed first`;
  const draft = draftOf(object);
  const namespace = mapping.namespaced ? own || cluster.namespace : undefined;
  if (namespace !== undefined) draft['metadata'] = { ...metadata, namespace } as Draft<JsonObject>;
  return { mapping, namespace, name, object: draft };
}

export const isNotFound = (error: unknown): boolean => error instanceof StatusError && error.reason === 'NotFound';
export const isAlreadyThere = (error: unknown): boolean => error instanceof StatusError && error.reason === 'AlreadyExists';
