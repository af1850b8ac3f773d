import type { Draft, JsonObject } from '../core/json.ts';
import type { Random } from '../core/random.ts';
import type { ResourceType } from '../schema/resource-type.ts';
import { structureOf, type Structure } from '../schema/structure.ts';
import type { LabelSelector } from '../schema/types/meta-v1.ts';
import type { PodSpec, PodTemplateSpec } from '../schema/types/core-v1.ts';
import type { Authenticate } from './authentication/authenticator.ts';
import type { Authorizer } from './authorizer.ts';
import type { Client, KubeObject, ObjectKey } from './client.ts';
import type { FieldError } from './field-error.ts';
import type { UserInfo } from './request.ts';

/** One column of the table that `kubectl get` prints. */
export interface Column<T> {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'date';
  readonly format?: string;
  /** 0 is always shown, 1 only with `-o wide`. */
  readonly priority?: number;
  /** What the column shows, in a sentence. */
  readonly description?: string;
  cell(object: T, context: { readonly now: number }): string | number | boolean | null;
}

/** What defaulting, preparing and validation may know besides the object. */
export interface WriteContext {
  /** Virtual time in milliseconds. */
  readonly now: number;
  readonly user: UserInfo;
  readonly random: Random;
  /** Whether nothing will be stored of it. */
  readonly dryRun: boolean;
  /** Objects that are stored already: what address and port allocation looks at. */
  list<Stored>(type: ResourceType<Stored>, namespace?: string): readonly Stored[];
}

/** What an answer may rest on. */
export interface AnswerContext {
  /** Virtual time in milliseconds. */
  readonly now: number;
  /** Who asks. */
  readonly user: UserInfo;
  readonly authorizer: Authorizer;
  readonly authenticate: Authenticate;
}

/** What `describe` may ask: the cluster, through the API. */
export interface DescribeContext {
  readonly client: Client;
  readonly now: number;
  readonly showEvents: boolean;
}

/** How an object is scaled: where its replicas and its selector stand. */
export interface ScaleCapability<T> {
  readonly specPath: string;
  readonly statusPath: string;
  /** The selector as text, for the Scale object. */
  selector(object: T): string;
}

export interface PartialUpdate<T> {
  /** Takes over from the old object all that this update may not change. */
  prepare(object: Draft<T>, old: T, context: WriteContext): void;
  validate(object: T, old: T): Iterable<FieldError>;
}

export interface ActionContext extends WriteContext {
  /** A stored object; undefined when there is none. */
  find<Stored>(type: ResourceType<Stored>, key: ObjectKey): Stored | undefined;
  /** A token over the claims that the server will know again. */
  signToken(claims: JsonObject): string;
}

export interface KindAction<T> {
  /** What the request carries and the answer is. */
  readonly kind: { readonly group: string; readonly version: string; readonly kind: string };
  validate?(body: JsonObject): readonly FieldError[];
  /** An object that has to be there. */
  needs?(object: T, body: JsonObject): { readonly type: ResourceType<unknown>; readonly key: ObjectKey } | undefined;
  /** May throw StatusError. */
  answer(object: T, body: JsonObject, context: ActionContext): JsonObject;
}

/** What a request through a proxy names: `web`, `web:http` or `https:web:443`. */
export interface ProxyName {
  readonly scheme: string;
  readonly name: string;
  readonly port: string;
  /** As it stands in the URL. */
  readonly text: string;
}

/** Where such a request goes. Without a port it is the scheme's own. */
export interface ProxyLocation {
  readonly scheme: string;
  readonly host: string;
  readonly port?: number;
}

export interface ProxyContext {
  readonly namespace: string;
  readonly random: Random;
  /** Throws StatusError when there is no such object. */
  get<Stored>(type: ResourceType<Stored>, key: ObjectKey): Stored;
}

export interface ProxyCapability {
  /** The kind that discovery names. */
  readonly options: string;
  /** Throws StatusError. */
  locate(name: ProxyName, context: ProxyContext): ProxyLocation;
}

/** Where the objects of a kind come from that is not stored. Asked at every request. */
export interface ObjectSource<T> {
  /** All objects, in any order. */
  list(): readonly T[];
}

