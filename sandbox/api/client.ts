import { apiVersionOf, type ResourceType } from '../schema/resource-type.ts';
import type { ObjectMeta } from '../schema/types/meta-v1.ts';
import type { JsonObject, JsonValue } from '../core/json.ts';
import type { Cancel, Clock } from '../core/clock.ts';
import type { ApiRequest, ApiResponse, Representation, RequestOptions, UserInfo, WatchEvent } from './request.ts';
import { StatusError } from './status-error.ts';

/** What every stored object has. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
}

export interface ObjectKey {
  readonly name: string;
  /** Absent for cluster-scoped resources. */
  readonly namespace?: string | undefined;
}

/** An object as its author gives it: the server fills in the rest. */
export type New<T extends KubeObject> = Omit<T, 'apiVersion' | 'kind' | 'metadata' | 'spec' | 'status'> & {
  readonly metadata: Partial<ObjectMeta>;
  readonly status?: unknown;
} & NewSpec<T>;

/** A spec in which nothing is required may be left out. */
type NewSpec<T> = T extends { readonly spec: infer Spec }
  ? object extends Spec
    ? { readonly spec?: Spec }
    : { readonly spec: Spec }
  : unknown;

export type PatchType = 'json' | 'merge' | 'strategic' | 'apply';

export const patchContentType: { readonly [type in PatchType]: string } = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
};

export interface ListResult<T> {
  readonly items: readonly T[];
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string; readonly remainingItemCount?: number };
}

/** A request without its user: the client adds who it speaks for. */
export type ClientRequest = Omit<ApiRequest, 'user'>;

/** A watch that is open. Iterate it; `close` ends the iteration. */
export interface WatchStream<T = JsonObject> extends AsyncIterable<WatchEvent<T>> {
  close(): void;
  /** The same events for a reader that is an activity: it waits through `clock`, so that time goes on meanwhile. */
  through(clock: Pick<Clock, 'block'>): AsyncIterable<WatchEvent<T>>;
}

/** A two-way connection to a container or port of a Pod (log, exec, attach, portforward). */
export interface Connection {
  /** Whether there is nothing at the other end and never will be: a log that nobody writes. */
  readonly empty?: boolean;
  /** What the other side sends, in order. */
  readonly output: AsyncIterable<{ readonly channel: 'stdout' | 'stderr'; readonly text: string }>;
  /** Resolves when the other side has ended: the exit code of a command, 0 for a stream that just ended. */
  readonly exit: Promise<number>;
  send(text: string): void;
  /** Says that nothing more will be sent. */
  closeInput(): void;
  resize(columns: number, rows: number): void;
  close(): void;
}

/**
 * The way to a cluster for everything that a person uses: kubectl, helm, checks, screens. One implementation calls the API
 * in the same process, the other speaks HTTP to any API server.
 */
export interface Client {
  readonly user: UserInfo;
  /** Answers with the Status object as body when the API refuses; rejects only when there is no answer at all. */
  request(request: ClientRequest): Promise<ApiResponse>;
  /** Throws StatusError. */
  watch(request: Omit<ClientRequest, 'verb'>): Promise<WatchStream>;
  /** Throws StatusError. */
  connect(request: Omit<ClientRequest, 'verb'>): Promise<Connection>;
  /** GET of a path that is no resource: `/version`, `/apis`, `/openapi/v3` … Throws StatusError. */
  raw(path: string): Promise<JsonValue>;
}

/** Sends a request and throws StatusError when it was refused. */
export async function send(client: Client, request: ClientRequest): Promise<ApiResponse> {
  const response = await client.request(request);
  if (response.code >= 400) throw statusErrorOf(response);
  return response;
}

export function statusErrorOf(response: ApiResponse): StatusError {
  const { reason, message, details } = response.body;
  return new StatusError({
    code: response.code,
    reason: typeof reason === 'string' ? reason : '',
    message: typeof message === 'string' ? message : `the server answered ${response.code}`,
    ...(details === undefined ? {} : { details: details as StatusError['status']['details'] & object }),
  });
}

