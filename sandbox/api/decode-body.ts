import { isObject, type JsonObject, type JsonValue } from '../core/json.ts';
import { decode, DecodeError, dropEmpty, type Decoded } from '../schema/decode.ts';
import { parseJson } from '../schema/parse-json.ts';
import { parseYaml } from '../schema/parse-yaml.ts';
import { ParseError, type Parsed } from '../schema/parsed.ts';
import { apiVersionOf } from '../schema/resource-type.ts';
import * as resources from '../schema/resources.ts';
import { structureOf } from '../schema/structure.ts';
import { badRequest, invalid, unsupportedMediaType } from './errors.ts';
import { structureOfKind, type CustomKind, type Kind } from './kind.ts';
import type { Manager } from './managed-fields/managers.ts';
import type { ApiRequest, RequestOptions } from './request.ts';

/** An object as the request gave it, of the kind's structure, not yet defaulted. */
export interface DecodedObject {
  readonly object: { [key: string]: unknown };
  readonly warnings: readonly string[];
  /** Whether it holds empty lists or maps; see `dropEmpty`. */
  readonly hasEmpty?: boolean;
  /** Whether it is what a patch made of the stored object. */
  readonly patched?: boolean;
  /** Who owns which fields, where the request itself settled it. */
  readonly managers?: readonly Manager[];
  /** Fields of the stored object that the body left as they are; they are not in `object`. */
  readonly kept?: readonly string[];
}

const ACCEPTED = 'application/json, application/yaml, application/vnd.kubernetes.protobuf';
const SCHEME = 'pkg/api/legacyscheme/scheme.go:30';

/**
 * Reads the body of a create or update. What it shares with `stored`, the very same values, needs no reading: a client of the same process
 * that writes a status sends back the spec that it got. Throws StatusError in the server's words.
 */
export function decodeBody(kind: Kind, request: ApiRequest, stored?: { readonly [field: string]: unknown }): DecodedObject {
  const parsed = parseBody(request.body, request.contentType ?? 'application/json', kind.type.kind);
  if (parsed.value !== null && !isObject(parsed.value)) throw noObject(kind, request.body, parsed.value);
  const value = parsed.value ?? {};
  const own = apiVersionOf(kind.type);
  const apiVersion = value['apiVersion'] ?? own;
  const name = value['kind'] ?? kind.type.kind;
  for (const [field, given] of [
    ['apiVersion', apiVersion],
    ['kind', name],
  ] as const) {
    if (typeof given === 'string') continue;
    const type = Array.isArray(given) ? 'array' : typeof given === 'boolean' ? 'bool' : typeof given;
    const why = `json: cannot unmarshal ${type} into Go struct field .${field} of type string`;
    const begin =
      typeof request.body === 'string' ? beginningOf(request.body, false) : beginningOf(JSON.stringify(request.body), false);
    throw badRequest(
      `the object provided is unrecognized (must be of type ${kind.type.kind}): couldn't get version/kind; json parse error: ${why} (${begin})`,
    );
  }
  if (kind.custom !== undefined) checkCustomType(kind, value, request.options?.fieldValidation);
  else if (apiVersion !== own || name !== kind.type.kind) throw wrongKind(kind, String(apiVersion), String(name));
  const kept = stored === undefined || kind.custom !== undefined ? [] : sharedFields(value, stored);
  if (stored === undefined || kept.length === 0) return decodeValue(kind, parsed, request.options?.fieldValidation);
  const rest = { ...value };
  for (const field of kept) delete rest[field];
  return { ...decodeValue(kind, { ...parsed, value: rest as JsonObject }, request.options?.fieldValidation), kept };
}

/** Fields that are the same value in both; not the metadata, which the server completes. */
function sharedFields(value: { readonly [field: string]: unknown }, stored: { readonly [field: string]: unknown }): string[] {
  return Object.keys(value).filter(
    (field) => field !== 'metadata' && typeof value[field] === 'object' && value[field] === stored[field],
  );
}

/** The answer to JSON or YAML that is no object at all. */
function noObject(kind: Kind, body: ApiRequest['body'], value: JsonValue): Error {
  const type = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
  const names = ['apiVersion', 'kind'].map((name) => JSON.stringify(`json:"${name},omitempty"`));
  const struct = `struct { APIVersion string ${names[0] ?? ''}; Kind string ${names[1] ?? ''} }`;
  const why = `json: cannot unmarshal ${type} into Go value of type ${struct}`;
  const begin = beginningOf(typeof body === 'string' ? body : JSON.stringify(body), true);
  return badRequest(
    `the object provided is unrecognized (must be of type ${kind.type.kind}): couldn't get version/kind; json parse error: ${why} (${begin})`,
  );
}

/** Reads a value that is known to be of this kind, e.g. the result of a patch. */
export function decodeValue(kind: Kind, parsed: Parsed, fieldValidation: RequestOptions['fieldValidation']): DecodedObject {
  try {
    const { value, unknownFields, hasEmpty } =
      kind.custom === undefined ? decode(structureOfKind(kind), parsed.value, parsed.sorted) : decodeCustom(kind.custom, parsed);
    const unknown = unknownFields.map((field) => `unknown field "${field}"`);
    // Texts of YAML duplicates are one error of several lines; as warnings each is one of its own.
    const problems = [...parsed.duplicates, ...unknown];
    value['apiVersion'] = apiVersionOf(kind.type);
    value['kind'] = kind.type.kind;
    if (problems.length === 0 || fieldValidation === 'Ignore') return { object: value, warnings: [], hasEmpty };
    if (fieldValidation !== 'Strict') return { object: value, warnings: problems, hasEmpty };
    throw new DecodeError(`strict decoding error: ${strictText(parsed, unknown)}`);
  } catch (error) {
    if (error instanceof DecodeError) throw cannotHandle(kind, error.message);
    throw error;
  }
}

