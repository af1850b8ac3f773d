import type { Cancel, Clock } from '../core/clock.ts';
import type { Draft, JsonObject, JsonValue } from '../core/json.ts';
import type { HttpResponse } from '../core/traffic.ts';
import type { Random } from '../core/random.ts';
import type { ResourceType } from '../schema/resource-type.ts';
import { Store } from '../store/index.ts';
import type { AdmissionPlugin } from './admission.ts';
import { API_AUDIENCE, invalidToken, type Authenticate } from './authentication/authenticator.ts';
import { isServiceAccountToken, serviceAccountOf } from './authentication/service-account-tokens.ts';
import { createTokenKey, readToken, signToken } from './authentication/web-token.ts';
import { attributesOf, denied, pathAttributes } from './authorization/attributes.ts';
import { checkImpersonation } from './authorization/impersonation.ts';
import { alwaysAllow, type Authorizer } from './authorizer.ts';
import type { Client, ComponentClient, Connection, KubeObject } from './client.ts';
import { createComponentClient } from './component-client.ts';
import type { NodeConnector } from './connector.ts';
import { connectToContainer } from './connect.ts';
import { decodeBody } from './decode-body.ts';
import { deleteOptions } from './delete-options.ts';
import { deleteObject, deleteStored, deletionWarnings } from './delete-object.ts';
import { discover } from './discovery.ts';
import { methodNotAllowed, methodNotSupported, noSuchPage, noSuchResource, notAcceptable, serviceUnavailable } from './errors.ts';
import { createInProcessClient, createTokenClient } from './in-process-client.ts';
import { createKindRegistry, storePlace } from './kind-registry.ts';
import type { Kind, KindRegistry, ObjectSource } from './kind.ts';
import { patch } from './patch-object.ts';
import { forward, locate, type ProxyRequest, type Reach } from './proxy.ts';
import { readManifest } from './read-manifest.ts';
import { get, list, listObject, type Listed } from './read-objects.ts';
import { metaVersionOf, partialOf, tableOf } from './representation.ts';
import type { ApiRequest, ApiResponse, UserInfo, WatchEvent } from './request.ts';
import { findOfType, type AnyObject, type ServerState } from './server-state.ts';
import { followServedKinds } from './served-kinds.ts';
import { StatusError } from './status-error.ts';
import { handleSubresource } from './subresources.ts';
import { watch } from './watch-objects.ts';
import { create, update, wholeUpdate, withWarnings } from './write-object.ts';

export interface ApiServerOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly kinds: readonly Kind[];
  readonly admission: readonly AdmissionPlugin[];
  /** The way to the kubelets, for logs and the like; may also be given later with `connectNodes`. */
  readonly nodes?: NodeConnector;
  /** Whose token it is, for tokens that the server did not make out itself. */
  readonly knownTokens?: (token: string) => UserInfo | undefined;
  /** Everybody may do everything when absent. */
  readonly authorizer?: (store: Store) => Authorizer;
  /** Freezes stored objects, so that a part that changes one fails at once. */
  readonly freeze?: boolean;
}

/** One request that was answered. */
export interface ApiAudit {
  readonly time: number;
  readonly request: ApiRequest;
  readonly code: number;
  /** Name that the object got, where the request named none. */
  readonly name?: string;
}

/** Who asks for a path, and who really does when they act as another. */
export interface Requestor {
  readonly user: UserInfo;
  readonly impersonator?: UserInfo | undefined;
}

