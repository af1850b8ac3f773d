import { deepEqual, isObject } from '../../core/json.ts';

/** How the items of a list are told apart: by a key, or by themselves. */
export type ItemKey = string | undefined;

const same = (key: ItemKey, left: unknown, right: unknown): boolean =>
  key !== undefined && isObject(left) && isObject(right) ? deepEqual(left[key], right[key]) : deepEqual(left, right);

const placeIn = (list: readonly unknown[], item: unknown, key: ItemKey): number => list.findIndex((one) => same(key, one, item));

/**
 * Items of a merged list in their order: those that `wanted` names as it names them, and the others where the server had them before the
 * ones that follow. Models strategicpatch.normalizeElementOrder.
 */
export function inOrder(
  merged: readonly unknown[],
  wanted: readonly unknown[],
  before: readonly unknown[],
  key: ItemKey,
): readonly unknown[] {
  const by = (order: readonly unknown[]) => (left: unknown, right: unknown) =>
    placeIn(order, left, key) - placeIn(order, right, key);
  const named = merged.filter((item) => placeIn(wanted, item, key) >= 0).sort(by(wanted));
  const others = merged.filter((item) => placeIn(wanted, item, key) < 0).sort(by(before));
  const result: unknown[] = [];
  let next = 0;
  for (const item of named) {
    const place = placeIn(before, item, key);
    while (next < others.length && place >= 0 && placeIn(before, others[next], key) < place) result.push(others[next++]);
    result.push(item);
  }
  return [...result, ...others.slice(next)];
}

/** Whether the items of a patch stand in the order that the patch itself asks for. */
export function followsOrder(items: readonly unknown[], order: readonly unknown[], key: ItemKey): boolean {
  let at = 0;
  for (const one of order) if (at < items.length && same(key, items[at], one)) at++;
  return at === items.length;
}
