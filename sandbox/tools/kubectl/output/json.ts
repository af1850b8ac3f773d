import { escapeHtml, sortKeys } from '../../../core/json-text.ts';

/** JSON as kubectl indents it; keys in their given order unless `sorted`. */
export function toJson(value: unknown, options: { readonly indent?: number; readonly sorted?: boolean } = {}): string {
  return escapeHtml(JSON.stringify(options.sorted === false ? value : sortKeys(value), undefined, options.indent ?? 4));
}
