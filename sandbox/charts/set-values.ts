import { ChartError } from './chart-error.ts';
import type { Values } from './go-map.ts';
import { GoInt, int64, type GoValue } from './template/index.ts';

/** What stands right of `=`: how it is read. */
export type SetKind =
  | { readonly kind: 'typed' }
  | { readonly kind: 'string' }
  | { readonly kind: 'json'; parse(text: string): { readonly value: GoValue; readonly length: number } }
  | { readonly kind: 'file'; read(path: string): string }
  | { readonly kind: 'literal' };

const MAX_INDEX = 65_536;
const MAX_LEVEL = 30;

/**
 * Reads the text of `--set` and its like into values, in place. Throws ChartError in helm's words; what stood before the mistake is set.
 * Models helm.sh/helm/v3/pkg/strvals.
 */
export function setValues(text: string, values: Values, kind: SetKind): void {
  new SetParser([...text], kind).parse(values);
}

/** The end of the text: not an error by itself. */
const END = Symbol('end');

class SetParser {
  private at = 0;

  constructor(
    private readonly text: readonly string[],
    private readonly kind: SetKind,
  ) {}

  parse(values: Values): void {
    while (this.key(values, 0) !== END);
  }

  /** Reads one assignment. Returns END when the text is at its end. */
  private key(values: Values, level: number): typeof END | undefined {
    const literal = this.kind.kind === 'literal';
    const { word, stop } = this.until(literal ? '=[.' : '=[,.');
    if (stop === undefined) {
      if (word === '') return END;
      throw new ChartError(`key ${quoted(word)} has no value`);
    }
    if (stop === '[') {
      const index = this.index();
      const own = values.get(word);
      if (values.has(word) && !Array.isArray(own))
        throw new ChartError(`unable to parse key: ${conversion(own, '[]interface {}')}`);
      let list: GoValue[] = Array.isArray(own) ? own : [];
      try {
        const item = this.item(list, index, level);
        list = item.list;
        return item.end;
      } finally {
        set(values, word, list);
      }
    }
    if (stop === '.') {
      if (level + 1 > MAX_LEVEL)
        throw new ChartError(`value name nested level is greater than maximum supported nested level of ${MAX_LEVEL}`);
      const own = values.get(word);
      if (values.has(word) && !(own instanceof Map))
        throw new ChartError(`unable to parse key: ${conversion(own, 'map[string]interface {}')}`);
      const inner: Values = own instanceof Map ? own : new Map();
      const end = this.innerKey(inner, level + 1, values, word);
      if (end === undefined && inner.size === 0) throw new ChartError(`key map ${quoted(word)} has no value`);
      if (inner.size > 0) set(values, word, inner);
      return end;
    }
    if (stop === ',') {
      set(values, word, '');
      throw new ChartError(`key ${quoted(word)} has no value (cannot end with ,)`);
    }
    return this.assign((value) => set(values, word, value));
  }

  /** What an inner key set before its mistake stays set. */
  private innerKey(inner: Values, level: number, values: Values, word: string): typeof END | undefined {
    try {
      return this.key(inner, level);
    } catch (error) {
      if (inner.size > 0) set(values, word, inner);
      throw error;
    }
  }

  private assign(put: (value: GoValue) => void): typeof END | undefined {
    const { kind } = this;
    if (kind.kind === 'literal') {
      put(this.rest());
      return undefined;
    }
    if (kind.kind === 'json') {
      if (this.emptyValue()) {
        put(null);
        return undefined;
      }
      const { value, length } = kind.parse(this.text.slice(this.at).join(''));
      put(value);
      let passed = 0;
      while (passed < length) passed += this.text[this.at++]?.length ?? length;
      this.emptyValue();
      return undefined;
    }
    if (this.at >= this.text.length) {
      put('');
      return END;
    }
    if (this.text[this.at] === '{') {
      this.at++;
      put(this.list());
      return undefined;
    }
    const { word, stop } = this.until(',');
    put(this.read(word));
    return stop === undefined ? undefined : undefined;
  }

  private read(word: string): GoValue {
    if (this.kind.kind === 'file') return this.kind.read(word);
    return this.kind.kind === 'string' ? word : typedValue(word);
  }

  private list(): GoValue[] {
    const list: GoValue[] = [];
    for (;;) {
      const { word, stop } = this.until(',}');
      if (stop === undefined) throw new ChartError("list must terminate with '}'");
      if (stop === '}') {
        if (this.text[this.at] === ',') this.at++;
        list.push(this.read(word));
        return list;
      }
      list.push(this.read(word));
    }
  }

