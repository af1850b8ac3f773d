import { isObject } from '../core/json.ts';

/**
 * `next` with every part that equals its counterpart in `old` replaced by that part, so that the two share what did not change. Returns
 * `old` itself when nothing did.
 */
export function shareUnchanged(old: unknown, next: unknown): unknown {
  if (old === next) return old;
  if (Array.isArray(next)) {
    if (!Array.isArray(old)) return next;
    let same = old.length === next.length;
    for (let index = 0; index < next.length; index++) {
      next[index] = shareUnchanged(old[index], next[index]);
      same &&= next[index] === old[index];
    }
    return same ? old : next;
  }
  if (!isObject(next) || !isObject(old)) return next;
  const target = next as { [key: string]: unknown };
  let same = true;
  let count = 0;
  for (const key of Object.keys(target)) {
    if (target[key] === undefined) {
      delete target[key];
      continue;
    }
    count++;
    const before = Object.hasOwn(old, key) ? old[key] : undefined;
    const shared = shareUnchanged(before, target[key]);
    if (shared !== target[key])
      Object.defineProperty(target, key, { value: shared, enumerable: true, configurable: true, writable: true });
    same &&= shared === before;
  }
  return same && count === Object.keys(old).length ? old : next;
}
