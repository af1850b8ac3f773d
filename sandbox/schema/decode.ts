import { isObject, setOwn, type JsonValue } from '../core/json.ts';
import { checkQuantity, checkTime } from './scalar-texts.ts';
import type { Field, Structure } from './structure.ts';
import { illegalBase64At } from '../core/base64.ts';

/** A value that does not fit the type of its field. The text is the real server's, without what names the kind. */
export class DecodeError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DecodeError';
  }
}

export interface Decoded {
  /** A copy that may be changed, without nulls and without fields that nobody knows. */
  readonly value: { [key: string]: unknown };
  /** Fields that nobody knows, as paths: `spec.containers[0].imge`. */
  readonly unknownFields: readonly string[];
  /** Whether it holds lists or maps with nothing in them, which do not outlast validation (see `dropEmpty`). */
  readonly hasEmpty: boolean;
}

/** One step of the way to where the decoder stands: a field with its Go struct, or the index or key of an item. */
type Step = { readonly field: Field; readonly struct: string } | number | string;

/**
 * Reads a value as an object of this structure. Fields that are unknown are dropped and listed. Throws DecodeError for the first
 * value of a wrong type, in the order in which they stand. Models sigs.k8s.io/json with the types of k8s.io/api.
 */
export function decode(structure: Structure, value: JsonValue, sortKeys = false): Decoded {
  const decoder = new Decoder(sortKeys);
  const result = decoder.read(structure, value, structure.goType);
  if (decoder.mismatch !== undefined) throw decoder.mismatch;
  // A body that is null is an object with nothing in it.
  return {
    value: isObject(result) ? (result as { [key: string]: unknown }) : fillAlways(structure, {}),
    unknownFields: decoder.unknown,
    hasEmpty: decoder.hasEmpty,
  };
}

/** Fills in the fields that the server always shows, as decoding does, where code made an object by hand. */
export function zeroStruct(structure: Structure): { [key: string]: unknown } {
  return fillAlways(structure, {});
}

class Decoder {
  readonly unknown: string[] = [];
  mismatch: DecodeError | undefined;
  hasEmpty = false;
  /** Where it stands; put into words only when something is wrong. */
  private readonly trail: Step[] = [];

  constructor(private readonly sortKeys: boolean) {}

  /** The value as the structure has it; undefined when it counts as absent. */
  read(structure: Structure, value: unknown, goType: string): unknown {
    if (value === null || value === undefined) return undefined;
    switch (structure.shape) {
      case 'struct':
        return isObject(value) ? this.struct(structure, value) : this.wrong(value, goType);
      case 'map':
        return isObject(value) ? this.map(structure, value) : this.wrong(value, goType);
      case 'list':
        return Array.isArray(value) ? this.list(structure, value) : this.wrong(value, goType);
      case 'string':
        return typeof value === 'string' ? value : this.wrong(value, goType);
      case 'boolean':
        return typeof value === 'boolean' ? value : this.wrong(value, goType);
      case 'integer':
        return this.integer(value, goType);
      case 'number':
        return typeof value === 'number' ? value : this.wrong(value, goType);
      case 'bytes':
        return typeof value === 'string' ? this.bytes(value) : this.wrong(value, goType);
      case 'intOrString':
        return this.intOrString(value);
      case 'quantity':
        return this.quantity(value);
      case 'time':
      case 'microTime':
        return this.time(value, structure.shape === 'microTime');
      case 'duration':
        return typeof value === 'string' ? value : this.wrong(value, 'string');
      case 'raw': {
        const object = structure.object;
        return object !== undefined && isObject(value) ? this.read(object(), value, goType) : copyRaw(value);
      }
    }
  }

  private struct(structure: Structure, value: { readonly [key: string]: unknown }): unknown {
    const result: { [key: string]: unknown } = {};
    const struct = structNameOf(structure);
    for (const key of this.keys(value)) {
      const field = structure.fields?.get(key);
      if (field === undefined && structure.open) {
        setOwn(result, key, copyRaw(value[key]));
        continue;
      }
      if (field === undefined) {
        const path = this.path();
        this.unknown.push(path === '' ? key : `${path}.${key}`);
        continue;
      }
      const item = value[key];
      if (item === null || item === undefined) continue;
      const inner = field.structure();
      this.trail.push({ field, struct });
      const decoded = this.read(inner, item, field.goType ?? inner.goType);
      this.trail.pop();
      if (decoded === undefined) continue;
      if (isEmpty(field, decoded)) this.hasEmpty = true;
      else if (omits(field, decoded)) continue;
      result[key] = decoded;
    }
    return fillAlways(structure, result);
  }

  private map(structure: Structure, value: { readonly [key: string]: unknown }): unknown {
    const items = structure.items?.();
    if (items === undefined) return {};
    const result: { [key: string]: unknown } = {};
    for (const key of this.keys(value)) setOwn(result, key, this.item(items, value[key], key));
    return result;
  }

  private list(structure: Structure, value: readonly unknown[]): unknown {
    const items = structure.items?.();
    return items === undefined ? [] : value.map((item, index) => this.item(items, item, index));
  }

  private item(items: Structure, item: unknown, step: number | string): unknown {
    if (item === null) return zeroItem(items);
    this.trail.push(step);
    const decoded = this.read(items, item, items.goType);
    this.trail.pop();
    return decoded;
  }

  private integer(value: unknown, goType: string): unknown {
    if (typeof value !== 'number') return this.wrong(value, goType);
    const [low, high] = goType === 'int32' ? [-0x8000_0000, 0x7fff_ffff] : [-(2 ** 63), 2 ** 63];
    if (!Number.isInteger(value) || value < low || value > high) {
      this.fail(`json: cannot unmarshal number ${goNumber(value)} into Go struct field ${this.fieldName()} of type ${goType}`);
      return undefined;
    }
    return value;
  }

