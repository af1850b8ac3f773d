import type { JsonValue } from '../core/json.ts';
import { parseJson } from '../schema/parse-json.ts';
import { parseYaml } from '../schema/parse-yaml.ts';
import { ParseError } from '../schema/parsed.ts';
import { apiVersionOf } from '../schema/resource-type.ts';
import { structureOf, type Structure } from '../schema/structure.ts';
import { patchContentType, type PatchType } from './client.ts';
import { decodeValue } from './decode-body.ts';
import { badRequest, notFound, unknownError, unsupportedMediaType } from './errors.ts';
import type { Kind } from './kind.ts';
import { applyJsonPatch, MalformedPatch } from './patches/json-patch.ts';
import { mergePatch } from './patches/merge-patch.ts';
import { PatchError, strategicMergePatch } from './patches/strategic-merge-patch.ts';
import type { ApiRequest } from './request.ts';
import { findStored, type AnyObject, type ServerState } from './server-state.ts';
import { StatusError } from './status-error.ts';
import { updateDecoded, type UpdateRules, type Written } from './write-object.ts';

const typeByContent = new Map(Object.entries(patchContentType).map(([type, content]) => [content, type as PatchType]));
const ACCEPTED = [
  patchContentType.json,
  patchContentType.merge,
  patchContentType.strategic,
  patchContentType.apply,
  'application/apply-patch+cbor',
];

/** PATCH of an object or one of its subresources. Models k8s.io/apiserver/pkg/endpoints/handlers/patch.go. */
export function patch(state: ServerState, kind: Kind, request: ApiRequest, rules: UpdateRules): Written {
  const type = patchTypeOf(request);
  const name = request.name ?? '';
  const value = patchBody(request, type);
  const old = findStored(state, kind, { name, namespace: request.namespace });
  if (old === undefined) throw notFound(kind, name);
  const patched = applyPatch(kind, type, old, value);
  const decoded = decodeValue(
    kind,
    { value: patched as JsonValue, duplicates: [], sorted: false },
    request.options?.fieldValidation,
  );
  return updateDecoded(state, kind, request, decoded, old, rules);
}

export function patchTypeOf(request: ApiRequest): PatchType {
  const mediaType = (request.contentType ?? '').split(';')[0]?.trim() ?? '';
  const type = typeByContent.get(mediaType);
  if (type === undefined) throw unsupportedMediaType(ACCEPTED.join(', '));
  return type;
}

function patchBody(request: ApiRequest, type: PatchType): unknown {
  const { body } = request;
  if (typeof body !== 'string') return body ?? {};
  try {
    return type === 'apply' ? parseYaml(body).value : parseJson(body).value;
  } catch (error) {
    if (error instanceof ParseError) throw badRequest(`error decoding patch: ${error.message}`);
    throw error;
  }
}

function applyPatch(kind: Kind, type: PatchType, old: AnyObject, value: unknown): unknown {
  try {
    if (type === 'json') return applyJsonPatch(old, value);
    if (type === 'merge') return mergePatch(old, value);
    return strategicMergePatch(structureFor(kind), old, value);
  } catch (error) {
    if (error instanceof MalformedPatch) throw badRequest(error.message);
    if (error instanceof PatchError && type === 'json') {
      throw new StatusError({
        code: 422,
        reason: 'Invalid',
        message: `the server rejected our request due to an error in our request`,
        details: {},
      });
    }
    if (error instanceof PatchError) throw unknownError(error.message);
    throw error;
  }
}

function structureFor(kind: Kind): Structure {
  const structure = structureOf(kind.type.definition ?? '');
  if (structure === undefined) throw new Error(`there is no structure for ${apiVersionOf(kind.type)} ${kind.type.kind}`);
  return structure;
}
