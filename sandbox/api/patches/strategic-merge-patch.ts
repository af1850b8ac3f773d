import { deepEqual, isObject, setOwn } from '../../core/json.ts';
import { followsOrder, inOrder } from './element-order.ts';
import type { Field, Structure } from '../../schema/structure.ts';

/** A patch that the rules of strategic merge do not allow. */
export class PatchError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PatchError';
  }
}

const DIRECTIVE = '$patch';
const RETAIN_KEYS = '$retainKeys';
const DELETE_FROM = '$deleteFromPrimitiveList/';
const SET_ORDER = '$setElementOrder/';

type Mapping = { readonly [key: string]: unknown };

/**
 * Applies a strategic merge patch: lists whose field has a merge key are merged item by item. Throws PatchError. Models
 * k8s.io/apimachinery/pkg/util/strategicpatch.StrategicMergePatch.
 */
export function strategicMergePatch(structure: Structure, target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) throw new PatchError('Invalid JSON document');
  return mergeMap(structure, isObject(target) ? target : {}, patch);
}

function mergeMap(structure: Structure | undefined, target: Mapping, patch: Mapping): Mapping {
  const directive = patch[DIRECTIVE];
  if (directive === 'replace') return withoutDirectives(patch) as Mapping;
  if (directive === 'delete') return {};
  if (directive !== undefined) throw new PatchError(`unknown patch type: ${String(directive)} in map: ${goMap(patch)}`);

  const result: { [key: string]: unknown } = {};
  const retained = patch[RETAIN_KEYS];
  for (const key of Object.keys(target)) {
    if (Array.isArray(retained) && !retained.includes(key)) continue;
    setOwn(result, key, target[key]);
  }
  for (const key of Object.keys(patch)) {
    if (key === DIRECTIVE || key === RETAIN_KEYS) continue;
    if (key.startsWith(DELETE_FROM)) {
      const name = key.slice(DELETE_FROM.length);
      const gone = patch[key];
      const before = result[name];
      if (Array.isArray(gone) && Array.isArray(before) && !Object.hasOwn(patch, name)) {
        setOwn(
          result,
          name,
          before.filter((item) => !gone.some((other) => deepEqual(item, other))),
        );
      }
      continue;
    }
    if (key.startsWith(SET_ORDER)) {
      const name = key.slice(SET_ORDER.length);
      if (!Object.hasOwn(patch, name) && Array.isArray(result[name]))
        setOwn(result, name, ordered(fieldOf(structure, name), result[name], patch[key], result[name], []));
      continue;
    }
    const value = patch[key];
    if (value === null) {
      delete result[key];
      continue;
    }
    const field = fieldOf(structure, key);
    setOwn(result, key, mergeValue(structure, field, result[key], value, patch, key));
  }
  return result;
}

function mergeValue(
  structure: Structure | undefined,
  field: Field | undefined,
  before: unknown,
  value: unknown,
  patch: Mapping,
  key: string,
): unknown {
  const inner = field?.structure() ?? (structure?.shape === 'map' ? structure.items?.() : undefined);
  if (isObject(value)) {
    if (field?.patch.strategy === 'replace') return withoutDirectives(value);
    if (inner?.shape === 'raw') return mergeMap(undefined, isObject(before) ? before : {}, value);
    return mergeMap(inner, isObject(before) ? before : {}, value);
  }
  if (!Array.isArray(value)) return value;
  if (!merges(field)) return withoutDirectives(value);
  const live = Array.isArray(before) ? before : [];
  const merged = mergeList(field, live, value, patch[DELETE_FROM + key]);
  const order = patch[SET_ORDER + key];
  return order === undefined ? inOrder(merged, value, live, field.patch.mergeKey) : ordered(field, merged, order, live, value);
}

const merges = (field: Field | undefined): field is Field => field?.patch.strategy?.split(',').includes('merge') ?? false;

