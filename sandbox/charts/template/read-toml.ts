import { TomlText, tomlPath } from './toml-text.ts';
import { timeValue } from './functions/dates.ts';
import { parseGoInteger } from './numbers.ts';
import { quote } from './quote.ts';
import { parseTime } from './parse-time.ts';
import type { GoTime } from './time.ts';
import { int64, type GoValue } from './values.ts';

export { GoTomlError } from './toml-text.ts';

const MAX_DEPTH = 500;

/** TOML as values of Go. Throws GoTomlError in the words of BurntSushi/toml. */
export const readToml = (text: string): Map<string, GoValue> => new Reader(text).document();

type Table = Map<string, GoValue>;

class Reader {
  private readonly text: TomlText;
  private readonly root: Table = new Map();
  /** Tables that a path has brought about and that may still be opened by their own name. */
  private readonly implicit = new Set<Table>();
  /** Lists of tables, as against lists of values. */
  private readonly tableLists = new Set<GoValue>();
  private context: readonly string[] = [];
  private depth = 0;

  constructor(text: string) {
    this.text = new TomlText(text);
  }

  document(): Table {
    const { text } = this;
    let table = this.root;
    for (;;) {
      text.skipLines();
      if (text.atEnd) return this.root;
      if (text.take('[')) table = text.take('[') ? this.openList() : this.openTable();
      else this.pair(table, this.context);
      this.endOfLine();
    }
  }

  private endOfLine(): void {
    const { text } = this;
    text.skipBlanks();
    if (text.atEnd || text.character === '\n' || text.character === '#') return;
    text.fail(`expected a top-level item to end with a newline, comment, or EOF, but got ${text.quoted()} instead`, this.context);
  }

  private openTable(): Table {
    const names = this.names(']');
    this.context = [];
    const parent = this.stepInto(this.root, names.slice(0, -1), []);
    const name = names.at(-1) ?? '';
    const known = parent.get(name);
    this.context = names;
    if (known === undefined) {
      const table: Table = new Map();
      parent.set(name, table);
      return table;
    }
    if (known instanceof Map && this.implicit.delete(known)) return known;
    return this.defined(names);
  }

  private openList(): Table {
    const names = this.names(']');
    if (!this.text.take(']'))
      this.text.fail(`expected end of table array name delimiter ']', but got ${this.text.quoted()} instead`, []);
    const parent = this.stepInto(this.root, names.slice(0, -1), []);
    const name = names.at(-1) ?? '';
    this.context = names;
    const known = parent.get(name) ?? null;
    const table: Table = new Map();
    if (known === null) {
      const list: GoValue[] = [table];
      this.tableLists.add(list);
      parent.set(name, list);
    } else if (Array.isArray(known) && this.tableLists.has(known)) known.push(table);
    else this.text.fail(`Key '${tomlPath(names)}' was already created and cannot be used as an array.`, names.slice(0, -1));
    return table;
  }

  /** The table at the end of a path; what is missing on the way is made. */
  private stepInto(from: Table, names: readonly string[], before: readonly string[]): Table {
    let table = from;
    for (const [index, name] of names.entries()) {
      let next: GoValue | undefined = table.get(name);
      if (next === undefined) {
        const made: Table = new Map();
        this.implicit.add(made);
        table.set(name, made);
        next = made;
      }
      if (Array.isArray(next) && this.tableLists.has(next)) next = next.at(-1) ?? null;
      if (!(next instanceof Map))
        return this.text.fail(
          `Key '${tomlPath([...before, ...names.slice(0, index + 1)])}' was already created as a hash.`,
          before,
        );
      table = next;
    }
    return table;
  }

  private defined(names: readonly string[]): never {
    return this.text.fail(`Key '${tomlPath(names)}' has already been defined.`, names.slice(0, -1));
  }

  private names(end: string): string[] {
    const { text } = this;
    const names: string[] = [];
    for (;;) {
      text.skipBlanks();
      if (text.atEnd || text.character === ']') text.fail('unexpected end of table name (table names cannot be empty)', []);
      if (text.character === '.') text.fail('unexpected table separator (table names cannot be empty)', []);
      names.push(this.name([]));
      text.skipBlanks();
      if (text.take(end)) return names;
      if (!text.take('.')) text.fail(`expected '.' or ']' to end table name, but got ${text.quoted()} instead`, []);
    }
  }

  private name(lastKey: readonly string[]): string {
    const { text } = this;
    if (text.character === '"' || text.character === "'") return text.string(lastKey);
    return text.takeAll(/[A-Za-z0-9_-]/);
  }

  private pair(table: Table, context: readonly string[]): void {
    const { text } = this;
    const names: string[] = [];
    if (text.character === '=' || text.atEnd) text.fail("unexpected '=': key name appears blank", context);
    if (text.character === '.') text.fail("unexpected '.': keys cannot start with a '.'", context);
    for (;;) {
      text.skipBlanks();
      names.push(this.name(context));
      text.skipBlanks();
      if (text.take('=')) break;
      if (!text.take('.')) {
        if (text.character === '\n') text.fail("expected '.' or '=', but got '\\n' instead", context);
        text.fail(`expected '.' or '=', but got ${text.quoted()} instead`, context);
      }
    }
    const whole = [...context, ...names];
    const value = this.value(whole);
    const parent = this.stepInto(table, names.slice(0, -1), context);
    const name = names.at(-1) ?? '';
    if (parent.has(name)) text.fail(`Key '${tomlPath(whole)}' has already been defined.`, whole);
    parent.set(name, value);
  }

