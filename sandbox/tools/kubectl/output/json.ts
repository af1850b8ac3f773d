import { isObject } from '../../../core/json.ts';

/** JSON as kubectl indents it; keys in their given order unless `sorted`. */
export function toJson(value: unknown, options: { readonly indent?: number; readonly sorted?: boolean } = {}): string {
  return JSON.stringify(options.sorted === false ? value : sortKeys(value), undefined, options.indent ?? 4);
}

/** JSON in one line with sorted keys, as Go writes a map. It also escapes what Go escapes for HTML. */
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
