import { formatGoDuration } from '../../core/duration.ts';
import type { JsonObject, JsonValue } from '../../core/json.ts';
import { structureOf, type Field, type Structure } from '../../schema/structure.ts';
import { fieldsText } from './fields-text.ts';
import { readFields, readPacked, WireError, type WireField } from './wire.ts';

/** What stands behind a number: a field of the object, or a message whose fields are the object's own. */
type Layout = ReadonlyMap<number, PlainField | { readonly inside: Layout }>;
type PlainField = Pick<Field, 'name' | 'structure' | 'omitsZero'>;
type Draft = { [name: string]: JsonValue };

const MAX_DEPTH = 100;
const text = new TextDecoder();
let numbers: { readonly [definition: string]: string } | undefined;
const layouts = new Map<string, Layout>();

/** Reads a message of this definition into the form that JSON has. Unknown numbers are passed over, as in Go. Throws WireError. */
export function decodeMessage(definition: string, bytes: Uint8Array): JsonObject {
  const structure = structureOf(definition);
  if (structure === undefined) throw new WireError(`no message ${definition}`);
  return message(structure, bytes, 0);
}

function message(structure: Structure, bytes: Uint8Array, depth: number): JsonObject {
  if (depth > MAX_DEPTH) throw new WireError('proto: message is nested too deeply');
  const draft: Draft = {};
  fill(draft, layoutOf(structure), bytes, depth);
  return draft;
}

function layoutOf({ definition = '', fields }: Structure): Layout {
  const known = layouts.get(definition);
  if (known !== undefined) return known;
  numbers ??= JSON.parse(fieldsText) as { [definition: string]: string };
  const layout = new Map<number, PlainField | { inside: Map<number, PlainField> }>();
  const row = (numbers[definition] ?? '').split(',');
  [...(fields ?? new Map<string, Field>()).values()].forEach(({ name, structure, omitsZero }, index) => {
    const mark = row[index] ?? '';
    if (mark === '') return;
    const field: PlainField = { name, structure, omitsZero: omitsZero || mark.endsWith('o') };
    const [outer, inner] = mark.replace('o', '').split('.').map(Number);
    if (outer === undefined) return;
    if (inner === undefined) {
      layout.set(outer, field);
      return;
    }
    const there = layout.get(outer);
    const inside = there !== undefined && 'inside' in there ? there.inside : new Map<number, PlainField>();
    layout.set(outer, { inside: inside.set(inner, field) });
  });
  layouts.set(definition, layout);
  return layout;
}

function fill(draft: Draft, layout: Layout, bytes: Uint8Array, depth: number): void {
  for (const wire of readFields(bytes)) {
    const entry = layout.get(wire.number);
    if (entry === undefined) continue;
    if ('inside' in entry) fill(draft, entry.inside, bytesOf(wire), depth + 1);
    else put(draft, entry, wire, depth);
  }
}

function put(draft: Draft, field: PlainField, wire: WireField, depth: number): void {
  const structure = field.structure();
  const items = structure.items?.();
  const { name } = field;
  if (structure.shape === 'list' && items !== undefined) {
    const list = ownList(draft, name);
    const packed = wire.type === 'bytes' && (items.shape === 'integer' || items.shape === 'boolean');
    if (packed) for (const value of readPacked(wire.value)) list.push(scalar(items, { number: 0, type: 'varint', value }, depth));
    else list.push(scalar(items, wire, depth));
    return;
  }
  if (structure.shape === 'map' && items !== undefined) {
    const [key, value] = mapEntry(items, bytesOf(wire), depth + 1);
    define(ownMap(draft, name), key, value);
    return;
  }
  const value = scalar(structure, wire, depth);
  // Go writes plain fields even when they hold nothing; JSON leaves those out.
  if (field.omitsZero && (value === '' || value === 0 || value === false)) return;
  define(draft, name, value);
}

function ownList(draft: Draft, name: string): JsonValue[] {
  const there = Object.hasOwn(draft, name) ? draft[name] : undefined;
  if (Array.isArray(there)) return there as JsonValue[];
  const list: JsonValue[] = [];
  define(draft, name, list);
  return list;
}

function ownMap(draft: Draft, name: string): Draft {
  const there = Object.hasOwn(draft, name) ? draft[name] : undefined;
  if (there !== undefined) return there as Draft;
  const map: Draft = {};
  define(draft, name, map);
  return map;
}

/** Keys of maps come from outside: none of them may reach the prototype. */
function define(draft: Draft, name: string, value: JsonValue): void {
  Object.defineProperty(draft, name, { value, enumerable: true, writable: true, configurable: true });
}

function mapEntry(items: Structure, bytes: Uint8Array, depth: number): [string, JsonValue] {
  let key = '';
  let value: JsonValue | undefined;
  for (const wire of readFields(bytes)) {
    if (wire.number === 1) key = text.decode(bytesOf(wire));
    else if (wire.number === 2) value = items.shape === 'list' ? wrappedList(items, wire, depth) : scalar(items, wire, depth);
  }
  return [key, value ?? (items.shape === 'string' ? '' : null)];
}