  private bytes(value: string): string {
    const bad = illegalBase64At(value);
    if (bad !== undefined) this.fail(`illegal base64 data at input byte ${bad}`);
    return value.replace(/[\r\n]/g, '');
  }

  private intOrString(value: unknown): unknown {
    if (typeof value === 'string') return value;
    if (typeof value !== 'number') return this.wrong(value, 'int32');
    if (!Number.isInteger(value) || Math.abs(value) > 0x7fff_ffff) {
      this.fail(`json: cannot unmarshal number ${goNumber(value)} into Go struct field ${this.fieldName()} of type int32`);
      return undefined;
    }
    return value;
  }

  private quantity(value: unknown): unknown {
    const text = typeof value === 'string' ? value : typeof value === 'number' ? goNumber(value) : JSON.stringify(value);
    const [canonical, problem] = checkQuantity(text);
    if (problem !== undefined) this.fail(problem);
    return canonical;
  }

  private time(value: unknown, micro: boolean): unknown {
    if (typeof value !== 'string') return this.wrong(value, 'string');
    const [canonical, problem] = checkTime(value, micro);
    if (problem !== undefined) this.fail(problem);
    return canonical;
  }

  private wrong(value: unknown, goType: string): undefined {
    // Go names a type by its package, not by what an import calls that.
    const type = goType.replace('metav1.', 'v1.');
    const inField = this.trail.some((step) => typeof step === 'object');
    const where = inField ? `struct field ${this.fieldName()} of type ${type}` : `value of type ${type}`;
    this.fail(`json: cannot unmarshal ${jsonTypeOf(value)} into Go ${where}`);
    return undefined;
  }

  private fail(message: string): void {
    this.mismatch ??= new DecodeError(message);
  }

  /** As unknown fields are named: `spec.containers[0]`. */
  private path(): string {
    let path = '';
    for (const step of this.trail) {
      if (typeof step === 'number') path += `[${step}]`;
      else if (typeof step === 'string') path += `.${step}`;
      else path += `${path === '' ? '' : '.'}${step.field.name}`;
    }
    return path;
  }

  /** As Go names a field that it cannot fill: its struct, and the fields from the top. */
  private fieldName(): string {
    let struct = '';
    const names: string[] = [];
    for (const step of this.trail) {
      if (typeof step !== 'object') continue;
      ({ struct } = step);
      const { embedded, name } = step.field;
      names.push(embedded === undefined ? name : `${embedded}.${name}`);
    }
    return `${struct}.${names.join('.')}`;
  }

  private keys(value: { readonly [key: string]: unknown }): string[] {
    const keys = Object.keys(value);
    return this.sortKeys ? keys.sort() : keys;
  }
}

/** Of a Go type: `PodSpec` of `v1.PodSpec`. */
function structNameOf({ goType }: Structure): string {
  return goType.slice(goType.lastIndexOf('.') + 1);
}

function omits(field: Field, value: unknown): boolean {
  if (field.omitsZero) return value === '' || value === 0 || value === false;
  return field.omitsEmpty && value === '';
}

/** Whether a value is no value to the storage: an empty list (`null` where the field is always shown), or an empty map. */
function isEmpty(field: Field, value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (!field.omitsEmpty || typeof value !== 'object' || value === null) return false;
  for (const _key in value) return false;
  return true;
}

/** Takes out the empty lists and maps that defaulting and validation may see, and storage does not keep. */
export function dropEmpty(structure: Structure, value: { [key: string]: unknown }): void {
  for (const [name, field] of structure.fields ?? []) {
    const item = value[name];
    if (item === undefined || item === null) continue;
    dropInside(field.structure(), item);
    if (isEmpty(field, item)) delete value[name];
  }
  fillAlways(structure, value);
}

function dropInside(structure: Structure, value: unknown): void {
  if (structure.shape === 'struct' && isObject(value)) dropEmpty(structure, value as { [key: string]: unknown });
  const items = structure.shape === 'list' || structure.shape === 'map' ? structure.items?.() : undefined;
  if (items === undefined || typeof value !== 'object' || value === null) return;
  for (const item of Object.values(value)) dropInside(items, item);
}

function fillAlways(structure: Structure, result: { [key: string]: unknown }): { [key: string]: unknown } {
  for (const { name, zero } of structure.always ?? []) {
    if (result[name] !== undefined) continue;
    const inner = structure.fields?.get(name)?.structure();
    result[name] = zero === 'struct' ? (inner?.shape === 'struct' ? fillAlways(inner, {}) : {}) : zero;
  }
  return result;
}

function zeroItem(structure: Structure): unknown {
  if (structure.shape === 'struct') return fillAlways(structure, {});
  if (structure.shape === 'list' || structure.shape === 'map' || structure.shape === 'raw') return null;
  if (structure.shape === 'integer' || structure.shape === 'number') return 0;
  if (structure.shape === 'boolean') return false;
  return structure.shape === 'quantity' ? '0' : '';
}

function copyRaw(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyRaw);
  if (!isObject(value)) return value;
  const result: { [key: string]: unknown } = {};
  for (const key of Object.keys(value)) if (value[key] !== undefined) setOwn(result, key, copyRaw(value[key]));
  return result;
}

function jsonTypeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  return typeof value;
}

/** A number as JSON wrote it. */
function goNumber(value: number): string {
  return String(value).replace(/e\+?/, 'e+').replace('e+-', 'e-');
}
