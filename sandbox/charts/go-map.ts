import type { GoValue } from './template/index.ts';

/** A map of values, as Go's `map[string]interface{}`. Loading and merging change it in place. */
export type Values = Map<string, GoValue>;

export function isTable(value: GoValue | undefined): value is Values {
  return value instanceof Map;
}

/** A copy that shares nothing with its source but plain values and structures of Go. */
export function copyValues(values: Values): Values {
  return new Map([...values].map(([key, value]) => [key, copyValue(value)]));
}

function copyValue(value: GoValue): GoValue {
  if (value instanceof Map) return copyValues(value);
  return Array.isArray(value) ? value.map(copyValue) : value;
}

/** Deeper values than this are refused: what nests like this was written to break something. */
export const MAX_DEPTH = 1_000;

/** What stands at `a.b.c`, where every step before the last is a map; undefined when something on the way is none. */
export function tableAt(values: Values, path: string): Values | undefined {
  let at: Values = values;
  for (const name of path.split('.')) {
    const next = at.get(name);
    if (!isTable(next)) return undefined;
    at = next;
  }
  return at;
}