/** A list inside a map is a message with the one field `items`. */
function wrappedList(list: Structure, wire: WireField, depth: number): JsonValue[] {
  const items = list.items?.() ?? { shape: 'raw', goType: '' };
  return [...readFields(bytesOf(wire))].filter(({ number }) => number === 1).map((item) => scalar(items, item, depth));
}

function scalar(structure: Structure, wire: WireField, depth: number): JsonValue {
  return readers[structure.shape](wire, structure, depth);
}

const readers: { readonly [shape in Structure['shape']]: (wire: WireField, structure: Structure, depth: number) => JsonValue } = {
  struct: (wire, structure, depth) => message(structure, bytesOf(wire), depth + 1),
  list: (wire, structure, depth) => wrappedList(structure, wire, depth),
  map: (wire, structure, depth) => {
    const items = structure.items?.();
    return items === undefined ? null : Object.fromEntries([mapEntry(items, bytesOf(wire), depth + 1)]);
  },
  string: (wire) => text.decode(bytesOf(wire)),
  bytes: (wire) => Buffer.from(bytesOf(wire)).toString('base64'),
  integer: (wire) => integerOf(wire),
  number: (wire) => (wire.type === 'fixed' ? wire.value : integerOf(wire)),
  boolean: (wire) => integerOf(wire) !== 0,
  quantity: (wire) => text.decode(bytesOf(partsOf(wire).get(1))),
  intOrString(wire) {
    const parts = partsOf(wire);
    return integerOf(parts.get(1)) === 0 ? integerOf(parts.get(2)) : text.decode(bytesOf(parts.get(3)));
  },
  time: (wire) => timeOf(wire)?.replace(/\.\d+Z$/, 'Z') ?? null,
  microTime: (wire) => timeOf(wire) ?? null,
  duration: (wire) => formatGoDuration(integerOf(partsOf(wire).get(1)) / 1e6),
  raw(wire, { definition = '' }, depth) {
    const special = rawShapes[definition.split('.').pop() ?? ''];
    return special === undefined ? jsonOf(bytesOf(partsOf(wire).get(1))) : special(wire, depth);
  },
};

const schemaDefinition = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps';
const schemaIn = (wire: WireField, depth: number): JsonValue => {
  const structure = structureOf(schemaDefinition);
  return structure === undefined ? null : message(structure, bytesOf(wire), depth + 1);
};

/** Types that are one thing or another in JSON, and a message with a field for each in protobuf. */
const rawShapes: { readonly [type: string]: (wire: WireField, depth: number) => JsonValue } = {
  JSONSchemaPropsOrArray(wire, depth) {
    const parts = [...readFields(bytesOf(wire))];
    const single = parts.find(({ number }) => number === 1);
    if (single !== undefined) return schemaIn(single, depth);
    return parts.filter(({ number }) => number === 2).map((part) => schemaIn(part, depth));
  },
  JSONSchemaPropsOrBool(wire, depth) {
    const parts = partsOf(wire);
    const schema = parts.get(2);
    return schema === undefined ? integerOf(parts.get(1)) !== 0 : schemaIn(schema, depth);
  },
  JSONSchemaPropsOrStringArray(wire, depth) {
    const parts = [...readFields(bytesOf(wire))];
    const schema = parts.find(({ number }) => number === 1);
    if (schema !== undefined) return schemaIn(schema, depth);
    return parts.filter(({ number }) => number === 2).map((part) => text.decode(bytesOf(part)));
  },
  CustomResourceSubresourceStatus: () => ({}),
};

function bytesOf(wire: WireField | undefined): Uint8Array {
  if (wire === undefined) return new Uint8Array();
  if (wire.type === 'bytes') return wire.value;
  throw new WireError(`proto: wrong wireType = ${wire.type === 'varint' ? 0 : 1} for field ${wire.number}`);
}

function integerOf(wire: WireField | undefined): number {
  if (wire === undefined) return 0;
  if (wire.type === 'varint') return Number(BigInt.asIntN(64, wire.value));
  throw new WireError(`proto: wrong wireType = ${wire.type === 'bytes' ? 2 : 1} for field ${wire.number}`);
}

const partsOf = (wire: WireField): ReadonlyMap<number, WireField> =>
  new Map([...readFields(bytesOf(wire))].map((part) => [part.number, part]));

/** Seconds and nanoseconds since 1970 with microseconds, or undefined for no time at all. */
function timeOf(wire: WireField): string | undefined {
  const parts = partsOf(wire);
  if (parts.size === 0) return undefined;
  const milliseconds = integerOf(parts.get(1)) * 1000;
  if (Math.abs(milliseconds) > 8.64e15) throw new WireError('proto: time out of range');
  const micros = Math.floor(integerOf(parts.get(2)) / 1000);
  return `${new Date(milliseconds).toISOString().slice(0, 19)}.${String(micros).padStart(6, '0')}Z`;
}

function jsonOf(bytes: Uint8Array): JsonValue {
  if (bytes.length === 0) return null;
  try {
    return JSON.parse(text.decode(bytes)) as JsonValue;
  } catch {
    throw new WireError('proto: embedded JSON cannot be read');
  }
}
