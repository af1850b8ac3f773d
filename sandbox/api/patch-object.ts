import { isObject, type JsonValue } from '../core/json.ts';
import { parseJson } from '../schema/parse-json.ts';
import { parseYaml } from '../schema/parse-yaml.ts';
import { ParseError, type Parsed } from '../schema/parsed.ts';

import { patchContentType, type PatchType } from './client.ts';
import { apply } from './apply-object.ts';
import { decodeValue, type DecodedObject } from './decode-body.ts';
import { badRequest, invalid, notFound, unknownError, unsupportedMediaType } from './errors.ts';
import type { FieldError } from './field-error.ts';
import { structureOfKind, type Kind } from './kind.ts';
import { applyJsonPatch, MalformedPatch } from './patches/json-patch.ts';
import { mergePatch } from './patches/merge-patch.ts';
import { afterMerging, goMap, PatchError, strategicMergePatch } from './patches/strategic-merge-patch.ts';
import type { ApiRequest } from './request.ts';
import { findStored, type AnyObject, type ServerState } from './server-state.ts';
import { StatusError } from './status-error.ts';
import { updateDecoded, type UpdateRules, type Written } from './write-object.ts';

const typeByContent = new Map(Object.entries(patchContentType).map(([type, content]) => [content, type as PatchType]));

/** PATCH of an object or one of its subresources. Models k8s.io/apiserver/pkg/endpoints/handlers/patch.go. */
export function patch(state: ServerState, kind: Kind, request: ApiRequest, rules: UpdateRules): Written {
  const type = patchTypeOf(kind, request);
  const name = request.name ?? '';
  const value = patchBody(request, type);
  if (type === 'apply') return apply(state, kind, request, value, rules);
  const old = findStored(state, kind, { name, namespace: request.namespace });
  if (old === undefined) throw notFound(kind, name);
  if (request.options?.force !== undefined) {
    const detail = 'may not be specified for non-apply patch';
    throw invalid(patchOptions, '', [{ type: 'FieldValueForbidden', field: 'force', detail }]);
  }
  const patched = applyPatch(kind, type, old, value);
  return updateDecoded(state, kind, request, decodePatched(kind, request, type, patched, value), old, rules);
}

const patchOptions = { type: { group: 'meta.k8s.io', kind: 'PatchOptions' } };

/** What the patch made, read as an object; what does not fit is told as a fault of the patch. */
function decodePatched(kind: Kind, request: ApiRequest, type: PatchType, patched: unknown, patch: Parsed): DecodedObject {
  try {
    const value = { value: patched as JsonValue, duplicates: patch.duplicates, sorted: false };
    return { ...decodeValue(kind, value, request.options?.fieldValidation), patched: true };
  } catch (error) {
    const prefix = `${kind.type.kind} in version "${kind.type.version}" cannot be handled as a ${kind.type.kind}: `;
    if (!(error instanceof StatusError) || !error.message.startsWith(prefix)) throw error;
    const text = typeof request.body === 'string' ? request.body : JSON.stringify(request.body);
    const shown = type === 'strategic' ? goMap(isObject(patch.value) ? afterMerging(patch.value) : patch.value) : text;
    const found = error.message.slice(prefix.length);
    const detail = type === 'strategic' ? converterText(found) : found;
    const fault: FieldError = {
      type: 'FieldValueInvalid',
      field: 'patch',
      value: shown,
      detail,
    };
    throw invalid({ type: { group: '', kind: '' } }, '', [fault]);
  }
}

/** A strategic patch is read by another decoder, which has words of its own. */
function converterText(message: string): string {
  const [, given = '', wanted] = /^json: cannot unmarshal (\w+).* of type (.+)$/.exec(message) ?? [];
  if (wanted === undefined) return message;
  const source = given === 'object' ? 'map' : given === 'array' ? 'slice' : given;
  if (wanted.startsWith('[]')) return `cannot restore slice from ${source}`;
  if (wanted.startsWith('map[')) return `cannot restore map from ${source}`;
  return /^v\d/.test(wanted) ? `cannot restore struct from: ${source}` : `unrecognized type: ${wanted}`;
}

/** Custom resources have no structure that a strategic patch could follow. */
const customPatches = [patchContentType.json, patchContentType.merge, patchContentType.apply].join(', ');

/** The kind of patch that a request brings. Throws StatusError for one that this kind of object does not take. */
export function patchTypeOf(kind: Kind, request: ApiRequest): PatchType {
  const mediaType = (request.contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  const type = typeByContent.get(mediaType);
  if (kind.custom !== undefined && (type === undefined || type === 'strategic')) throw unsupportedMediaType(customPatches);
  if (type === undefined)
    throw new StatusError({ code: 415, reason: 'UnsupportedMediaType', message: '415: Unsupported Media Type', details: {} });
  return type;
}

/** What stands before the fault of a body that cannot be read. */
const leads: { readonly [type in PatchType]?: string } = {
  merge: 'error decoding patch: ',
  apply: 'error decoding YAML: error converting YAML to JSON: ',
};

export function patchBody(request: ApiRequest, type: PatchType): Parsed {
  const { body } = request;
  if (typeof body !== 'string') return { value: body ?? {}, duplicates: [], sorted: false };
  try {
    return type === 'apply' ? parseYaml(body) : parseJson(body);
  } catch (error) {
    if (error instanceof ParseError) throw badRequest(`${leads[type] ?? ''}${error.message}`);
    throw error;
  }
}

function applyPatch(kind: Kind, type: PatchType, old: AnyObject, { value }: Parsed): unknown {
  if (type !== 'json' && !isObject(value)) {
    const given = Array.isArray(value) ? 'array' : typeof value;
    const why = `json: cannot unmarshal ${given} into Go value of type map[string]interface {}`;
    throw badRequest(type === 'merge' ? `error decoding patch: ${why}` : why);
  }
  try {
    if (type === 'json') return applyJsonPatch(old, value);
    if (type === 'merge') return mergePatch(old, value);
    return strategicMergePatch(structureOfKind(kind), old, value);
  } catch (error) {
    if (error instanceof MalformedPatch) throw badRequest(error.message);
    if (error instanceof PatchError && type === 'json') {
      throw new StatusError({
        code: 422,
        reason: 'Invalid',
        message: 'the server rejected our request due to an error in our request',
        details: {},
      });
    }
    if (error instanceof PatchError) throw unknownError(error.message);
    throw error;
  }
}
