import { formatFloat } from '../../core/float-text.ts';
import { quoteToml, tomlKey, tomlPath } from './toml-text.ts';
import { GoBytes, GoInt, GoStruct, TypedMap, TypedSlice, sortedEntries, typeOf, type GoValue } from './values.ts';

const MAX_DEPTH = 200;

class NotToml extends Error {}

/** TOML as BurntSushi/toml writes a map; what it cannot write is told as text, as helm does. */
export function toToml(value: GoValue): string {
  try {
    const writer = new Writer();
    writer.top(value);
    return writer.text;
  } catch (error) {
    if (error instanceof NotToml) return error.message;
    throw error;
  }
}

const isNil = (value: GoValue): boolean =>
  value === null || ((value instanceof TypedMap || value instanceof TypedSlice) && value.isNil);

/** A struct by its fields; a time stays one. */
const entriesOf = (value: GoValue): [string, GoValue][] | undefined => {
  if (value instanceof Map) return sortedEntries(value);
  return value instanceof GoStruct && value.options.text === undefined ? [...value.fields] : undefined;
};

function isTableList(value: GoValue): value is GoValue[] {
  if (!Array.isArray(value) || value.length === 0) return false;
  if (value.some(isNil)) throw new NotToml('toml: cannot encode array with nil element');
  return value.every((item) => entriesOf(item) !== undefined);
}

class Writer {
  text = '';

  top(value: GoValue): void {
    const entries = entriesOf(value);
    if (entries !== undefined) this.table([], entries);
    else if (isTableList(value)) throw new NotToml('toml: top-level values must be Go maps or structs');
    else this.text += this.element(value, 0);
  }

  private newline(): void {
    if (this.text !== '') this.text += '\n';
  }

  /** Plain values come first, since they belong to the last table that was opened. */
  private table(path: readonly string[], entries: readonly (readonly [string, GoValue])[]): void {
    if (path.length > MAX_DEPTH) throw new NotToml('toml: values nest too deeply');
    const pad = '  '.repeat(path.length);
    const tables: (readonly [string, GoValue])[] = [];
    for (const entry of entries) {
      const [key, value] = entry;
      if (entriesOf(value) !== undefined || isTableList(value)) tables.push(entry);
      else if (!isNil(value)) this.text += `${pad}${tomlKey(key)} = ${this.element(value, 0)}\n`;
    }
    for (const [key, value] of tables) {
      const inner = [...path, key];
      const own = entriesOf(value);
      if (own !== undefined) {
        if (isNil(value)) continue;
        if (path.length === 0) this.newline();
        this.text += `${pad}[${tomlPath(inner)}]\n`;
        this.table(inner, own);
      } else if (Array.isArray(value)) {
        for (const item of value) {
          this.newline();
          this.text += `${pad}[[${tomlPath(inner)}]]\n`;
          this.table(inner, entriesOf(item) ?? []);
        }
      }
    }
  }

  /** A value within a line. */
  private element(value: GoValue, depth: number): string {
    if (depth > MAX_DEPTH) throw new NotToml('toml: values nest too deeply');
    if (typeof value === 'string') return quoteToml(value);
    if (typeof value === 'number') return floatText(value);
    if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
    if (Array.isArray(value)) return `[${value.map((item) => this.element(item, depth + 1)).join(', ')}]`;
    if (value instanceof GoInt) return value.goType === 'time.Duration' ? quoteToml(value.text ?? '') : String(value.value);
    if (value instanceof GoBytes) return `[${[...value.bytes].join(', ')}]`;
    const entries = entriesOf(value);
    if (entries !== undefined) {
      const shown = entries.filter(([, item]) => !isNil(item));
      return `{${shown.map(([key, item]) => `${tomlKey(key)} = ${this.element(item, depth + 1)}`).join(', ')}}`;
    }
    if (value instanceof GoStruct) return String(value.options.json?.() ?? '');
    throw new NotToml(`unexpected type: ${typeOf(value)}`);
  }
}

/** TOML wants digits on both sides of the point. */
function floatText(value: number): string {
  const text = formatFloat(value, 'g', -1).replace('+Inf', 'inf').replace('-Inf', '-inf').replace('NaN', 'nan');
  return /[.einf]/.test(text) ? text : `${text}.0`;
}
