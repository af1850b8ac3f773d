import type { ClientRequest, ComponentClient } from './api/client.ts';
import type { KindRegistry } from './api/kind.ts';
import { StatusError, isReason } from './api/status-error.ts';
import { isObject, type JsonObject } from './core/json.ts';
import { namespaces, serviceAccounts } from './schema/resources.ts';

/**
 * Creates the objects that a cluster begins with, in their order; one that is there already (a namespace of the system, a node) gets
 * the given fields merged in. Throws StatusError with the server's words for the first one that is refused.
 */
export function createInitialObjects(client: ComponentClient, kinds: KindRegistry, objects: readonly JsonObject[]): void {
  for (const object of objects) {
    const request = createRequest(kinds, object);
    const response = client.request(request);
    if (response.code === 409 && response.body['reason'] === 'AlreadyExists') merge(client, request, object);
    else if (response.code >= 400) throw statusError(response.code, response.body);
    // Pods need the ServiceAccount that a controller will make in a moment.
    if (request.resource === namespaces.resource && request.name !== undefined) ensureServiceAccount(client, request.name);
  }
}

export function ensureServiceAccount(client: ComponentClient, namespace: string): void {
  try {
    client.create(serviceAccounts, { metadata: { name: 'default', namespace } });
  } catch (error) {
    if (!isReason(error, 'AlreadyExists')) throw error;
  }
}

function createRequest(kinds: KindRegistry, object: JsonObject): ClientRequest {
  const apiVersion = String(object['apiVersion'] ?? '');
  const kindName = String(object['kind'] ?? '');
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? '' : apiVersion.slice(0, slash);
  const version = apiVersion.slice(slash + 1);
  const kind = kinds.byKind(group, version, kindName);
  if (kind === undefined) {
    const message = `no matches for kind "${kindName}" in version "${apiVersion}"`;
    throw new StatusError({ code: 404, reason: 'NotFound', message });
  }
  const metadata = isObject(object['metadata']) ? object['metadata'] : {};
  const { name, namespace } = metadata;
  return {
    verb: 'create',
    group,
    version,
    resource: kind.type.resource,
    ...(kind.type.namespaced ? { namespace: typeof namespace === 'string' ? namespace : 'default' } : {}),
    ...(typeof name === 'string' ? { name } : {}),
    body: object,
    options: { fieldValidation: 'Strict', fieldManager: 'kubetutor' },
  };
}

function merge(client: ComponentClient, request: ClientRequest, object: JsonObject): void {
  const response = client.request({ ...request, verb: 'patch', contentType: 'application/merge-patch+json', body: object });
  if (response.code >= 400) throw statusError(response.code, response.body);
}

function statusError(code: number, body: JsonObject): StatusError {
  return new StatusError({ code, reason: String(body['reason'] ?? ''), message: String(body['message'] ?? '') });
}
