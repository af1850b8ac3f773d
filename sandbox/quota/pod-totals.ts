import { addQuantities, compareQuantities, parseQuantity, type Quantity } from '../core/quantity.ts';
import type { PodSpec } from '../schema/types/core-v1.ts';

/** Amounts by name of resource. */
export type Amounts = ReadonlyMap<string, Quantity>;

type Written = { readonly [name: string]: string } | undefined;

export function readAmounts(written: Written): Amounts {
  return new Map(Object.entries(written ?? {}).map(([name, amount]) => [name, parseQuantity(amount)]));
}

/** The sum, of each resource that one of both has. */
export function addAmounts(left: Amounts, right: Amounts): Amounts {
  const result = new Map(left);
  for (const [name, amount] of right) {
    const before = result.get(name);
    result.set(name, before === undefined ? amount : addQuantities(before, amount));
  }
  return result;
}

function maxAmounts(left: Amounts, right: Amounts): Amounts {
  const result = new Map(left);
  for (const [name, amount] of right) {
    const before = result.get(name);
    if (before === undefined || compareQuantities(amount, before) > 0) result.set(name, amount);
  }
  return result;
}

/** Resources that a Pod may name as a whole. */
const podLevel = (name: string): boolean => name === 'cpu' || name === 'memory' || name.startsWith('hugepages-');

/**
 * What a Pod needs in all: its containers at once, or its init containers one after another beside the sidecars that run by then,
 * whichever is more. Models PodRequests and PodLimits in k8s.io/component-helpers/resource.
 */
export function podTotals(spec: PodSpec, what: 'requests' | 'limits'): Amounts {
  let total: Amounts = new Map();
  for (const container of spec.containers ?? []) total = addAmounts(total, readAmounts(container.resources?.[what]));
  let sidecars: Amounts = new Map();
  let start: Amounts = new Map();
  for (const container of spec.initContainers ?? []) {
    const own = readAmounts(container.resources?.[what]);
    if (container.restartPolicy === 'Always') {
      total = addAmounts(total, own);
      sidecars = addAmounts(sidecars, own);
      start = maxAmounts(start, sidecars);
    } else start = maxAmounts(start, addAmounts(own, sidecars));
  }
  const amounts = new Map(maxAmounts(total, start));
  for (const [name, amount] of readAmounts(spec.resources?.[what])) if (podLevel(name)) amounts.set(name, amount);
  for (const [name, amount] of readAmounts(spec.overhead)) {
    const before = amounts.get(name);
    if (before !== undefined) amounts.set(name, addQuantities(before, amount));
    else if (what === 'requests') amounts.set(name, amount);
  }
  return amounts;
}
