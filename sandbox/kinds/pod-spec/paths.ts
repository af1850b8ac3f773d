import type { FieldError } from '../../api/field-error.ts';
import { invalid } from '../validation/field-errors.ts';

/** A path that does not climb. */
export function* validateNoBacksteps(path: string, at: string): Generator<FieldError> {
  if (path.split('/').includes('..')) yield invalid(at, path, "must not contain '..'");
}

/** A path below another. */
export function* validateDescending(path: string, at: string): Generator<FieldError> {
  if (path.startsWith('/')) yield invalid(at, path, 'must be a relative path');
  yield* validateNoBacksteps(path, at);
}

/** A path below a volume, where names that begin with `..` belong to the kubelet. */
export function* validateLocalPath(path: string, at: string): Generator<FieldError> {
  yield* validateDescending(path, at);
  if (path.startsWith('..') && !path.startsWith('../')) yield invalid(at, path, "must not start with '..'");
}

/** The permission bits of a file. */
export function* validateFileMode(mode: number | undefined, at: string): Generator<FieldError> {
  if (mode !== undefined && (mode > 0o777 || mode < 0)) {
    yield invalid(at, mode, 'must be a number between 0 and 0777 (octal), both inclusive');
  }
}
