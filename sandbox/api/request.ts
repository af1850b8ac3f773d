import type { JsonObject, JsonValue } from '../core/json.ts';

export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection';

/** Who makes a request, as authentication found out. */
export interface UserInfo {
  readonly username: string;
  readonly groups: readonly string[];
  readonly uid?: string;
  readonly extra?: { readonly [key: string]: readonly string[] };
}

/** What stands behind the `?` of a URL, already decoded; names as in the Kubernetes API. */
export interface RequestOptions {
  readonly dryRun?: boolean;
  readonly fieldManager?: string;
  readonly fieldValidation?: 'Strict' | 'Warn' | 'Ignore';
  readonly force?: boolean;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly limit?: number;
  readonly continue?: string;
  readonly resourceVersion?: string;
  readonly resourceVersionMatch?: string;
  readonly sendInitialEvents?: boolean;
  readonly allowWatchBookmarks?: boolean;
  readonly timeoutSeconds?: number;
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: string;
  readonly orphanDependents?: boolean;
  /** Options of subresources (log, exec, portforward …), as text. */
  readonly parameters?: { readonly [name: string]: readonly string[] };
}

/** How the answer shall look: the object itself, a Table as kubectl prints it, or metadata only. */
export type Representation = 'Object' | 'Table' | 'PartialObjectMetadata' | 'PartialObjectMetadataList';

/** One request to the API, after the URL was read and before anything else was done with it. */
export interface ApiRequest {
  readonly verb: Verb;
  readonly group: string;
  readonly version: string;
  /** Plural name, e.g. `pods`. */
  readonly resource: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  /** A value, or text still to be decoded according to `contentType`. */
  readonly body?: JsonValue | string;
  /** Of the body: `application/json` when absent. Tells the four kinds of patch apart. */
  readonly contentType?: string;
  readonly options?: RequestOptions;
  /** What the client calls itself; its part before the `/` owns the fields that it writes when it names no manager. */
  readonly userAgent?: string;
  /** Of a part of the cluster: the program it belongs to, which owns what it writes. */
  readonly program?: string;
  readonly as?: Representation;
  /** Version of `meta.k8s.io` for what is no object itself; v1 when absent. */
  readonly metaVersion?: 'v1beta1';
  /** With `Table`: whether rows carry metadata (the default), the whole object or none. */
  readonly includeObject?: 'Metadata' | 'Object' | 'None';
  readonly user: UserInfo;
  /** Who really asks, when they act as `user`. */
  readonly impersonator?: UserInfo;
}

export interface ApiResponse {
  readonly code: number;
  /** An object, a list, a Table or, with a code of 400 and above, a `Status`. */
  readonly body: JsonObject;
  /** What goes over the wire instead of the body, where the real server answers in plain text. */
  readonly text?: string;
  /** Texts of `Warning` headers. */
  readonly warnings: readonly string[];
}

export type WatchEventType = 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';

export interface WatchEvent<T = JsonObject> {
  readonly type: WatchEventType;
  readonly object: T;
}