/** What takes the place of a built-in definition where a kind was defined at run time. */
export interface CustomKind {
  readonly structure: Structure;
  /** The schema of its objects as it was defined, if it was. */
  readonly schema?: JsonObject;
  /** A copy without the fields that nobody knows; those are added to `unknown` as paths. */
  prune(value: unknown, unknown: string[]): unknown;
  /**
   * Set where objects of this version can be neither stored nor shown from storage without a converter that is not there: what a request is told,
   * by the `apiVersion` that it would be made from.
   */
  readonly unconvertible?: (from: string) => string;
}

/**
 * A kind of object: everything the API server, kubectl and the screens have to know of it. Shared code asks the kind and never
 * looks at its name.
 */
export interface KindDefinition<T extends KubeObject> {
  readonly type: ResourceType<T>;
  readonly singular: string;
  /** Kind of a list of such objects; the kind with `List` behind it when absent. */
  readonly listKind?: string;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  /** Where the real server keeps the type, as its messages name it, when not with the types of Kubernetes itself. */
  readonly scheme?: string;
  /** Verbs of the resource when not all of them. */
  readonly verbs?: readonly string[];
  /** Whether `metadata.generation` counts changes of the spec. */
  readonly generation?: boolean;
  /** Whether status is written through its own subresource only. */
  readonly statusSubresource?: boolean;
  /** How `metadata.name` is checked; `subdomain` when absent. */
  readonly nameRule?: 'any' | 'subdomain' | 'label' | 'label1035' | 'pathSegment' | 'ip';
  /** Fills in what the author left out. Models pkg/apis/<group>/<version>/defaults.go. */
  default?(object: Draft<T>, context: WriteContext): void;
  /** Completes an object that is a question: it is answered and never stored. May throw StatusError. */
  answer?(object: Draft<T>, context: AnswerContext): void;
  /** Clears or sets what a client may not set on create (models the strategy's PrepareForCreate). Status is cleared without it. */
  prepareForCreate?(object: Draft<T>, context: WriteContext): void;
  prepareForUpdate?(object: Draft<T>, old: T, context: WriteContext): void;
  /** All that is wrong, in the server's order. Metadata is checked by shared code before. */
  validate?(object: T, context: WriteContext): readonly FieldError[];
  validateUpdate?(object: T, old: T, context: WriteContext): readonly FieldError[];
  validateStatusUpdate?(object: T, old: T, context: WriteContext): readonly FieldError[];
  /** Texts of warnings on write, e.g. for deprecated fields. */
  warnings?(object: T, old: T | undefined): readonly string[];
  /** Seconds of grace on delete when the client names none; undefined deletes at once. */
  gracePeriodSeconds?(object: T): number | undefined;
  /** Completes a status that is written through its own subresource. */
  prepareForStatusUpdate?(object: Draft<T>, old: T, context: WriteContext): void;
  /** Changes an object whose deletion begins (Namespace goes to `Terminating`). */
  prepareForDelete?(object: Draft<T>, context: WriteContext): void;
  /** A warning that goes with every answer about the kind. */
  readonly deprecation?: string;
  /** Whether a PUT of an object that is not there makes it. */
  readonly createsOnUpdate?: boolean;
  /**
   * The version of the group in whose form objects are stored when it is not this one, and the way there and back. Models the
   * conversions under pkg/apis/<group>/<version>.
   */
  readonly storedAs?: {
    /** Where that is a version of another group, as for Events. */
    readonly group?: string;
    readonly version: string;
    toStored(object: T): KubeObject;
    fromStored(stored: KubeObject): T;
  };
  /** Whether an update has to say which revision it changes. Models a strategy's AllowUnconditionalUpdate being false. */
  readonly needsResourceVersion?: boolean;
  /** Whether objects are bound to nodes: Pods have the subresource `binding`, and those of containers (`log`, `exec` …). */
  readonly bindable?: boolean;
  /** Whether a DELETE that does not say what becomes of the dependents leaves them alone. */
  readonly orphansByDefault?: boolean;
  /** Whether nothing can depend on its objects: a DELETE never waits for dependents. */
  readonly noDependents?: boolean;
  /** The warning about a DELETE that does not say what becomes of the dependents. */
  readonly deletionWarning?: string;
  /** What is created is not stored: it goes to this part of the object of the same name (Binding). */
  readonly partOf?: { readonly type: ResourceType<unknown>; readonly subresource: string };
  /** Whether DELETE answers with the object instead of a Status. */
  readonly returnsDeleted?: boolean;
  /** What remains to be done before the object may go, beside `metadata.finalizers` (Namespace has `spec.finalizers`). */
  hasOwnFinalizers?(object: T): boolean;
  /** What is said of a field that no field selector may name, where the kind has words of its own. */
  readonly unknownField?: (field: string) => string;
  /** Where the storage keeps its objects, as messages show it; the resource when absent. */
  readonly storageKey?: string;
  /** Whether `metadata.generateName` itself is not looked at, only the name that is made of it. */
  readonly anyGenerateName?: boolean;
  /** Field selectors beside `metadata.name` and `metadata.namespace`. */
  readonly selectableFields?: { readonly [path: string]: (object: T) => string };
  /** Columns after `Name` and before `Age` are the kind's own; all are listed here. */
  readonly columns: readonly Column<T>[];
  /** The text of `kubectl describe`. */
  describe?(object: T, context: DescribeContext): Promise<string>;
  /** Subresources by which a part of an object is changed under rules of its own, e.g. `resize` of a Pod. */
  readonly partialUpdates?: { readonly [subresource: string]: PartialUpdate<T> };
  /** Subresources that take a POST and answer with another kind, e.g. `token` of a ServiceAccount. */
  readonly actions?: { readonly [subresource: string]: KindAction<T> };
  /** Where requests to the subresource `proxy` go. */
  readonly proxy?: ProxyCapability;
  /** Kinds of objects that an object of this kind brings into being (a CustomResourceDefinition does). */
  servesKinds?(object: T): readonly Kind[];
  /**
   * What the server itself goes on to write into an object once it is stored: the object with that, or undefined when there is nothing
   * to do. Asked again after each write.
   */
  settle?(object: T, others: readonly T[], context: { readonly now: number }): T | undefined;
  /**
   * Its objects are not stored: a source answers them (see `ApiServer.provide`), and while there is none the kind is not served. They can
   * be read and nothing else.
   */
  readonly computed?: true;
  /** For kinds that are defined at run time: their structure, and how their objects are read. */
  readonly custom?: CustomKind;
  readonly scale?: ScaleCapability<T>;
  /** The Pod (template) inside the object, for `set image`, `rollout restart`, `logs` and the like. */
  podTemplate?(object: T): PodTemplateSpec | { readonly metadata?: KubeObject['metadata']; readonly spec?: PodSpec } | undefined;
  /** The Pods that belong to it, for `logs`, `expose`, `rollout status`. */
  podSelector?(object: T): LabelSelector | undefined;
  /** Progress of a rollout, in kubectl's words. Models k8s.io/kubectl/pkg/polymorphichelpers/rollout_status.go. Throws Error when it can go no further. */
  rolloutStatus?(object: T, revision: number): { readonly message: string; readonly done: boolean };
  /** The text of a former Pod template, for `rollout history` and `rollout undo`. */
  describeTemplate?(template: PodTemplateSpec): string;
}

/**
 * Defines a kind. Models a type of pkg/apis with its strategy under pkg/registry and its printer.
 *
 * @example export const configMap = defineKind<ConfigMap>({ type: configMaps, singular: 'configmap', … });
 */
export function defineKind<T extends KubeObject>(definition: KindDefinition<T>): KindDefinition<T> {
  return definition;
}

/** A kind whose object type has been forgotten, as shared code sees it. */
export type Kind = KindDefinition<KubeObject & { readonly [key: string]: unknown }>;

/** The structure of a kind's objects. */
export function structureOfKind(kind: Pick<Kind, 'type' | 'custom'>): Structure {
  const structure = kind.custom?.structure ?? structureOf(kind.type.definition ?? '');
  if (structure === undefined) throw new Error(`there is no structure for ${kind.type.kind}`);
  return structure;
}

export interface KindRegistry {
  readonly all: readonly Kind[];
  byResource(group: string, version: string, resource: string): Kind | undefined;
  byKind(group: string, version: string, kind: string): Kind | undefined;
}

export type { Attributes } from './authorizer.ts';
export type { JsonObject };
