import { deepEqual, draftOf, type JsonObject } from '../core/json.ts';
import { formatTime } from '../core/time-text.ts';
import { dropEmpty } from '../schema/decode.ts';
import { StoreError, type Unstored } from '../store/index.ts';
import type { AdmissionRequest } from './admission.ts';
import type { ObjectKey } from './client.ts';
import { decodeBody, type DecodedObject } from './decode-body.ts';
import { alreadyExists, badRequest, conflict, invalid, notFound, unknownError } from './errors.ts';
import type { FieldError } from './field-error.ts';
import { storePlace } from './kind-registry.ts';
import { structureOfKind, type Kind, type WriteContext } from './kind.ts';
import type { ApiRequest, UserInfo } from './request.ts';
import {
  admissionContext,
  asObject,
  asStored,
  draftObject,
  findStored,
  inVersion,
  toStored,
  writeContext,
  type AnyObject,
  type DraftObject,
  type OwnWrites,
  type ServerState,
} from './server-state.ts';
import { StatusError } from './status-error.ts';
import { ownersAfter, setOwners } from './managed-fields/track.ts';
import { shareUnchanged } from './share.ts';
import { validateMetadata, validateMetadataUpdate } from './validate-metadata.ts';

/** What a write came to. */
export interface Written {
  readonly object: AnyObject;
  readonly code: number;
  readonly warnings: readonly string[];
}

/** What is asked of a write beside the object itself. */
export interface WriteRequest {
  readonly namespace?: string | undefined;
  readonly user: UserInfo;
  readonly options?: ApiRequest['options'];
}

const MAX_GENERATED_BASE = 58;

/** POST of an object. Models k8s.io/apiserver's create handler and registry/generic's Store.Create. */
export function create(state: ServerState, kind: Kind, request: ApiRequest): Written {
  const decoded = decodeBody(kind, request);
  if (kind.answer === undefined) return createDecoded(state, kind, request, decoded);
  return withWarnings(decoded.warnings, () => answer(state, kind, request, decoded));
}

/** A question to the API: nothing of it is stored. Its errors name no kind, as those of the real server do not. */
function answer(state: ServerState, kind: Kind, request: ApiRequest, decoded: DecodedObject): Written {
  const object = decoded.object as DraftObject;
  settleNamespace(kind, object.metadata, request.namespace);
  if (decoded.hasEmpty) dropEmpty(structureOfKind(kind), object);
  const options = { ...request.options, fieldManager: request.options?.fieldManager ?? 'unknown' };
  const named = request.userAgent === undefined ? { ...request, options } : request;
  setOwners(object, ownersAfter(state, kind, object, undefined, named, decoded, undefined));
  const errors = kind.validate?.(asObject(object), writeContext(state, request.user)) ?? [];
  if (errors.length > 0) throw invalid({ type: { group: kind.type.group, kind: '' } }, '', errors);
  const { authorizer, authenticate, clock } = state;
  kind.answer?.(object as never, { now: clock.now(), user: request.user, authorizer, authenticate });
  return { object: asObject(object), code: 201, warnings: decoded.warnings };
}

export function createDecoded(state: ServerState, kind: Kind, request: WriteRequest, decoded: DecodedObject): Written {
  return withWarnings(decoded.warnings, () => createObject(state, kind, request, decoded));
}

/** What was warned of before is told also when the request is refused later. */
export function withWarnings<T>(warnings: readonly string[], work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof StatusError && warnings.length > 0) throw new StatusError(error.status, warnings);
    throw error;
  }
}