  private value(key: readonly string[]): GoValue {
    const { text } = this;
    text.skipBlanks();
    const { character } = text;
    if (text.atEnd) text.fail('unexpected EOF; expected value', key);
    if (character === '"' || character === "'") return text.string(key, true);
    if (character === '[' || character === '{') {
      if (++this.depth > MAX_DEPTH) text.fail(`exceeds maximum array depth of ${MAX_DEPTH}`, key);
      const value = character === '[' ? this.list(key) : this.inlineTable(key);
      this.depth--;
      return value;
    }
    if (character === '.') text.fail("floats must start with a digit, not '.'", key);
    if (character === '\n') text.fail("expected value but found '\\n' instead", key);
    if (!/[-+0-9\p{L}]/u.test(character)) text.fail(`expected value but found ${text.quoted()} instead`, key);
    return this.word(key);
  }

  /** Numbers, dates and the words that TOML knows. */
  private word(key: readonly string[]): GoValue {
    const { text } = this;
    const word = text.takeDate() ?? text.takeAll(/[-+:.A-Za-z0-9_]/);
    if (word === 'true' || word === 'false') return word === 'true';
    if (/^[-+]?(inf|nan)$/.test(word)) return word.endsWith('nan') ? Number.NaN : word.startsWith('-') ? -Infinity : Infinity;
    if (/^\d{4}-|^\d\d:/.test(word)) return this.date(word, key);
    if (!/^[-+]?[0-9]/.test(word)) text.failAt(word, `expected value but found ${quote(word)} instead`, key);
    if (/^0[xob]/.test(word) || /^[-+]?[0-9_]+$/.test(word)) return this.integer(word, key);
    return this.float(word, key);
  }

  private integer(word: string, key: readonly string[]): GoValue {
    const { text } = this;
    if (/^_|__|_$|[xob]_/.test(word))
      text.failAt(word, `Invalid integer ${quote(word)}: underscores must be surrounded by digits`, key);
    if (/^[-+]?0[0-9_]/.test(word)) text.failAt(word, `Invalid integer ${quote(word)}: cannot have leading zeroes`, key);
    const value = parseGoInteger(word);
    if (value === undefined) return text.failAt(word, `expected a digit but got ${quote(word)}`, key);
    if (BigInt.asIntN(64, value) !== value) text.failAt(word, `${word} is out of range for int64`, key);
    return int64(value);
  }

  private float(word: string, key: readonly string[]): GoValue {
    const { text } = this;
    const named = `Invalid float ${quote(word)}`;
    if (/^_|__|_$|_[.eE]|[.eE]_/.test(word)) text.failAt(word, `${named}: underscores must be surrounded by digits`, key);
    if (/^[-+]?0[0-9]/.test(word)) text.failAt(word, `${named}: cannot have leading zeroes`, key);
    if (/\.(?![0-9])/.test(word)) text.failAt(word, `${named}: '.' must be followed by one or more digits`, key);
    if (!/^[-+]?[0-9_]+(\.[0-9_]+)?([eE][-+]?[0-9_]+)?$/.test(word))
      text.failAt(word, `Invalid float value: ${quote(word)}`, key);
    const value = Number(word.replaceAll('_', ''));
    if (!Number.isFinite(value)) text.failAt(word, `${word} is out of range for float64`, key);
    return value;
  }

  private date(word: string, key: readonly string[]): GoValue {
    const usual = word.replace('t', 'T').replace('z', 'Z').replace(' ', 'T');
    for (const [pattern, layout, zone] of DATES) {
      if (!pattern.test(usual)) continue;
      const time = parseTime(layout, usual.replace(/(\.\d{3})\d+/, '$1'));
      if (typeof time !== 'string') return timeValue(zone === undefined ? time : { ...time, zone });
    }
    return this.text.failAt(word, `invalid datetime: ${quote(usual)}`, key);
  }

  private list(key: readonly string[]): GoValue[] {
    const { text } = this;
    const items: GoValue[] = [];
    text.take('[');
    for (;;) {
      text.skipLines();
      if (text.take(']')) return items;
      if (text.character === ',') text.fail('unexpected comma', key);
      items.push(this.value(key));
      text.skipLines();
      if (text.take(']')) return items;
      if (!text.take(',')) text.fail(`expected a comma (',') or array terminator (']'), but got ${text.named()}`, key);
    }
  }

  private inlineTable(key: readonly string[]): Table {
    const { text } = this;
    const table: Table = new Map();
    text.take('{');
    for (;;) {
      text.skipLines();
      if (text.take('}')) return table;
      if (text.character === ',') text.fail('unexpected comma', key);
      this.pair(table, key);
      text.skipLines();
      if (text.take('}')) return table;
      if (!text.take(',')) text.fail(`expected a comma or an inline table terminator '}', but got ${text.named()} instead`, key);
    }
  }
}

const DATES: readonly (readonly [RegExp, string, GoTime['zone'] | undefined])[] = [
  [/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[-+]\d\d:\d\d)$/, '2006-01-02T15:04:05.999999999Z07:00', undefined],
  [/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?$/, '2006-01-02T15:04:05.999999999', 'UTC'],
  [/^\d{4}-\d\d-\d\d$/, '2006-01-02', 'UTC'],
  [/^\d\d:\d\d:\d\d(\.\d+)?$/, '15:04:05.999999999', 'UTC'],
  [/^\d{4}-\d\d-\d\dT\d\d:\d\d(Z|[-+]\d\d:\d\d)$/, '2006-01-02T15:04Z07:00', undefined],
  [/^\d{4}-\d\d-\d\dT\d\d:\d\d$/, '2006-01-02T15:04', 'UTC'],
  [/^\d\d:\d\d$/, '15:04', 'UTC'],
];
