import { defineAdmission, refuse, type AdmissionRequest } from '../api/admission.ts';
import type { Draft } from '../core/json.ts';
import { compareQuantities, formatQuantity, parseQuantity, type Quantity } from '../core/quantity.ts';
import { podTotals, readAmounts, type Amounts } from '../quota/pod-totals.ts';
import { limitRanges, persistentVolumeClaims, pods } from '../schema/resources.ts';
import type { Container, LimitRange, LimitRangeItem, PersistentVolumeClaim, Pod } from '../schema/types/core-v1.ts';
import { createdPod, type NewPod } from './pod-creation.ts';

const ANNOTATION = 'kubernetes.io/limit-ranger';

/** Fills in and enforces the limits of a namespace. Models plugin/pkg/admission/limitranger. */
export const limitRanger = defineAdmission({
  name: 'LimitRanger',
  mutate(request, context) {
    const pod = createdPod(request);
    if (pod === undefined) return;
    for (const range of context.list(limitRanges, request.namespace)) fillIn(pod, range);
  },
  validate(request, context) {
    const constraints = constraintsOf(request);
    if (constraints === undefined) return;
    for (const { spec } of context.list(limitRanges, request.namespace)) {
      const problems = [...new Set((spec?.limits ?? []).flatMap((item) => [...constraints(item)]))];
      if (problems.length > 0) throw refuse(request, problems.length === 1 ? (problems[0] ?? '') : `[${problems.join(', ')}]`);
    }
  },
});

function fillIn(pod: NewPod, { spec }: LimitRange): void {
  const limits: { [name: string]: string } = {};
  const requests: { [name: string]: string } = {};
  for (const item of spec?.limits ?? []) {
    if (item.type !== 'Container') continue;
    Object.assign(limits, item.default);
    Object.assign(requests, item.defaultRequest);
  }
  const done = [
    ...(pod.spec.containers ?? []).flatMap((container) => [...complete(container, 'container', requests, limits)]),
    ...(pod.spec.initContainers ?? []).flatMap((container) => [...complete(container, 'init container', requests, limits)]),
  ];
  if (done.length === 0) return;
  pod.metadata.annotations = { ...pod.metadata.annotations, [ANNOTATION]: `LimitRanger plugin set: ${done.join('; ')}` };
}

type Written = { readonly [name: string]: string };

function* complete(container: Draft<Container>, what: string, requests: Written, limits: Written): Generator<string> {
  for (const [list, defaults] of [['requests', requests] as const, ['limits', limits] as const]) {
    const given = container.resources?.[list] ?? {};
    const missing = Object.keys(defaults).filter((name) => !(name in given));
    if (missing.length === 0) continue;
    container.resources = { ...container.resources, [list]: { ...defaults, ...given } };
    yield `${missing.sort().join(', ')} ${list.slice(0, -1)} for ${what} ${container.name}`;
  }
}

type Check = (item: LimitRangeItem) => Generator<string>;

/** What limits mean for the object of a request; undefined when nothing is limited. */
function constraintsOf(request: AdmissionRequest): Check | undefined {
  const { operation, subresource, kind, object, old } = request;
  if (old?.metadata.deletionTimestamp !== undefined) return undefined;
  const { group, resource } = kind.type;
  if (group !== '') return undefined;
  if (resource === pods.resource) {
    const meant = subresource === undefined ? operation === 'CREATE' : subresource === 'resize' && operation === 'UPDATE';
    return meant ? (item) => checkPod(item, object as unknown as Pod) : undefined;
  }
  const written = operation === 'CREATE' || operation === 'UPDATE';
  if (resource !== persistentVolumeClaims.resource || subresource !== undefined || !written) return undefined;
  return (item) => checkClaim(item, object as unknown as PersistentVolumeClaim);
}

function* checkPod(item: LimitRangeItem, { spec }: Pod): Generator<string> {
  if (spec === undefined) return;
  if (item.type === 'Pod') yield* checkAmounts(item, podTotals(spec, 'requests'), podTotals(spec, 'limits'));
  if (item.type !== 'Container') return;
  for (const { resources } of [...(spec.containers ?? []), ...(spec.initContainers ?? [])])
    yield* checkAmounts(item, readAmounts(resources?.requests), readAmounts(resources?.limits));
}

function* checkClaim(item: LimitRangeItem, { spec }: PersistentVolumeClaim): Generator<string> {
  if (item.type !== 'PersistentVolumeClaim') return;
  const requests = readAmounts(spec?.resources?.requests);
  for (const [name, least] of readAmounts(item.min)) yield* atLeast(item.type, name, least, requests.get(name), undefined);
  for (const [name, most] of readAmounts(item.max))
    yield* atMost(item.type, name, most, 'request', requests.get(name), undefined);
}

function* checkAmounts(item: LimitRangeItem, requests: Amounts, limits: Amounts): Generator<string> {
  const { type } = item;
  for (const [name, least] of readAmounts(item.min)) yield* atLeast(type, name, least, requests.get(name), limits.get(name));
  for (const [name, most] of readAmounts(item.max))
    yield* atMost(type, name, most, 'limit', limits.get(name), requests.get(name));
  for (const [name, ratio] of readAmounts(item.maxLimitRequestRatio))
    yield* inRatio(type, name, ratio, requests.get(name), limits.get(name));
}

function* atLeast(
  type: string,
  name: string,
  least: Quantity,
  request: Quantity | undefined,
  limit: Quantity | undefined,
): Generator<string> {
  const lead = `minimum ${name} usage per ${type} is ${formatQuantity(least)}`;
  if (request === undefined) yield `${lead}.  No request is specified`;
  else if (compareQuantities(request, least) < 0) yield `${lead}, but request is ${formatQuantity(request)}`;
  else if (limit !== undefined && compareQuantities(limit, least) < 0) yield `${lead}, but limit is ${formatQuantity(limit)}`;
}

/** `first` has to be there; claims have a request only, everything else above all a limit. */
function* atMost(
  type: string,
  name: string,
  most: Quantity,
  what: 'request' | 'limit',
  first: Quantity | undefined,
  request: Quantity | undefined,
): Generator<string> {
  const lead = `maximum ${name} usage per ${type} is ${formatQuantity(most)}`;
  if (first === undefined) yield `${lead}.  No ${what} is specified`;
  else if (compareQuantities(first, most) > 0) yield `${lead}, but ${what} is ${formatQuantity(first)}`;
  else if (request !== undefined && compareQuantities(request, most) > 0)
    yield `${lead}, but request is ${formatQuantity(request)}`;
}

function* inRatio(
  type: string,
  name: string,
  most: Quantity,
  request: Quantity | undefined,
  limit: Quantity | undefined,
): Generator<string> {
  const lead = `${name} max limit to request ratio per ${type} is ${formatQuantity(most)}`;
  if (request === undefined || request.nanos === 0n) {
    yield `${lead}, but no request is specified or request is 0`;
  } else if (limit === undefined || limit.nanos === 0n) {
    yield `${lead}, but no limit is specified or limit is 0`;
  } else if (limit.nanos * parseQuantity('1').nanos > most.nanos * request.nanos) {
    yield `${lead}, but provided ratio is ${(Number(limit.nanos) / Number(request.nanos)).toFixed(6)}`;
  }
}
