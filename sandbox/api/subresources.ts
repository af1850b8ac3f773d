import { isObject, type JsonObject } from '../core/json.ts';
import { valueAt } from '../core/field-path.ts';
import { formatTime } from '../core/time-text.ts';
import { connectSubresources } from './connect.ts';
import { parseBody } from './decode-body.ts';
import { evict } from './evict.ts';
import { badRequest, conflict, invalid, methodNotAllowed, noSuchResource, notFound, unknownError } from './errors.ts';
import { apiVersionOf } from '../schema/resource-type.ts';
import { structureOfKind, type Kind } from './kind.ts';
import { applyJsonPatch } from './patches/json-patch.ts';
import { mergePatch } from './patches/merge-patch.ts';
import { applyConflict, ownersBefore } from './apply-object.ts';
import { afterApply, type Manager } from './managed-fields/managers.ts';
import { patch, patchBody, patchTypeOf } from './patch-object.ts';
import { get } from './read-objects.ts';
import type { ApiRequest } from './request.ts';
import { actionContext, draftObject, findStored, type AnyObject, type DraftObject, type ServerState } from './server-state.ts';
import { rewrite, statusUpdate, update, updateDecoded, wholeUpdate, type UpdateRules, type Written } from './write-object.ts';

/** What a request to a subresource answers. */
export interface SubresourceAnswer {
  readonly body: JsonObject;
  readonly code: number;
  readonly warnings: readonly string[];
}

/** A part of an object with an address of its own: `/status`, `/scale`, `/binding` … */
interface Subresource {
  readonly name: string;
  /** Whether the kind has it. */
  serves(kind: Kind): boolean;
  handle(state: ServerState, kind: Kind, request: ApiRequest): SubresourceAnswer;
}

/** Reading and writing the object itself under special rules. */
function ofObject(state: ServerState, kind: Kind, request: ApiRequest, rules: UpdateRules): SubresourceAnswer {
  if (request.verb === 'get') return answer(get(state, kind, request));
  if (request.verb === 'update') return written(update(state, kind, request, rules));
  if (request.verb === 'patch') return written(patch(state, kind, request, rules));
  throw methodNotAllowed();
}

const answer = (object: AnyObject | JsonObject, code = 200): SubresourceAnswer => ({
  body: object as JsonObject,
  code,
  warnings: [],
});
const written = ({ object, code, warnings }: Written): SubresourceAnswer => ({
  body: object as unknown as JsonObject,
  code,
  warnings,
});

const status: Subresource = {
  name: 'status',
  serves: (kind) => kind.statusSubresource ?? false,
  handle: (state, kind, request) => ofObject(state, kind, request, statusUpdate(kind)),
};

/** `spec.finalizers` of a Namespace: the only part of its spec that changes. */
const finalize: Subresource = {
  name: 'finalize',
  serves: (kind) => kind.hasOwnFinalizers !== undefined,
  handle(state, kind, request) {
    if (request.verb !== 'update') throw methodNotAllowed();
    return written(
      update(state, kind, request, {
        subresource: 'finalize',
        prepare(object, old) {
          const { finalizers } = (object['spec'] ?? {}) as { readonly finalizers?: unknown };
          object['spec'] = { ...(isObject(old['spec']) ? old['spec'] : {}), finalizers };
          if (finalizers === undefined) object['spec'] = {};
          object['status'] = draftObject(old)['status'];
        },
        validate: () => [],
      }),
    );
  },
};

const scaleKind = { type: { group: 'autoscaling', kind: 'Scale' } };