function createObject(state: ServerState, kind: Kind, request: WriteRequest, decoded: DecodedObject): Written {
  const object = decoded.object as DraftObject;
  const context = writeContext(state, request.user);
  const { metadata } = object;
  settleNamespace(kind, metadata, request.namespace);
  if (metadata.name === undefined || metadata.name === '') generateName(state, metadata);
  kind.default?.(object as never, context);
  delete metadata.managedFields;
  const owners = ownersAfter(state, kind, withoutEmpty(kind, decoded), undefined, request, decoded, undefined);
  const admission: AdmissionRequest = {
    operation: 'CREATE',
    kind,
    namespace: metadata.namespace,
    name: metadata.name ?? '',
    object,
    user: request.user,
    options: request.options ?? {},
  };
  const warned: string[] = [];
  const own = admissionContext(state, warned, ownWrites(state, request));
  for (const plugin of state.admission) plugin.mutate?.(admission, own);

  metadata.uid = state.random.uid.uuid();
  metadata.creationTimestamp = formatTime(context.now);
  for (const field of ['deletionTimestamp', 'deletionGracePeriodSeconds', 'selfLink', 'generation'] as const) {
    delete metadata[field];
  }
  if (kind.generation) metadata.generation = 1;
  if (kind.prepareForCreate) kind.prepareForCreate(object as never, context);
  else if (kind.statusSubresource && 'status' in object) object['status'] = {};
  const final = asObject(object);
  const errors = [...validateMetadata(kind, final), ...(kind.validate?.(final, context) ?? [])];
  if (errors.length > 0) throw invalid(kind, metadata.name ?? '', errors);
  if (decoded.hasEmpty) dropEmpty(structureOfKind(kind), object);
  const warnings = [...decoded.warnings, ...(kind.warnings?.(final, undefined) ?? [])];
  setOwners(object, owners);
  withWarnings(warnings, () => state.admission.forEach((plugin) => plugin.validate?.(admission, own)));
  warnings.push(...warned);
  if (findStored(state, kind, metadata) !== undefined) throw alreadyExists(kind, metadata.name);
  if (request.options?.dryRun) return { object: asStored(kind, final), code: 201, warnings };
  if ((metadata.resourceVersion ?? '') !== '') throw unknownError('resourceVersion should not be set on objects to be created');
  const stored = state.store.create(storePlace(kind), toStored(kind, final) as unknown as Unstored);
  return { object: asObject(inVersion(kind, stored)), code: 201, warnings };
}

/** What plug-ins may write on the way. */
function ownWrites(state: ServerState, { user, options }: WriteRequest): OwnWrites {
  return {
    create: (kind, namespace, body) => createOwn(state, kind, namespace, body, user),
    updateStatus(kind, object, status) {
      rewrite(state, kind, object, (draft) => (draft['status'] = status), options?.dryRun ?? false);
    },
  };
}

/** A write of the server's own. */
function createOwn(state: ServerState, kind: Kind, namespace: string | undefined, body: JsonObject, user: UserInfo): AnyObject {
  const { group, version, resource } = kind.type;
  return create(state, kind, {
    verb: 'create',
    group,
    version,
    resource,
    user,
    body,
    ...(namespace === undefined ? {} : { namespace }),
  }).object;
}

