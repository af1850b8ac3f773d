import { deepEqual, isObject, type JsonObject } from '../../../core/json.ts';
import type { AnyObject } from '../cluster-session.ts';
import { LAST_APPLIED } from './last-applied.ts';

type Fields = { readonly [key: string]: unknown };

interface Manager extends Fields {
  readonly manager: string;
  readonly operation: string;
  readonly apiVersion: string;
  readonly subresource?: string;
  readonly fieldsV1: unknown;
}

type Operation = 'Apply' | 'Update';

const managersOf = ({ metadata }: AnyObject): readonly Manager[] => (metadata.managedFields ?? []) as unknown as Manager[];

/** Who owns the annotation of client-side apply by this operation. */
export function annotationOwners(object: AnyObject, operation: Operation): readonly string[] {
  const owns = ({ fieldsV1 }: Manager): boolean =>
    ['f:metadata', 'f:annotations', `f:${LAST_APPLIED}`].reduce<unknown>(
      (fields, key) => (isObject(fields) ? fields[key] : undefined),
      fieldsV1,
    ) !== undefined;
  const names = managersOf(object)
    .filter((entry) => entry.operation === operation && owns(entry))
    .map(({ manager }) => manager);
  return [...new Set(names)];
}

/**
 * The patch that hands to `manager`, for server-side apply, what was written by client-side apply; undefined when there is nothing to
 * hand over. Models k8s.io/client-go/util/csaupgrade.
 */
export function migrationPatch(object: AnyObject, manager: string): readonly JsonObject[] | undefined {
  const before = managersOf(object);
  const after = annotationOwners(object, 'Update').reduce((entries, from) => handedOver(entries, from, manager), before);
  if (deepEqual(before, after)) return undefined;
  return [
    { op: 'replace', path: '/metadata/managedFields', value: after as unknown as JsonObject },
    { op: 'replace', path: '/metadata/resourceVersion', value: object.metadata.resourceVersion ?? '' },
  ];
}

function handedOver(entries: readonly Manager[], from: string, to: string): readonly Manager[] {
  const isOld = (entry: Manager): boolean =>
    entry.manager === from && entry.operation === 'Update' && (entry.subresource ?? '') === '';
  const isNew = (entry: Manager): boolean =>
    entry.manager === to && entry.operation === 'Apply' && (entry.subresource ?? '') === '';
  const heir = entries.find(isNew) ?? entries.find(isOld);
  if (heir === undefined) return entries;
  const given = entries.find((entry) => isOld(entry) && entry.apiVersion === heir.apiVersion);
  const fieldsV1 = union(heir.fieldsV1, given?.fieldsV1);
  return entries.flatMap((entry) =>
    entry === heir ? [{ ...entry, manager: to, operation: 'Apply', fieldsV1 }] : isOld(entry) ? [] : [entry],
  );
}

/** Sets of places are trees of names: what is in either is in both together. */
function union(left: unknown, right: unknown): unknown {
  if (!isObject(left) || !isObject(right)) return left ?? right;
  const shared = Object.entries(right).map(([key, value]) => [key, Object.hasOwn(left, key) ? union(left[key], value) : value]);
  return { ...left, ...(Object.fromEntries(shared) as Fields) };
}
