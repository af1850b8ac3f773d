import { formatFloat } from '../../core/float-text.ts';
import { quote } from './quote.ts';
import { GoBytes, GoInt, sortedEntries, type GoValue } from './values.ts';

const MAX_DEPTH = 200;

/** TOML as BurntSushi/toml writes a map; its error as text, as helm gives it. */
export function toToml(value: GoValue): string {
  if (value instanceof Map) return table(value, [], 0);
  if (!Array.isArray(value)) return 'toml: top-level values must be Go maps or structs';
  return value.some((item) => item instanceof Map) ? 'toml: top-level values must be Go maps or structs' : list(value, 0);
}

const keyText = (key: string): string => (/^[A-Za-z0-9_-]+$/.test(key) ? key : quote(key));

const isTables = (value: GoValue): value is Map<string, GoValue>[] =>
  Array.isArray(value) && value.length > 0 && value.every((item) => item instanceof Map);

function table(map: ReadonlyMap<string, GoValue>, path: readonly string[], depth: number): string {
  if (depth > MAX_DEPTH) return '';
  const pad = '  '.repeat(path.length);
  let text = '';
  const tables: [string, GoValue][] = [];
  for (const [key, value] of sortedEntries(map)) {
    if (value === null) continue;
    if (value instanceof Map || isTables(value)) tables.push([key, value]);
    else text += `${pad}${keyText(key)} = ${scalar(value, depth)}\n`;
  }
  for (const [key, value] of tables) {
    const inner = [...path, keyText(key)];
    const indent = '  '.repeat(path.length);
    const blank = path.length === 0 && text !== '' ? '\n' : '';
    if (isTables(value)) {
      for (const item of value) {
        const gap = text === '' ? '' : '\n';
        text += `${gap}${indent}[[${inner.join('.')}]]\n${table(item, inner, depth + 1)}`;
      }
    } else if (value instanceof Map) text += `${blank}${indent}[${inner.join('.')}]\n${table(value, inner, depth + 1)}`;
  }
  return text;
}

const list = (items: readonly GoValue[], depth: number): string => `[${items.map((item) => scalar(item, depth + 1)).join(', ')}]`;

function scalar(value: GoValue, depth: number): string {
  if (depth > MAX_DEPTH || value === null) return '""';
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number') {
    const text = formatFloat(value, Math.abs(value) < 1e21 ? 'f' : 'e', -1);
    return /[.eIN]/.test(text) ? text : `${text}.0`;
  }
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return list(value, depth);
  if (value instanceof Map) {
    return `{${sortedEntries(value)
      .map(([key, item]) => `${keyText(key)} = ${scalar(item, depth + 1)}`)
      .join(', ')}}`;
  }
  if (value instanceof GoInt) return String(value.value);
  return value instanceof GoBytes ? list([...value.bytes].map(BigInt), depth) : quote(value.goType);
}
