import { GoBytes, GoStruct, type MaybeValue } from './values.ts';

/** What an item of a list or map counts, in characters. */
const ITEM = 20;
const MAX_DEPTH = 1_000;

/** How large a value is by itself: its characters, or its items whatever they hold. */
export function ownSize(value: MaybeValue): number {
  if (typeof value === 'string') return value.length;
  if (Array.isArray(value)) return value.length * ITEM;
  if (value instanceof Map) return value.size * ITEM;
  return value instanceof GoBytes ? value.bytes.length : 1;
}

/** How large a value is with all that it holds, counted as often as it stands there; counting stops past `limit`. */
export function wholeSize(value: MaybeValue, limit: number, depth = 0): number {
  let size = ownSize(value);
  if (depth > MAX_DEPTH || typeof value !== 'object' || value === null) return size;
  const parts = Array.isArray(value)
    ? value
    : value instanceof Map
      ? value.values()
      : value instanceof GoStruct
        ? value.fields.values()
        : [];
  for (const part of parts) {
    if (size > limit) return size;
    size += wholeSize(part, limit - size, depth + 1);
  }
  return size;
}
