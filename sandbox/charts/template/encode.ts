import { encodeBase64 } from '../../core/base64.ts';
import { setOwn } from '../../core/json.ts';
import { wellFormed } from '../../core/utf8.ts';
import { prettyYaml, toYaml as yamlText } from '../../core/yaml-text.ts';
import { formatFloat } from '../../core/float-text.ts';
import { GoBytes, GoError, GoFunc, GoInt, GoStruct, TypedMap, TypedSlice, sortedEntries, type GoValue } from './values.ts';

const MAX_DEPTH = 1000;

/** Models json.Marshal. Throws GoError for what JSON cannot say. */
export function toJson(value: GoValue, options: { readonly indent?: string; readonly escapeHtml?: boolean } = {}): string {
  return new JsonWriter(options.indent, options.escapeHtml ?? true).write(value, '', 0);
}

class JsonWriter {
  constructor(
    private readonly indent: string | undefined,
    private readonly escapeHtml: boolean,
  ) {}

  write(value: GoValue, margin: string, depth: number): string {
    if (depth > MAX_DEPTH) throw new GoError('json: unsupported value: encountered a cycle');
    if (value === null) return 'null';
    if (typeof value === 'string') return this.text(value);
    if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
    if (typeof value === 'number') return jsonNumber(value);
    if (Array.isArray(value)) {
      if (value instanceof TypedSlice && value.isNil) return 'null';
      return this.group(
        '[',
        ']',
        value.map((item) => this.write(item, this.deeper(margin), depth + 1)),
        margin,
      );
    }
    if (value instanceof Map) {
      if (value instanceof TypedMap && value.isNil) return 'null';
      return this.object(sortedEntries(value), margin, depth);
    }
    if (value instanceof GoInt) return String(value.value);
    if (value instanceof GoBytes) return `"${encodeBase64(value.bytes)}"`;
    if (value instanceof GoFunc) throw new GoError(`json: unsupported type: ${value.goType}`);
    // The fields of a struct keep their order; the keys of a map are sorted.
    const json = value.options.json?.() ?? new Map(value.fields);
    return json instanceof Map ? this.object([...json], margin, depth) : this.write(json, margin, depth + 1);
  }

  private object(entries: readonly (readonly [string, GoValue])[], margin: string, depth: number): string {
    const colon = this.indent === undefined ? ':' : ': ';
    const items = entries.map(([key, item]) => this.text(key) + colon + this.write(item, this.deeper(margin), depth + 1));
    return this.group('{', '}', items, margin);
  }

  private deeper(margin: string): string {
    return this.indent === undefined ? '' : margin + this.indent;
  }

  private group(open: string, close: string, items: readonly string[], margin: string): string {
    if (items.length === 0) return open + close;
    if (this.indent === undefined) return open + items.join(',') + close;
    const inner = this.deeper(margin);
    return `${open}\n${inner}${items.join(`,\n${inner}`)}\n${margin}${close}`;
  }

  private text(value: string): string {
    const text = JSON.stringify(wellFormed(value)).replace(
      /[\u2028\u2029]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16)}`,
    );
    return this.escapeHtml ? text.replace(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`) : text;
  }
}

const notJson = (value: number): GoError => new GoError(`json: unsupported value: ${formatFloat(value, 'g', -1)}`);

function jsonNumber(value: number): string {
  if (!Number.isFinite(value)) throw notJson(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-6 || size >= 1e21)) return formatFloat(value, 'e', -1).replace(/e-0(\d)$/, 'e-$1');
  return formatFloat(value, 'f', -1);
}

/** YAML as sigs.k8s.io/yaml writes it. Throws GoError as `toJson` does. */
export const toYaml = (value: GoValue): string => yamlText(plain(value, 0));

/**
 * YAML as an encoder of go-yaml v3 writes it: lists indented, text not folded, numbers as Go prints them. Throws GoError for functions.
 */
export const toYamlPretty = (value: GoValue): string => yamlText(plain(value, 0, true), prettyYaml);

/** A value as JSON would carry it, in plain objects; `withoutEnd` allows numbers that JSON has not. */
function plain(value: GoValue, depth: number, withoutEnd = false): unknown {
  if (depth > MAX_DEPTH) throw new GoError('json: unsupported value: encountered a cycle');
  if (value === null || typeof value !== 'object') {
    if (!withoutEnd && typeof value === 'number' && !Number.isFinite(value)) throw notJson(value);
    return typeof value === 'string' ? wellFormed(value) : value;
  }
  if (Array.isArray(value)) {
    return value instanceof TypedSlice && value.isNil ? null : value.map((item) => plain(item, depth + 1, withoutEnd));
  }
  if (value instanceof Map) {
    if (value instanceof TypedMap && value.isNil) return null;
    const result: { [key: string]: unknown } = {};
    for (const [key, item] of value) setOwn(result, key, plain(item, depth + 1, withoutEnd));
    return result;
  }
  if (value instanceof GoInt) return value.value;
  if (value instanceof GoBytes) return encodeBase64(value.bytes);
  if (value instanceof GoStruct) return plain(value.options.json?.() ?? new Map(value.fields), depth + 1, withoutEnd);
  throw new GoError(`json: unsupported type: ${value.goType}`);
}
