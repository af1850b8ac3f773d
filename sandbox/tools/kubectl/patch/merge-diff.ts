import { deepEqual, isObject } from '../../../core/json.ts';

type Map = { readonly [key: string]: unknown };

/** Like the strategic one, for types of which no structure is known. Models k8s.io/apimachinery/pkg/util/jsonmergepatch. */
export function threeWayMergePatch(original: Map, modified: Map, current: Map): Map {
  return merged(deletionsOf(original, modified), changesOf(current, modified));
}

function changesOf(from: Map, to: Map): Map {
  const patch: { [key: string]: unknown } = {};
  for (const [key, after] of Object.entries(to)) {
    const before = from[key];
    if (isObject(before) && isObject(after)) {
      const inner = changesOf(before, after);
      if (Object.keys(inner).length > 0) patch[key] = inner;
    } else if (after !== undefined && !deepEqual(before, after)) patch[key] = after;
  }
  return patch;
}

function deletionsOf(from: Map, to: Map): Map {
  const patch: { [key: string]: unknown } = {};
  for (const [key, before] of Object.entries(from)) {
    const after = to[key];
    if (after === undefined) patch[key] = null;
    else if (isObject(before) && isObject(after)) {
      const inner = deletionsOf(before, after);
      if (Object.keys(inner).length > 0) patch[key] = inner;
    }
  }
  return patch;
}

function merged(first: Map, second: Map): Map {
  const result: { [key: string]: unknown } = { ...first };
  for (const [key, value] of Object.entries(second)) {
    const other = result[key];
    result[key] = isObject(value) && isObject(other) ? merged(other, value) : value;
  }
  return result;
}

/** Applies a JSON merge patch (RFC 7386). */
export function applyMergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const result: { [key: string]: unknown } = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = applyMergePatch(result[key], value);
  }
  return result;
}
