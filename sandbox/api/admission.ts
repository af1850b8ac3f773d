import type { JsonObject } from '../core/json.ts';
import type { Random } from '../core/random.ts';
import type { ResourceType } from '../schema/resource-type.ts';
import type { Authorizer } from './authorizer.ts';
import type { KubeObject, ObjectKey } from './client.ts';
import { forbidden } from './errors.ts';
import type { Kind } from './kind.ts';
import type { RequestOptions, UserInfo } from './request.ts';
import type { StatusError } from './status-error.ts';

/** A write that is about to happen. */
export interface AdmissionRequest {
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';
  readonly kind: Kind;
  readonly subresource?: string | undefined;
  readonly namespace?: string | undefined;
  /** Empty where the server is still to generate it. */
  readonly name: string;
  /** What is to be written; plug-ins change it in `mutate`. Empty for a DELETE. */
  readonly object: { [key: string]: unknown };
  /** What is stored, for UPDATE and DELETE. */
  readonly old?: KubeObject | undefined;
  readonly user: UserInfo;
  readonly options: RequestOptions;
}

/** What plug-ins may look at. */
export interface AdmissionContext {
  readonly now: number;
  readonly random: Random;
  find<T>(type: ResourceType<T>, key: ObjectKey): T | undefined;
  list<T>(type: ResourceType<T>, namespace?: string): readonly T[];
  /** Writes an object of the cluster's own on the way, as a real plug-in does through its client. Throws StatusError. */
  create<T extends KubeObject>(type: ResourceType<T>, object: JsonObject): T;
  /** Writes the status of an object of the cluster's own, unless the request is only tried. */
  updateStatus<T extends KubeObject>(type: ResourceType<T>, object: T, status: unknown): void;
  /** Sends a `Warning` header with the answer. */
  warn(text: string): void;
  readonly authorizer: Authorizer;
  /** The resource of a kind that is served. */
  typeOf(apiVersion: string, kind: string): ResourceType<KubeObject> | undefined;
}

/** One admission plug-in. Both methods refuse by throwing StatusError, usually `refuse`. */
export interface AdmissionPlugin {
  /** As the real server calls it, e.g. `NamespaceLifecycle`. */
  readonly name: string;
  /** Changes the object before it is checked. */
  mutate?(request: AdmissionRequest, context: AdmissionContext): void;
  /** Looks at the object as it will be stored. */
  validate?(request: AdmissionRequest, context: AdmissionContext): void;
}

/**
 * Defines an admission plug-in. They run in the order of the list in `sandbox/admission/index.ts`: first every `mutate`, then, after
 * validation, every `validate`.
 */
export function defineAdmission(plugin: AdmissionPlugin): AdmissionPlugin {
  return plugin;
}

/** The refusal of an admission plug-in: 403 `pods "web" is forbidden: <why>`. */
export function refuse(request: AdmissionRequest, why: string): StatusError {
  return forbidden(request.kind, request.name, why);
}
