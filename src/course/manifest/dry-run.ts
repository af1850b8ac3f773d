import {
  applyPatch,
  isObject,
  lastApplied,
  type AnyObject,
  type ApiResponse,
  type Cluster,
  type JsonObject,
} from '../../../sandbox/index.ts';

export interface DryRun {
  /** The object as it is, when there is one. */
  readonly live?: JsonObject;
  readonly answer: ApiResponse;
}

/**
 * Asks the API server to apply an object without keeping it: what is not there would be created, what is there patched, as `kubectl apply`
 * does. Undefined for something that has no name or no known kind.
 */
export async function dryRun(
  cluster: Pick<Cluster, 'client' | 'kinds'>,
  value: { readonly [field: string]: unknown },
): Promise<DryRun | undefined> {
  const { apiVersion, kind: kindName } = value;
  if (typeof apiVersion !== 'string' || typeof kindName !== 'string') return undefined;
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  const kind = cluster.kinds.byKind(group, version, kindName);
  const metadata = isObject(value['metadata']) ? value['metadata'] : {};
  const { name } = metadata;
  if (kind === undefined || typeof name !== 'string') return undefined;
  const namespace = typeof metadata['namespace'] === 'string' ? metadata['namespace'] : 'default';
  const client = cluster.client();
  const target = { group, version, resource: kind.type.resource, ...(kind.type.namespaced ? { namespace } : {}) };
  const found = await client.request({ verb: 'get', ...target, name });
  const options = { dryRun: true, fieldManager: 'kubetutor-editor', fieldValidation: 'Strict' } as const;
  const way =
    found.code === 404
      ? ({ verb: 'create', body: value as JsonObject } as const)
      : {
          name,
          ...patchOf(
            kind.type.definition,
            { ...value, metadata: kind.type.namespaced ? { ...metadata, namespace } : metadata },
            found.body,
          ),
        };
  const answer = await client.request({ ...target, ...way, options });
  return { ...(found.code === 200 ? { live: found.body } : {}), answer };
}

/** What `kubectl apply` would send: the difference to what was applied last, and to what is there. */
function patchOf(
  definition: string | undefined,
  value: { readonly [field: string]: unknown },
  live: JsonObject,
): { readonly verb: 'patch'; readonly contentType: string; readonly body: JsonObject } {
  const wanted = value as unknown as AnyObject;
  const annotated = { ...wanted, metadata: { ...wanted.metadata, annotations: wanted.metadata.annotations ?? {} } };
  const current = live as unknown as AnyObject;
  const { type, patch } = applyPatch(definition, lastApplied(current) ?? {}, annotated, current);
  const contentType = type === 'strategic' ? 'application/strategic-merge-patch+json' : 'application/merge-patch+json';
  return { verb: 'patch', contentType, body: patch };
}
