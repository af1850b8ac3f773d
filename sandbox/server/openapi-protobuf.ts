import type { JsonObject, JsonValue } from '../core/json.ts';
import { bytesField, joined, type Piece } from './protobuf/wire.ts';

/** The media types that kubectl before 1.29 asks for, and can read nothing else: the first is no valid one, so the answer always has the second. */
export const openApiProtobufTypes = [
  'application/com.github.proto-openapi.spec.v2@v1.0+protobuf',
  'application/com.github.proto-openapi.spec.v2.v1.0+protobuf',
] as const;

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

/** JSON is YAML, which is what values of any kind are kept as. */
const yamlOf = (value: JsonValue): Piece[] => [bytesField(2, JSON.stringify(value))];

const encoders: { readonly [name: string]: (value: JsonValue) => Piece | readonly Piece[] } = {
  default: (value) => bytesField(5, yamlOf(value)),
  $ref: (value) => bytesField(1, String(value)),
  format: (value) => bytesField(2, String(value)),
  description: (value) => bytesField(4, String(value)),
  required: (value) => (value as readonly JsonValue[]).map((name) => bytesField(19, String(name))),
  enum: (value) => (value as readonly JsonValue[]).map((one) => bytesField(20, yamlOf(one))),
  additionalProperties: (value) => bytesField(21, [bytesField(1, encodeSchema(value as JsonObject))]),
  type: (value) => bytesField(22, [bytesField(1, String(value))]),
  items: (value) => bytesField(23, [bytesField(1, encodeSchema(value as JsonObject))]),
  properties: (value) => bytesField(25, namedSchemas(value as JsonObject)),
};

function encodeSchema(schema: JsonObject): Piece[] {
  return Object.entries(schema).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const encode = encoders[name];
    if (encode !== undefined) return encode(value);
    return name.startsWith('x-') ? [bytesField(31, [bytesField(1, name), bytesField(2, yamlOf(value))])] : [];
  });
}
