import { isObject, type JsonValue } from '../core/json.ts';
import { decode, DecodeError } from '../schema/decode.ts';
import { parseJson } from '../schema/parse-json.ts';
import { parseYaml } from '../schema/parse-yaml.ts';
import { ParseError, type Parsed } from '../schema/parsed.ts';
import { apiVersionOf } from '../schema/resource-type.ts';
import { structureOf } from '../schema/structure.ts';
import { badRequest, unsupportedMediaType } from './errors.ts';
import type { Kind } from './kind.ts';
import type { ApiRequest, RequestOptions } from './request.ts';

/** An object as the request gave it, of the kind's structure, not yet defaulted. */
export interface DecodedObject {
  readonly object: { [key: string]: unknown };
  readonly warnings: readonly string[];
}

const ACCEPTED = 'application/json, application/yaml, application/vnd.kubernetes.protobuf';
const SCHEME = 'pkg/api/legacyscheme/scheme.go:30';

/** Reads the body of a create or update. Throws StatusError in the server's words. */
export function decodeBody(kind: Kind, request: ApiRequest): DecodedObject {
  const parsed = parseBody(request.body, request.contentType ?? 'application/json', kind.type.kind);
  const value = isObject(parsed.value) ? parsed.value : {};
  const own = apiVersionOf(kind.type);
  const apiVersion = value['apiVersion'] ?? own;
  const name = value['kind'] ?? kind.type.kind;
  if (typeof apiVersion !== 'string' || typeof name !== 'string' || apiVersion !== own || name !== kind.type.kind) {
    throw wrongKind(kind, apiVersion, name);
  }
  return decodeValue(kind, parsed, request.options?.fieldValidation);
}

/** Reads a value that is known to be of this kind, e.g. the result of a patch. */
export function decodeValue(kind: Kind, parsed: Parsed, fieldValidation: RequestOptions['fieldValidation']): DecodedObject {
  const structure = structureOf(kind.type.definition ?? '');
  if (structure === undefined) throw new Error(`there is no structure for ${kind.type.kind}`);
  try {
    const { value, unknownFields } = decode(structure, parsed.value, parsed.sorted);
    const unknown = unknownFields.map((field) => `unknown field "${field}"`);
    // Texts of YAML duplicates are one error of several lines; as warnings each is one of its own.
    const problems = [...parsed.duplicates, ...unknown];
    value['apiVersion'] = apiVersionOf(kind.type);
    value['kind'] = kind.type.kind;
    if (problems.length === 0 || fieldValidation === 'Ignore') return { object: value, warnings: [] };
    if (fieldValidation !== 'Strict') return { object: value, warnings: problems };
    throw new DecodeError(`strict decoding error: ${strictText(parsed, unknown)}`);
  } catch (error) {
    if (error instanceof DecodeError) throw cannotHandle(kind, error.message);
    throw error;
  }
}

function strictText(parsed: Parsed, unknown: readonly string[]): string {
  const duplicates =
    parsed.sorted && parsed.duplicates.length > 0
      ? [`yaml: unmarshal errors:\n${parsed.duplicates.map((line) => `  ${line}`).join('\n')}`]
      : parsed.duplicates;
  return [...duplicates, ...unknown].join(', ');
}

/** Text or value of a body. Throws StatusError when it is no JSON or YAML. */
export function parseBody(body: JsonValue | string | undefined, contentType: string, kindName: string): Parsed {
  const mediaType = contentType.split(';')[0]?.trim();
  if (typeof body !== 'string') return { value: body ?? {}, duplicates: [], sorted: false };
  try {
    if (mediaType === 'application/json' || mediaType === '') return parseJson(body);
    if (mediaType === 'application/yaml') return parseYaml(body);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    throw badRequest(
      `the object provided is unrecognized (must be of type ${kindName}): ${error.message} (${beginningOf(body, mediaType === 'application/yaml')})`,
    );
  }
  throw unsupportedMediaType(ACCEPTED);
}

/** The first bytes of a body as the server shows them: JSON as it is, anything else in hexadecimal. */
function beginningOf(body: string, hexadecimal: boolean): string {
  if (!hexadecimal) return body.length > 30 ? `${body.slice(0, 30)} ...` : body;
  const bytes = [...new TextEncoder().encode(body)];
  const shown = bytes
    .slice(0, 30)
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
  return bytes.length > 30 ? `${shown} ...` : shown;
}

function cannotHandle(kind: Kind, why: string): Error {
  return badRequest(`${kind.type.kind} in version "${kind.type.version}" cannot be handled as a ${kind.type.kind}: ${why}`);
}

function wrongKind(kind: Kind, apiVersion: unknown, name: unknown): Error {
  const given = String(apiVersion);
  const [group, version] = given.includes('/') ? given.split('/', 2) : ['', given];
  const shown = `${String(name)} in version "${version ?? ''}" cannot be handled as a ${kind.type.kind}`;
  return badRequest(
    `${shown}: no kind "${String(name)}" is registered for version "${group === '' ? version : given}" in scheme "${SCHEME}"`,
  );
}
