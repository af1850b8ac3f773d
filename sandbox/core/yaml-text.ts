import { byBytes } from './json-text.ts';
import { formatFloat } from './float-text.ts';
import { isPlainText } from './go-yaml/resolve.ts';
import { isObject } from './json.ts';

/** What tells one writer of YAML from another. */
export interface YamlStyle {
  /** The column after which long text is folded; undefined: never. */
  readonly width: number | undefined;
  /** Whether lists in mappings are indented. */
  readonly indentsLists: boolean;
  /** Whether text over several lines that holds tabs is a block. */
  readonly tabsInBlocks: boolean;
  readonly number: (value: number) => string;
}

/** As kubectl and helm's toYaml write: lists not indented, long text folded. Models sigs.k8s.io/yaml with its go-yaml v2. */
const compact: YamlStyle = { width: 80, indentsLists: false, tabsInBlocks: false, number: numberText };

/** As an encoder of go-yaml v3 with an indentation of 2 writes. */
export const prettyYaml: YamlStyle = {
  width: undefined,
  indentsLists: true,
  tabsInBlocks: true,
  number: (value) => formatFloat(value, 'g', -1).replace('+Inf', '.inf').replace('-Inf', '-.inf').replace('NaN', '.nan'),
};

/** YAML with sorted keys. */
export function toYaml(value: unknown, style = compact): string {
  const writer = new Writer(style);
  if (isObject(value) && Object.keys(value).length > 0) return writer.mapping(value, 0);
  if (Array.isArray(value) && value.length > 0) return writer.sequence(value, 0);
  return `${writer.scalar(value, 0, 0)}\n`;
}

/** The longest key that may stand before its `:` on one line. */
const MAX_KEY = 128;

class Writer {
  constructor(private readonly style: YamlStyle) {}

  mapping(value: { readonly [key: string]: unknown }, indent: number): string {
    const pad = ' '.repeat(indent);
    return Object.keys(value)
      .filter((key) => value[key] !== undefined)
      .sort(naturalOrder)
      .map((key) => {
        const name = this.scalar(key, indent, indent, true);
        if (name.length > MAX_KEY) return `${pad}? ${name}\n${pad}:${this.child(value[key], indent, indent + 1)}`;
        return `${pad}${name}:${this.child(value[key], indent, indent + name.length + 1)}`;
      })
      .join('');
  }

  sequence(items: readonly unknown[], indent: number): string {
    const pad = ' '.repeat(indent);
    return items
      .map((item) => {
        if (hasEntries(item)) return `${pad}- ${this.mapping(item, indent + 2).slice(indent + 2)}`;
        if (Array.isArray(item) && item.length > 0) return `${pad}- ${this.sequence(item, indent + 2).slice(indent + 2)}`;
        return `${pad}-${this.child(item, indent, indent + 1)}`;
      })
      .join('');
  }

  /** What follows `key:` or `-`, from the blank or line break on. */
  private child(value: unknown, indent: number, column: number): string {
    if (hasEntries(value)) return `\n${this.mapping(value, indent + 2)}`;
    if (Array.isArray(value) && value.length > 0)
      return `\n${this.sequence(value, this.style.indentsLists ? indent + 2 : indent)}`;
    return ` ${this.scalar(value, indent, column + 1)}\n`;
  }

  scalar(value: unknown, indent: number, column: number, isKey = false): string {
    if (value === null || value === undefined) return 'null';
    if (Array.isArray(value)) return '[]';
    if (isObject(value)) return '{}';
    if (typeof value === 'number') return this.style.number(value);
    if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
    const text = String(value);
    const width = isKey ? undefined : this.style.width;
    if (text.includes('\n') && !isKey && blockAllowed(text, this.style.tabsInBlocks)) return literal(text, indent);
    if (text.includes('\n') || looksLikeOtherType(text) || hasSpecial(text)) return doubleQuoted(text, indent, column, width);
    if (plainAllowed(text)) return fold(text, indent, column, width);
    return `'${fold(text.replaceAll("'", "''"), indent, column + 1, width)}'`;
  }
}

const hasEntries = (value: unknown): value is { readonly [key: string]: unknown } =>
  isObject(value) && Object.keys(value).some((key) => value[key] !== undefined);

/** Numbers pass through JSON first, whose digits tell whole ones from others. */
function numberText(value: number): string {
  const whole = Number.isInteger(value) && value < 2 ** 64 && value >= -(2 ** 63);
  return formatFloat(value, whole ? 'f' : 'g', -1);
}

/** Characters that YAML cannot print as they are: go-yaml then escapes the whole text. */
const SPECIAL = /[\0-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/;

const hasSpecial = (text: string): boolean => SPECIAL.test(text);

/** A block may have no blanks at the ends of its lines, nor hold what YAML cannot print. */
const blockAllowed = (text: string, withTabs: boolean): boolean =>
  !/ \n| $/.test(text) && !hasSpecial(withTabs ? text.replaceAll('\t', '') : text);

function literal(text: string, indent: number): string {
  const trailing = /\n*$/.exec(text)?.[0].length ?? 0;
  const body = trailing === 0 ? text : text.slice(0, -1);
  const chomp = trailing === 0 ? '-' : trailing > 1 || text === '\n' ? '+' : '';
  const hint = /^[ \n]/.test(text) ? '2' : '';
  const pad = ' '.repeat(indent + 2);
  return `|${hint}${chomp}\n${body
    .split('\n')
    .map((line) => (line === '' ? '' : pad + line))
    .join('\n')}`;
}

/** Numbers to the base of sixty, which other readers of YAML know. */
const BASE_SIXTY = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

const looksLikeOtherType = (text: string): boolean => !isPlainText(text) || BASE_SIXTY.test(text);

function plainAllowed(text: string): boolean {
  return !(
    /^[,[\]{}#&*!|>'"%@`]/.test(text) ||
    /^(---|\.\.\.)/.test(text) ||
    /^[-?:]([ \t]|$)/.test(text) ||
    /:[ \t]|:$|[ \t]#/.test(text) ||
    /^ | $/.test(text)
  );
}

/** Breaks a line at single blanks that stand after the column of the style. */
function fold(text: string, indent: number, column: number, width: number | undefined): string {
  if (width === undefined) return text;
  let at = column;
  let result = '';
  const pad = ' '.repeat(indent + 2);
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    const single = character === ' ' && text[index - 1] !== ' ' && text[index + 1] !== ' ';
    if (single && at > width && index > 0 && index < text.length - 1) {
      result += `\n${pad}`;
      at = pad.length;
    } else {
      result += character;
      // A character outside of the first plane is one column and two units.
      if (!/[\udc00-\udfff]/.test(character)) at++;
    }
  }
  return result;
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

function doubleQuoted(text: string, indent: number, column: number, width: number | undefined): string {
  let at = column + 1;
  let result = '"';
  const pad = ' '.repeat(indent + 2);
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    const inside = index > 0 && index < text.length - 1;
    if (character === ' ' && width !== undefined && at > width && inside && text[index - 1] !== ' ') {
      result += `\n${pad}${text[index + 1] === ' ' ? '\\' : ''}`;
      at = pad.length;
      continue;
    }
    const code = character.charCodeAt(0);
    const escaped =
      ESCAPES[character] ??
      (!SPECIAL.test(character)
        ? character
        : code <= 0xff
          ? `\\x${code.toString(16).padStart(2, '0').toUpperCase()}`
          : `\\u${code.toString(16).padStart(4, '0').toUpperCase()}`);
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
