import type { Clock } from '../core/clock.ts';
import { draftOf, type JsonObject } from '../core/json.ts';
import type { Random } from '../core/random.ts';
import { apiVersionOf, type ResourceType } from '../schema/resource-type.ts';
import type { Store, Stored } from '../store/index.ts';
import type { AdmissionContext, AdmissionPlugin } from './admission.ts';
import type { Authenticate } from './authentication/authenticator.ts';
import type { Authorizer } from './authorizer.ts';
import type { KubeObject, ObjectKey } from './client.ts';
import type { NodeConnector } from './connector.ts';
import { unknownError } from './errors.ts';
import { storePlace } from './kind-registry.ts';
import type { ActionContext, Kind, KindRegistry, ObjectSource, WriteContext } from './kind.ts';
import type { UserInfo } from './request.ts';

/** What the steps of the API server share. */
export interface ServerState {
  readonly store: Store;
  readonly clock: Clock;
  readonly kinds: KindRegistry;
  /** Whether it answers a dry run. */
  readonly isRehearsal: boolean;
  readonly admission: readonly AdmissionPlugin[];
  readonly authorizer: Authorizer;
  readonly authenticate: Authenticate;
  signToken(claims: JsonObject): string;
  readonly nodes: NodeConnector | undefined;
  /** Where the objects of computed kinds come from, by their place. */
  readonly sources: ReadonlyMap<string, ObjectSource<KubeObject>>;
  /** Streams of their own, so that one part's draws do not change another's. */
  readonly random: { readonly uid: Random; readonly name: Random; readonly write: Random };
}

/** An object of the store as the kind's functions see it. */
export type AnyObject = KubeObject & { readonly [key: string]: unknown };

export function asObject(stored: Stored | { readonly [key: string]: unknown }): AnyObject {
  return stored as unknown as AnyObject;
}

export function findStored(state: ServerState, kind: Kind, key: ObjectKey): AnyObject | undefined {
  if (kind.computed) return listComputed(state, kind, key.namespace).find(({ metadata }) => metadata.name === key.name);
  const stored = state.store.get(storePlace(kind), kind.type.namespaced ? key : { name: key.name });
  return stored === undefined ? undefined : asObject(inVersion(kind, stored));
}

export function listStored(state: ServerState, kind: Kind, namespace?: string): readonly AnyObject[] {
  if (kind.computed) return listComputed(state, kind, namespace);
  return shownIn(kind, state.store.list(storePlace(kind), namespace));
}

