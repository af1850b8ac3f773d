import { ChartError } from './chart-error.ts';
import type { GoValue } from './template/index.ts';

/**
 * Reads a value into the fields of a Go struct as encoding/json does after sigs.k8s.io/yaml: names fit whatever their case, numbers and
 * booleans become text where text is wanted, and the first thing that does not fit is told when all else is read.
 */
export class StructReader {
  private readonly fields: ReadonlyMap<string, GoValue>;

  constructor(
    value: GoValue,
    /** Name of the struct in Go, with its package where the whole value is none: `Metadata`, `chart.Metadata`. */
    private readonly struct: string,
    private readonly problems: string[] = [],
    private readonly path: readonly string[] = [],
  ) {
    if (value instanceof Map) this.fields = value;
    else {
      this.fields = new Map();
      if (value !== null) this.mismatch(value, [], this.struct);
    }
  }

  text(name: string): string {
    return this.textOf(this.find(name), [name]);
  }

  flag(name: string): boolean {
    const value = this.find(name);
    if (value === undefined || value === null) return false;
    if (typeof value !== 'boolean') this.mismatch(value, [name], 'bool');
    return value === true;
  }

  integer(name: string): number {
    const value = this.find(name);
    if (value === undefined || value === null) return 0;
    if (typeof value !== 'number' && typeof value !== 'bigint') this.mismatch(value, [name], 'int');
    return Number(value) || 0;
  }

  texts(name: string): string[] {
    return this.list(name, '[]string').map((item) => this.textOf(item, [name]));
  }

  values(name: string): GoValue[] {
    return this.list(name, '[]interface {}');
  }

  textMap(name: string): Map<string, string> | undefined {
    const value = this.find(name);
    if (value === undefined || value === null) return undefined;
    if (!(value instanceof Map)) {
      this.mismatch(value, [name], 'map[string]string');
      return undefined;
    }
    return new Map([...value].map(([key, item]) => [key, this.textOf(item, [name])]));
  }

  struct_(name: string, struct: string): StructReader | undefined {
    const value = this.find(name);
    return value === undefined || value === null
      ? undefined
      : new StructReader(value, struct, this.problems, [...this.path, name]);
  }

  /** Undefined when the field is absent; an item that is null stays one. */
  structs(name: string, struct: string, listType: string): (StructReader | undefined)[] | undefined {
    const value = this.find(name);
    if (value === undefined || value === null) return undefined;
    return this.list(name, listType).map((item) =>
      item === null ? undefined : new StructReader(item, struct, this.problems, [...this.path, name]),
    );
  }

  raw(name: string): GoValue | undefined {
    return this.find(name);
  }

  /** Throws ChartError with what did not fit first. */
  finish(): void {
    const [first] = this.problems;
    if (first !== undefined) throw new ChartError(`error unmarshaling JSON: while decoding JSON: ${first}`);
  }

  private find(name: string): GoValue | undefined {
    const exact = this.fields.get(name);
    if (exact !== undefined) return exact;
    for (const [key, value] of this.fields) if (key.toLowerCase() === name.toLowerCase()) return value;
    return undefined;
  }

  private list(name: string, type: string): GoValue[] {
    const value = this.find(name);
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) {
      this.mismatch(value, [name], type);
      return [];
    }
    return value;
  }

  private textOf(value: GoValue | undefined, path: readonly string[]): string {
    if (value === undefined || value === null) return '';
    if (typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value);
    this.mismatch(value, path, 'string');
    return '';
  }

  private mismatch(value: GoValue, path: readonly string[], type: string): void {
    const whole = [...this.path, ...path];
    this.problems.push(
      whole.length === 0
        ? `json: cannot unmarshal ${jsonType(value)} into Go value of type ${type}`
        : `json: cannot unmarshal ${jsonType(value)} into Go struct field ${this.struct.replace(/^.*\./, '')}.${whole.join('.')} of type ${type}`,
    );
  }
}

/** What encoding/json calls a value. */
export function jsonType(value: GoValue): string {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number' || typeof value === 'bigint') return 'number';
  if (Array.isArray(value)) return 'array';
  return value === null ? 'null' : 'object';
}

/** Takes a decoded document as a map of values; null is the empty one. Throws ChartError in the words of Go. */
export function mapOf(value: GoValue, type = 'map[string]interface {}'): Map<string, GoValue> {
  if (value === null) return new Map();
  if (value instanceof Map) return value;
  throw new ChartError(
    `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${jsonType(value)} into Go value of type ${type}`,
  );
}
