import { byBytes } from './go-json.ts';
import { formatFloat } from './float-text.ts';
import { isObject } from './json.ts';

const WIDTH = 80;

/** YAML as kubectl and helm write it: sorted keys, lists not indented, long text folded. Models sigs.k8s.io/yaml with its go-yaml. */
export function toYaml(value: unknown): string {
  if (isObject(value) && Object.keys(value).length > 0) return mapping(value, 0);
  if (Array.isArray(value) && value.length > 0) return sequence(value, 0);
  return `${scalar(value, 0, 0)}\n`;
}

function mapping(value: { readonly [key: string]: unknown }, indent: number): string {
  const pad = ' '.repeat(indent);
  return Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort(naturalOrder)
    .map((key) => {
      const name = scalar(key, indent, indent, true);
      return `${pad}${name}:${child(value[key], indent, pad.length + name.length + 1, indent)}`;
    })
    .join('');
}

function sequence(items: readonly unknown[], indent: number): string {
  const pad = ' '.repeat(indent);
  return items
    .map((item) => {
      if (isObject(item) && Object.keys(item).some((key) => item[key] !== undefined))
        return `${pad}- ${mapping(item, indent + 2).slice(indent + 2)}`;
      if (Array.isArray(item) && item.length > 0) return `${pad}- ${sequence(item, indent + 2).slice(indent + 2)}`;
      return `${pad}-${child(item, indent, indent + 1, indent)}`;
    })
    .join('');
}

/** What follows `key:` or `-`, from the blank or line break on. */
function child(value: unknown, indent: number, column: number, listIndent: number): string {
  if (isObject(value) && Object.keys(value).some((key) => value[key] !== undefined)) return `\n${mapping(value, indent + 2)}`;
  if (Array.isArray(value) && value.length > 0) return `\n${sequence(value, listIndent)}`;
  return ` ${scalar(value, indent, column + 1)}\n`;
}

function scalar(value: unknown, indent: number, column: number, isKey = false): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return '[]';
  if (isObject(value)) return '{}';
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  const text = String(value);
  if (text.includes('\n') && !isKey && literalAllowed(text)) return literal(text, indent);
  if (text.includes('\n') || looksLikeOtherType(text) || hasSpecial(text)) return doubleQuoted(text, indent, column, isKey);
  if (plainAllowed(text)) return fold(text, indent, column, isKey);
  return singleQuoted(text, indent, column, isKey);
}

/** Numbers pass through JSON first, which tells whole ones from others. */
function numberText(value: number): string {
  const whole = Number.isInteger(value) && value < 2 ** 64 && value >= -(2 ** 63);
  return whole ? String(BigInt(value)) : formatFloat(value, 'g', -1);
}

/** Whether YAML cannot print a character as it is: go-yaml then escapes the whole text. */
const hasSpecial = (text: string): boolean =>
  [...text].some((character) => {
    const code = character.codePointAt(0) ?? 0;
    return (code < 0x20 && code !== 0x0a) || (code >= 0x7f && code < 0xa0) || SPECIAL.has(code);
  });

const SPECIAL = new Set([0x2028, 0x2029, 0xfeff, 0xfffe, 0xffff]);

/** A literal block may not begin with a blank line's trailing space, nor hold what YAML cannot print. */
const literalAllowed = (text: string): boolean =>
  !/[ \t]+\n|[ \t]$/.test(text) && !hasSpecial(text.replaceAll('\n', '').replaceAll('\t', ''));

function literal(text: string, indent: number): string {
  const trailing = /\n*$/.exec(text)?.[0].length ?? 0;
  const body = trailing === 0 ? text : text.slice(0, -1);
  const chomp = trailing === 0 ? '-' : trailing > 1 ? '+' : '';
  const hint = /^[ \n]/.test(text) ? '2' : '';
  const pad = ' '.repeat(indent + 2);
  return `|${hint}${chomp}\n${body
    .split('\n')
    .map((line) => (line === '' ? '' : pad + line))
    .join('\n')}`;
}

