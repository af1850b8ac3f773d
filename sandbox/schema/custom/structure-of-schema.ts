import { structureOf, type Field, type Structure } from '../structure.ts';
import { isIntOrString, itemsOf, keepsUnknown, propertiesOf, valuesOf, type JsonSchema } from './json-schema.ts';

const OBJECT_META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';
const text: Structure = { shape: 'string', goType: 'string' };
const anything: Structure = { shape: 'raw', goType: 'interface {}' };
const scalars: { readonly [type: string]: Structure } = {
  string: text,
  integer: { shape: 'integer', goType: 'int64' },
  number: { shape: 'number', goType: 'float64' },
  boolean: { shape: 'boolean', goType: 'bool' },
};

/** The structure of a custom resource: what patches, field owners and OpenAPI have to know of it. */
export function structureOfResource(schema: JsonSchema | undefined, kind: string): Structure {
  const own = propertiesOf(schema ?? {}).map(([name, property]) => fieldOf(name, property));
  const fields = new Map<string, Field>(own.map((field) => [field.name, field]));
  fields.set(
    'apiVersion',
    field('apiVersion', () => text),
  );
  fields.set(
    'kind',
    field('kind', () => text),
  );
  fields.set(
    'metadata',
    field('metadata', () => structureOf(OBJECT_META) ?? anything),
  );
  return { shape: 'struct', goType: kind, fields, ...(schema === undefined || keepsUnknown(schema) ? { open: true } : {}) };
}

const field = (name: string, structure: () => Structure, rest: Partial<Field> = {}): Field => ({
  name,
  structure,
  omitsZero: false,
  omitsEmpty: false,
  patch: {},
  ...rest,
});

function fieldOf(name: string, schema: JsonSchema): Field {
  const listType = schema['x-kubernetes-list-type'];
  const listKeys = schema['x-kubernetes-list-map-keys'];
  const mapType = schema['x-kubernetes-map-type'];
  const values = schema.enum ?? itemsOf(schema)?.enum;
  let made: Structure | undefined;
  return field(name, () => (made ??= structureOfSchema(schema)), {
    ...(schema.description === undefined ? {} : { description: schema.description }),
    ...(values?.every((value) => typeof value === 'string') ? { values } : {}),
    ...(schema.default === undefined ? {} : { default: schema.default }),
    patch: {
      ...(listType === 'atomic' || listType === 'set' || listType === 'map' ? { listType } : {}),
      ...(listKeys === undefined ? {} : { listKeys }),
      ...(mapType === 'atomic' || mapType === 'granular' ? { mapType } : {}),
    },
  });
}

function structureOfSchema(schema: JsonSchema): Structure {
  if (isIntOrString(schema)) return { shape: 'intOrString', goType: 'intstr.IntOrString' };
  const scalar = scalars[schema.type ?? ''];
  if (scalar !== undefined) return scalar;
  if (schema.type === 'array')
    return { shape: 'list', goType: '[]interface {}', items: () => structureOfSchema(itemsOf(schema) ?? {}) };
  const values = valuesOf(schema);
  if (values !== undefined) return { shape: 'map', goType: 'map[string]interface {}', items: () => structureOfSchema(values) };
  const own = propertiesOf(schema);
  if (schema.type !== 'object' || (own.length === 0 && keepsUnknown(schema))) return anything;
  return {
    shape: 'struct',
    goType: 'map[string]interface {}',
    fields: new Map(own.map(([name, property]) => [name, fieldOf(name, property)])),
    ...(keepsUnknown(schema) ? { open: true } : {}),
    ...(schema['x-kubernetes-map-type'] === 'atomic' ? { atomic: true } : {}),
  };
}
