import { formatTime, parseTime } from '../core/time-text.ts';
import type { Unstored } from '../store/index.ts';
import type { AdmissionRequest } from './admission.ts';
import { conflict, notFound } from './errors.ts';
import { storePlace } from './kind-registry.ts';
import type { Kind } from './kind.ts';
import type { ApiRequest, RequestOptions } from './request.ts';
import {
  admissionContext,
  asObject,
  draftObject,
  findStored,
  inVersion,
  writeContext,
  type AnyObject,
  type DraftObject,
  type ServerState,
} from './server-state.ts';
import { keyOf, rewrite } from './write-object.ts';
import type { DeleteOptions } from './delete-options.ts';

export interface Deleted {
  /** Whether the object is gone; else it is marked and waits. */
  readonly gone: boolean;
  readonly object: AnyObject;
}

/** DELETE of one object. Models k8s.io/apiserver's Store.Delete with rest.BeforeDelete. */
export function deleteObject(state: ServerState, kind: Kind, request: ApiRequest, options: DeleteOptions): Deleted {
  const name = request.name ?? '';
  const old = findStored(state, kind, { name, namespace: request.namespace });
  if (old === undefined) throw notFound(kind, name);
  return deleteStored(state, kind, request, old, options);
}

export function deleteStored(
  state: ServerState,
  kind: Kind,
  request: ApiRequest,
  old: AnyObject,
  options: DeleteOptions,
): Deleted {
  const { name } = old.metadata;
  checkPreconditions(kind, old, options.preconditions);
  const admission: AdmissionRequest = {
    operation: 'DELETE',
    kind,
    namespace: old.metadata.namespace,
    name,
    object: {},
    old,
    user: request.user,
    options: request.options ?? {},
  };
  const refuseWrites = (): never => {
    throw new Error('nothing is written by a deletion');
  };
  const own = admissionContext(state, [], { create: refuseWrites, updateStatus: refuseWrites });
  for (const plugin of state.admission) plugin.validate?.(admission, own);

  const dryRun = options.dryRun ?? false;
  const grace = graceOf(kind, old, options);
  const finalizers = finalizersFor(kind, old, options);
  const waits = finalizers.length > 0 || (kind.hasOwnFinalizers?.(old) ?? false);
  const graceful = kind.gracePeriodSeconds !== undefined;
  if (grace === 0 && !waits && !graceful) {
    const last = dryRun ? old : asObject(inVersion(kind, state.store.delete(storePlace(kind), keyOf(old))));
    return { gone: true, object: last };
  }
  if (grace === 0 && !waits) {
    // What may take its time to go is marked first, also when it then goes at once.
    const marked = draftObject(old);
    mark(state, kind, request, marked, old, finalizers, grace);
    if (dryRun) return { gone: true, object: asObject(marked) };
    const begun = state.store.update(storePlace(kind), marked as unknown as Unstored);
    state.store.delete(storePlace(kind), keyOf(old));
    return { gone: true, object: asObject(begun) };
  }
  const object = rewrite(state, kind, old, (draft) => mark(state, kind, request, draft, old, finalizers, grace), dryRun);
  return { gone: false, object };
}

function mark(
  state: ServerState,
  kind: Kind,
  request: ApiRequest,
  draft: DraftObject,
  old: AnyObject,
  finalizers: readonly string[],
  grace: number,
): void {
  const { metadata } = draft;
  if (finalizers.length > 0) metadata.finalizers = [...finalizers];
  const begun = old.metadata.deletionTimestamp !== undefined;
  const before = old.metadata.deletionGracePeriodSeconds ?? 0;
  if (begun && grace >= before) return;
  const now = state.clock.now();
  // A shorter grace counts from when the deletion began.
  const start = begun ? (parseTime(old.metadata.deletionTimestamp ?? '') ?? now) - before * 1000 : now;
  metadata.deletionTimestamp = formatTime(start + grace * 1000);
  metadata.deletionGracePeriodSeconds = grace;
  if (begun) return;
  if ((metadata.generation ?? 0) > 0) metadata.generation = (metadata.generation ?? 0) + 1;
  kind.prepareForDelete?.(draft as never, writeContext(state, request.user));
}

/** Seconds until the object may be removed for good. */
function graceOf(kind: Kind, old: AnyObject, options: DeleteOptions): number {
  const own = kind.gracePeriodSeconds?.(old);
  if (own === undefined || own === 0) return 0;
  const asked = options.gracePeriodSeconds;
  if (asked !== undefined) return asked < 0 ? 1 : asked;
  return old.metadata.deletionTimestamp === undefined ? own : (old.metadata.deletionGracePeriodSeconds ?? own);
}

const FOREGROUND = 'foregroundDeletion';
const ORPHAN = 'orphan';

/** The finalizers an object has once its deletion began; the garbage collector takes its own off again. */
function finalizersFor(kind: Kind, old: AnyObject, options: DeleteOptions): readonly string[] {
  const finalizers = old.metadata.finalizers ?? [];
  if (kind.noDependents) return finalizers;
  const decided = finalizers.includes(FOREGROUND) || finalizers.includes(ORPHAN);
  const policy = policyOf(options) ?? (kind.orphansByDefault && !decided ? 'Orphan' : undefined);
  if (policy === undefined) return finalizers;
  const others = finalizers.filter((finalizer) => finalizer !== FOREGROUND && finalizer !== ORPHAN);
  if (policy === 'Foreground') return [...others, FOREGROUND];
  return policy === 'Orphan' ? [...others, ORPHAN] : others;
}

/** Warnings about what a DELETE leaves unsaid. */
export function deletionWarnings({ deletionWarning }: Kind, options: DeleteOptions): readonly string[] {
  return deletionWarning !== undefined && policyOf(options) === undefined ? [deletionWarning] : [];
}

function policyOf({ propagationPolicy, orphanDependents }: RequestOptions): string | undefined {
  if (propagationPolicy !== undefined && propagationPolicy !== '') return propagationPolicy;
  if (orphanDependents === undefined) return undefined;
  return orphanDependents ? 'Orphan' : 'Background';
}

function checkPreconditions(kind: Kind, old: AnyObject, preconditions: DeleteOptions['preconditions']): void {
  const { uid, resourceVersion } = preconditions ?? {};
  const { name } = old.metadata;
  if (uid !== undefined && uid !== old.metadata.uid)
    throw otherObject(kind, name, 'UID', uid, old.metadata.uid, 'deleted and then recreated');
  if (resourceVersion !== undefined && resourceVersion !== old.metadata.resourceVersion) {
    throw otherObject(kind, name, 'ResourceVersion', resourceVersion, old.metadata.resourceVersion, 'modified');
  }
}

function otherObject(kind: Kind, name: string, what: string, wanted: string, found: string, perhaps: string): Error {
  if (kind.hasOwnFinalizers !== undefined) {
    return conflict(kind, name, `Precondition failed: ${what} in precondition: ${wanted}, ${what} in object meta: ${found}`);
  }
  // The real server names the kind here, where it otherwise names the resource.
  const group = kind.storedAs?.group ?? kind.type.group;
  const named = { type: { ...kind.type, group, resource: kind.type.kind } };
  const why = `the ${what} in the precondition (${wanted}) does not match the ${what} in record (${found}). The object might have been ${perhaps}`;
  return conflict(named, name, why);
}
