import { isObject } from '../../core/json.ts';
import { formatTime } from '../../core/time-text.ts';
import { zeroStruct } from '../../schema/decode.ts';
import { apiVersionOf } from '../../schema/resource-type.ts';
import type { DecodedObject } from '../decode-body.ts';
import { structureOfKind, type Kind } from '../kind.ts';
import type { RequestOptions, UserInfo } from '../request.ts';
import type { AnyObject, DraftObject, ServerState } from '../server-state.ts';
import { afterUpdate, type Manager } from './managers.ts';

/**
 * Sets `metadata.managedFields` of an object that is about to be written: the one place where ownership is kept. A write that names no
 * manager is followed only on objects whose fields already have owners, so that what controllers make stays small.
 */
export function trackFields(
  state: ServerState,
  kind: Kind,
  object: DraftObject,
  old: AnyObject | undefined,
  request: { readonly user: UserInfo; readonly options?: RequestOptions | undefined },
  decoded: DecodedObject,
  subresource: string | undefined,
): void {
  const before = (old?.metadata.managedFields ?? []) as unknown as readonly Manager[];
  const named = request.options?.fieldManager ?? '';
  let managers = decoded.managers;
  // A list with nothing but an empty entry asks for everything to be forgotten.
  if (isReset(object.metadata.managedFields)) managers = [];
  if (managers === undefined) {
    const structure = structureOfKind(kind);
    if (named === '' && before.length === 0) managers = before;
    else {
      const manager = named === '' ? (request.user.username.split(':').pop() ?? '') : named;
      const writer = { manager, operation: 'Update', apiVersion: apiVersionOf(kind.type), subresource } as const;
      // Metadata is a struct in every object, so that it is there is nobody's doing.
      const base = old ?? { ...zeroStruct(structure), metadata: {} };
      managers = afterUpdate({ structure, rule: {} }, before, writer, base, object, formatTime(state.clock.now()));
    }
  }
  if (managers.length === 0) delete object.metadata.managedFields;
  else object.metadata.managedFields = [...managers];
}

function isReset(given: readonly unknown[] | undefined): boolean {
  const [first] = given ?? [];
  return given?.length === 1 && isObject(first) && Object.values(first).every((value) => value === undefined || value === '');
}
