import { isObject } from '../../../core/json.ts';

/** The object without `metadata.managedFields`, also in the items of a list. */
export function withoutManagedFields(object: unknown): unknown {
  if (!isObject(object)) return object;
  const { metadata, items } = object;
  return {
    ...object,
    ...(isObject(metadata) ? { metadata: { ...metadata, managedFields: undefined } } : {}),
    ...(Array.isArray(items) ? { items: items.map(withoutManagedFields) } : {}),
  };
}
