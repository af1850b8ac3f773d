import { patchContentType } from '../../../api/client.ts';
import { isObject, type JsonObject } from '../../../core/json.ts';
import { threeWayMergePatch } from '../../kubectl/patch/merge-diff.ts';
import { threeWayStrategicPatch } from '../../kubectl/patch/strategic-diff.ts';
import { structureOfKind } from '../../kubectl/patch/structure.ts';
import { HelmError, messageOf, multiError, withWords } from '../errors.ts';
import type { ClusterConnection } from './connection.ts';
import { isNotFound, type Resource } from './resources.ts';

const MANAGER = { fieldManager: 'helm' };

export type Cascade = 'background' | 'foreground' | 'orphan';

const target = ({ mapping, namespace }: Resource) => ({
  group: mapping.group,
  version: mapping.version,
  resource: mapping.resource,
  ...(namespace === undefined ? {} : { namespace }),
});

/** The object as the server has it. Throws StatusError, HelmError for a nameless one. */
export async function getResource(cluster: ClusterConnection, resource: Resource): Promise<JsonObject> {
  if (resource.name === '') throw new HelmError('resource name may not be empty');
  return (await cluster.send({ verb: 'get', ...target(resource), name: resource.name })).body;
}

/** Undefined when there is none. */
export async function findResource(cluster: ClusterConnection, resource: Resource): Promise<JsonObject | undefined> {
  try {
    return await getResource(cluster, resource);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

async function create(cluster: ClusterConnection, resource: Resource): Promise<void> {
  await cluster.send({ verb: 'create', ...target(resource), body: resource.object as JsonObject, options: MANAGER });
}

/** Does something to each; what goes wrong is told when all were tried. Throws HelmError. */
export async function performAll(resources: readonly Resource[], action: (resource: Resource) => Promise<void>): Promise<void> {
  if (resources.length === 0) throw new HelmError('no objects visited');
  const errors: unknown[] = [];
  for (const resource of resources) {
    try {
      await action(resource);
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw multiError(errors);
}

export async function createAll(cluster: ClusterConnection, resources: readonly Resource[]): Promise<void> {
  await performAll(resources, (resource) => create(cluster, resource));
}

/** What an update did, also when it went wrong. */
export interface UpdateResult {
  readonly created: Resource[];
  readonly updated: Resource[];
}

/**
 * Makes the cluster into `wanted`, where `original` is what helm applied before: creates, patches three ways (built-in kinds) or two ways (all
 * others), and deletes what is no longer wanted. Throws HelmError. Models Update of helm.sh/helm/v3/pkg/kube.
 */
export async function updateAll(
  cluster: ClusterConnection,
  original: readonly Resource[],
  wanted: readonly Resource[],
  options: { readonly force: boolean; readonly threeWay?: boolean },
  result: UpdateResult,
): Promise<void> {
  const before = new Map(original.map((resource) => [groupKey(resource), resource]));
  const problems: string[] = [];
  for (const resource of wanted) {
    let live: JsonObject | undefined;
    try {
      live = await findResource(cluster, resource);
    } catch (error) {
      throw withWords(error, 'could not get information about the resource');
    }
    if (live === undefined) {
      result.created.push(resource);
      try {
        await create(cluster, resource);
      } catch (error) {
        throw withWords(error, 'failed to create resource');
      }
      continue;
    }
    const old = before.get(groupKey(resource));
    if (old === undefined)
      throw new HelmError(`no ${resource.mapping.kind} with the name ${JSON.stringify(resource.name)} found`);
    try {
      await (options.force ? replace(cluster, resource, live) : patch(cluster, resource, old, live, options.threeWay ?? false));
    } catch (error) {
      problems.push(messageOf(error));
    }
    result.updated.push(resource);
  }
  if (problems.length > 0) throw new HelmError(problems.join(' && '));
  const kept = new Set(wanted.map(groupKey));
  for (const resource of original.filter((old) => !kept.has(groupKey(old)))) await deleteUnlessKept(cluster, resource);
}

/** helm tells objects apart by kind, whatever the version. */
const groupKey = (resource: Resource): string => {
  const { mapping, namespace = '', name } = resource;
  return `${mapping.group}/${mapping.kind}/${namespace}/${name}`;
};

async function deleteUnlessKept(cluster: ClusterConnection, resource: Resource): Promise<void> {
  try {
    const live = await getResource(cluster, resource);
    const metadata = isObject(live['metadata']) ? live['metadata'] : {};
    const annotations = isObject(metadata['annotations']) ? metadata['annotations'] : {};
    if (annotations['helm.sh/resource-policy'] === 'keep') return;
    await deleteResource(cluster, resource, 'background');
  } catch {
    // What cannot be deleted is left; helm only logs it.
  }
}

async function replace(cluster: ClusterConnection, resource: Resource, live: JsonObject): Promise<void> {
  const metadata = isObject(live['metadata']) ? live['metadata'] : {};
  const own = isObject(resource.object['metadata']) ? resource.object['metadata'] : {};
  const body = {
    ...resource.object,
    metadata: { ...own, resourceVersion: metadata['resourceVersion'] },
  } as JsonObject;
  try {
    await cluster.send({ verb: 'update', ...target(resource), name: resource.name, body, options: MANAGER });
  } catch (error) {
    throw withWords(error, 'failed to replace object');
  }
}

async function patch(
  cluster: ClusterConnection,
  resource: Resource,
  original: Resource,
  live: JsonObject,
  threeWay: boolean,
): Promise<void> {
  const { mapping, name, object } = resource;
  const structure = structureOfKind(mapping);
  const type = structure === undefined ? 'merge' : 'strategic';
  const body =
    structure === undefined
      ? threeWayMergePatch(original.object, object, threeWay ? live : original.object)
      : threeWayStrategicPatch(original.object, object, live, structure);
  if (Object.keys(body).length === 0) return;
  try {
    await cluster.send({
      verb: 'patch',
      ...target(resource),
      name,
      body: body as JsonObject,
      contentType: patchContentType[type],
      options: MANAGER,
    });
  } catch (error) {
    throw withWords(error, `cannot patch ${JSON.stringify(name)} with kind ${mapping.kind}`);
  }
}

export async function deleteResource(cluster: ClusterConnection, resource: Resource, cascade: Cascade): Promise<void> {
  const propagationPolicy = cascade.charAt(0).toUpperCase() + cascade.slice(1);
  await cluster.send({ verb: 'delete', ...target(resource), name: resource.name, options: { ...MANAGER, propagationPolicy } });
}

/** Deletes all; what is not there counts as deleted. Returns what went wrong. */
export async function deleteAll(
  cluster: ClusterConnection,
  resources: readonly Resource[],
  cascade: Cascade = 'background',
): Promise<unknown[]> {
  if (resources.length === 0) return [new HelmError('object not found, skipping delete: no objects visited')];
  const errors: unknown[] = [];
  for (const resource of resources) {
    try {
      await deleteResource(cluster, resource, cascade);
    } catch (error) {
      if (!isNotFound(error)) errors.push(error);
    }
  }
  return errors;
}