function looksLikeOtherType(text: string): boolean {
  return (
    text === '' ||
    /^(~|null|Null|NULL|true|True|TRUE|false|False|FALSE|y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF|<<|=)$/.test(text) ||
    /^[-+]?(0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|\d[\d_]*)$/.test(text) ||
    /^[-+]?(\.\d+|\d[\d_]*(\.[\d_]*)?)([eE][-+]?\d+)?$/.test(text) ||
    /^[-+]?\d[\d_]*(:[0-5]?\d)+(\.[\d_]*)?$/.test(text) ||
    /^[-+]?\.(inf|Inf|INF)$|^\.(nan|NaN|NAN)$/.test(text) ||
    /^\d{4}-\d\d?-\d\d?([Tt ]\s*\d\d?:\d\d:\d\d(\.\d*)?\s*(Z|[-+]\d\d?(:\d\d)?)?)?$/.test(text)
  );
}

function plainAllowed(text: string): boolean {
  return !(
    /^[,[\]{}#&*!|>'"%@`]/.test(text) ||
    /^(---|\.\.\.)/.test(text) ||
    /^[-?:](\s|$)/.test(text) ||
    /: |:$| #/.test(text) ||
    /^\s|\s$/.test(text)
  );
}

/** Breaks a line after the eightieth column at single blanks. */
function fold(text: string, indent: number, column: number, isKey: boolean, quoteLength = 0): string {
  if (isKey) return text;
  let at = column + quoteLength;
  let result = '';
  const pad = ' '.repeat(indent + 2);
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    if (
      character === ' ' &&
      at > WIDTH &&
      text[index - 1] !== ' ' &&
      text[index + 1] !== ' ' &&
      index > 0 &&
      index < text.length - 1
    ) {
      result += `\n${pad}`;
      at = pad.length;
    } else {
      result += character;
      at++;
    }
  }
  return result;
}

function singleQuoted(text: string, indent: number, column: number, isKey: boolean): string {
  return `'${fold(text.replaceAll("'", "''"), indent, column, isKey, 1)}'`;
}

const ESCAPES: { readonly [character: string]: string } = {
  '\0': '\\0',
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\x1b': '\\e',
  '"': '\\"',
  '\\': '\\\\',
  '\u0085': '\\N',
  '\u2028': '\\L',
  '\u2029': '\\P',
  '\ufeff': '\\uFEFF',
};

function doubleQuoted(text: string, indent: number, column: number, isKey: boolean): string {
  let at = column + 1;
  let result = '"';
  const pad = ' '.repeat(indent + 2);
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    if (character === ' ' && !isKey && at > WIDTH && index > 0 && index < text.length - 1 && text[index - 1] !== ' ') {
      result += `\n${pad}${text[index + 1] === ' ' ? '\\' : ''}`;
      at = pad.length;
      continue;
    }
    const code = character.charCodeAt(0);
    const escaped =
      ESCAPES[character] ??
      (code < 0x20 || (code >= 0x7f && code < 0xa0) ? `\\x${code.toString(16).padStart(2, '0').toUpperCase()}` : character);
    result += escaped;
    at += escaped.length;
  }
  return `${result}"`;
}

/** go-yaml sorts keys so that numbers in them count as numbers, and letters come after everything else. */
export function naturalOrder(left: string, right: string): number {
  const a = [...left];
  const b = [...right];
  let digits = false;
  for (let index = 0; index < a.length && index < b.length; index++) {
    const x = a[index] ?? '';
    const y = b[index] ?? '';
    if (x === y) {
      digits = isDigit(x);
      continue;
    }
    const xLetter = isLetter(x);
    const yLetter = isLetter(y);
    if (xLetter && yLetter) return byBytes(x, y);
    if (xLetter || yLetter) return digits ? (xLetter ? -1 : 1) : xLetter ? 1 : -1;
    return compareNumbers(a, b, index) ?? byBytes(x, y);
  }
  return a.length - b.length;
}

function compareNumbers(a: readonly string[], b: readonly string[], start: number): number | undefined {
  let from = start;
  if (a[from] === '0' || b[from] === '0') {
    for (let back = from - 1; back >= 0 && isDigit(a[back] ?? ''); back--) {
      if (a[back] !== '0') from = back;
    }
  }
  const read = (characters: readonly string[]): string => /^\d*/.exec(characters.slice(from).join(''))?.[0] ?? '';
  const x = read(a);
  const y = read(b);
  const difference = Number(x || '0') - Number(y || '0');
  return difference !== 0 ? difference : x.length !== y.length ? x.length - y.length : undefined;
}

const isDigit = (character: string): boolean => /\p{Nd}/u.test(character);
const isLetter = (character: string): boolean => /\p{L}/u.test(character);
