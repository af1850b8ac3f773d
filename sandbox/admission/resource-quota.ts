import { defineAdmission, refuse, type AdmissionContext, type AdmissionRequest } from '../api/admission.ts';
import { addQuantities, compareQuantities, formatQuantity, subtractQuantities, type Quantity } from '../core/quantity.ts';
import { evaluatorOf, type Evaluator } from '../quota/evaluators.ts';
import { readAmounts, type Amounts } from '../quota/pod-totals.ts';
import { isInScopes } from '../quota/scopes.ts';
import { resourceQuotas } from '../schema/resources.ts';
import type { ResourceQuota } from '../schema/types/core-v1.ts';

/** Lets in only what the quotas of the namespace still allow, and notes what was taken. Models k8s.io/apiserver's resourcequota plug-in. */
export const resourceQuota = defineAdmission({
  name: 'ResourceQuota',
  validate(request, context) {
    const { operation, namespace, subresource, kind } = request;
    if (namespace === undefined || subresource !== undefined || (operation !== 'CREATE' && operation !== 'UPDATE')) return;
    if (kind.type.group === resourceQuotas.group && kind.type.resource === resourceQuotas.resource) return;
    const quotas = context.list(resourceQuotas, namespace);
    if (quotas.length === 0) return;
    const evaluator = evaluatorOf(kind.type);
    if (operation === 'UPDATE' && !evaluator.handlesUpdate(request.object, asStored(request.old ?? request.object))) return;
    const taken = quotas.map((quota) => [quota, takenFrom(quota, evaluator, request, context)] as const);
    for (const [quota, used] of taken) {
      if (used === undefined) continue;
      const before = quota.status?.used ?? {};
      const shown = Object.fromEntries([...used].map(([name, amount]) => [name, formatQuantity(amount)]));
      context.updateStatus(resourceQuotas, quota, { ...quota.status, used: { ...before, ...shown } });
    }
  },
});

/** What is used of a quota once the request is through; undefined when that stays. Throws StatusError when it is more than allowed. */
function takenFrom(
  quota: ResourceQuota,
  evaluator: Evaluator,
  request: AdmissionRequest,
  { now }: AdmissionContext,
): Amounts | undefined {
  const hard = readAmounts(quota.status?.hard);
  const names = evaluator.matching([...hard.keys()]);
  if (names.length === 0 || !isInScopes(quota, evaluator, request.object)) return undefined;
  const { name } = quota.metadata;
  const missing = evaluator.missing?.(names, request.object);
  if (missing !== undefined) throw refuse(request, `failed quota: ${name}: ${missing}`);
  const used = readAmounts(quota.status?.used);
  if (names.some((resource) => !used.has(resource))) {
    throw refuse(request, `status unknown for quota: ${name}, resources: ${[...names].sort().join(',')}`);
  }
  const requested = deltaOf(quota, evaluator, request, now, names);
  const next = new Map([...requested].map(([resource, delta]) => [resource, sum(used.get(resource), delta)]));
  const exceeded = [...next].filter(([resource, amount]) => compareQuantities(amount, hard.get(resource) ?? amount) > 0);
  if (exceeded.length > 0) {
    const resources = exceeded.map(([resource]) => resource).sort();
    const shown = (amounts: Amounts): string =>
      resources.map((resource) => `${resource}=${formatQuantity(amounts.get(resource) ?? zero)}`).join(',');
    throw refuse(
      request,
      `exceeded quota: ${name}, requested: ${shown(requested)}, used: ${shown(used)}, limited: ${shown(hard)}`,
    );
  }
  return next.size === 0 ? undefined : next;
}

const zero: Quantity = { nanos: 0n, format: 'DecimalSI' };
const sum = (left: Quantity | undefined, right: Quantity): Quantity => (left === undefined ? right : addQuantities(left, right));

const asStored = (object: object): { readonly [key: string]: unknown } => object as { readonly [key: string]: unknown };

/** What the request takes beyond what its object had before. */
function deltaOf(
  quota: ResourceQuota,
  evaluator: Evaluator,
  { object, old, operation }: AdmissionRequest,
  now: number,
  names: readonly string[],
): Amounts {
  const usage = evaluator.usage(object, now);
  const former = old === undefined ? undefined : asStored(old);
  const counted = operation === 'UPDATE' && former !== undefined && isInScopes(quota, evaluator, former);
  const before = counted ? evaluator.usage(former, now) : new Map<string, Quantity>();
  const delta = [...usage].map(([name, amount]) => {
    const had = before.get(name);
    return [name, had === undefined ? amount : subtractQuantities(amount, had)] as const;
  });
  return new Map(delta.filter(([name, amount]) => names.includes(name) && amount.nanos > 0n));
}
