import { goFactsText } from './go-facts-text.ts';
import { nodeOf, type Node, type PatchRule } from './nodes.ts';

export type { PatchRule };

/** How a value may look. `raw` holds anything (an embedded object, a JSON schema default). */
export type Shape =
  | 'struct'
  | 'map'
  | 'list'
  | 'string'
  | 'bytes'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'quantity'
  | 'intOrString'
  | 'time'
  | 'microTime'
  | 'duration'
  | 'raw';

/** A type of the API in a form that can be walked. References are followed when asked for, as types may hold themselves. */
export interface Structure {
  readonly shape: Shape;
  /** As the real server calls it in its messages: `v1.Container`, `int32`, `map[string]string`. */
  readonly goType: string;
  /** Its name in the OpenAPI document, where it has one. */
  readonly definition?: string;
  /** Whether it has one owner as a whole, not one for each field. */
  readonly atomic?: boolean;
  /** Whether a `struct` may hold fields beside those that are known. */
  readonly open?: boolean;
  /** Of a `raw`: what it is when it is an object. */
  readonly object?: () => Structure;
  /** Of a `struct`. */
  readonly fields?: ReadonlyMap<string, Field>;
  /** Fields that are there even when nobody gave them, with the value they then have. */
  readonly always?: readonly { readonly name: string; readonly zero: Zero }[];
  /** Of a `list` or `map`: what its items are. */
  readonly items?: () => Structure;
}

/** What stands in a field that has no value: nothing of its own, or a struct that is filled in turn. */
export type Zero = '' | 0 | false | null | 'struct';

export interface Field {
  readonly name: string;
  readonly structure: () => Structure;
  /** What error messages call its type, where that is not the name of its structure's type. */
  readonly goType?: string;
  /** Go structs between the struct and the field, as they show in paths of error messages. */
  readonly embedded?: string;
  /** Whether a zero value (`""`, 0, false) is the same as none. */
  readonly omitsZero: boolean;
  readonly omitsEmpty: boolean;
  readonly patch: PatchRule;
  /** What it is for, where the schema itself says so: that of a kind defined at run time. */
  readonly description?: string;
  /** The texts that it, or each of its items, may hold, where they are a list. */
  readonly values?: readonly string[];
  /** What the server puts where nothing was given, e.g. `TCP`. */
  readonly default?: unknown;
}

/** What Go knows of a field and OpenAPI does not tell; see scripts/generate-go-facts.mjs. */
interface GoFact {
  readonly type?: string;
  readonly zero?: 1;
  readonly empty?: 1;
  readonly keep?: 1;
  readonly struct?: 1;
  readonly nil?: 1;
  readonly in?: string;
}

let facts: { readonly [definition: string]: { readonly [field: string]: GoFact } } | undefined;
const known = new Map<string, Structure>();

/** The structure of a definition of the OpenAPI document; undefined when there is none of this name. Decoded on first use. */
export function structureOf(definition: string): Structure | undefined {
  const found = known.get(definition);
  if (found !== undefined) return found;
  const node = nodeOf(definition);
  if (node === undefined) return undefined;
  const structure = build(node, definition);
  known.set(definition, structure);
  return structure;
}

const special: { readonly [definition: string]: Shape } = {
  'io.k8s.apimachinery.pkg.apis.meta.v1.Time': 'time',
  'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime': 'microTime',
  'io.k8s.apimachinery.pkg.apis.meta.v1.Duration': 'duration',
  'io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1': 'raw',
  'io.k8s.apimachinery.pkg.api.resource.Quantity': 'quantity',
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': 'intOrString',
  'io.k8s.apimachinery.pkg.runtime.RawExtension': 'raw',
};

const JSON_SCHEMA = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps';
/** What stands in a definition that may be an object or something else. */
const objectIn: { readonly [definition: string]: string } = {
  [`${JSON_SCHEMA}OrArray`]: JSON_SCHEMA,
  [`${JSON_SCHEMA}OrBool`]: JSON_SCHEMA,
};

const goNames: { readonly [definition: string]: string } = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': 'resource.Quantity',
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': 'intstr.IntOrString',
};

