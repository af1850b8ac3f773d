import { applyOperation, type Operation } from 'fast-json-patch';
import { deepEqual, isObject } from '../../core/json.ts';
import { PatchError } from './strategic-merge-patch.ts';

const MAX_OPERATIONS = 10_000;

/** A patch whose body is no list of operations at all. */
export class MalformedPatch extends Error {}

/** Applies a JSON patch (RFC 6902); returns a new value. Throws MalformedPatch, or PatchError when an operation does not apply. */
export function applyJsonPatch(target: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch))
    throw new MalformedPatch(
      `json: cannot unmarshal ${isObject(patch) ? 'object' : typeof patch} into Go value of type jsonpatch.Patch`,
    );
  if (patch.length > MAX_OPERATIONS)
    throw new MalformedPatch(`The allowed maximum operations in a JSON patch is ${MAX_OPERATIONS}, got ${patch.length}`);
  let document: unknown = target;
  for (const operation of patch as readonly unknown[]) {
    const problem = problemWith(document, operation);
    if (problem !== undefined) throw new PatchError(problem);
    try {
      document = applyOperation(document, operation as Operation, false, false).newDocument;
    } catch (error) {
      throw new PatchError(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
    }
  }
  return document;
}

const names = new Set(['add', 'remove', 'replace', 'move', 'copy', 'test']);

/** What the server says of an operation that cannot be done. Models evanphx/json-patch. */
function problemWith(document: unknown, operation: unknown): string | undefined {
  if (!isObject(operation)) return 'Unexpected kind: unknown';
  const { op, path, from } = operation as { readonly op?: unknown; readonly path?: unknown; readonly from?: unknown };
  if (typeof op !== 'string' || !names.has(op)) return `Unexpected kind: ${String(op ?? 'unknown')}`;
  if (typeof path !== 'string') return `${op} operation failed to decode path: missing value`;
  const parent = jsonPatchParent(document, path);
  const last = path.slice(path.lastIndexOf('/') + 1);
  if (op === 'test') {
    const value = jsonPatchValue(document, path);
    return deepEqual(value ?? null, operation['value'] ?? null) ? undefined : `testing value ${path} failed: test failed`;
  }
  if (parent === undefined) return `${op} operation does not apply: doc is missing path: "${path}": missing value`;
  if (op === 'remove' || op === 'replace') {
    if (Array.isArray(parent)) {
      const index = Number(last);
      if (!Number.isInteger(index))
        return `${op} operation does not apply: strconv.Atoi: parsing ${JSON.stringify(last)}: invalid syntax`;
      if (index >= parent.length)
        return `${op === 'remove' ? `error in remove for path: '${path}'` : `${op} operation does not apply: doc is missing key: ${path}`}: ${op === 'remove' ? `Unable to access invalid index: ${index}: invalid index referenced` : 'missing value'}`;
    } else if (!Object.hasOwn(parent, unescape(last))) {
      return op === 'remove'
        ? `remove operation does not apply: doc is missing path: "${path}": missing value`
        : `replace operation does not apply: doc is missing key: ${path}: missing value`;
    }
  }
  if (op === 'add' && Array.isArray(parent) && last !== '-') {
    const index = Number(last);
    if (!Number.isInteger(index))
      return `add operation does not apply: error in add for path: '${path}': value was not a proper array index: '${last}': strconv.Atoi: parsing ${JSON.stringify(last)}: invalid syntax`;
    if (index > parent.length)
      return `add operation does not apply: error in add for path: '${path}': Unable to access invalid index: ${index}: invalid index referenced`;
  }
  if ((op === 'move' || op === 'copy') && (typeof from !== 'string' || jsonPatchValue(document, from) === undefined)) {
    return `${op} operation does not apply: doc is missing from path: ${String(from)}: missing value`;
  }
  return undefined;
}

const unescape = (step: string): string => step.replaceAll('~1', '/').replaceAll('~0', '~');

function jsonPatchValue(document: unknown, path: string): unknown {
  let value = document;
  for (const step of path.split('/').slice(1)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, unescape(step))) return undefined;
    value = (value as { readonly [key: string]: unknown })[unescape(step)];
  }
  return value;
}

function jsonPatchParent(document: unknown, path: string): object | undefined {
  const parent = jsonPatchValue(document, path.slice(0, Math.max(0, path.lastIndexOf('/'))));
  return typeof parent === 'object' && parent !== null ? parent : undefined;
}