const objectMeta = structureOf('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta');

/** An object whose kind was defined at run time: only its metadata has a type in Go, the rest is judged by its schema. */
function decodeCustom(custom: CustomKind, parsed: Parsed): Decoded {
  const unknownFields: string[] = [];
  const pruned = custom.prune(parsed.value, unknownFields);
  const value = isObject(pruned) ? (pruned as { [key: string]: unknown }) : {};
  const metadata = value['metadata'] ?? {};
  if (objectMeta === undefined || !isObject(metadata)) return { value, unknownFields, hasEmpty: false };
  const decoded = decode(objectMeta, metadata as JsonValue);
  if (decoded.hasEmpty) dropEmpty(objectMeta, decoded.value);
  return {
    hasEmpty: false,
    value: { ...value, metadata: decoded.value },
    unknownFields: [...decoded.unknownFields.map((field) => `metadata.${field}`), ...unknownFields],
  };
}

/** Throws StatusError for an object that says it is of another kind or version than the custom resource it was sent to. */
function checkCustomType(
  kind: Kind,
  value: { readonly [key: string]: unknown },
  fieldValidation: RequestOptions['fieldValidation'],
): void {
  const own = apiVersionOf(kind.type);
  const { apiVersion = own, kind: name = kind.type.kind } = value;
  if (apiVersion !== own) {
    const [version] = String(apiVersion).split('/').slice(-1);
    const unknown = Object.keys(value).filter((field) => !['apiVersion', 'kind', 'metadata'].includes(field));
    const why = unknown.map((field) => `unknown field "${field}"`).join(', ');
    if (fieldValidation !== 'Strict' || unknown.length === 0)
      throw badRequest(`the API version in the data (${String(apiVersion)}) does not match the expected API version (${own})`);
    throw badRequest(
      `${String(name)} in version "${version ?? ''}" cannot be handled as a ${kind.type.kind}: strict decoding error: ${why}`,
    );
  }
  if (name === kind.type.kind) return;
  const metadata = isObject(value['metadata']) ? value['metadata'] : {};
  const fault = { type: 'FieldValueInvalid', field: 'kind', value: name, detail: `must be ${kind.type.kind}` } as const;
  throw invalid({ type: { group: kind.type.group, kind: String(name) } }, String(metadata['name'] ?? ''), [fault]);
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
  const mediaType = contentType.split(';')[0]?.trim().toLowerCase();
  if (body !== undefined && typeof body !== 'string') return { value: body, duplicates: [], sorted: false };
  const text = body ?? '';
  try {
    if (mediaType === 'application/json' || mediaType === '') return parseJson(text);
    if (mediaType === 'application/yaml') return parseYaml(text);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    throw badRequest(
      `the object provided is unrecognized (must be of type ${kindName}): ${unread(error, mediaType)} (${beginningOf(text, mediaType === 'application/yaml')})`,
    );
  }
  throw unsupportedMediaType(ACCEPTED);
}

const unread = ({ message }: ParseError, mediaType: string | undefined): string =>
  mediaType === 'application/yaml' ? message : `couldn't get version/kind; json parse error: ${message}`;

/** The first bytes of a body as the server shows them: JSON as it is, anything else in hexadecimal. */
function beginningOf(body: string, hexadecimal: boolean): string {
  if (body === '') return '<empty>';
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

/** Versions that the scheme still knows although they are served no more. */
const oldVersions = new Set([
  'apps/v1beta1',
  'apps/v1beta2',
  'extensions/v1beta1',
  'batch/v1beta1',
  'policy/v1beta1',
  'autoscaling/v1',
  'apiextensions.k8s.io/v1beta1',
  'rbac.authorization.k8s.io/v1beta1',
  'rbac.authorization.k8s.io/v1alpha1',
  'storage.k8s.io/v1beta1',
  'certificates.k8s.io/v1beta1',
  'admissionregistration.k8s.io/v1beta1',
  'events.k8s.io/v1beta1',
  'node.k8s.io/v1beta1',
  'authentication.k8s.io/v1beta1',
  'authorization.k8s.io/v1beta1',
]);

function wrongKind(kind: Kind, apiVersion: string, name: string): Error {
  const own = apiVersionOf(kind.type);
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/', 2) : ['', apiVersion];
  const shown = `${name} in version "${version ?? ''}" cannot be handled as a ${kind.type.kind}`;
  if (oldVersions.has(apiVersion) && name === kind.type.kind) {
    return badRequest(`the API version in the data (${apiVersion}) does not match the expected API version (${own})`);
  }
  const known = kindNames(kind).has(name);
  if (apiVersion === own && known) {
    const internal = kind.type.group === '' ? 'core' : kind.type.group.split('.')[0];
    return badRequest(
      `${shown}: converting (${version ?? ''}.${name}) to (${internal ?? ''}.${kind.type.kind}): unknown conversion`,
    );
  }
  const where = group === '' ? (version ?? '') : apiVersion;
  return badRequest(`${shown}: no kind "${name}" is registered for version "${where}" in scheme "${kind.scheme ?? SCHEME}"`);
}

/** Kinds that the scheme knows in the kind's own version. */
function kindNames({ type }: Kind): ReadonlySet<string> {
  const own = Object.values(resources).filter(({ group, version }) => group === type.group && version === type.version);
  return new Set(['List', ...own.flatMap(({ kind }) => [kind, `${kind}List`])]);
}
