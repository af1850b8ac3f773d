import { isObject, type JsonObject, type JsonValue } from '../core/json.ts';
import { bytesField, joined, type Piece } from './protobuf/wire.ts';

/** The media types that kubectl before 1.29 asks for, and can read nothing else: the first is no valid one, so the answer always has the second. */
export const openApiProtobufTypes = [
  'application/com.github.proto-openapi.spec.v2@v1.0+protobuf',
  'application/com.github.proto-openapi.spec.v2.v1.0+protobuf',
] as const;

const V3 = '#/components/schemas/';
const V2 = '#/definitions/';

/** The OpenAPI v2 document with the definitions of all versions; it is made of the v3 documents that `raw` answers, and has no paths. */
export function openApiV2(raw: (path: string) => JsonValue): JsonObject {
  const { paths } = raw('/openapi/v3') as { readonly paths: { readonly [path: string]: { readonly serverRelativeURL: string } } };
  const definitions: { [name: string]: JsonObject } = {};
  for (const { serverRelativeURL } of Object.values(paths)) {
    const document = raw(serverRelativeURL.split('?')[0] ?? '') as {
      readonly components?: { readonly schemas?: { readonly [name: string]: JsonObject } };
    };
    for (const [name, schema] of Object.entries(document.components?.schemas ?? {})) {
      // Each document marks the kinds of its own version only.
      definitions[name] = { ...definitions[name], ...schemaV2(schema) };
    }
  }
  return { swagger: '2.0', info: { title: 'Kubernetes', version: 'v1.36.3' }, paths: {}, definitions };
}

/** Version 2 knows no choice between types and lets a reference have siblings. */
function schemaV2(schema: JsonObject): JsonObject {
  const { oneOf, allOf, ...rest } = schema;
  const result: { [name: string]: JsonValue } = {};
  for (const [name, value] of Object.entries(rest)) {
    if (name === '$ref' && typeof value === 'string') result[name] = value.replace(V3, V2);
    else if (name === 'properties' && isObject(value))
      result[name] = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, schemaV2(inner as JsonObject)]));
    else if ((name === 'items' || name === 'additionalProperties') && isObject(value))
      result[name] = schemaV2(value as JsonObject);
    else result[name] = value as JsonValue;
  }
  const first = Array.isArray(allOf) ? (allOf[0] as JsonObject | undefined) : undefined;
  if (first !== undefined) Object.assign(result, schemaV2(first));
  if (oneOf !== undefined) result['type'] = 'string';
  return result;
}

/** The document as `openapi.v2.Document`. Models github.com/google/gnostic-models/openapiv2. */
export function encodeOpenApiV2(document: JsonObject): Uint8Array {
  const { swagger, info, definitions } = document as {
    readonly swagger: string;
    readonly info: { readonly title: string; readonly version: string };
    readonly definitions: { readonly [name: string]: JsonObject };
  };
  return joined([
    bytesField(1, swagger),
    bytesField(2, [bytesField(1, info.title), bytesField(2, info.version)]),
    bytesField(8, []),
    bytesField(9, namedSchemas(definitions)),
  ]);
}

const namedSchemas = (schemas: JsonObject): Piece[] =>
  Object.entries(schemas).map(([name, schema]) =>
    bytesField(1, [bytesField(1, name), bytesField(2, encodeSchema(schema as JsonObject))]),
  );

const encoders: { readonly [name: string]: (value: JsonValue) => Piece } = {
  $ref: (value) => bytesField(1, String(value)),
  format: (value) => bytesField(2, String(value)),
  description: (value) => bytesField(4, String(value)),
  additionalProperties: (value) => bytesField(21, [bytesField(1, encodeSchema(value as JsonObject))]),
  type: (value) => bytesField(22, [bytesField(1, String(value))]),
  items: (value) => bytesField(23, [bytesField(1, encodeSchema(value as JsonObject))]),
  properties: (value) => bytesField(25, namedSchemas(value as JsonObject)),
};

function encodeSchema(schema: JsonObject): Piece[] {
  return Object.entries(schema).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const encode = encoders[name];
    if (encode !== undefined) return [encode(value)];
    // JSON is YAML, which is what an extension is kept as.
    return name.startsWith('x-')
      ? [bytesField(31, [bytesField(1, name), bytesField(2, [bytesField(2, JSON.stringify(value))])])]
      : [];
  });
}
