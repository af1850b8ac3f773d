import type { FieldError } from '../../api/field-error.ts';
import { deepEqual } from '../../core/json.ts';
import { forbidden } from './field-errors.ts';

/** Keeps the data of an object that says of itself that it never changes. */
export function* validateImmutable<T extends { readonly immutable?: boolean }>(
  object: T,
  old: T,
  fields: readonly (keyof T & string)[],
): Generator<FieldError> {
  if (!old.immutable) return;
  const text = 'field is immutable when `immutable` is set';
  if (!object.immutable) yield forbidden('immutable', text);
  for (const field of fields) if (!deepEqual(object[field], old[field])) yield forbidden(field, text);
}
