import { isObject, send, StatusError, type JsonObject, type Kind } from '../../../sandbox/index.ts';
import { jsonObject, turned, type Shape } from '../pack/shape.ts';
import type { CheckWorld } from './define-check.ts';
import { describeDifference, differences, type Difference } from './partial-match.ts';

/** Part of an object: at least its `apiVersion` and `kind`. */
export type PartialObject = JsonObject & { readonly apiVersion: string; readonly kind: string };

export const partialObject: Shape<PartialObject> = turned(jsonObject, (value, refuse) => {
  const { apiVersion, kind, metadata } = value;
  if (typeof apiVersion !== 'string' || !/^([a-z0-9.-]+\/)?v\d+((alpha|beta)\d+)?$/.test(apiVersion)) {
    return refuse('expected an `apiVersion` such as `v1` or `apps/v1` in the object');
  }
  if (typeof kind !== 'string' || !/^[A-Z][A-Za-z0-9]*$/.test(kind))
    return refuse('expected a `kind` such as `Pod` in the object');
  if (metadata !== undefined && !isObject(metadata)) return refuse('expected `metadata` to be a mapping');
  return { ...value, apiVersion, kind };
});

/** An object that matches in part or not at all, with what is different. */
export interface Candidate {
  readonly object: JsonObject;
  readonly differences: readonly Difference[];
}

export interface Search {
  readonly kind: Kind;
  /** All objects that could be meant, the most alike first. */
  readonly candidates: readonly Candidate[];
}

const metadataOf = (object: JsonObject): JsonObject => (isObject(object['metadata']) ? (object['metadata'] as JsonObject) : {});

export function kindOf(partial: PartialObject, kinds: CheckWorld['kinds']): Kind | undefined {
  const [version = '', group = ''] = partial.apiVersion.split('/').reverse();
  return kinds.byKind(group, version, partial.kind);
}

/** The namespace that a partial object means: `default` when it names none, undefined for all (`*`) and for cluster-wide kinds. */
export function namespaceOf(partial: JsonObject, kind: Kind): string | undefined {
  const { namespace } = metadataOf(partial);
  if (!kind.type.namespaced || namespace === '*') return undefined;
  return typeof namespace === 'string' ? namespace : 'default';
}

/** Looks for the objects that a partial one may mean. Gives words when the cluster cannot be asked. */
export async function search(partial: PartialObject, world: CheckWorld): Promise<Search | string> {
  const kind = kindOf(partial, world.kinds);
  if (kind === undefined) return `the cluster has no kind ${partial.kind} in ${partial.apiVersion}`;
  const namespace = namespaceOf(partial, kind);
  const { group, version, resource } = kind.type;
  try {
    const { body } = await send(world.client, {
      verb: 'list',
      group,
      version,
      resource,
      ...(namespace === undefined ? {} : { namespace }),
    });
    const items = Array.isArray(body['items']) ? (body['items'] as readonly JsonObject[]) : [];
    return { kind, candidates: rank(partial, items) };
  } catch (error) {
    if (error instanceof StatusError) return `the API server says: ${error.message}`;
    throw error;
  }
}

/** Those of the objects that the partial one may mean, the most alike first. */
export function rank(partial: PartialObject, items: readonly JsonObject[]): readonly Candidate[] {
  const { name, namespace: _namespace, ...metadata } = metadataOf(partial);
  const { apiVersion: _apiVersion, kind: _kind, metadata: _metadata, ...rest } = partial;
  const wanted: JsonObject = { ...(Object.keys(metadata).length === 0 ? {} : { metadata }), ...rest };
  return items
    .filter((object) => name === undefined || metadataOf(object)['name'] === name)
    .map((object) => ({ object, differences: differences(wanted, object) }))
    .sort((left, right) => left.differences.length - right.differences.length);
}

export function matchesOf(found: Search): readonly JsonObject[] {
  return found.candidates.filter(({ differences }) => differences.length === 0).map(({ object }) => object);
}

/** `Deployment default/web`, `Node node-1`. */
export function nameOf(object: JsonObject, kind: string): string {
  const { name, namespace } = metadataOf(object);
  return `${kind} ${typeof namespace === 'string' ? `${namespace}/` : ''}${typeof name === 'string' ? name : '(unnamed)'}`;
}

/** What a partial object asks for, for a sentence: `a Deployment default/web`, `any Pod in default with labels app=web`. */
export function wantedOf(partial: PartialObject, kind?: Kind): string {
  const { name, namespace, labels } = metadataOf(partial);
  const standard = kind === undefined || !kind.type.namespaced ? undefined : 'default';
  const where = kind?.type.namespaced === false ? undefined : typeof namespace === 'string' ? namespace : standard;
  if (typeof name === 'string') return `${partial.kind} ${where === undefined ? '' : `${where}/`}${name}`;
  const labelled = isObject(labels)
    ? ` with the labels ${Object.entries(labels)
        .map(([key, value]) => `${key}=${String(value)}`)
        .join(',')}`
    : '';
  const place = where === undefined ? '' : where === '*' ? ' in any namespace' : ` in namespace ${where}`;
  return `${partial.kind}${labelled}${place}`;
}

/** In plain words why none of the candidates matches. */
export function whyNone(partial: PartialObject, found: Search): string {
  const [nearest] = found.candidates;
  if (nearest === undefined) return `there is no ${wantedOf(partial, found.kind)}`;
  const [difference] = nearest.differences;
  return `${nameOf(nearest.object, partial.kind)}: ${difference === undefined ? 'matches' : describeDifference(difference)}`;
}