/** What kube-apiserver does, in process and without waiting. */
export interface ApiServer {
  readonly store: Store;
  readonly kinds: KindRegistry;
  /** Answers any request but a watch; a refusal is an answer with a Status. */
  handle(request: ApiRequest): ApiResponse;
  /** GET of a path that is no resource; nobody is asked for their rights when there is no user. Throws StatusError. */
  raw(path: string, accept?: string, who?: Requestor): JsonValue | Promise<JsonValue>;
  /** Calls `onEvent` for what is there and for every change, while it is made. Throws StatusError. */
  watch(request: ApiRequest, onEvent: (event: WatchEvent) => void): Cancel;
  /** Opens a connection to a container. Throws StatusError. */
  connect(request: ApiRequest): Connection;
  connectNodes(nodes: NodeConnector): void;
  /** Reads a manifest that no request brought, see `readManifest`. Throws StatusError. */
  readManifest<T extends KubeObject>(type: ResourceType<T>, text: string, complete: (object: Draft<T>) => void): T;
  readonly authenticate: Authenticate;
  /** The way into the network, for the subresource `proxy`. */
  connectNetwork(reach: Reach): void;
  /**
   * Answers a request for a server behind an object, whose API path is `path`. Takes virtual time, so it belongs inside an activity of the
   * clock. Rejects with StatusError.
   */
  proxy(request: ProxyRequest & { readonly path: string }): Promise<HttpResponse>;
  /**
   * Serves a kind that is `computed` with what the source tells, until the returned function is called. Throws RangeError for a type that
   * is no such kind.
   */
  provide<T extends KubeObject>(type: ResourceType<T>, source: ObjectSource<T>): Cancel;
  /** `program` owns the fields that the client writes without naming a manager; the user's name when absent. */
  componentClient(user: UserInfo, program?: string): ComponentClient;
  /** With an impersonator it is them who must be allowed to act as the user. */
  client(user: UserInfo, impersonator?: UserInfo): Client;
  /** The client of whoever shows this bearer token, and perhaps acts as somebody else. */
  tokenClient(token: string, impersonated?: UserInfo): Client;
  onAudit(listener: (entry: ApiAudit) => void): Cancel;
}

