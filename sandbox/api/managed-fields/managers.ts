import { deepEqual, isObject } from '../../core/json.ts';
import { difference, fromFields, intersection, isEmpty, none, pathTexts, toFields, union, type Paths } from './paths.ts';
import { claimed, compare, merge, remove, type Comparison, type Place } from './typed-value.ts';

/** One entry of `metadata.managedFields`: who owns which places of an object. */
export interface Manager {
  readonly manager: string;
  readonly operation: string;
  readonly apiVersion: string;
  readonly time?: string;
  readonly fieldsType: string;
  readonly fieldsV1: unknown;
  readonly subresource?: string;
}

/** Who writes, and how. */
export interface Writer {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly subresource?: string | undefined;
}

export interface Conflict {
  /** As messages name it: `"maker" using apps/v1`. */
  readonly owner: string;
  readonly paths: readonly string[];
}

type Mapping = { readonly [key: string]: unknown };

const systemMetadata = new Set([
  'name',
  'namespace',
  'creationTimestamp',
  'selfLink',
  'uid',
  'resourceVersion',
  'generation',
  'generateName',
  'managedFields',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
]);

/** The part of an object that a writer can own: status only through its subresource, and nothing that the server sets. */
export function ownable(object: Mapping, subresource: string | undefined): Mapping {
  const metadata = isObject(object['metadata']) ? object['metadata'] : {};
  const owned = Object.fromEntries(Object.entries(metadata).filter(([name]) => !systemMetadata.has(name)));
  const parts = Object.entries(object).filter(([name]) => {
    if (name === 'apiVersion' || name === 'kind' || name === 'metadata') return false;
    return subresource === 'status' ? name === 'status' : name !== 'status';
  });
  return { ...(Object.keys(owned).length === 0 ? {} : { metadata: owned }), ...Object.fromEntries(parts) };
}

const isWriter = (entry: Manager, writer: Writer): boolean =>
  entry.manager === writer.manager &&
  entry.operation === writer.operation &&
  (entry.subresource ?? '') === (writer.subresource ?? '');

function entryOf(writer: Writer, fields: Paths, time: string | undefined): Manager {
  const { manager, operation, apiVersion, subresource } = writer;
  const entry = {
    manager,
    operation,
    apiVersion,
    // What was written through `scale` is noted without its time.
    ...(time === undefined || subresource === 'scale' ? {} : { time }),
    fieldsType: 'FieldsV1',
    fieldsV1: toFields(fields),
  };
  return subresource === undefined ? entry : { ...entry, subresource };
}

/** Takes places from everyone but the writer; who owns nothing any more is gone. */
function without(managers: readonly Manager[], writer: Writer, taken: Paths, removed: Paths): Manager[] {
  return managers.flatMap((entry) => {
    if (isWriter(entry, writer)) return [entry];
    const before = fromFields(entry.fieldsV1);
    const after = difference(before, union(taken, removed));
    if (isEmpty(after)) return [];
    const fieldsV1 = toFields(after);
    return [deepEqual(fieldsV1, entry.fieldsV1) ? entry : { ...entry, fieldsV1 }];
  });
}

/** The managers after a write that asked nobody: what it changed is the writer's. */
export function afterUpdate(
  place: Place,
  managers: readonly Manager[],
  writer: Writer,
  old: Mapping,
  next: Mapping,
  time: string,
): readonly Manager[] {
  // Metadata is a struct of every object: that it is there is nobody's doing.
  const part = (object: Mapping): Mapping => ({ metadata: {}, ...ownable(object, writer.subresource) });
  const { changed, removed } = compare(place, part(old), part(next));
  if (isEmpty(changed) && isEmpty(removed)) return managers;
  const others = without(managers, writer, changed, removed);
  const own = others.find((entry) => isWriter(entry, writer));
  const before = own === undefined ? none : fromFields(own.fieldsV1);
  const fields = difference(union(before, changed), removed);
  const rest = others.filter((entry) => entry !== own);
  if (isEmpty(fields)) return sorted(rest);
  return sorted([...rest, own !== undefined && deepEqual(toFields(fields), own.fieldsV1) ? own : entryOf(writer, fields, time)]);
}

export interface Applied {
  readonly object: Mapping;
  readonly managers: readonly Manager[];
  readonly conflicts: readonly Conflict[];
}

/** Lays a configuration over what there is. Models structured-merge-diff/merge.Updater.Apply. */
export function afterApply(
  place: Place,
  managers: readonly Manager[],
  writer: Writer,
  live: Mapping,
  config: Mapping,
  time: string,
): Applied {
  const wanted = ownable(config, writer.subresource);
  const base = ownable(live, writer.subresource);
  const own = managers.find((entry) => isWriter(entry, writer));
  const last = own === undefined ? none : fromFields(own.fieldsV1);
  const set = claimed(place, wanted);
  const fields = Object.keys(wanted).length === 0 ? none : set;
  const others = managers.filter((entry) => entry !== own).map((entry) => fromFields(entry.fieldsV1));
  const kept = others.reduce(union, fields);
  const merged = remove(place, merge(place, base, wanted), difference(last, kept), kept) as Mapping;
  const comparison: Comparison = compare(place, base, merged);
  const conflicts = managers.flatMap((entry) => {
    if (entry === own) return [];
    const contested = intersection(fromFields(entry.fieldsV1), comparison.changed);
    return isEmpty(contested) ? [] : [{ owner: ownerText(entry), paths: pathTexts(contested) }];
  });
  const rest = without(managers, writer, comparison.changed, comparison.removed).filter((entry) => entry !== own);
  const same = own !== undefined && deepEqual(toFields(fields), own.fieldsV1);
  const nothingChanged = isEmpty(comparison.changed) && isEmpty(comparison.removed);
  // Who only lays claim to what is there already has not written at any time.
  const entry = same && nothingChanged ? own : entryOf(writer, fields, nothingChanged ? own?.time : time);
  return { object: merged, managers: sorted(isEmpty(fields) ? rest : [...rest, entry]), conflicts };
}

function ownerText({ manager, operation, apiVersion, subresource }: Manager): string {
  const using = operation === 'Update' ? ` using ${apiVersion}` : '';
  return `"${manager}"${subresource === undefined ? '' : ` with subresource "${subresource}"`}${using}`;
}

function sorted(managers: readonly Manager[]): readonly Manager[] {
  const key = ({ operation, time, manager, apiVersion, subresource }: Manager): string =>
    [operation, time ?? '', manager, apiVersion, subresource ?? ''].join('\n');
  return [...managers].sort((left, right) => (key(left) < key(right) ? -1 : 1));
}
