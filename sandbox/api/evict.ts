import { isObject, type JsonObject } from '../core/json.ts';
import { matches } from '../core/label-selector.ts';
import { formatTime } from '../core/time-text.ts';
import { decode } from '../schema/decode.ts';
import { podDisruptionBudgets } from '../schema/resources.ts';
import { structureOf } from '../schema/structure.ts';
import type { Pod } from '../schema/types/core-v1.ts';
import type { PodDisruptionBudget } from '../schema/types/policy-v1.ts';
import { parseBody } from './decode-body.ts';
import { deleteOptions } from './delete-options.ts';
import { deleteStored } from './delete-object.ts';
import { badRequest, forbidden, unknownError } from './errors.ts';
import type { Kind } from './kind.ts';
import type { ApiRequest } from './request.ts';
import { listStored, type AnyObject, type DraftObject, type ServerState } from './server-state.ts';
import { StatusError, type StatusCause } from './status-error.ts';
import { rewrite } from './write-object.ts';

const ALLOWED = 'DisruptionAllowed';
const MOST_DISRUPTED = 2_000;

const structure = structureOf('io.k8s.api.policy.v1.Eviction');

/** Lets a Pod go unless a disruption budget needs it. Throws StatusError. Models pkg/registry/core/pod/storage.EvictionREST. */
export function evict(state: ServerState, kind: Kind, request: ApiRequest, old: AnyObject): void {
  const body = parseBody(request.body, request.contentType ?? 'application/json', 'Eviction').value;
  checkFields(body, request);
  const options = isObject(body) && isObject(body['deleteOptions']) ? { body: body['deleteOptions'] as JsonObject } : {};
  const { body: _eviction, ...rest } = request;
  const wanted = deleteOptions({ ...rest, ...options });
  const dryRun = wanted.dryRun ?? false;
  const pod = old as unknown as Pod;
  if (!isGone(pod)) {
    const budgetKind = state.kinds.byResource(
      podDisruptionBudgets.group,
      podDisruptionBudgets.version,
      podDisruptionBudgets.resource,
    );
    if (budgetKind !== undefined) spendBudget(state, budgetKind, pod, dryRun);
  }
  const marked = dryRun ? old : rewrite(state, kind, old, (draft) => markDisrupted(draft, state.clock.now()));
  deleteStored(state, kind, request, marked, wanted);
}

function checkFields(body: unknown, { options }: ApiRequest): void {
  if (structure === undefined || options?.fieldValidation !== 'Strict') return;
  const { unknownFields } = decode(structure, isObject(body) ? (body as JsonObject) : {});
  const faults = unknownFields.map((field) => `unknown field "${field}"`);
  if (faults.length === 0) return;
  throw badRequest(`Eviction in version "v1" cannot be handled as a Eviction: strict decoding error: ${faults.join(', ')}`);
}

/** Whether a Pod does no work that a budget could count. */
function isGone({ metadata, status }: Pod): boolean {
  return metadata.deletionTimestamp !== undefined || ['Pending', 'Succeeded', 'Failed'].includes(status?.phase ?? '');
}

