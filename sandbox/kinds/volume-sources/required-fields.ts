import type { FieldError } from '../../api/field-error.ts';
import { required } from '../validation/field-errors.ts';

const isEmpty = (value: unknown): boolean => value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

/** A check of sources that want these texts and lists to be there and not empty. */
export const requiring = <Source extends object>(...fields: readonly (keyof Source & string)[]) =>
  function* (source: Source, path: string): Generator<FieldError> {
    for (const field of fields) if (isEmpty(source[field])) yield required(`${path}.${field}`);
  };

/** A reference to a Secret that may be left out, and when it is there has these fields. */
export function* validateSecretRef<Reference extends object>(
  reference: Reference | undefined,
  fields: readonly (keyof Reference & string)[],
  path: string,
): Generator<FieldError> {
  if (reference !== undefined) yield* requiring<Reference>(...fields)(reference, `${path}.secretRef`);
}
