/**
 * What validation finds. Texts and causes are made from these in one place (`invalid` in `errors.ts`), in the words of
 * k8s.io/apimachinery/pkg/util/validation/field.
 */
export type FieldErrorType =
  | 'FieldValueRequired'
  | 'FieldValueInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueForbidden'
  | 'FieldValueDuplicate'
  | 'FieldValueTooLong'
  | 'FieldValueTooMany'
  | 'FieldValueNotFound'
  | 'FieldValueTypeInvalid'
  | 'InternalError';

export interface FieldError {
  readonly type: FieldErrorType;
  /** Path as the server writes it: `spec.containers[0].name`, `data[a/b]`. */
  readonly field: string;
  /** The offending value, where the text shows one. */
  readonly value?: unknown;
  readonly detail: string;
}
