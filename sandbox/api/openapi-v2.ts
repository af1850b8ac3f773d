import { isObject, type JsonObject, type JsonValue } from '../core/json.ts';
import { openApiInfo } from './openapi.ts';

const V3 = '#/components/schemas/';
const V2 = '#/definitions/';

/** The OpenAPI v2 document with the definitions of all versions: it is made of their v3 documents, and has no paths. */
export function openApiV2(documents: readonly JsonObject[]): JsonObject {
  const definitions: { [name: string]: JsonObject } = {};
  for (const { components } of documents) {
    const { schemas = {} } = components as { readonly schemas?: { readonly [name: string]: JsonObject } };
    for (const [name, schema] of Object.entries(schemas)) {
      // Each document marks the kinds of its own version only.
      definitions[name] = { ...definitions[name], ...schemaV2(schema) };
    }
  }
  return { swagger: '2.0', info: openApiInfo, paths: {}, definitions };
}

/** Version 2 knows no choice between types and lets a reference have siblings. */
function schemaV2(schema: JsonObject): JsonObject {
  const { oneOf, anyOf: _anyOf, not: _not, nullable: _nullable, allOf, ...rest } = schema;
  const result: { [name: string]: JsonValue } = {};
  for (const [name, value] of Object.entries(rest)) {
    if (name === '$ref' && typeof value === 'string') result[name] = value.replace(V3, V2);
    else if (name === 'properties' && isObject(value))
      result[name] = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, schemaV2(inner as JsonObject)]));
    else if ((name === 'items' || name === 'additionalProperties') && isObject(value))
      result[name] = schemaV2(value as JsonObject);
    else if (value !== undefined) result[name] = value;
  }
  const [first] = Array.isArray(allOf) ? allOf : [];
  if (isObject(first) && first['$ref'] !== undefined) Object.assign(result, schemaV2(first as JsonObject));
  // What is a text or a number is called a text, as the real document does.
  if (Array.isArray(oneOf) && oneOf.every((one) => isObject(one) && one['type'] !== undefined)) result['type'] ??= 'string';
  return result;
}