function build(node: Node, definition: string): Structure {
  const goType = goNames[definition] ?? definition.split('.').slice(-2).join('.');
  const shape = special[definition];
  if (shape !== undefined) return { shape, goType, definition };
  if (node.props === undefined) {
    const inner = objectIn[definition];
    const object = inner === undefined ? {} : { object: lazily(() => structureOf(inner) ?? { shape: 'raw' as const, goType }) };
    return { shape: 'raw', goType, definition, ...object };
  }
  facts ??= JSON.parse(goFactsText) as { [definition: string]: { [field: string]: GoFact } };
  const own = facts[definition] ?? {};
  const fields = new Map<string, Field>();
  const always: { name: string; zero: Zero }[] = [];
  for (const [name, property] of Object.entries(node.props)) {
    const fact = own[name] ?? {};
    fields.set(name, fieldOf(name, property, fact));
    const zero = zeroOf(property, fact);
    if (zero !== undefined) always.push({ name, zero });
  }
  return { shape: 'struct', goType, definition, fields, always, ...(node.mapType === 'atomic' ? { atomic: true } : {}) };
}

function fieldOf(name: string, node: Node, fact: GoFact): Field {
  const { mergeKey, strategy, listType, listKeys, mapType } = node;
  const values = node.enum ?? node.items?.enum;
  return {
    name,
    structure: lazily(() => structureOfNode(node, fact.type)),
    ...(fact.type === undefined ? {} : { goType: fact.type }),
    ...(fact.in === undefined ? {} : { embedded: fact.in }),
    ...(values === undefined ? {} : { values }),
    ...(node.default === undefined ? {} : { default: node.default }),
    omitsZero: fact.zero === 1,
    omitsEmpty: fact.empty === 1,
    patch: {
      ...(mergeKey === undefined ? {} : { mergeKey }),
      ...(strategy === undefined ? {} : { strategy }),
      ...(listType === undefined ? {} : { listType }),
      ...(listKeys === undefined ? {} : { listKeys }),
      ...(mapType === undefined ? {} : { mapType }),
    },
  };
}

function zeroOf(node: Node, fact: GoFact): Zero | undefined {
  if (fact.nil === 1 || fact.keep === 1) return null;
  if (fact.struct === 1) return 'struct';
  if (fact.zero === 1) return undefined;
  if (node.default === '' || node.default === 0 || node.default === false) return node.default;
  return undefined;
}

const scalars: { readonly [type: string]: Shape } = {
  string: 'string',
  integer: 'integer',
  number: 'number',
  boolean: 'boolean',
};

function structureOfNode(node: Node, goType: string | undefined): Structure {
  if (node.ref !== undefined) return structureOf(node.ref) ?? { shape: 'raw', goType: 'interface {}' };
  if (node.type === 'array') {
    const items = lazily(() => structureOfNode(node.items ?? {}, goType?.startsWith('[]') ? goType.slice(2) : undefined));
    return { shape: 'list', goType: goType ?? `[]${goTypeOf(node.items ?? {})}`, items };
  }
  if (node.type === 'object' && node.values !== undefined) {
    const { values } = node;
    return {
      shape: 'map',
      goType: goType ?? `map[string]${goTypeOf(values)}`,
      items: lazily(() => structureOfNode(values, undefined)),
    };
  }
  const scalar = node.type === undefined ? undefined : scalars[node.type];
  if (scalar === undefined) return { shape: 'raw', goType: 'interface {}' };
  return { shape: node.format === 'byte' ? 'bytes' : scalar, goType: goType ?? goTypeOf(node) };
}

function goTypeOf(node: Node): string {
  if (node.ref !== undefined) return goNames[node.ref] ?? node.ref.split('.').slice(-2).join('.');
  if (node.type === 'array') return `[]${goTypeOf(node.items ?? {})}`;
  if (node.type === 'object') return `map[string]${goTypeOf(node.values ?? {})}`;
  if (node.type === 'integer') return node.format === 'int64' ? 'int64' : 'int32';
  if (node.type === 'boolean') return 'bool';
  if (node.type === 'number') return 'float64';
  return node.format === 'byte' ? '[]uint8' : 'string';
}

function lazily<T>(make: () => T): () => T {
  let value: T | undefined;
  return () => (value ??= make());
}
