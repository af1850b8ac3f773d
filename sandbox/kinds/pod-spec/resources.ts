import type { FieldError } from '../../api/field-error.ts';
import { dns1123Label, qualifiedName } from '../../core/names.ts';
import {
  addQuantities,
  compareQuantities,
  formatQuantity,
  parseQuantity,
  quantityValue,
  type Quantity,
} from '../../core/quantity.ts';
import type { PodSpec, ResourceRequirements } from '../../schema/types/core-v1.ts';
import { duplicate, each, forbidden, invalid, invalidFor, notFound, notSupported, required } from '../validation/field-errors.ts';
import {
  isExtendedResource,
  isHugePages,
  isIntegerResource,
  isNativeResource,
  isOvercommitAllowed,
  isStandardContainerResource,
  isStandardResource,
} from './resource-names.ts';

type NameRule = (name: string, path: string) => Generator<FieldError>;

/** A name of a resource: standard or fully qualified. */
export function* validateResourceName(name: string, path: string): Generator<FieldError> {
  const wrong = qualifiedName(name);
  for (const text of wrong) yield invalid(path, name, text);
  if (wrong.length === 0 && !name.includes('/') && !isStandardResource(name)) {
    yield invalid(path, name, 'must be a standard resource type or fully qualified');
  }
}

export function* validateContainerResourceName(name: string, path: string): Generator<FieldError> {
  yield* validateResourceName(name, path);
  if (!name.includes('/')) {
    if (!isStandardContainerResource(name)) yield invalid(path, name, 'must be a standard resource for containers');
  } else if (!isNativeResource(name) && !isExtendedResource(name)) {
    yield invalid(path, name, "doesn't follow extended resource name standard");
  }
}

function* validatePodResourceName(name: string, path: string): Generator<FieldError> {
  const errors = [...validateResourceName(name, path)];
  yield* errors;
  const supported = name === 'cpu' || name === 'memory' || isHugePages(name);
  if (errors.length === 0 && !supported) yield notSupported(path, name, ['cpu', 'hugepages-', 'memory']);
}

/** An amount that is not negative. Models validateBasicResource. */
export function* validateBasicAmount(amount: string, path: string): Generator<FieldError> {
  if (parseQuantity(amount).nanos < 0n) yield invalid(path, quantityValue(amount), 'must be a valid resource quantity');
}

/** An amount that is not negative, and whole where the resource cannot be divided. */
export function* validateAmount(name: string, amount: string, path: string): Generator<FieldError> {
  const { nanos } = parseQuantity(amount);
  if (nanos < 0n) yield invalid(path, amount, 'must be greater than or equal to 0');
  if (isIntegerResource(name) && nanos % 1_000_000_000n !== 0n) yield invalid(path, amount, 'must be an integer');
}

function hugePagesProblem(name: string, amount: string): string | undefined {
  if (!isHugePages(name)) return undefined;
  try {
    const page = parseQuantity(name.slice(name.indexOf('hugepages-') + 'hugepages-'.length)).nanos;
    const { nanos } = parseQuantity(amount);
    if (page > 0n && nanos % page === 0n && nanos >= 0n) return undefined;
  } catch {
    // A name without a size divides nothing.
  }
  return `${amount} is not positive integer multiple of ${name}`;
}

export const validateContainerResources = (
  requirements: ResourceRequirements,
  claims: ReadonlySet<string>,
  path: string,
): Generator<FieldError> => validateRequirements(requirements, validateContainerResourceName, claims, path);

/** Models validateResourceRequirements in pkg/apis/core/validation. */
function* validateRequirements(
  { limits = {}, requests = {}, claims }: ResourceRequirements,
  nameRule: NameRule,
  podClaims: ReadonlySet<string>,
  path: string,
): Generator<FieldError> {
  for (const [name, amount] of Object.entries(limits)) yield* validateEntry(name, amount, nameRule, `${path}.limits[${name}]`);
  for (const [name, amount] of Object.entries(requests)) {
    const at = `${path}.requests[${name}]`;
    yield* nameRule(name, at);
    yield* validateAmount(name, amount, at);
    const limit = limits[name];
    if (limit === undefined) {
      if (!isOvercommitAllowed(name)) yield required(`${path}.limits`, 'Limit must be set for non overcommitable resources');
    } else if (compareQuantities(amount, limit) !== 0 && !isOvercommitAllowed(name)) {
      yield invalid(`${path}.requests`, amount, `must be equal to ${name} limit of ${limit}`);
    } else if (compareQuantities(amount, limit) > 0) {
      yield invalid(`${path}.requests`, amount, `must be less than or equal to ${name} limit of ${limit}`);
    }
    const problem = hugePagesProblem(name, amount);
    if (problem !== undefined) yield invalid(at, amount, problem);
  }
  const names = [...Object.keys(limits), ...Object.keys(requests)];
  if (names.some(isHugePages) && !names.includes('cpu') && !names.includes('memory')) {
    yield forbidden(path, 'HugePages require cpu or memory');
  }
  yield* validateClaims(claims ?? [], podClaims, `${path}.claims`);
}