  private index(): number {
    const { word, stop } = this.until(']');
    if (stop === undefined) throw new ChartError('error parsing index: EOF');
    if (!/^[+-]?\d+$/.test(word))
      throw new ChartError(`error parsing index: strconv.Atoi: parsing ${quoted(word)}: invalid syntax`);
    const index = Number(word);
    if (!Number.isSafeInteger(index))
      throw new ChartError(`error parsing index: strconv.Atoi: parsing ${quoted(word)}: value out of range`);
    return index;
  }

  private item(
    list: GoValue[],
    index: number,
    level: number,
  ): { readonly list: GoValue[]; readonly end: typeof END | undefined } {
    if (index < 0) throw new ChartError(`negative ${index} index not allowed`);
    const { word, stop } = this.until('[.=');
    if (word !== '') throw new ChartError(`unexpected data at end of array index: ${quoted(word)}`);
    if (stop === undefined) return { list, end: END };
    if (stop === '=') {
      let result = list;
      const end = this.assign((value) => (result = withItem(list, index, value)));
      // An item that has no value ends nothing.
      return { list: result, end: end === END ? undefined : end };
    }
    if (stop === '[') {
      const next = this.index();
      const own = list[index];
      if (own !== undefined && own !== null && !Array.isArray(own))
        throw new ChartError(`unable to parse key: ${conversion(own, '[]interface {}')}`);
      const inner = this.item(Array.isArray(own) ? own : [], next, level);
      return { list: withItem(list, index, inner.list), end: inner.end };
    }
    let inner: Values = new Map();
    if (list.length > index) {
      const own = list[index];
      inner = own instanceof Map ? own : new Map();
      list[index] = inner;
    }
    const end = this.key(inner, level);
    if (end === END) return { list, end };
    return { list: withItem(list, index, inner), end };
  }

  /** Whether nothing but blanks stands before the next comma or the end; then it is passed. */
  private emptyValue(): boolean {
    for (; ; this.at++) {
      const character = this.text[this.at];
      if (character === undefined) return true;
      if (character === ',') {
        this.at++;
        return true;
      }
      if (!/\s/.test(character)) return false;
    }
  }

  private until(stops: string): { readonly word: string; readonly stop: string | undefined } {
    const word: string[] = [];
    const escapes = this.kind.kind !== 'literal';
    while (this.at < this.text.length) {
      const character = this.text[this.at++] ?? '';
      if (stops.includes(character)) return { word: word.join(''), stop: character };
      if (escapes && character === '\\') {
        const next = this.text[this.at++];
        if (next === undefined) break;
        word.push(next);
      } else word.push(character);
    }
    return { word: word.join(''), stop: undefined };
  }

  private rest(): string {
    const word = this.text.slice(this.at).join('');
    this.at = this.text.length;
    return word;
  }
}

const quoted = (text: string): string => JSON.stringify(text);

function set(values: Values, key: string, value: GoValue): void {
  if (key !== '') values.set(key, value);
}

function withItem(list: readonly GoValue[], index: number, value: GoValue): GoValue[] {
  if (index > MAX_INDEX) throw new ChartError(`index of ${index} is greater than maximum supported index of ${MAX_INDEX}`);
  const result = [...list];
  while (result.length <= index) result.push(null);
  result[index] = value;
  return result;
}

/** What Go says when a value is not of the type that it is taken for. */
function conversion(value: GoValue | undefined, wanted: string): string {
  return `interface conversion: interface {} is ${goTypeOf(value ?? null)}, not ${wanted}`;
}

function goTypeOf(value: GoValue): string {
  if (value === null) return 'nil';
  if (Array.isArray(value)) return '[]interface {}';
  if (value instanceof Map) return 'map[string]interface {}';
  if (value instanceof GoInt) return value.goType;
  const types: { readonly [type: string]: string } = { string: 'string', number: 'float64', bigint: 'int64', boolean: 'bool' };
  return types[typeof value] ?? 'struct';
}

function typedValue(word: string): GoValue {
  const lower = word.toLowerCase();
  if (lower === 'true') return true;
  if (lower === 'false') return false;
  if (lower === 'null') return null;
  if (word === '0') return int64(0n);
  if (/^[+-]?\d+$/.test(word) && !word.startsWith('0')) {
    const value = BigInt(word.replace(/^\+/, ''));
    if (value >= -(2n ** 63n) && value < 2n ** 63n) return int64(value);
  }
  return word;
}