function spendBudget(state: ServerState, kind: Kind, pod: Pod, dryRun: boolean): void {
  const { namespace } = pod.metadata;
  const budgets = (listStored(state, kind, namespace) as unknown as readonly PodDisruptionBudget[]).filter(({ spec }) =>
    matches(spec?.selector, pod.metadata.labels),
  );
  const [budget] = budgets;
  if (budget === undefined) return;
  if (budgets.length > 1)
    throw unknownError('This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.');
  if (mayIgnore(budget, pod)) return;
  const name = budget.metadata.name ?? '';
  const { generation = 0 } = budget.metadata;
  const { observedGeneration = 0, disruptionsAllowed = 0, disruptedPods: gone = {} } = budget.status ?? {};
  if (observedGeneration < generation) {
    throw tooManyRequests(`The disruption budget ${name} is still being processed by the server.`, 10);
  }
  if (disruptionsAllowed < 0) throw forbidden(kind, name, 'pdb disruptions allowed is negative');
  if (Object.keys(gone).length > MOST_DISRUPTED)
    throw forbidden(kind, name, 'DisruptedPods map too big - too many evictions not confirmed by PDB controller');
  if (disruptionsAllowed === 0) throw tooManyRequests(whyNone(name, budget));
  rewrite(
    state,
    kind,
    budget as unknown as AnyObject,
    (draft) => {
      const status = (draft['status'] ?? {}) as { disruptedPods?: object };
      const disruptedPods = { ...status.disruptedPods, [pod.metadata.name ?? '']: formatTime(state.clock.now()) };
      const left = disruptionsAllowed - 1;
      draft['status'] = { ...status, disruptionsAllowed: left, disruptedPods };
      if (left === 0) spent(draft, state.clock.now());
    },
    dryRun,
  );
}

/** Why a budget allows nothing. What it counts tells more than the count itself, unless counting failed. */
function whyNone(name: string, { status }: PodDisruptionBudget): string {
  const { desiredHealthy = 0, currentHealthy = 0, conditions = [] } = status ?? {};
  const closed = conditions.find((one) => one.type === ALLOWED && one.status === 'False' && one.message !== '');
  const not = `The disruption budget ${name} does not allow evicting pods currently`;
  if (closed?.reason === 'SyncFailed') return `${not} because it failed sync: ${closed.message}`;
  if (currentHealthy <= desiredHealthy)
    return `The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`;
  return closed === undefined ? not : `${not} (${closed.reason}): ${closed.message}`;
}

/** Notes that the budget allows nothing more. Models pkg/apis/policy's UpdateDisruptionAllowedCondition. */
function spent(draft: DraftObject, now: number): void {
  const status = draft['status'] as { conditions?: { type: string; status: string; lastTransitionTime?: string }[] };
  const { observedGeneration } = draft['status'] as { observedGeneration?: number };
  const before = status.conditions?.find(({ type }) => type === ALLOWED);
  const condition = {
    type: ALLOWED,
    status: 'False',
    ...(observedGeneration === undefined ? {} : { observedGeneration }),
    lastTransitionTime: (before?.status === 'False' ? before.lastTransitionTime : undefined) ?? formatTime(now),
    reason: 'InsufficientPods',
    message: '',
  };
  const others = status.conditions?.filter(({ type }) => type !== ALLOWED) ?? [];
  status.conditions =
    before === undefined ? [...others, condition] : (status.conditions ?? []).map((one) => (one === before ? condition : one));
}

/** A Pod that is not ready is no loss, when the budget says so or is met without it. */
function mayIgnore({ spec, status }: PodDisruptionBudget, pod: Pod): boolean {
  const ready = pod.status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') ?? false;
  if (ready) return false;
  if (spec?.unhealthyPodEvictionPolicy === 'AlwaysAllow') return true;
  const { currentHealthy = 0, desiredHealthy = 0 } = status ?? {};
  return currentHealthy >= desiredHealthy && desiredHealthy > 0;
}

function tooManyRequests(why: string, retryAfterSeconds?: number): StatusError {
  const causes: readonly StatusCause[] = [{ reason: 'DisruptionBudget', message: why }];
  return new StatusError({
    code: 429,
    reason: 'TooManyRequests',
    message: "Cannot evict pod as it would violate the pod's disruption budget.",
    details: { causes, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) },
  });
}

function markDisrupted(draft: DraftObject, now: number): void {
  const status = (draft['status'] ?? {}) as { conditions?: { type: string }[] };
  const conditions = (status.conditions ?? []).filter(({ type }) => type !== 'DisruptionTarget');
  const condition = {
    type: 'DisruptionTarget',
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: formatTime(now),
    reason: 'EvictionByEvictionAPI',
    message: 'Eviction API: evicting',
  };
  draft['status'] = { ...status, conditions: [...conditions, condition] };
}
