import type { FieldError } from '../../api/field-error.ts';

/** How the server shows a path that leads nowhere: the fault is that of the object as a whole. */
export const wholeObject = '[]';

export const required = (field: string, detail = ''): FieldError => ({ type: 'FieldValueRequired', field, detail });
export const invalid = (field: string, value: unknown, detail: string): FieldError => ({
  type: 'FieldValueInvalid',
  field,
  value: value === undefined ? null : value,
  detail,
});
/** A wrong value that the text does not show. */
export const withoutValue = (field: string, detail: string): FieldError => ({ type: 'FieldValueInvalid', field, detail });
export const forbidden = (field: string, detail: string): FieldError => ({ type: 'FieldValueForbidden', field, detail });
export const duplicate = (field: string, value: unknown): FieldError => ({
  type: 'FieldValueDuplicate',
  field,
  value,
  detail: '',
});
export const notFound = (field: string, value: unknown, detail = ''): FieldError => ({
  type: 'FieldValueNotFound',
  field,
  value,
  detail,
});
export const tooLong = (field: string, maximum: number): FieldError => ({
  type: 'FieldValueTooLong',
  field,
  detail: `may not be more than ${maximum} bytes`,
});
export const tooMany = (field: string, count: number, maximum: number): FieldError => ({
  type: 'FieldValueTooMany',
  field,
  value: count,
  detail: `must have at most ${maximum} item${maximum === 1 ? '' : 's'}`,
});

/** A value that is none of those there are. */
export const notSupported = (field: string, value: unknown, supported: readonly string[]): FieldError => ({
  type: 'FieldValueNotSupported',
  field,
  value,
  detail: supported.length === 0 ? '' : `supported values: ${supported.map((item) => JSON.stringify(item)).join(', ')}`,
});

/** One error for each thing that a rule finds wrong with a value. */
export function* invalidFor<T>(field: string, value: T, rule: (value: T) => readonly string[]): Generator<FieldError> {
  for (const text of rule(value)) yield invalid(field, value, text);
}

/** The items of a list, each with its path. */
export function* each<T>(
  items: readonly T[] | undefined,
  path: string,
): Generator<readonly [item: T, path: string, index: number]> {
  for (const [index, item] of (items ?? []).entries()) yield [item, `${path}[${index}]`, index];
}

/** A text that has to be there and to be one of these. */
export function* oneOf(field: string, value: string | undefined, supported: readonly string[]): Generator<FieldError> {
  if (!value) yield required(field);
  else if (!supported.includes(value)) yield notSupported(field, value, supported);
}

export function* nonNegative(field: string, value: number | undefined): Generator<FieldError> {
  if (value !== undefined && value < 0) yield invalid(field, value, 'must be greater than or equal to 0');
}

export function* positive(field: string, value: number | undefined): Generator<FieldError> {
  if ((value ?? 0) <= 0) yield invalid(field, value ?? 0, 'must be greater than zero');
}

export const immutableText = 'field is immutable';
