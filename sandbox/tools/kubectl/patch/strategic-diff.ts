import { deepEqual, isObject } from '../../../core/json.ts';
import { fieldOf, hasStrategy, type Structure } from './structure.ts';

type Map = { readonly [key: string]: unknown };

interface DiffOptions {
  readonly deletions: boolean;
  readonly changes: boolean;
  /** Whether to note the order of merged lists and the keys to keep. */
  readonly directives: boolean;
}

/**
 * The patch that makes `current` into what `modified` asks for: what `modified` adds or changes, and what it no longer has of
 * `original`. Fields that others own stay. Models CreateThreeWayMergePatch of k8s.io/apimachinery/pkg/util/strategicpatch.
 */
export function threeWayStrategicPatch(original: Map, modified: Map, current: Map, structure: Structure): Map {
  const additions = diffMaps(current, modified, structure, { deletions: false, changes: true, directives: true });
  const deletions = diffMaps(original, modified, structure, { deletions: true, changes: false, directives: true });
  return mergePatches(deletions, additions, structure);
}

/** The patch from one object to another. Models CreateTwoWayMergePatch. */
export function twoWayStrategicPatch(original: Map, modified: Map, structure: Structure): Map {
  return diffMaps(original, modified, structure, { deletions: true, changes: true, directives: true });
}

function diffMaps(from: Map, to: Map, structure: Structure | undefined, options: DiffOptions): Map {
  const patch: { [key: string]: unknown } = {};
  for (const key of keysOf(from, to)) {
    const before = from[key];
    const after = to[key];
    const field = fieldOf(structure, key);
    if (after === undefined) {
      if (options.deletions) patch[key] = null;
    } else if (before === undefined) {
      if (options.changes) patch[key] = after;
    } else if (isObject(before) && isObject(after)) {
      const inner: { [key: string]: unknown } = { ...diffMaps(before, after, field, options) };
      const retain = retainsKeys(before, after, field, options);
      if (retain === 'changed' ? Object.keys(inner).length > 0 : retain) inner['$retainKeys'] = Object.keys(after).sort();
      if (Object.keys(inner).length > 0) patch[key] = inner;
    } else if (Array.isArray(before) && Array.isArray(after) && hasStrategy(field, 'merge')) {
      Object.assign(patch, diffMergedLists(key, before, after, field, options));
    } else if (options.changes && !deepEqual(before, after)) patch[key] = after;
  }
  return patch;
}

/** Whether the patch says which keys stay: always when there is one too many, otherwise when something else changes. */
function retainsKeys(before: Map, after: Map, field: Structure | undefined, options: DiffOptions): boolean | 'changed' {
  if (!options.directives || !options.changes || !hasStrategy(field, 'retainKeys')) return false;
  const extra = Object.keys(before).some((key) => before[key] !== undefined && before[key] !== null && after[key] === undefined);
  return extra || 'changed';
}

const keysOf = (left: Map, right: Map): readonly string[] =>
  [...new Set([...Object.keys(left), ...Object.keys(right)])]
    .filter((key) => left[key] !== undefined || right[key] !== undefined)
    .sort();

function diffMergedLists(
  key: string,
  before: readonly unknown[],
  after: readonly unknown[],
  field: Structure | undefined,
  options: DiffOptions,
): Map {
  const mergeKey = field?.mergeKey;
  if (mergeKey === undefined) return diffPrimitives(key, before, after, options);
  const itemOf = (list: readonly unknown[], value: unknown): Map | undefined =>
    list.filter(isObject).find((item) => deepEqual(item[mergeKey], value));
  const patch: unknown[] = [];
  for (const item of after.filter(isObject)) {
    const old = itemOf(before, item[mergeKey]);
    if (old === undefined) {
      if (options.changes) patch.push(item);
      continue;
    }
    const inner = diffMaps(old, item, field?.items, options);
    const retain = retainsKeys(old, item, field, options);
    if (Object.keys(inner).length === 0 && retain !== true) continue;
    const keys = retain === false ? {} : { $retainKeys: Object.keys(item).sort() };
    patch.push({ ...inner, [mergeKey]: item[mergeKey], ...keys });
  }
  if (options.deletions) {
    for (const item of before.filter(isObject)) {
      if (itemOf(after, item[mergeKey]) === undefined) patch.push({ $patch: 'delete', [mergeKey]: item[mergeKey] });
    }
  }
  if (patch.length === 0) return {};
  const order = after.filter(isObject).map((item) => ({ [mergeKey]: item[mergeKey] }));
  return { ...(options.directives ? { [`$setElementOrder/${key}`]: order } : {}), [key]: patch };
}

function diffPrimitives(key: string, before: readonly unknown[], after: readonly unknown[], options: DiffOptions): Map {
  const added = options.changes ? after.filter((item) => !before.includes(item)) : [];
  const removed = options.deletions ? before.filter((item) => !after.includes(item)) : [];
  if (added.length === 0 && removed.length === 0) return {};
  return {
    ...(options.directives ? { [`$setElementOrder/${key}`]: after } : {}),
    ...(added.length === 0 ? {} : { [key]: added }),
    ...(removed.length === 0 ? {} : { [`$deleteFromPrimitiveList/${key}`]: removed }),
  };
}

/** Both patches in one; where they meet in a plain value the second wins. */
function mergePatches(first: Map, second: Map, structure: Structure | undefined): Map {
  const merged: { [key: string]: unknown } = { ...first };
  for (const [key, value] of Object.entries(second)) {
    const other = merged[key];
    const field = fieldOf(structure, key);
    if (isObject(value) && isObject(other)) merged[key] = mergePatches(other, value, field);
    else if (Array.isArray(value) && Array.isArray(other) && !key.startsWith('$') && hasStrategy(field, 'merge')) {
      merged[key] = mergeLists(other, value, field);
    } else merged[key] = value;
  }
  return merged;
}

function mergeLists(first: readonly unknown[], second: readonly unknown[], field: Structure | undefined): readonly unknown[] {
  const mergeKey = field?.mergeKey;
  if (mergeKey === undefined) return [...first, ...second];
  const result: unknown[] = [...second];
  for (const item of first) {
    const at = result.findIndex((other) => isObject(item) && isObject(other) && deepEqual(other[mergeKey], item[mergeKey]));
    const other = result[at];
    if (at < 0) result.push(item);
    else if (isObject(item) && isObject(other)) result[at] = mergePatches(item, other, field?.items);
  }
  return result;
}
