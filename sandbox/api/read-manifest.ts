import { isObject, type Draft } from '../core/json.ts';
import { dropEmpty } from '../schema/decode.ts';
import { parseYaml } from '../schema/parse-yaml.ts';
import { ParseError, type Parsed } from '../schema/parsed.ts';
import { apiVersionOf } from '../schema/resource-type.ts';
import type { KubeObject } from './client.ts';
import { decodeValue } from './decode-body.ts';
import { badRequest, invalid } from './errors.ts';
import { structureOfKind, type Kind } from './kind.ts';
import type { UserInfo } from './request.ts';
import { asObject, writeContext, type DraftObject, type ServerState } from './server-state.ts';
import { validateMetadata } from './validate-metadata.ts';

const nobody: UserInfo = { username: '', groups: [] };

/**
 * Reads an object from a file that no request brought, as programs do that are built with the server's own code: fields that nobody
 * knows are left out, defaults are filled in, `complete` has its say, and all of it is validated. Throws StatusError.
 */
export function readManifest<T extends KubeObject>(
  state: ServerState,
  kind: Kind,
  text: string,
  complete: (object: Draft<T>) => void,
): T {
  const parsed = parse(text);
  const given: { readonly [field: string]: unknown } = isObject(parsed.value) ? parsed.value : {};
  for (const field of ['kind', 'apiVersion'] as const) {
    const name = field === 'kind' ? 'Kind' : 'apiVersion';
    if (typeof given[field] !== 'string') throw badRequest(`Object '${name}' is missing in '${JSON.stringify(parsed.value)}'`);
  }
  const { type } = kind;
  if (given['kind'] !== type.kind || given['apiVersion'] !== apiVersionOf(type))
    throw badRequest(`it holds a ${String(given['kind'])} of ${String(given['apiVersion'])}`);
  const decoded = decodeValue(kind, parsed, 'Ignore');
  const object = decoded.object as DraftObject;
  object.metadata ??= { name: '' };
  if (decoded.hasEmpty) dropEmpty(structureOfKind(kind), object);
  const context = writeContext(state, nobody);
  kind.default?.(object as never, context);
  complete(object as never);
  const final = asObject(object);
  const errors = [...validateMetadata(kind, final), ...(kind.validate?.(final, context) ?? [])];
  if (errors.length > 0) throw invalid(kind, final.metadata.name, errors);
  return final as unknown as T;
}

function parse(text: string): Parsed {
  try {
    return parseYaml(text);
  } catch (error) {
    if (error instanceof ParseError) throw badRequest(`error converting YAML to JSON: ${error.message}`);
    throw error;
  }
}
