import { isObject } from '../../core/json.ts';
import type { JSONSchemaProps } from '../types/apiextensions-v1.ts';

/** A schema as a CustomResourceDefinition carries it. */
export type JsonSchema = JSONSchemaProps;

export const propertiesOf = (schema: JsonSchema): readonly (readonly [string, JsonSchema])[] =>
  Object.entries(schema.properties ?? {});

/** What the items of a list are; undefined when the schema says nothing of them. */
export function itemsOf(schema: JsonSchema): JsonSchema | undefined {
  return isObject(schema.items) ? (schema.items as JsonSchema) : undefined;
}

/** What the values of a map are; undefined when it is none, an empty schema when they may be anything. */
export function valuesOf(schema: JsonSchema): JsonSchema | undefined {
  const { additionalProperties: values } = schema;
  if (values === true) return {};
  return isObject(values) ? (values as JsonSchema) : undefined;
}

export const keepsUnknown = (schema: JsonSchema): boolean => schema['x-kubernetes-preserve-unknown-fields'] === true;
export const isIntOrString = (schema: JsonSchema): boolean => schema['x-kubernetes-int-or-string'] === true;
export const isEmbedded = (schema: JsonSchema): boolean => schema['x-kubernetes-embedded-resource'] === true;

/** Something that is wrong with a value or a schema, in the form of the API server's field errors. */
export interface Problem {
  readonly type:
    | 'FieldValueRequired'
    | 'FieldValueInvalid'
    | 'FieldValueNotSupported'
    | 'FieldValueForbidden'
    | 'FieldValueDuplicate'
    | 'FieldValueTooLong'
    | 'FieldValueTooMany'
    | 'FieldValueTypeInvalid';
  readonly field: string;
  /** Absent where the text shows none although its type would. */
  readonly value?: unknown;
  readonly detail: string;
}

export const invalid = (field: string, value: unknown, detail: string): Problem => ({
  type: 'FieldValueInvalid',
  field,
  value,
  detail,
});
export const required = (field: string, detail = ''): Problem => ({ type: 'FieldValueRequired', field, detail });
export const forbidden = (field: string, detail: string): Problem => ({ type: 'FieldValueForbidden', field, detail });
export const duplicate = (field: string, value: unknown): Problem => ({ type: 'FieldValueDuplicate', field, value, detail: '' });

export function unsupported(field: string, value: unknown, supported: readonly unknown[]): Problem {
  const detail = `supported values: ${supported.map((one) => JSON.stringify(typeof one === 'string' ? one : String(one))).join(', ')}`;
  return { type: 'FieldValueNotSupported', field, value, detail };
}

/** The item of the old list that an item of a list of type `map` was before. */
export function counterpart(schema: JsonSchema, one: unknown, old: unknown): unknown {
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  if (schema['x-kubernetes-list-type'] !== 'map' || !Array.isArray(old) || !isObject(one)) return undefined;
  return old.find((other) => isObject(other) && keys.every((key) => other[key] === one[key]));
}
