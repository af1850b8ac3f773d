import { floatText } from './go-text.ts';
import { GoInt, type GoValue } from './template/index.ts';

/** What can be written as JSON: values of Go, and objects whose fields keep their order, as those of a struct do. */
export type JsonLike =
  | null
  | undefined
  | boolean
  | string
  | number
  | bigint
  | readonly JsonLike[]
  | ReadonlyMap<string, GoValue>
  | { readonly [key: string]: JsonLike }
  | GoValue;

/** JSON as encoding/json writes it: maps by their sorted keys, and what HTML could take for its own escaped. */
export function goJson(value: JsonLike): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return jsonText(value);
  if (typeof value === 'number') return jsonNumber(value);
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (value instanceof GoInt) return String(value.value);
  if (Array.isArray(value)) return `[${value.map((item: JsonLike) => goJson(item)).join(',')}]`;
  if (value instanceof Map) {
    const keys = [...(value as ReadonlyMap<string, GoValue>).keys()].sort();
    return `{${keys.map((key) => `${jsonText(key)}:${goJson((value as ReadonlyMap<string, GoValue>).get(key) ?? null)}`).join(',')}}`;
  }
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return `{${entries.map(([key, item]) => `${jsonText(key)}:${goJson(item as JsonLike)}`).join(',')}}`;
}

function jsonText(text: string): string {
  return JSON.stringify(text).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** encoding/json has an exponent below 1e-6 and from 1e21 on. */
function jsonNumber(value: number): string {
  const size = Math.abs(value);
  if (size < 1e-4 && size >= 1e-6) return value.toFixed(20).replace(/0+$/, '');
  return floatText(value, 1e-6, 1e21).replace(/e-0(\d)$/, 'e-$1');
}