const scale: Subresource = {
  name: 'scale',
  serves: (kind) => kind.scale !== undefined,
  handle(state, kind, request) {
    const old = get(state, kind, request);
    const before = scaleOf(kind, old);
    if (request.verb === 'get') return answer(before);
    let wanted: unknown;
    let managers: readonly Manager[] | undefined;
    const isApply = request.verb === 'patch' && patchTypeOf(kind, request) === 'apply';
    if (isApply) {
      wanted = patchBody(request, 'apply').value;
      managers = applyScale(state, kind, request, old, wanted);
    } else if (request.verb === 'update')
      wanted = parseBody(request.body, request.contentType ?? 'application/json', 'Scale').value;
    else if (request.verb === 'patch') {
      const body = parseBody(request.body, 'application/json', 'Scale').value;
      wanted = patchTypeOf(kind, request) === 'json' ? applyJsonPatch(before, body) : mergePatch(before, body);
    } else throw methodNotAllowed();
    const expected = valueAt(wanted, 'metadata.resourceVersion');
    if (typeof expected === 'string' && expected !== '' && expected !== old.metadata.resourceVersion)
      throw conflict(kind, old.metadata.name);
    const replicas = valueAt(wanted, 'spec.replicas') ?? 0;
    if (typeof replicas !== 'number') {
      const type = Array.isArray(replicas) ? 'array' : typeof replicas;
      const why = `json: cannot unmarshal ${type} into Go struct field ScaleSpec.spec.replicas of type int32`;
      if (request.verb === 'patch')
        throw invalid({ type: { group: '', kind: '' } }, '', [
          { type: 'FieldValueInvalid', field: 'patch', value: JSON.stringify(wanted), detail: why },
        ]);
      throw badRequest(`Scale in version "v1" cannot be handled as a Scale: ${why}`);
    }
    if (replicas < 0) {
      const detail = 'must be greater than or equal to 0';
      throw invalid(scaleKind, old.metadata.name, [
        { type: 'FieldValueInvalid', field: 'spec.replicas', value: replicas, detail },
      ]);
    }
    const draft = draftObject(old);
    setAt(draft, kind.scale?.specPath ?? '', replicas);
    const result = updateDecoded(
      state,
      kind,
      request,
      { object: draft, warnings: [], ...(managers === undefined ? {} : { managers }) },
      old,
      {
        ...wholeUpdate(kind),
        subresource: 'scale',
      },
    );
    return answer(scaleOf(kind, result.object));
  },
};

/** Who owns the replicas once they are applied. Throws StatusError for a conflict. */
function applyScale(state: ServerState, kind: Kind, request: ApiRequest, old: AnyObject, wanted: unknown): readonly Manager[] {
  const apiVersion = apiVersionOf(kind.type);
  const manager = request.options?.fieldManager ?? '';
  const config: DraftObject = { apiVersion, kind: kind.type.kind, metadata: { name: old.metadata.name } };
  setAt(config, kind.scale?.specPath ?? '', valueAt(wanted, 'spec.replicas'));
  const place = { structure: structureOfKind(kind), rule: {} };
  const writer = { manager, operation: 'Apply', apiVersion, subresource: 'scale' } as const;
  const before = ownersBefore(place, old, apiVersion);
  const applied = afterApply(place, before, writer, old, config, formatTime(state.clock.now()));
  if (applied.conflicts.length > 0 && request.options?.force !== true) throw applyConflict(applied.conflicts);
  return applied.managers;
}

function scaleOf(kind: Kind, object: AnyObject): JsonObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const capability = kind.scale;
  const selector = capability?.selector(object) ?? '';
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, ...(namespace === undefined ? {} : { namespace }), uid, resourceVersion, creationTimestamp },
    spec: numberOrNothing('replicas', valueAt(object, capability?.specPath ?? '')),
    status: { replicas: Number(valueAt(object, capability?.statusPath ?? '') ?? 0), ...(selector === '' ? {} : { selector }) },
  };
}

const numberOrNothing = (name: string, value: unknown): JsonObject =>
  typeof value === 'number' && value !== 0 ? { [name]: value } : {};

function setAt(object: DraftObject, path: string, value: unknown): void {
  const steps = path.replace(/^\./, '').split('.');
  const last = steps.pop() ?? '';
  let target: { [key: string]: unknown } = object;
  for (const step of steps) target = (target[step] ??= {}) as { [key: string]: unknown };
  target[last] = value;
}

/** The scheduler's word on where a Pod runs. Models pkg/registry/core/pod/storage.BindingREST. */
const binding: Subresource = {
  name: 'binding',
  serves: (kind) => kind.bindable ?? false,
  handle(state, kind, request) {
    if (request.verb !== 'create') throw methodNotAllowed();
    const body = parseBody(request.body, request.contentType ?? 'application/json', 'Binding').value;
    const name = request.name ?? '';
    const old = findStored(state, kind, { name, namespace: request.namespace });
    if (old === undefined) throw notFound(kind, name);
    const node = valueAt(body, 'target.name');
    if (typeof node !== 'string' || node === '') {
      throw unknownError('target.name: Required value');
    }
    const bindings = { type: { ...kind.type, resource: `${kind.type.resource}/binding` } };
    if (old.metadata.deletionTimestamp !== undefined)
      throw conflict(bindings, name, `pod ${name} is being deleted, cannot be assigned to a host`);
    const taken = valueAt(old, 'spec.nodeName');
    if (typeof taken === 'string' && taken !== '')
      throw conflict(bindings, name, `pod ${name} is already assigned to node "${taken}"`);
    const gates = valueAt(old, 'spec.schedulingGates');
    if (Array.isArray(gates) && gates.length > 0)
      throw conflict(bindings, name, `pod ${name} has non-empty .spec.schedulingGates`);
    rewrite(state, kind, old, (draft) => bind(draft, node, body, state.clock.now()), request.options?.dryRun ?? false);
    return accepted;
  },
};

