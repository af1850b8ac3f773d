import { GoBytes, GoInt, GoStruct, isTrue, typeOf, type GoValue } from './values.ts';

/** Models reflect.DeepEqual: types count. */
export function deepEqual(left: GoValue, right: GoValue): boolean {
  if (left === right) return true;
  if (left === null || right === null || typeOf(left) !== typeOf(right)) return false;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => deepEqual(item, right[index] ?? null));
  }
  if (left instanceof Map && right instanceof Map) {
    return (
      left.size === right.size && [...left].every(([key, item]) => right.has(key) && deepEqual(item, right.get(key) ?? null))
    );
  }
  if (left instanceof GoInt && right instanceof GoInt) return left.value === right.value;
  if (left instanceof GoBytes && right instanceof GoBytes) return String(left.bytes) === String(right.bytes);
  if (left instanceof GoStruct && right instanceof GoStruct) return deepEqual(new Map(left.fields), new Map(right.fields));
  return false;
}

const MAX_DEPTH = 500;

/**
 * Models mergo.Merge on maps: what the target lacks or has empty comes from the source, and with `overwrite` all that the source has;
 * maps are merged in depth.
 */
export function mergeInto(target: Map<string, GoValue>, source: Map<string, GoValue>, overwrite: boolean, depth = 0): void {
  if (target === source || depth > MAX_DEPTH) return;
  for (const [key, value] of source) {
    const own = target.get(key);
    if (value === null) {
      if (overwrite) target.set(key, null);
    } else if (own instanceof Map && value instanceof Map) {
      mergeInto(own, value, overwrite, depth + 1);
      if (own.size === 0) target.set(key, value);
    } else if (overwrite || !isTrue(own) || (own === undefined && !target.has(key))) target.set(key, value);
  }
}
