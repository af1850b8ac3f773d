import { isObject, type JsonValue } from '../core/json.ts';
import type { Parsed } from '../schema/parsed.ts';
import type { Place } from './managed-fields/typed-value.ts';
import { formatTime } from '../core/time-text.ts';
import { apiVersionOf } from '../schema/resource-type.ts';
import type { Structure } from '../schema/structure.ts';
import { zeroStruct } from '../schema/decode.ts';
import { decodeValue } from './decode-body.ts';
import { badRequest, conflict, invalid, unknownError } from './errors.ts';
import { structureOfKind, type Kind } from './kind.ts';
import { afterApply, afterUpdate, type Conflict, type Manager, type Writer } from './managed-fields/managers.ts';
import { withLastApplied } from './managed-fields/last-applied.ts';
import type { ApiRequest } from './request.ts';
import { typeFaults } from './managed-fields/typed-check.ts';
import { findStored, type AnyObject, type ServerState } from './server-state.ts';
import { StatusError } from './status-error.ts';
import { createDecoded, updateDecoded, type UpdateRules, type Written } from './write-object.ts';

const patchOptions = { type: { group: 'meta.k8s.io', kind: 'PatchOptions' } };

/** Server-side apply: a configuration and its manager. Makes the object when there is none. Throws StatusError. */
export function apply(state: ServerState, kind: Kind, request: ApiRequest, parsed: Parsed, rules: UpdateRules): Written {
  const config = parsed.value;
  const manager = request.options?.fieldManager ?? '';
  if (manager === '') {
    const detail = 'is required for apply patch';
    throw invalid(patchOptions, '', [{ type: 'FieldValueRequired', field: 'fieldManager', detail }]);
  }
  const given = isObject(config) ? config : {};
  checkType(kind, given);
  const name = request.name ?? '';
  const metadata = isObject(given['metadata']) ? given['metadata'] : {};
  const own = metadata['name'] ?? '';
  if (own === '') throw badRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`);
  if (own !== name) throw badRequest(`the name of the object (${String(own)}) does not match the name on the URL (${name})`);
  if (metadata['managedFields'] !== undefined) throw badRequest('metadata.managedFields must be nil');
  if (metadata['namespace'] !== undefined && metadata['namespace'] !== request.namespace && kind.type.namespaced) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  const structure = structureOfKind(kind);
  checkFields(kind, structure, given, metadata);
  const writer: Writer = { manager, operation: 'Apply', apiVersion: apiVersionOf(kind.type), subresource: rules.subresource };
  const old = findStored(state, kind, { name, namespace: request.namespace });
  checkIdentity(kind, name, metadata, old);
  const place = { structure, rule: {} };
  const live = (old ?? {}) as { readonly [key: string]: unknown };
  const before = ownersBefore(place, old, writer.apiVersion);
  const applied = afterApply(place, before, writer, live, given, formatTime(state.clock.now()));
  if (applied.conflicts.length > 0 && request.options?.force !== true) throw applyConflict(applied.conflicts);
  const identity =
    old === undefined ? { name, ...(request.namespace === undefined ? {} : { namespace: request.namespace }) } : old.metadata;
  const merged = withLastApplied(manager, mergedObject(live, applied.object, identity), given);
  const decoded = decodeValue(kind, { value: merged as JsonValue, duplicates: [], sorted: false }, 'Ignore');
  const warnings = request.options?.fieldValidation === 'Ignore' ? [] : parsed.duplicates;
  const complete = { ...decoded, warnings, patched: true, managers: applied.managers };
  if (old === undefined) return createDecoded(state, kind, request, complete);
  return updateDecoded(state, kind, request, complete, old, rules);
}

/** Who owns the fields of an object; one that nobody was written down for belongs as it is to whoever came before. */
export function ownersBefore(place: Place, old: AnyObject | undefined, apiVersion: string): readonly Manager[] {
  const managers = (old?.metadata.managedFields ?? []) as unknown as readonly Manager[];
  if (old === undefined || managers.length > 0) return managers;
  const writer: Writer = { manager: 'before-first-apply', operation: 'Update', apiVersion };
  return afterUpdate(
    place,
    [],
    writer,
    place.structure === undefined ? {} : zeroStruct(place.structure),
    old,
    old.metadata.creationTimestamp ?? '',
  );
}

/** What was laid over, put back among what no manager owns. */
function mergedObject(
  live: { readonly [key: string]: unknown },
  part: { readonly [key: string]: unknown },
  identity: { readonly name: string },
): { readonly [key: string]: unknown } {
  const metadata = isObject(part['metadata']) ? part['metadata'] : {};
  const {
    labels: _l,
    annotations: _a,
    finalizers: _f,
    ownerReferences: _o,
    ...system
  } = identity as Partial<AnyObject['metadata']>;
  return { ...live, ...part, metadata: { ...system, ...metadata } };
}

function checkType(kind: Kind, given: { readonly [key: string]: unknown }): void {
  const apiVersion = String(given['apiVersion'] ?? '');
  const name = String(given['kind'] ?? '');
  if (apiVersion === apiVersionOf(kind.type) && name === kind.type.kind) return;
  const shown = apiVersion.includes('/') ? apiVersion : `/${apiVersion}`;
  throw badRequest(`invalid object type: ${shown}, Kind=${name}`);
}

/** A configuration may say which object it means, and in which state. */
function checkIdentity(
  kind: Kind,
  name: string,
  metadata: { readonly [key: string]: unknown },
  old: AnyObject | undefined,
): void {
  const { uid, resourceVersion } = metadata;
  if (old === undefined && typeof uid === 'string' && uid !== '') {
    throw conflict(kind, name, `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`);
  }
  if (old === undefined || typeof resourceVersion !== 'string' || resourceVersion === '') return;
  if (resourceVersion !== old.metadata.resourceVersion) throw conflict(kind, name);
}

/** Apply knows no mercy with fields that do not exist or that hold something else. */
function checkFields(
  kind: Kind,
  structure: Structure,
  given: { readonly [key: string]: unknown },
  metadata: { readonly [key: string]: unknown },
): void {
  const { group, version, kind: name } = kind.type;
  const who = `(${String(metadata['namespace'] ?? '')}/${String(metadata['name'] ?? '')}; ${group}/${version}, Kind=${name})`;
  const problems = typeFaults(structure, given);
  if (problems.length === 0) return;
  const text = problems.length === 1 ? problems[0] : `errors:\n${problems.map((problem) => `  ${problem}`).join('\n')}`;
  throw unknownError(`failed to create typed patch object ${who}: ${text ?? ''}`);
}

export function applyConflict(found: readonly Conflict[]): StatusError {
  const conflicts = [...found].sort((left, right) => (left.owner < right.owner ? -1 : 1));
  const causes = conflicts.flatMap(({ owner, paths }) =>
    paths.map((field) => ({ reason: 'FieldManagerConflict', message: `conflict with ${owner}`, field })),
  );
  const [first] = conflicts;
  const list = conflicts.map(({ owner, paths }) => `conflicts with ${owner}:\n${paths.map((path) => `- ${path}`).join('\n')}`);
  const text = causes.length === 1 ? `conflict with ${first?.owner ?? ''}: ${first?.paths[0] ?? ''}` : list.join('\n');
  const message = `Apply failed with ${causes.length} conflict${causes.length === 1 ? '' : 's'}: ${text}`;
  return new StatusError({ code: 409, reason: 'Conflict', message, details: { causes } });
}