const target = <T>(
  type: ResourceType<T>,
  key: Partial<ObjectKey>,
): Pick<ClientRequest, 'group' | 'version' | 'resource'> & Partial<ObjectKey> => ({
  group: type.group,
  version: type.version,
  resource: type.resource,
  ...(key.namespace === undefined ? {} : { namespace: key.namespace }),
  ...(key.name === undefined ? {} : { name: key.name }),
});

/** The calls most code makes, with types. All throw StatusError. */
export const typed = {
  async get<T>(client: Client, type: ResourceType<T>, key: ObjectKey): Promise<T> {
    return (await send(client, { verb: 'get', ...target(type, key) })).body as T;
  },
  async list<T>(client: Client, type: ResourceType<T>, namespace?: string, options?: RequestOptions): Promise<ListResult<T>> {
    const request: ClientRequest = { verb: 'list', ...target(type, { namespace }), ...(options ? { options } : {}) };
    return (await send(client, request)).body as unknown as ListResult<T>;
  },
  async create<T extends KubeObject>(client: Client, type: ResourceType<T>, object: New<T>): Promise<T> {
    const body = { apiVersion: apiVersionOf(type), kind: type.kind, ...object } as unknown as JsonObject;
    return (await send(client, { verb: 'create', ...target(type, { namespace: object.metadata.namespace }), body }))
      .body as unknown as T;
  },
  async delete<T>(client: Client, type: ResourceType<T>, key: ObjectKey, options?: RequestOptions): Promise<void> {
    await send(client, { verb: 'delete', ...target(type, key), ...(options ? { options } : {}) });
  },
};

/** What an informer tells when an object came, changed or went. */
export interface Change<T> {
  readonly type: 'added' | 'modified' | 'deleted';
  readonly object: T;
  /** The object before, for `modified`. */
  readonly old?: T;
}

/**
 * A view of all objects of one resource, always up to date. Handlers run while the store is being written, so they may do one
 * thing only: note (in a WorkQueue) what has to be looked at later. Models k8s.io/client-go/tools/cache.
 */
export interface Informer<T> {
  get(key: ObjectKey): T | undefined;
  list(namespace?: string): readonly T[];
  /** Objects for which the index function gave this value. */
  indexed(index: string, value: string): readonly T[];
  /** Adds an index; adding the same name again changes nothing. */
  addIndex(index: string, values: (object: T) => readonly string[]): void;
  /** Called for every object there is already (as `added`), and for every change from then on. */
  onChange(handler: (change: Change<T>) => void): Cancel;
  /** The same for the objects alone that have this value in an index, so that a thousand handlers cost no more than one. */
  onChangeIn(index: string, value: string, handler: (change: Change<T>) => void): Cancel;
}

/**
 * The way to the API for the parts of the control plane and the nodes. The same requests go through the same steps as those of
 * `Client`, only without waiting: a part computes for no virtual time, and what it does is done when the call returns.
 * All calls throw StatusError.
 */
export interface ComponentClient {
  readonly user: UserInfo;
  request(request: ClientRequest): ApiResponse;
  get<T>(type: ResourceType<T>, key: ObjectKey): T;
  /** Like `get`, but undefined when there is no such object. */
  find<T>(type: ResourceType<T>, key: ObjectKey): T | undefined;
  list<T>(type: ResourceType<T>, namespace?: string, options?: RequestOptions): readonly T[];
  create<T extends KubeObject>(type: ResourceType<T>, object: New<T>): T;
  update<T extends KubeObject>(type: ResourceType<T>, object: T): T;
  updateStatus<T extends KubeObject>(type: ResourceType<T>, object: T): T;
  patch<T>(
    type: ResourceType<T>,
    key: ObjectKey,
    patch: JsonValue,
    options?: { readonly type?: PatchType; readonly subresource?: string },
  ): T;
  delete<T>(
    type: ResourceType<T>,
    key: ObjectKey,
    options?: RequestOptions & { readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string } },
  ): void;
  /** POST to a subresource such as `binding` or `eviction`. */
  createSubresource<T>(type: ResourceType<T>, key: ObjectKey, subresource: string, body: JsonValue): void;
  informer<T extends KubeObject>(type: ResourceType<T>): Informer<T>;
  /** All resources that the server serves, each in one version: what discovery tells. */
  resources(): readonly ResourceType<KubeObject>[];
}

export type { Representation };
