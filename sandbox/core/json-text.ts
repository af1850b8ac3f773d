import { isObject } from './json.ts';

/** JSON in one line with sorted keys, as Go writes a map: what HTML could take for its own is escaped. */
export function compactJson(value: unknown): string {
  return escapeHtml(JSON.stringify(sortKeys(value)) ?? 'null');
}

export function escapeHtml(json: string): string {
  return json.replace(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A copy with the keys of all objects in the order of their bytes. */
export function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isObject(value)) return value;
  const keys = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort(byBytes);
  return Object.fromEntries(keys.map((key) => [key, sortKeys(value[key])]));
}

export function byBytes(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