function* validateEntry(name: string, amount: string, nameRule: NameRule, path: string): Generator<FieldError> {
  yield* nameRule(name, path);
  yield* validateAmount(name, amount, path);
  const problem = hugePagesProblem(name, amount);
  if (problem !== undefined) yield invalid(path, amount, problem);
}

function* validateClaims(
  claims: NonNullable<ResourceRequirements['claims']>,
  podClaims: ReadonlySet<string>,
  path: string,
): Generator<FieldError> {
  const seen = new Set<string>();
  for (const [{ name, request }, at] of each(claims, path)) {
    if (!name) {
      yield required(at);
      continue;
    }
    if (seen.has(name)) {
      yield duplicate(at, name);
    } else {
      if (request) yield* invalidFor(`${at}.request`, request, dns1123Label);
      const key = request ? `${name}/${request}` : name;
      if (seen.has(key)) yield duplicate(at, key);
      else if (!request) for (const other of seen) if (other.startsWith(`${name}/`)) yield duplicate(at, name);
      seen.add(key);
    }
    if (!podClaims.has(name)) {
      const known = podClaims.size === 0 ? ' which is empty' : `: ${[...podClaims].sort().join(', ')}`;
      yield notFound(at, name, `must be one of the names in pod.spec.resourceClaims${known}`);
    }
  }
}

/** Resources at the level of the Pod. Models validatePodResources. */
export function* validatePodLevelResources(spec: PodSpec, claims: ReadonlySet<string>, path: string): Generator<FieldError> {
  const { resources } = spec;
  if (resources === undefined) return;
  const at = `${path}.resources`;
  if (spec.os?.name === 'windows') {
    yield forbidden(at, 'may not be set for a windows pod');
    return;
  }
  if (resources.claims !== undefined) yield forbidden(`${at}.claims`, 'claims may not be set for Resources at pod-level');
  yield* validateRequirements(resources, validatePodResourceName, claims, at);
  for (const [name, total] of totals(spec)) {
    const podRequest = resources.requests?.[name];
    if (podRequest !== undefined && total.nanos > parseQuantity(podRequest).nanos) {
      const detail = `must be greater than or equal to aggregate container requests of ${total.text}`;
      yield invalid(`${at}.requests[${name}]`, podRequest, detail);
    }
  }
  for (const [container, containerPath] of each(spec.containers, `${at}.containers`)) {
    for (const [name, limit] of Object.entries(container.resources?.limits ?? {})) {
      const podLimit = resources.limits?.[name];
      if (podLimit !== undefined && compareQuantities(limit, podLimit) > 0) {
        yield invalid(`${containerPath}[${name}].limits`, limit, `must be less than or equal to pod limits of ${podLimit}`);
      }
    }
  }
}

function totals(spec: PodSpec): ReadonlyMap<string, { readonly nanos: bigint; readonly text: string }> {
  return new Map(
    Object.entries(aggregateRequests(spec)).map(([name, text]) => [name, { nanos: parseQuantity(text).nanos, text }]),
  );
}

/** What the containers of a Pod ask for together: the sum of those that run at once, or the largest that runs before them. */
export function aggregateRequests(spec: PodSpec): { readonly [name: string]: string } {
  return aggregate(spec, ({ requests }) => requests ?? {});
}

/** What the containers of a Pod may use together. */
export function aggregateLimits(spec: PodSpec): { readonly [name: string]: string } {
  return aggregate(spec, ({ limits }) => limits ?? {});
}

type Amounts = { readonly [name: string]: string };

/** Models AggregateContainerRequests in k8s.io/component-helpers/resource. */
function aggregate(spec: PodSpec, amountsOf: (resources: ResourceRequirements) => Amounts): Amounts {
  let running: Sums = new Map();
  for (const container of spec.containers ?? []) running = plus(running, sumsOf(amountsOf(container.resources ?? {})));
  let sidecars: Sums = new Map();
  let largestInit: Sums = new Map();
  for (const container of spec.initContainers ?? []) {
    const own = sumsOf(amountsOf(container.resources ?? {}));
    if (container.restartPolicy === 'Always') {
      running = plus(running, own);
      sidecars = plus(sidecars, own);
      largestInit = larger(largestInit, sidecars);
    } else {
      largestInit = larger(largestInit, plus(sidecars, own));
    }
  }
  return Object.fromEntries([...larger(running, largestInit)].map(([name, amount]) => [name, formatQuantity(amount)]));
}

type Sums = ReadonlyMap<string, Quantity>;

const sumsOf = (amounts: Amounts): Sums => new Map(Object.entries(amounts).map(([name, text]) => [name, parseQuantity(text)]));

function merged(left: Sums, right: Sums, join: (left: Quantity, right: Quantity) => Quantity): Sums {
  const result = new Map(left);
  for (const [name, amount] of right) {
    const before = result.get(name);
    result.set(name, before === undefined ? amount : join(before, amount));
  }
  return result;
}

const plus = (left: Sums, right: Sums): Sums => merged(left, right, addQuantities);
const larger = (left: Sums, right: Sums): Sums => merged(left, right, (a, b) => (compareQuantities(a, b) >= 0 ? a : b));
