import { isObject } from '../../../core/json.ts';
import { naturalOrder } from '../../../core/yaml-text.ts';

/** KYAML: YAML with braces, brackets and quotes, which no indentation and no bare word can change. Models sigs.k8s.io/yaml/kyaml. */
export function toKyaml(value: unknown): string {
  return `---\n${rendered(value, 0)}\n`;
}

const pad = (depth: number): string => '  '.repeat(depth);

function rendered(value: unknown, depth: number): string {
  if (Array.isArray(value)) return list(value, depth);
  if (isObject(value)) return mapping(value, depth);
  if (typeof value === 'string') return quoted(value, depth + 1);
  return value === null || value === undefined ? 'null' : String(value);
}

function mapping(value: { readonly [key: string]: unknown }, depth: number): string {
  const keys = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort(naturalOrder);
  if (keys.length === 0) return '{}';
  const lines = keys.map((key) => {
    const name = isPlainKey(key) ? key : `"${escaped(key, '\\n', '\\t')}"`;
    return `${pad(depth + 1)}${name}: ${rendered(value[key], depth + 1)},\n`;
  });
  return `{\n${lines.join('')}${pad(depth)}}`;
}

/** Brackets of a list whose items have their own stand right beside those. */
function list(items: readonly unknown[], depth: number): string {
  if (items.length === 0) return '[]';
  if (items.every((item) => typeof item === 'object' && item !== null))
    return `[${items.map((item) => rendered(item, depth)).join(', ')}]`;
  return `[\n${items.map((item) => `${pad(depth + 1)}${rendered(item, depth + 1)},\n`).join('')}${pad(depth)}]`;
}

/** In double quotes; text of several lines is folded so that each line of it stands on one of its own. */
function quoted(text: string, depth: number): string {
  if (!text.includes('\n')) return `"${escaped(text, '\\n', '\t')}"`;
  const ended = text.endsWith('\n');
  const lines = (ended ? text.slice(0, -1) : text).split('\n');
  // A blank at the start of a line would be lost: a backslash keeps it.
  const body = lines.map((line, index) => {
    const last = index === lines.length - 1;
    const start = line === '' || !/^\s/.test(line) ? ' ' : '\\';
    return `${pad(depth)}${start}${escaped(line, '\\n', '\t')}${last && !ended ? '' : '\\n'}\\\n`;
  });
  return `"\\\n${body.join('')}${pad(depth)}"`;
}

const ESCAPES: { readonly [character: string]: string } = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\r': '\\r',
  '\v': '\\v',
  '\0': '\\0',
  '\x1b': '\\e',
  '\x85': '\\N',
  '\xa0': '\\_',
  '\u2028': '\\L',
  '\u2029': '\\P',
  '"': '\\"',
  '\\': '\\\\',
};

const escaped = (text: string, newLine: string, tab: string): string =>
  [...text]
    .map((character) => {
      if (character === '\n') return newLine;
      if (character === '\t') return tab;
      const code = character.codePointAt(0) ?? 0;
      return ESCAPES[character] ?? (code < 0x20 || code === 0x7f ? `\\x${code.toString(16).padStart(2, '0')}` : character);
    })
    .join('');

/** Whether a key needs no quotes: words, with `-`, `.` and `/` inside, that no reader could take for another type. */
function isPlainKey(key: string): boolean {
  return (
    /^[\p{L}\p{N}_]([\p{L}\p{N}_./-]*[\p{L}\p{N}_])?$/u.test(key) &&
    !/^(null|true|false|t|f|y|n|yes|no|on|off)$/i.test(key) &&
    !/^[+-]?[\d_]+(\.[\d_]*)?(e[+-]?\d+)?$|^[+-]?0[box][\da-f_]+$|^\d{4}-\d\d?-\d\d?$/i.test(key) &&
    !/^[+-]?(inf|infinity|nan)$/i.test(key)
  );
}
