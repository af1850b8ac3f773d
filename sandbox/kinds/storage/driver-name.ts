import type { FieldError } from '../../api/field-error.ts';
import { dns1123Subdomain } from '../../core/names.ts';
import { invalid, required, tooLong } from '../validation/field-errors.ts';

const longest = 63;

/** Models ValidateCSIDriverName in pkg/apis/core/validation. */
export function* validateDriverName(name: string, path: string): Generator<FieldError> {
  if (name === '') {
    yield required(path);
    return;
  }
  if (name.length > longest) yield tooLong(path, longest);
  for (const text of dns1123Subdomain(name.toLowerCase())) yield invalid(path, name, text);
}