function bind(draft: DraftObject, node: string, body: unknown, now: number): void {
  draft['spec'] = { ...(draft['spec'] as object), nodeName: node };
  const annotations = valueAt(body, 'metadata.annotations');
  if (isObject(annotations))
    draft.metadata.annotations = { ...draft.metadata.annotations, ...(annotations as { [key: string]: string }) };
  const podStatus = (draft['status'] ?? {}) as { conditions?: { type: string }[] };
  const conditions = (podStatus.conditions ?? []).filter(({ type }) => type !== 'PodScheduled');
  const scheduled = { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: formatTime(now) };
  draft['status'] = { ...podStatus, conditions: [...conditions, scheduled] };
}

const eviction: Subresource = {
  name: 'eviction',
  serves: (kind) => kind.bindable ?? false,
  handle(state, kind, request) {
    if (request.verb !== 'create') throw methodNotAllowed();
    evict(state, kind, request, get(state, kind, request));
    return accepted;
  },
};

const accepted: SubresourceAnswer = {
  body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 },
  code: 201,
  warnings: [],
};

const all: readonly Subresource[] = [status, scale, finalize, binding, eviction];

/** A subresource that only this kind has. */
function ownSubresource(kind: Kind, name: string): Pick<Subresource, 'handle'> | undefined {
  const { partialUpdates = {}, actions = {} } = kind;
  const rules = Object.hasOwn(partialUpdates, name) ? partialUpdates[name] : undefined;
  if (rules !== undefined) {
    const update: UpdateRules = {
      subresource: name,
      prepare: (object, old, context) => rules.prepare(object as never, old as never, context),
      validate: (object, old) => [...rules.validate(object as never, old as never)],
    };
    return { handle: (state, _kind, request) => ofObject(state, kind, request, update) };
  }
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (action === undefined) return undefined;
  return {
    handle(state, _kind, request) {
      if (request.verb !== 'create') throw methodNotAllowed();
      const { value } = parseBody(request.body, request.contentType ?? 'application/json', action.kind.kind);
      const body = isObject(value) ? (value as JsonObject) : {};
      const object = get(state, kind, request) as never;
      const errors = action.validate?.(body) ?? [];
      if (errors.length > 0) throw invalid({ type: action.kind }, '', errors);
      const needed = action.needs?.(object, body);
      if (needed !== undefined) {
        const { group, version, resource } = needed.type;
        const found = state.kinds.byResource(group, version, resource);
        if (found === undefined || findStored(state, found, needed.key) === undefined) throw notFound(needed, needed.key.name);
      }
      return answer(action.answer(object, body, actionContext(state, request.user)), 201);
    },
  };
}

/** Answers a request to a subresource. Throws StatusError, 404 when the kind has no such. */
export function handleSubresource(state: ServerState, kind: Kind, request: ApiRequest): SubresourceAnswer {
  const found =
    all.find(({ name, serves }) => name === request.subresource && serves(kind)) ??
    ownSubresource(kind, request.subresource ?? '');
  if (found === undefined) {
    // Streams are opened by `connect`; what a plain request can be told is whether there is such an object.
    if (kind.bindable && connectSubresources.includes(request.subresource ?? '')) {
      get(state, kind, request);
      throw badRequest('Upgrade request required');
    }
    // A custom resource is told of by its own handler, which knows the name that was asked for.
    throw kind.custom === undefined ? noSuchResource() : notFound(kind, request.name ?? '');
  }
  return found.handle(state, kind, request);
}

/** Names of the subresources that a kind has, for discovery. */
export function subresourcesOf(kind: Kind): readonly string[] {
  const own = [...Object.keys(kind.partialUpdates ?? {}), ...Object.keys(kind.actions ?? {})];
  return [...all.filter(({ serves }) => serves(kind)).map(({ name }) => name), ...own];
}
