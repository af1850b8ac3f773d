import { isObject, type JsonObject } from '../../../../core/json.ts';

/** A schema as it stands in an OpenAPI document, of either version. */
export type Schema = JsonObject;

export function schemaAt(schema: Schema | undefined, key: string): Schema | undefined {
  const value = schema !== undefined && Object.hasOwn(schema, key) ? schema[key] : undefined;
  return isObject(value) ? (value as Schema) : undefined;
}

export function schemasAt(schema: Schema, key: string): readonly Schema[] {
  const value = schema[key];
  return Array.isArray(value) ? (value.filter(isObject) as Schema[]) : [];
}

export function textAt(schema: Schema, key: string): string {
  const value = schema[key];
  return typeof value === 'string' ? value : '';
}

/** The properties of a schema, by name. */
export function propertiesOf(schema: Schema): readonly (readonly [string, Schema])[] {
  const properties = schemaAt(schema, 'properties') ?? {};
  return Object.keys(properties)
    .sort()
    .flatMap((name) => {
      const property = schemaAt(properties, name);
      return property === undefined ? [] : [[name, property] as const];
    });
}

export function isRequired(schema: Schema, name: string): boolean {
  const { required } = schema;
  return Array.isArray(required) && required.includes(name);
}

/** What a reference such as `#/definitions/NAME` points at in its document; undefined when it points nowhere. */
export function referred(document: Schema, reference: string): Schema | undefined {
  if (!reference.startsWith('#/')) return undefined;
  return reference
    .slice(2)
    .split('/')
    .reduce<Schema | undefined>((place, key) => schemaAt(place, key), document);
}
