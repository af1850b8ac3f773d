import type { FieldError } from '../../api/field-error.ts';
import { qualifiedName } from '../../core/names.ts';
import { invalid, invalidFor, required, tooLong } from '../validation/field-errors.ts';

const mostParameters = 512;
const largest = 256 * 1024;

/** Who makes volumes of a class. Models validateProvisioner in pkg/apis/storage/validation. */
export function* validateProvisioner(name: string | undefined, field: string): Generator<FieldError> {
  if (!name) yield required(field);
  else yield* invalidFor(field, name.toLowerCase(), qualifiedName);
}

/** Models validateParameters. */
export function* validateParameters(
  parameters: { readonly [key: string]: string } = {},
  mayBeEmpty: boolean,
  field: string,
): Generator<FieldError> {
  const entries = Object.entries(parameters);
  if (entries.length > mostParameters) {
    yield tooLong(field, mostParameters);
    return;
  }
  let size = 0;
  for (const [key, value] of entries) {
    if (key === '') yield invalid(field, key, 'field can not be empty.');
    size += key.length + value.length;
  }
  if (size > largest) yield tooLong(field, largest);
  if (!mayBeEmpty && entries.length === 0) yield required(field, 'must contain at least one key/value pair');
}
