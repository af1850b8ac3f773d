import { parseQuantity, quantityMilliValue, quantityValue } from '../core/quantity.ts';
import type { Container, Pod } from '../schema/types/core-v1.ts';

/** Amounts by resource name: CPU in thousandths, everything else in whole units. */
export type Amounts = ReadonlyMap<string, number>;

type Quantities = { readonly [resource: string]: string | number } | undefined;

/** What the scheduler assumes in scoring where a container requests nothing. */
const assumedRequests: Amounts = new Map([
  ['cpu', 100],
  ['memory', 200 * 1024 * 1024],
]);

const knownAmounts = new WeakMap<object, Amounts>();

/** Amounts in numbers; what is stored never changes, so that each is read once. */
export function amountsOf(quantities: Quantities): Amounts {
  if (quantities === undefined) return none;
  const known = knownAmounts.get(quantities) ?? read(quantities);
  knownAmounts.set(quantities, known);
  return known;
}

const none: Amounts = new Map();

function read(quantities: NonNullable<Quantities>): Amounts {
  return new Map(Object.entries(quantities).map(([name, quantity]) => [name, amountOf(name, String(quantity))]));
}

function amountOf(name: string, text: string): number {
  const quantity = parseQuantity(text);
  return name === 'cpu' ? quantityMilliValue(quantity) : quantityValue(quantity);
}

function add(left: Amounts, right: Amounts): Amounts {
  const sum = new Map(left);
  addTo(sum, right);
  return sum;
}

export function addTo(sum: Map<string, number>, amounts: Amounts): void {
  for (const [name, amount] of amounts) sum.set(name, (sum.get(name) ?? 0) + amount);
}

function largest(left: Amounts, right: Amounts): Amounts {
  const result = new Map(left);
  for (const [name, amount] of right) result.set(name, Math.max(result.get(name) ?? 0, amount));
  return result;
}

/** What a Pod requests, and the same with an assumption for each container that requests no CPU or memory. */
export interface PodRequests {
  readonly exact: Amounts;
  readonly assumed: Amounts;
}

/** By spec, which all versions of a Pod share while it does not change. */
const known = new WeakMap<Pod['spec'], PodRequests>();

/**
 * Containers and sidecars run at the same time and add up; an init container runs alone but for the sidecars before it.
 * Models k8s.io/component-helpers/resource.PodRequests.
 */
export function requestsOf(pod: Pod): PodRequests {
  const cached = known.get(pod.spec);
  if (cached) return cached;
  const requests = { exact: podRequests(pod, new Map()), assumed: podRequests(pod, assumedRequests) };
  known.set(pod.spec, requests);
  return requests;
}

function podRequests({ spec }: Pod, assumed: Amounts): Amounts {
  const requestsOfContainer = ({ resources }: Container): Amounts =>
    new Map([...assumed, ...amountsOf(resources?.requests as Quantities)]);
  let running: Amounts = new Map();
  for (const container of spec.containers) running = add(running, requestsOfContainer(container));
  let sidecars: Amounts = new Map();
  let starting: Amounts = new Map();
  for (const container of spec.initContainers ?? []) {
    const alone = requestsOfContainer(container);
    if (container.restartPolicy === 'Always') {
      sidecars = add(sidecars, alone);
      starting = largest(starting, sidecars);
    } else starting = largest(starting, add(sidecars, alone));
  }
  const needed = largest(add(running, sidecars), starting);
  // What the Pod as a whole requests stands above its containers' sum.
  const whole = new Map([...needed, ...amountsOf(spec.resources?.requests as Quantities)]);
  return add(whole, amountsOf(spec.overhead as Quantities));
}
