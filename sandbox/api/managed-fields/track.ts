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
 * Who owns the fields of an object that is about to be written: the one place where ownership is found. It looks at the object as its
 * author and the defaults made it: what admission and the strategy add afterwards (addresses, tolerations) belongs to nobody. A write that
 * names no manager is followed only on objects whose fields already have owners, so that what controllers make stays small. Models the
 * place of the field manager in k8s.io/apiserver/pkg/endpoints/handlers.
 */
export function ownersAfter(
  state: ServerState,
  kind: Kind,
  object: DraftObject,
  old: AnyObject | undefined,
  request: {
    readonly user: UserInfo;
    readonly userAgent?: string | undefined;
    readonly program?: string | undefined;
    readonly options?: RequestOptions | undefined;
  },
  decoded: DecodedObject,
  subresource: string | undefined,
): readonly Manager[] {
  const before = (old?.metadata.managedFields ?? []) as unknown as readonly Manager[];
  const named = request.options?.fieldManager ?? request.userAgent?.split('/')[0] ?? '';
  let managers = decoded.managers;
  // A list with nothing but an empty entry asks for everything to be forgotten.
  if (isReset(object.metadata.managedFields)) managers = [];
  if (managers === undefined) {
    const structure = structureOfKind(kind);
    if (named === '' && before.length === 0) managers = before;
    else {
      const manager = named === '' ? (request.program ?? request.user.username.split(':').pop() ?? '') : named;
      const writer = { manager, operation: 'Update', apiVersion: apiVersionOf(kind.type), subresource } as const;
      const base = old ?? zeroStruct(structure);
      managers = afterUpdate({ structure, rule: {} }, before, writer, base, object, formatTime(state.clock.now()));
    }
  }
  return managers;
}

/** Writes them where the object keeps them. */
export function setOwners(object: DraftObject, managers: readonly Manager[]): void {
  if (managers.length === 0) delete object.metadata.managedFields;
  else object.metadata.managedFields = [...managers];
}

function isReset(given: readonly unknown[] | undefined): boolean {
  const [first] = given ?? [];
  return given?.length === 1 && isObject(first) && Object.values(first).every((value) => value === undefined || value === '');
}