function settleNamespace(kind: Kind, metadata: DraftObject['metadata'], namespace: string | undefined): void {
  if (!kind.type.namespaced) {
    // Whatever it says, an object of the cluster lies in no namespace.
    delete metadata.namespace;
    return;
  }
  if (namespace === undefined || namespace === '') return;
  if ((metadata.namespace ?? '') === '') metadata.namespace = namespace;
  if (metadata.namespace !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
}

function generateName(state: ServerState, metadata: DraftObject['metadata']): void {
  const base = metadata.generateName ?? '';
  metadata.name = base === '' ? '' : base.slice(0, MAX_GENERATED_BASE) + state.random.name.suffix(5);
}

/** What the fields of an object are owned by: those that storage would keep. */
function withoutEmpty(kind: Kind, { object, hasEmpty }: DecodedObject): DraftObject {
  if (!hasEmpty) return object as DraftObject;
  const kept = draftOf(object) as DraftObject;
  dropEmpty(structureOfKind(kind), kept);
  return kept;
}

function checkName(metadata: DraftObject['metadata'], name: string): void {
  const given = metadata.name ?? '';
  if (given === '') throw badRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`);
  if (given !== name) throw badRequest(`the name of the object (${given}) does not match the name on the URL (${name})`);
}

/** How an update deals with the parts of an object: the whole but its status, or one subresource. */
export interface UpdateRules {
  readonly subresource?: string;
  /** Whether it leaves all but metadata and its own part as they are stored. */
  readonly keepsRest?: boolean;
  /** Takes over what this kind of update may not touch. */
  prepare(object: DraftObject, old: AnyObject, context: WriteContext): void;
  validate(object: AnyObject, old: AnyObject, context: WriteContext): readonly FieldError[];
}

/** The update of an object as a whole. */
export function wholeUpdate(kind: Kind): UpdateRules {
  return {
    prepare(object, old, context) {
      if (kind.statusSubresource) takeOver(object, old, 'status');
      kind.prepareForUpdate?.(object as never, old, context);
    },
    validate: (object, old, context) => kind.validateUpdate?.(object, old, context) ?? kind.validate?.(object, context) ?? [],
  };
}

/** The update of the `status` subresource: everything but metadata and status stays. */
export function statusUpdate(kind: Kind): UpdateRules {
  return {
    subresource: 'status',
    keepsRest: true,
    prepare(object, old, context) {
      for (const key of new Set([...Object.keys(object), ...Object.keys(old)])) {
        if (key === 'status' || key === 'metadata' || key === 'apiVersion' || key === 'kind') continue;
        // Nothing changes it from here on, so that it need not be copied.
        if (old[key] === undefined) delete object[key];
        else object[key] = old[key];
      }
      if (old.metadata.ownerReferences === undefined) delete object.metadata.ownerReferences;
      else object.metadata.ownerReferences = draftOf(old.metadata.ownerReferences);
      kind.prepareForStatusUpdate?.(object as never, old, context);
    },
    validate: (object, old, context) => kind.validateStatusUpdate?.(object, old, context) ?? [],
  };
}

function takeOver(object: DraftObject, old: AnyObject, key: string): void {
  if (old[key] === undefined) delete object[key];
  else object[key] = draftOf(old[key]);
}

/** PUT of an object or of one of its subresources. */
export function update(state: ServerState, kind: Kind, request: ApiRequest, rules: UpdateRules): Written {
  const name = request.name ?? '';
  const old = findStored(state, kind, { name, namespace: request.namespace });
  const decoded = decodeBody(kind, request, rules.keepsRest ? old : undefined);
  const object = decoded.object as DraftObject;
  settleNamespace(kind, object.metadata, request.namespace);
  checkName(object.metadata, name);
  if (old === undefined) {
    if (kind.createsOnUpdate && rules.subresource === undefined) return createDecoded(state, kind, request, decoded);
    throw notFound(kind, name);
  }
  return updateDecoded(state, kind, request, decoded, old, rules);
}

/** The steps of an update after decoding, which patches share. */
export function updateDecoded(
  state: ServerState,
  kind: Kind,
  request: WriteRequest,
  decoded: DecodedObject,
  old: AnyObject,
  rules: UpdateRules,
): Written {
  return withWarnings(decoded.warnings, () => updateObject(state, kind, request, decoded, old, rules));
}

function updateObject(
  state: ServerState,
  kind: Kind,
  request: WriteRequest,
  decoded: DecodedObject,
  old: AnyObject,
  rules: UpdateRules,
): Written {
  const object = decoded.object as DraftObject;
  const context = writeContext(state, request.user);
  const { metadata } = object;
  const { name } = old.metadata;
  checkName(metadata, name);
  if ((metadata.namespace ?? '') !== (old.metadata.namespace ?? '')) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  const expected = metadata.resourceVersion ?? '';
  const uid = metadata.uid ?? '';
  if (!decoded.patched && uid !== '' && uid !== old.metadata.uid) throw conflict(kind, name, otherUid(kind, old, uid));
  kind.default?.(object as never, context);
  if (decoded.hasEmpty) dropEmpty(structureOfKind(kind), object);
  // What is stored has its defaults, and is shared from here on.
  for (const field of decoded.kept ?? []) object[field] = old[field];
  const owners = ownersAfter(state, kind, object, old, request, decoded, rules.subresource);
  const admission: AdmissionRequest = {
    operation: 'UPDATE',
    kind,
    subresource: rules.subresource,
    namespace: metadata.namespace,
    name,
    object,
    old,
    user: request.user,
    options: request.options ?? {},
  };
  const warned: string[] = [];
  const own = admissionContext(state, warned, ownWrites(state, request));
  for (const plugin of state.admission) plugin.mutate?.(admission, own);
  if (expected !== '' && !/^\d+$/.test(expected))
    throw unknownError(`strconv.ParseUint: parsing ${JSON.stringify(expected)}: invalid syntax`);
  if (kind.needsResourceVersion && !decoded.patched && (expected === '' || expected === '0')) throw unconditional(kind, name);
  if (expected !== '' && expected !== '0' && expected !== old.metadata.resourceVersion) throw conflict(kind, name);
  metadata.resourceVersion = old.metadata.resourceVersion;
  if (uid === '') metadata.uid = old.metadata.uid;
  keepSystemMetadata(metadata, old);
  rules.prepare(object, old, context);
  settleGeneration(kind, object, old);
  const final = asObject(object);
  // The real server looks at the metadata of an update before its strategy does so again, and tells of both.
  const changes = validateMetadataUpdate(final, old);
  const errors = [...changes, ...changes, ...validateMetadata(kind, final), ...rules.validate(final, old, context)];
  if (errors.length > 0) throw invalid(kind, name, errors);
  const warnings = [...decoded.warnings, ...(kind.warnings?.(final, old) ?? [])];
  withWarnings(warnings, () => state.admission.forEach((plugin) => plugin.validate?.(admission, own)));
  warnings.push(...warned);
  setOwners(object, owners);
  return { object: storeUpdate(state, kind, object, old, request.options?.dryRun ?? false), code: 200, warnings };
}

/** The answer to an update that does not say which revision it changes. It names the resource where others name the kind. */
function unconditional({ type }: Kind, name: string): StatusError {
  const field = 'metadata.resourceVersion';
  const error: FieldError = { type: 'FieldValueInvalid', field, value: 0, detail: 'must be specified for an update' };
  return invalid({ type: { group: type.group, kind: type.resource } }, name, [error]);
}

/** What the storage says of an update that means another object of the same name. */
function otherUid(kind: Kind, old: AnyObject, uid: string): string {
  const { name, namespace } = old.metadata;
  const place = `/${kind.storageKey ?? kind.type.resource}/${namespace === undefined ? '' : `${namespace}/`}${name}`;
  const failed = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old.metadata.uid}`;
  return `StorageError: invalid object, Code: 4, Key: ${place}, ResourceVersion: 0, AdditionalErrorMsg: ${failed}`;
}

/** Fields of the metadata that no client writes. */
function keepSystemMetadata(metadata: DraftObject['metadata'], old: AnyObject): void {
  for (const field of [
    'creationTimestamp',
    'generation',
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
    'selfLink',
  ] as const) {
    const before = (old.metadata as unknown as DraftObject['metadata'])[field];
    // A client may leave them out, but what it sends must be the same; `creationTimestamp` and the like are then judged by validation.
    if (before === undefined && !field.startsWith('deletion')) delete metadata[field];
    else if (before !== undefined && (field === 'generation' || field === 'creationTimestamp' || metadata[field] === undefined))
      (metadata as { [key: string]: unknown })[field] = before;
  }
}

/** Counts a change of what is asked for: of everything but metadata and status. */
function settleGeneration(kind: Kind, object: DraftObject, old: AnyObject): void {
  if (!kind.generation || object.metadata.generation !== old.metadata.generation) return;
  const asks = (key: string): boolean => key !== 'metadata' && key !== 'status' && key !== 'apiVersion' && key !== 'kind';
  const keys = new Set([...Object.keys(object), ...Object.keys(old)].filter(asks));
  for (const key of keys) {
    if (deepEqual(object[key], old[key])) continue;
    object.metadata.generation = (old.metadata.generation ?? 0) + 1;
    return;
  }
}

/**
 * Writes an object that is ready. Writes nothing when it equals what is stored, and removes it when it only waited for its finalizers
 * and has none left.
 */
export function storeUpdate(state: ServerState, kind: Kind, object: DraftObject, old: AnyObject, dryRun: boolean): AnyObject {
  const next = shareUnchanged(old, asStored(kind, asObject(object))) as AnyObject;
  if (dryRun) return next;
  try {
    if (isDone(kind, next)) return asObject(inVersion(kind, state.store.delete(storePlace(kind), keyOf(old))));
    if (next === old) return old;
    const stored = toStored(kind, next) as unknown as Unstored;
    return asObject(inVersion(kind, state.store.update(storePlace(kind), stored, old.metadata.resourceVersion)));
  } catch (error) {
    if (error instanceof StoreError)
      throw error.refusal === 'missing' ? notFound(kind, old.metadata.name) : conflict(kind, old.metadata.name);
    throw error;
  }
}

/** Whether an object that is being deleted has nothing left to wait for. */
function isDone(kind: Kind, object: AnyObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds, finalizers } = object.metadata;
  return (
    deletionTimestamp !== undefined &&
    (deletionGracePeriodSeconds ?? 0) === 0 &&
    (finalizers ?? []).length === 0 &&
    !(kind.hasOwnFinalizers?.(object) ?? false)
  );
}

export function keyOf(object: AnyObject): ObjectKey {
  const { name, namespace } = object.metadata;
  return namespace === undefined ? { name } : { name, namespace };
}

/** A copy of an object for the server itself to change and write, e.g. when it begins to delete it. */
export function rewrite(
  state: ServerState,
  kind: Kind,
  old: AnyObject,
  change: (object: DraftObject) => void,
  dryRun = false,
): AnyObject {
  const object = draftObject(old);
  change(object);
  return storeUpdate(state, kind, object, old, dryRun);
}
