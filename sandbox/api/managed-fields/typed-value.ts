import { deepEqual, isObject, setOwn } from '../../core/json.ts';
import type { PatchRule, Structure } from '../../schema/structure.ts';
import { isEmpty, leaf, none, type Paths } from './paths.ts';

/** A place in an object: its structure, and how lists and maps there are owned. */
export interface Place {
  readonly structure: Structure | undefined;
  readonly rule: PatchRule;
}

type Mapping = { readonly [key: string]: unknown };
type ListKind = 'atomic' | 'set' | 'map';

const listKindOf = ({ structure, rule }: Place): ListKind =>
  structure?.shape === 'list' ? (rule.listType ?? 'atomic') : 'atomic';

/** Whether the fields below are owned one by one. */
function isGranular({ structure, rule }: Place): boolean {
  if (structure === undefined || structure.atomic || rule.mapType === 'atomic') return false;
  return structure.shape === 'struct' || structure.shape === 'map';
}

function below({ structure }: Place, name: string): Place {
  const field = structure?.fields?.get(name);
  if (field !== undefined) return { structure: field.structure(), rule: field.patch };
  return { structure: structure?.shape === 'map' ? structure.items?.() : undefined, rule: {} };
}

const itemPlace = ({ structure }: Place): Place => ({ structure: structure?.items?.(), rule: {} });

/** The step to an item of a list that is owned item by item. */
function stepOf(place: Place, item: unknown): string {
  if (listKindOf(place) === 'set') return `v:${JSON.stringify(item)}`;
  const keys: { [key: string]: unknown } = {};
  const fields = place.structure?.items?.().fields;
  for (const key of [...(place.rule.listKeys ?? [])].sort()) {
    const value = isObject(item) ? (item[key] ?? fields?.get(key)?.default) : undefined;
    if (value !== undefined) keys[key] = value;
  }
  return `k:${JSON.stringify(keys)}`;
}

interface Part {
  readonly step: string;
  readonly value: unknown;
  readonly place: Place;
}

/** What a value consists of, when its parts are owned one by one; undefined when it is owned as a whole. */
function partsOf(place: Place, value: unknown): readonly Part[] | undefined {
  if (isGranular(place)) {
    if (!isObject(value)) return value === null || value === undefined ? [] : undefined;
    const names = Object.keys(value).filter((name) => value[name] !== undefined);
    return names.map((name) => ({ step: `f:${name}`, value: value[name], place: below(place, name) }));
  }
  if (listKindOf(place) === 'atomic') return undefined;
  if (!Array.isArray(value)) return value === null || value === undefined ? [] : undefined;
  return value.map((item: unknown) => ({ step: stepOf(place, item), value: item, place: itemPlace(place) }));
}

/** The places that an applied configuration claims. Models typed.TypedValue.ToFieldSet. */
export function claimed(place: Place, value: unknown): Paths {
  const parts = partsOf(place, value);
  if (parts === undefined || parts.length === 0) return leaf;
  const children = parts.map(({ step, value: part, place: at }) => {
    const child = claimed(at, part);
    return [step, step.startsWith('k:') ? { ...child, self: true } : child] as const;
  });
  return { self: false, children: new Map(children) };
}

/** Every place in a value, the value itself included. */
function everything(place: Place, value: unknown): Paths {
  const parts = partsOf(place, value) ?? [];
  return { self: true, children: new Map(parts.map((part) => [part.step, everything(part.place, part.value)])) };
}

export interface Comparison {
  /** What is new or different. */
  readonly changed: Paths;
  readonly removed: Paths;
}

/** Models typed.TypedValue.Compare. */
export function compare(place: Place, old: unknown, next: unknown): Comparison {
  const before = partsOf(place, old);
  const after = partsOf(place, next);
  if (before === undefined || after === undefined) return { changed: deepEqual(old, next) ? none : leaf, removed: none };
  const olds = new Map(before.map((part) => [part.step, part]));
  const changed = new Map<string, Paths>();
  const removed = new Map<string, Paths>();
  for (const part of after) {
    const counterpart = olds.get(part.step);
    olds.delete(part.step);
    if (counterpart === undefined) {
      changed.set(part.step, everything(part.place, part.value));
      continue;
    }
    const inner = compare(part.place, counterpart.value, part.value);
    if (!isEmpty(inner.changed)) changed.set(part.step, inner.changed);
    if (!isEmpty(inner.removed)) removed.set(part.step, inner.removed);
  }
  for (const [step, part] of olds) removed.set(step, everything(part.place, part.value));
  return { changed: { self: false, children: changed }, removed: { self: false, children: removed } };
}

/** The live value with a configuration laid over it. Models typed.TypedValue.Merge. */
export function merge(place: Place, live: unknown, config: unknown): unknown {
  if (isGranular(place) && isObject(live) && isObject(config)) {
    const result: { [key: string]: unknown } = { ...live };
    for (const name of Object.keys(config))
      setOwn(result, name, merge(below(place, name), (live as Mapping)[name], config[name]));
    return result;
  }
  if (listKindOf(place) === 'atomic' || !Array.isArray(live) || !Array.isArray(config)) return config;
  return mergeLists(place, live, config);
}

/** Items in the order of the configuration; those it does not name stay before the items they stood before. */
function mergeLists(place: Place, live: readonly unknown[], config: readonly unknown[]): readonly unknown[] {
  const positions = new Map(live.map((item, index) => [stepOf(place, item), index]));
  const wanted = new Set(config.map((item) => stepOf(place, item)));
  const result: unknown[] = [];
  let next = 0;
  const isOther = (index: number): boolean => index < live.length && !wanted.has(stepOf(place, live[index]));
  const takeOthers = (end: number): void => {
    for (; next < end; next++) if (isOther(next)) result.push(live[next]);
  };
  for (const item of config) {
    const position = positions.get(stepOf(place, item));
    while (isOther(next)) takeOthers(next + 1);
    if (position !== undefined) takeOthers(position);
    result.push(position === undefined ? item : merge(itemPlace(place), live[position], item));
  }
  takeOthers(live.length);
  return result;
}

/** The value without the places of `gone`, but for what `kept` holds below them. */
export function remove(place: Place, value: unknown, gone: Paths, kept: Paths): unknown {
  const parts = partsOf(place, value);
  if (parts === undefined) return value;
  const remaining = parts.flatMap((part) => {
    const inner = gone.children.get(part.step);
    if (inner === undefined) return [part];
    const keeps = kept.children.get(part.step) ?? none;
    if (inner.self && isEmpty(keeps)) return [];
    return [{ ...part, value: remove(part.place, part.value, inner, keeps) }];
  });
  if (Array.isArray(value)) return remaining.map((part) => part.value);
  return Object.fromEntries(remaining.map((part) => [part.step.slice(2), part.value]));
}
