import { applyOperation, type Operation } from 'fast-json-patch';
import { deepEqual, draftOf, isObject } from '../../core/json.ts';
import { PatchError } from './strategic-merge-patch.ts';

const MAX_OPERATIONS = 10_000;

/** A patch whose body is no list of operations at all. */
export class MalformedPatch extends Error {}

/**
 * Applies a JSON patch (RFC 6902) with the liberties of the real server: `replace` makes a field that is not there, an index of -1 is the
 * end, and a missing value is null. Returns a new value. Throws MalformedPatch, or PatchError when an operation does not apply.
 */
export function applyJsonPatch(target: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch)) {
    throw new MalformedPatch(
      `error decoding patch: json: cannot unmarshal ${isObject(patch) ? 'object' : typeof patch} into Go value of type []handlers.jsonPatchOp`,
    );
  }
  if (patch.length > MAX_OPERATIONS) {
    throw new MalformedPatch(`The allowed maximum operations in a JSON patch is ${MAX_OPERATIONS}, got ${patch.length}`);
  }
  let document: unknown = draftOf(target);
  for (const operation of patch as readonly unknown[]) {
    try {
      document = applyOne(document, operation);
    } catch (error) {
      throw new PatchError(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
    }
  }
  return document;
}

function applyOne(document: unknown, operation: unknown): unknown {
  if (!isObject(operation)) throw new PatchError('Unexpected kind: unknown');
  const { op, path, from, value = null } = operation;
  if (typeof path !== 'string') throw new PatchError('missing path');
  if (op === 'test') {
    if (!deepEqual(valueAt(document, path) ?? null, value)) throw new PatchError(`testing value ${path} failed`);
    return document;
  }
  const parent = valueAt(document, path.slice(0, Math.max(0, path.lastIndexOf('/'))));
  if (op === 'copy' && typeof from === 'string') {
    return apply(document, { op: 'add', path: endOf(path, parent), value: draftOf(valueAt(document, from) ?? null) });
  }
  if (op === 'replace' && isObject(parent)) return apply(document, { op: 'add', path, value });
  if (op === 'add') return apply(document, { op, path: endOf(path, parent), value });
  return apply(document, operation as unknown as Operation);
}

/** With the checks of the library, and on the document itself, which is a copy already. */
function apply(document: unknown, operation: Operation): unknown {
  return applyOperation(document, operation, true, true, true).newDocument;
}

const endOf = (path: string, parent: unknown): string =>
  Array.isArray(parent) && path.endsWith('/-1') ? `${path.slice(0, -2)}${parent.length}` : path;

function valueAt(document: unknown, path: string): unknown {
  let value = document;
  for (const raw of path.split('/').slice(1)) {
    const step = raw.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as { readonly [key: string]: unknown })[step];
  }
  return value;
}