/** What the source of a computed kind tells just now, in the order of a list. */
function listComputed(state: ServerState, kind: Kind, namespace?: string): readonly AnyObject[] {
  const objects = (state.sources.get(storePlace(kind))?.list() ?? []) as readonly AnyObject[];
  const inReach = kind.type.namespaced && namespace !== undefined && namespace !== '';
  const found = inReach ? objects.filter(({ metadata }) => metadata.namespace === namespace) : [...objects];
  const keyOf = ({ metadata }: AnyObject): string => `${metadata.namespace ?? ''}/${metadata.name}`;
  return found.sort((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
}

/** Stored objects in the version of the kind. */
export function shownIn(kind: Kind, stored: readonly Stored[]): readonly AnyObject[] {
  const shown = stored.some((object) => object['apiVersion'] !== apiVersionOf(kind.type))
    ? stored.map((object) => inVersion(kind, object))
    : stored;
  return shown as unknown as readonly AnyObject[];
}

/**
 * An object of the store in the version of the kind. Objects are stored in the version in which they were written, or in the one
 * that the kind names; without a conversion, versions differ by their name only.
 */
export function inVersion(kind: Kind, stored: Stored): Stored {
  const { storedAs } = kind;
  const group = storedAs?.group ?? kind.type.group;
  if (storedAs !== undefined && stored['apiVersion'] === apiVersionOf({ group, version: storedAs.version }))
    return storedAs.fromStored(asObject(stored)) as unknown as Stored;
  const apiVersion = apiVersionOf(kind.type);
  const from = stored['apiVersion'];
  if (from === apiVersion) return stored;
  if (kind.custom?.unconvertible !== undefined) throw unknownError(kind.custom.unconvertible(String(from)));
  return { ...stored, apiVersion };
}

/** An object in the form in which it is stored. Throws StatusError where that needs a converter that is not there. */
export function toStored(kind: Kind, object: AnyObject): AnyObject {
  if (kind.custom?.unconvertible !== undefined) throw unknownError(kind.custom.unconvertible(apiVersionOf(kind.type)));
  return kind.storedAs === undefined ? object : asObject(kind.storedAs.toStored(object) as never);
}

/** An object as it will be read again once it is stored. */
export const asStored = (kind: Kind, object: AnyObject): AnyObject =>
  kind.storedAs === undefined ? object : asObject(inVersion(kind, toStored(kind, object) as unknown as Stored));

const kindOfType = (state: ServerState, type: ResourceType<unknown>): Kind | undefined =>
  state.kinds.byResource(type.group, type.version, type.resource);

/** A stored object of a type that need not be served. */
export function findOfType(state: ServerState, type: ResourceType<unknown>, key: ObjectKey): AnyObject | undefined {
  const kind = kindOfType(state, type);
  return kind === undefined ? undefined : findStored(state, kind, key);
}

export function writeContext(state: ServerState, user: UserInfo): WriteContext {
  return {
    now: state.clock.now(),
    user,
    random: state.random.write,
    dryRun: state.isRehearsal,
    list<T>(type: ResourceType<T>, namespace?: string) {
      const kind = kindOfType(state, type);
      return (kind === undefined ? [] : listStored(state, kind, namespace)) as unknown as readonly T[];
    },
  };
}

export function actionContext(state: ServerState, user: UserInfo): ActionContext {
  return {
    ...writeContext(state, user),
    find<T>(type: ResourceType<T>, key: ObjectKey) {
      return findOfType(state, type, key) as T | undefined;
    },
    signToken: (claims) => state.signToken(claims),
  };
}

/** How the server writes for a plug-in. */
export interface OwnWrites {
  create(kind: Kind, namespace: string | undefined, object: JsonObject): AnyObject;
  updateStatus(kind: Kind, object: AnyObject, status: unknown): void;
}

export function admissionContext(state: ServerState, warnings: string[], writes: OwnWrites): AdmissionContext {
  const served = (type: ResourceType<unknown>): Kind => {
    const kind = kindOfType(state, type);
    if (kind === undefined) throw new Error(`${type.kind} is not served`);
    return kind;
  };
  return {
    authorizer: state.authorizer,
    typeOf(apiVersion, name) {
      const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
      return state.kinds.byKind(group ?? '', version ?? '', name)?.type as ResourceType<KubeObject> | undefined;
    },
    warn: (text) => warnings.push(text),
    now: state.clock.now(),
    random: state.random.write,
    find<T>(type: ResourceType<T>, key: ObjectKey) {
      return findOfType(state, type, key) as T | undefined;
    },
    list<T>(type: ResourceType<T>, namespace?: string) {
      const kind = kindOfType(state, type);
      return (kind === undefined ? [] : listStored(state, kind, namespace)) as unknown as readonly T[];
    },
    create<T extends KubeObject>(type: ResourceType<T>, object: JsonObject) {
      const { namespace } = object['metadata'] as { readonly namespace?: string };
      return writes.create(served(type), namespace, object) as unknown as T;
    },
    updateStatus: (type, object, status) => writes.updateStatus(served(type), object as unknown as AnyObject, status),
  };
}

/** A copy for the server to change, with metadata that code may write to. */
export interface DraftObject {
  apiVersion: string;
  kind: string;
  metadata: DraftMetadata;
  [key: string]: unknown;
}

export interface DraftMetadata {
  name: string;
  namespace?: string;
  generateName?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  labels?: { [key: string]: string };
  annotations?: { [key: string]: string };
  finalizers?: string[];
  ownerReferences?: unknown[];
  managedFields?: unknown[];
  [key: string]: unknown;
}

export function draftObject(object: AnyObject): DraftObject {
  return draftOf(object) as unknown as DraftObject;
}