export function createApiServer(options: ApiServerOptions): ApiServer {
  const { clock, random } = options;
  const kinds = createKindRegistry(options.kinds);
  let nodes = options.nodes;
  let reach: Reach | undefined;
  const store = new Store(options.freeze ? { freeze: true } : {});
  const tokenKey = createTokenKey(new TextEncoder().encode(random.fork('token-key').hex(64)));
  const authenticate: Authenticate = (token, audiences = [API_AUDIENCE]) => {
    const known = options.knownTokens?.(token);
    if (known !== undefined) return { user: known, audiences: audiences.filter((one) => one === API_AUDIENCE) };
    const claims = readToken(token, tokenKey);
    if (claims === undefined || !isServiceAccountToken(claims)) return { error: invalidToken };
    return serviceAccountOf(claims, audiences, { now: clock.now(), find: (type, key) => findOfType(state, type, key) });
  };
  const sources = new Map<string, ObjectSource<KubeObject>>();
  const state: ServerState = {
    store,
    clock,
    kinds,
    isRehearsal: false,
    admission: options.admission,
    authorizer: options.authorizer?.(store) ?? alwaysAllow,
    authenticate,
    signToken: (claims) => signToken(claims, tokenKey),
    get nodes() {
      return nodes;
    },
    sources,
    random: { uid: random.fork('uid'), name: random.fork('name'), write: random.fork('write') },
  };
  // A dry run leaves no trace, also not in what the next name or uid will be: an editor may try a manifest at any time.
  const rehearsal: ServerState = Object.create(state, {
    isRehearsal: { value: true },
    random: { value: { uid: random.fork('dry-uid'), name: random.fork('dry-name'), write: random.fork('dry-write') } },
  });
  followServedKinds(state, kinds);
  const listeners = new Set<(entry: ApiAudit) => void>();

  const server: ApiServer = {
    store: state.store,
    kinds,
    handle(request) {
      const response = respond(request.options?.dryRun === true ? rehearsal : state, request);
      if (listeners.size > 0) {
        const entry = auditEntry(clock.now(), request, response);
        for (const listener of listeners) listener(entry);
      }
      return response;
    },
    raw(path, accept, who) {
      if (who !== undefined) checkPath(state.authorizer, who, path);
      return discover(kinds, path, accept ?? '');
    },
    watch(request, onEvent) {
      return watch(state, admit(state, kindOf(state, request), request), request, onEvent);
    },
    connect: (request) => connectToContainer(state, admit(state, kindOf(state, request), request), request),
    readManifest(type, text, complete) {
      const kind = kinds.byResource(type.group, type.version, type.resource);
      if (kind === undefined) throw noSuchResource();
      return readManifest(state, kind, text, complete);
    },
    authenticate,
    connectNetwork(way) {
      reach = way;
    },
    async proxy({ request, forwarded, path }) {
      const location = locate(state, admit(state, kindOf(state, request), request), request);
      if (reach === undefined) throw serviceUnavailable('error trying to reach service: no route to host');
      return forward(reach, location, forwarded, path);
    },
    connectNodes(connector) {
      nodes = connector;
    },
    provide(type, source) {
      const same = (kind: Kind): boolean =>
        kind.type.group === type.group && kind.type.version === type.version && kind.type.resource === type.resource;
      const kind = options.kinds.find((one) => one.computed === true && same(one));
      if (kind === undefined) throw new RangeError(`${type.kind} is no kind whose objects are computed`);
      const place = storePlace(kind);
      sources.set(place, source);
      kinds.setServed(kind, true);
      return () => {
        if (sources.get(place) !== source) return;
        sources.delete(place);
        kinds.setServed(kind, false);
      };
    },
    componentClient: (user, program) => createComponentClient(server, user, program),
    client: (user, impersonator) => createInProcessClient(server, user, impersonator),
    tokenClient: (token, impersonated) => createTokenClient(server, token, impersonated),
    onAudit(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return server;
}

function auditEntry(time: number, request: ApiRequest, response: ApiResponse): ApiAudit {
  const { name } = (response.body['metadata'] ?? {}) as { readonly name?: unknown };
  const generated = request.name === undefined && request.verb === 'create' && typeof name === 'string';
  return { time, request, code: response.code, ...(generated ? { name } : {}) };
}

function warned(kind: Kind | undefined, response: ApiResponse): ApiResponse {
  return kind?.deprecation === undefined
    ? response
    : { ...response, warnings: [...new Set([kind.deprecation, ...response.warnings])] };
}

function kindOf(state: ServerState, { group, version, resource }: ApiRequest): Kind | undefined {
  return state.kinds.byResource(group, version, resource);
}

function respond(state: ServerState, request: ApiRequest): ApiResponse {
  const kind = kindOf(state, request);
  try {
    return warned(kind, answer(state, admit(state, kind, request), request));
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    // A place that is not served knows of no kind.
    const told = kind?.type.namespaced && request.namespace === undefined && needsNamespace.has(request.verb) ? undefined : kind;
    const { text } = error.status;
    const body = error.toObject();
    return warned(told, { code: error.code, body, warnings: error.warnings, ...(text === undefined ? {} : { text }) });
  }
}

/** Verbs that have no meaning across namespaces. */
const needsNamespace: ReadonlySet<ApiRequest['verb']> = new Set(['create', 'deletecollection']);

/** The kind, when it is served at such a place and the user may. Throws StatusError. */
function admit(state: ServerState, kind: Kind | undefined, request: ApiRequest): Kind {
  if (kind === undefined)
    throw state.kinds.all.some(
      ({ type, custom }) => type.group === request.group && (custom === undefined || type.version === request.version),
    )
      ? noSuchResource()
      : noSuchPage();
  if (!kind.type.namespaced && request.namespace !== undefined) throw noSuchResource();
  if (kind.type.namespaced && request.namespace === undefined && needsNamespace.has(request.verb)) throw methodNotAllowed();
  if (request.impersonator !== undefined) checkImpersonation(state.authorizer, request.impersonator, request.user);
  const attributes = attributesOf(request);
  const { allowed, reason } = state.authorizer.authorize(attributes);
  if (!allowed) throw denied(attributes, reason);
  return kind;
}

function checkPath(authorizer: Authorizer, { user, impersonator }: Requestor, path: string): void {
  if (impersonator !== undefined) checkImpersonation(authorizer, impersonator, user);
  const attributes = pathAttributes(user, path);
  const { allowed, reason } = authorizer.authorize(attributes);
  if (!allowed) throw denied(attributes, reason);
}

function answer(state: ServerState, kind: Kind, request: ApiRequest): ApiResponse {
  if (request.subresource !== undefined) {
    const { body, code, warnings } = handleSubresource(state, kind, request);
    return { body, code, warnings };
  }
  const handler = handlers[request.verb];
  if (handler === undefined || !(kind.verbs?.includes(request.verb) ?? true)) throw methodNotSupported(kind, request.verb);
  return handler(state, kind, request);
}

type Handler = (state: ServerState, kind: Kind, request: ApiRequest) => ApiResponse;

const handlers: { readonly [verb in ApiRequest['verb']]?: Handler } = {
  get: (state, kind, request) => one(state, kind, request, get(state, kind, request)),
  list: (state, kind, request) => many(state, kind, request, list(state, kind, request)),
  create(state, kind, request) {
    if (kind.partOf !== undefined) return createPart(state, kind, kind.partOf, request);
    const { object, code, warnings } = create(state, kind, request);
    return one(state, kind, request, object, code, warnings);
  },
  update(state, kind, request) {
    const { object, code, warnings } = update(state, kind, request, wholeUpdate(kind));
    return one(state, kind, request, object, code, warnings);
  },
  patch(state, kind, request) {
    const { object, code, warnings } = patch(state, kind, request, wholeUpdate(kind));
    return one(state, kind, request, object, code, warnings);
  },
  delete(state, kind, request) {
    const options = deleteOptions(request);
    const warnings = deletionWarnings(kind, options);
    const { gone, object } = withWarnings(warnings, () => deleteObject(state, kind, request, options));
    if (!gone || kind.returnsDeleted) return one(state, kind, request, object, 200, warnings);
    return { code: 200, body: success(kind, object), warnings };
  },
  deletecollection(state, kind, request) {
    const options = deleteOptions(request);
    const listed = list(state, kind, request);
    for (const object of listed.items) deleteStored(state, kind, request, object, options);
    return many(state, kind, request, listed);
  },
};

/** Hands a POST on to a subresource of the object of the same name. */
function createPart(state: ServerState, kind: Kind, part: NonNullable<Kind['partOf']>, request: ApiRequest): ApiResponse {
  const { group, version, resource } = part.type;
  const owner = state.kinds.byResource(group, version, resource);
  if (owner === undefined) throw noSuchResource();
  const { name = '' } = decodeBody(kind, request).object['metadata'] as { readonly name?: string };
  const { body, code, warnings } = handleSubresource(state, owner, {
    ...request,
    group,
    version,
    resource,
    name,
    subresource: part.subresource,
  });
  return { body, code, warnings };
}

function one(
  state: ServerState,
  kind: Kind,
  request: ApiRequest,
  object: AnyObject,
  code = 200,
  warnings: readonly string[] = [],
): ApiResponse {
  return { code, body: shown(state, kind, request, object), warnings };
}

function shown(state: ServerState, kind: Kind, request: ApiRequest, object: AnyObject): JsonObject {
  if (request.as === 'PartialObjectMetadata') return partialOf(object, request);
  if (request.as === 'PartialObjectMetadataList')
    throw notAcceptable(`you requested PartialObjectMetadataList, but the requested object is not a list (*${goType(kind)})`);
  if (request.as !== 'Table') return object as unknown as JsonObject;
  const { resourceVersion } = object.metadata;
  return tableOf(kind, [object], { resourceVersion }, request, state.clock.now());
}

/** What the server's own code calls the kind. */
function goType({ type }: Kind): string {
  return `${type.group === '' ? 'core' : (type.group.split('.')[0] ?? '')}.${type.kind}`;
}

function many(state: ServerState, kind: Kind, request: ApiRequest, listed: Listed): ApiResponse {
  const { items, metadata } = listed;
  if (request.as === 'Table') {
    return { code: 200, body: tableOf(kind, items, metadata, request, state.clock.now()), warnings: [] };
  }
  if (request.as === 'PartialObjectMetadata') {
    throw notAcceptable(`you requested PartialObjectMetadata, but the requested object is a list (*${goType(kind)}List)`);
  }
  if (request.as === 'PartialObjectMetadataList') {
    const apiVersion = metaVersionOf(request);
    const partial = items.map((item) => partialOf(item, request));
    const body = { kind: 'PartialObjectMetadataList', apiVersion, metadata, items: partial };
    return { code: 200, body, warnings: [] };
  }
  return { code: 200, body: listObject(kind, listed), warnings: [] };
}

function success(kind: Kind, { metadata }: AnyObject): JsonObject {
  const { group, resource } = kind.type;
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: { name: metadata.name, ...(group === '' ? {} : { group }), kind: resource, uid: metadata.uid },
  };
}
