import type { Cancel } from '../core/clock.ts';
import type { JsonObject, JsonValue } from '../core/json.ts';
import { apiVersionOf, type ResourceType } from '../schema/resource-type.ts';
import {
  patchContentType,
  statusErrorOf,
  type ClientRequest,
  type ComponentClient,
  type KubeObject,
  type ObjectKey,
} from './client.ts';
import { SharedInformer } from './informer.ts';
import type { KindRegistry } from './kind.ts';
import type { ApiRequest, ApiResponse, UserInfo, WatchEvent } from './request.ts';
import { isReason } from './status-error.ts';

/** What the client needs of the server. */
interface Server {
  readonly kinds: KindRegistry;
  handle(request: ApiRequest): ApiResponse;
  watch(request: ApiRequest, onEvent: (event: WatchEvent) => void): Cancel;
}

const informersOf = new WeakMap<Server, Map<string, SharedInformer<KubeObject>>>();

/** Informers are one copy for all parts, so it is the server itself that reads for them. */
const informerUser: UserInfo = { username: 'system:apiserver', groups: ['system:masters', 'system:authenticated'] };

/**
 * A client for parts of the cluster. Informers are shared by all clients of a server. `program` is what owns the fields that it writes;
 * where it is absent the user's name stands for it.
 */
export function createComponentClient(server: Server, user: UserInfo, program?: string): ComponentClient {
  const informers = informersOf.get(server) ?? new Map<string, SharedInformer<KubeObject>>();
  informersOf.set(server, informers);

  const own = program === undefined ? {} : { program };
  const send = (request: ClientRequest): JsonObject => {
    const response = server.handle({ ...request, user, ...own });
    if (response.code >= 400) throw statusErrorOf(response);
    return response.body;
  };
  const target = (type: ResourceType<unknown>, key: Partial<ObjectKey>): Omit<ClientRequest, 'verb'> => ({
    group: type.group,
    version: type.version,
    resource: type.resource,
    ...(key.namespace === undefined ? {} : { namespace: key.namespace }),
    ...(key.name === undefined ? {} : { name: key.name }),
  });
  const put = <T extends KubeObject>(type: ResourceType<T>, object: T, subresource?: string): T =>
    send({
      verb: 'update',
      ...target(type, object.metadata),
      ...(subresource === undefined ? {} : { subresource }),
      body: { ...(object as unknown as JsonObject), apiVersion: apiVersionOf(type), kind: type.kind },
    }) as unknown as T;

  const client: ComponentClient = {
    user,
    request: (request) => server.handle({ ...request, user, ...own }),
    get: <T>(type: ResourceType<T>, key: ObjectKey) => send({ verb: 'get', ...target(type, key) }) as T,
    find<T>(type: ResourceType<T>, key: ObjectKey) {
      try {
        return client.get(type, key);
      } catch (error) {
        if (isReason(error, 'NotFound')) return undefined;
        throw error;
      }
    },
    list<T>(type: ResourceType<T>, namespace?: string, options?: ClientRequest['options']) {
      const answer = send({ verb: 'list', ...target(type, { namespace }), ...(options === undefined ? {} : { options }) });
      return answer['items'] as unknown as readonly T[];
    },
    create(type, object) {
      const body = { apiVersion: apiVersionOf(type), kind: type.kind, ...object } as unknown as JsonObject;
      return send({ verb: 'create', ...target(type, { namespace: object.metadata.namespace }), body }) as never;
    },
    update: (type, object) => put(type, object),
    updateStatus: (type, object) => put(type, object, 'status'),
    patch<T>(
      type: ResourceType<T>,
      key: ObjectKey,
      patch: JsonValue,
      options: { readonly type?: keyof typeof patchContentType; readonly subresource?: string } = {},
    ) {
      const contentType = patchContentType[options.type ?? 'strategic'];
      const { subresource } = options;
      return send({
        verb: 'patch',
        ...target(type, key),
        body: patch,
        contentType,
        ...(subresource === undefined ? {} : { subresource }),
      }) as T;
    },
    delete(type, key, options = {}) {
      const { preconditions, ...rest } = options;
      const body = preconditions === undefined ? {} : { body: { kind: 'DeleteOptions', apiVersion: 'v1', preconditions } };
      send({ verb: 'delete', ...target(type, key), options: rest, ...body });
    },
    createSubresource(type, key, subresource, body) {
      send({ verb: 'create', ...target(type, key), subresource, body });
    },
    informer<T extends KubeObject>(type: ResourceType<T>) {
      const name = `${type.group}/${type.version}/${type.resource}`;
      let informer = informers.get(name) as SharedInformer<T> | undefined;
      if (informer === undefined) {
        const made = new SharedInformer<T>();
        server.watch({ verb: 'watch', ...target(type, {}), user: informerUser }, (event) => made.take(event));
        informers.set(name, made as unknown as SharedInformer<KubeObject>);
        informer = made;
      }
      return informer;
    },
    resources: () =>
      server.kinds.all
        .filter(
          ({ verbs, storedAs, computed, custom }) =>
            storedAs === undefined && !computed && custom?.unconvertible === undefined && (verbs?.includes('list') ?? true),
        )
        .map(({ type }) => type as ResourceType<KubeObject>),
  };
  return client;
}