function mergeList(field: Field, before: readonly unknown[], patch: readonly unknown[], gone: unknown): readonly unknown[] {
  const items = field.structure().items?.();
  const { mergeKey } = field.patch;
  if (mergeKey === undefined) {
    const kept = Array.isArray(gone) ? before.filter((item) => !gone.some((other) => deepEqual(item, other))) : before;
    return [...kept, ...patch.filter((item, index) => !kept.includes(item) && patch.indexOf(item) === index)];
  }
  const replaces = patch.some((item) => isObject(item) && item[DIRECTIVE] === 'replace');
  if (replaces) return patch.filter((item) => !(isObject(item) && item[DIRECTIVE] === 'replace')).map(withoutDirectives);
  let result = [...before];
  const added: unknown[] = [];
  for (const item of patch) {
    if (!isObject(item)) throw new PatchError(`map: ${JSON.stringify(item)} does not contain declared merge key: ${mergeKey}`);
    const key = item[mergeKey];
    if (key === undefined) throw new PatchError(`map: ${goMap(item)} does not contain declared merge key: ${mergeKey}`);
    const at = result.findIndex((other) => isObject(other) && deepEqual(other[mergeKey], key));
    const directive = item[DIRECTIVE];
    if (directive === 'merge') throw new PatchError('merging lists cannot yet be specified in the patch');
    if (directive !== undefined && directive !== 'delete')
      throw new PatchError(`unknown patch type: ${String(directive)} in map: ${goMap(item)}`);
    if (directive === 'delete') {
      result = result.filter((other) => !(isObject(other) && deepEqual(other[mergeKey], key)));
    } else if (at >= 0) {
      result[at] = mergeMap(items, result[at] as Mapping, item);
    } else {
      added.push(mergeMap(items, {}, item));
    }
  }
  return [...result, ...added];
}

/**
 * What the real server still has in its hands of a patch that was applied, and shows when the result is no object: it takes out lists that came with
 * their order as it merges them.
 */
export function afterMerging(patch: Mapping): Mapping {
  const left: { [key: string]: unknown } = {};
  for (const key of Object.keys(patch)) {
    if (key === RETAIN_KEYS || key.startsWith(SET_ORDER) || Object.hasOwn(patch, SET_ORDER + key)) continue;
    const value = patch[key];
    setOwn(left, key, isObject(value) ? afterMerging(value) : value);
  }
  return left;
}

/** Puts the items in the order that a directive asks for. */
function ordered(
  field: Field | undefined,
  merged: readonly unknown[],
  order: unknown,
  before: readonly unknown[],
  patch: readonly unknown[],
): readonly unknown[] {
  if (!Array.isArray(order)) return merged;
  const { mergeKey } = field?.patch ?? {};
  const items = patch.filter((item) => !isObject(item) || item[DIRECTIVE] === undefined);
  if (!followsOrder(items, order, mergeKey)) {
    const lists = `${goMap(items)}\n doesn't match $setElementOrder list:\n${goMap(order)}`;
    throw new PatchError(`The order in patch list:\n${lists}\n`);
  }
  return inOrder(merged, order, before, mergeKey);
}

function fieldOf(structure: Structure | undefined, name: string): Field | undefined {
  return structure?.fields?.get(name);
}

/** What remains of a patch where it is taken as it stands. */
function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDirectives);
  if (!isObject(value)) return value;
  const result: { [key: string]: unknown } = {};
  for (const key of Object.keys(value)) {
    if (key === DIRECTIVE || key === RETAIN_KEYS || key.startsWith(DELETE_FROM) || key.startsWith(SET_ORDER)) continue;
    if (value[key] !== null) setOwn(result, key, withoutDirectives(value[key]));
  }
  return result;
}

/** A map as Go prints it with `%v`. */
export function goMap(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goMap).join(' ')}]`;
  if (isObject(value))
    return `map[${Object.keys(value)
      .sort()
      .map((key) => `${key}:${goMap(value[key])}`)
      .join(' ')}]`;
  return value === null ? '<nil>' : String(value);
}
