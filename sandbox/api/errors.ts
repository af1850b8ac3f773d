import type { FieldError } from './field-error.ts';
import type { Kind } from './kind.ts';
import { StatusError, type StatusCause, type StatusDetails } from './status-error.ts';

/** What errors say of a kind; every kind fits. */
export interface Named {
  readonly type: { readonly group: string; readonly resource: string; readonly kind: string };
}

const qualified = ({ type }: Named): string => (type.group === '' ? type.resource : `${type.resource}.${type.group}`);

const detailsOf = ({ type }: Named, name: string): { name: string; group?: string; kind: string } =>
  ({
    ...(name === '' ? {} : { name }),
    ...(type.group === '' ? {} : { group: type.group }),
    kind: type.resource,
  }) as { name: string; group?: string; kind: string };

export function notFound(kind: Named, name: string): StatusError {
  const message = `${qualified(kind)} "${name}" not found`;
  return new StatusError({ code: 404, reason: 'NotFound', message, details: detailsOf(kind, name) });
}

/** The answer to a resource or path that the server does not serve. */
export function noSuchResource(): StatusError {
  return new StatusError({
    code: 404,
    reason: 'NotFound',
    message: 'the server could not find the requested resource',
    details: {},
  });
}

export function alreadyExists(kind: Named, name: string): StatusError {
  const message = `${qualified(kind)} "${name}" already exists`;
  return new StatusError({ code: 409, reason: 'AlreadyExists', message, details: detailsOf(kind, name) });
}

export const staleObject = 'the object has been modified; please apply your changes to the latest version and try again';

export function conflict(kind: Named, name: string, why = staleObject): StatusError {
  const message = `Operation cannot be fulfilled on ${qualified(kind)} "${name}": ${why}`;
  return new StatusError({ code: 409, reason: 'Conflict', message, details: detailsOf(kind, name) });
}

export function forbidden(kind: Named, name: string, why: string, causes?: readonly StatusCause[]): StatusError {
  const message = name === '' ? `${qualified(kind)} is forbidden: ${why}` : `${qualified(kind)} "${name}" is forbidden: ${why}`;
  const details = { ...detailsOf(kind, name), ...(causes === undefined ? {} : { causes }) };
  return new StatusError({ code: 403, reason: 'Forbidden', message, details });
}

/** The answer to credentials that are none. */
export function unauthorized(): StatusError {
  return new StatusError({ code: 401, reason: 'Unauthorized', message: 'Unauthorized' });
}

export function badRequest(message: string): StatusError {
  return new StatusError({ code: 400, reason: 'BadRequest', message });
}

export function methodNotAllowed(): StatusError {
  const message = 'the server does not allow this method on the requested resource';
  return new StatusError({ code: 405, reason: 'MethodNotAllowed', message, details: {} });
}

export function methodNotSupported(kind: Named, verb: string): StatusError {
  const message = `${verb} is not supported on resources of kind "${qualified(kind)}"`;
  return new StatusError({ code: 405, reason: 'MethodNotAllowed', message, details: detailsOf(kind, '') });
}

export function expired(message: string): StatusError {
  return new StatusError({ code: 410, reason: 'Expired', message });
}

export function notAcceptable(message: string, details?: StatusDetails): StatusError {
  return new StatusError({ code: 406, reason: 'NotAcceptable', message, ...(details === undefined ? {} : { details }) });
}

/** The answer to a path that leads nowhere: a line of text, no Status. */
export function noSuchPage(): StatusError {
  return new StatusError({ ...noSuchResource().status, text: '404 page not found\n' });
}

export function unsupportedMediaType(accepted: string): StatusError {
  const message = `the body of the request was in an unknown format - accepted media types include: ${accepted}`;
  return new StatusError({ code: 415, reason: 'UnsupportedMediaType', message });
}

export function internalError(message: string): StatusError {
  const details = { causes: [{ reason: '', message }] } as unknown as { causes: readonly StatusCause[] };
  return new StatusError({ code: 500, reason: 'InternalError', message: `Internal error occurred: ${message}`, details });
}

export function serviceUnavailable(message: string): StatusError {
  return new StatusError({ code: 503, reason: 'ServiceUnavailable', message });
}

/** What a plain Go error becomes. */
export function unknownError(message: string): StatusError {
  return new StatusError({ code: 500, reason: '', message });
}

/** The answer to an object that does not hold up. Models k8s.io/apimachinery/pkg/api/errors.NewInvalid. */
export function invalid(
  kind: {
    readonly type: { readonly group: string; readonly kind: string };
    readonly storedAs?: { readonly group?: string };
  },
  name: string,
  errors: readonly FieldError[],
): StatusError {
  // It is the storage that checks, and so its group that is named.
  const type = { ...kind.type, group: kind.storedAs?.group ?? kind.type.group };
  const shown = type.group === '' ? type.kind : `${type.kind}.${type.group}`;
  const texts = [...new Set(errors.map((error) => `${error.field}: ${textOf(error)}`))];
  const list = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`;
  const causes = errors.map((error) => ({ reason: error.type, message: textOf(error), field: error.field }));
  return new StatusError({
    code: 422,
    reason: 'Invalid',
    message: `${shown} "${name}" is invalid: ${list}`,
    details: {
      ...(name === '' ? {} : { name }),
      ...(type.group === '' ? {} : { group: type.group }),
      ...(type.kind === '' ? {} : { kind: type.kind }),
      causes,
    },
  });
}

const leads: { readonly [type in FieldError['type']]: string } = {
  FieldValueRequired: 'Required value',
  FieldValueInvalid: 'Invalid value',
  FieldValueNotSupported: 'Unsupported value',
  FieldValueForbidden: 'Forbidden',
  FieldValueDuplicate: 'Duplicate value',
  FieldValueTooLong: 'Too long',
  FieldValueTooMany: 'Too many',
  FieldValueNotFound: 'Not found',
  FieldValueTypeInvalid: 'Invalid value',
  InternalError: 'Internal error',
};
/** Kinds of error whose text does not show the value. */
const withoutValue: ReadonlySet<FieldError['type']> = new Set([
  'FieldValueRequired',
  'FieldValueForbidden',
  'FieldValueTooLong',
  'InternalError',
]);

/** An error without its field, as it stands in a cause. Models k8s.io/apimachinery/pkg/util/validation/field.Error.ErrorBody. */
export function textOf(error: FieldError): string {
  const value = withoutValue.has(error.type) || !('value' in error) ? '' : `: ${valueText(error.value)}`;
  return `${leads[error.type]}${value}${error.detail === '' ? '' : `: ${error.detail}`}`;
}

function valueText(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (value === undefined || value === null) return 'null';
  return typeof value === 'object' ? goJson(value) : String(value as number | boolean);
}

/** JSON as Go writes it, which spells out what HTML would read as a mark. */
function goJson(value: object): string {
  return JSON.stringify(value).replace(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
}

/** A string between quotation marks, as Go's `%q` writes it. */
export function quote(text: string): string {
  return JSON.stringify(text)
    .replace(/\\u00([01][0-9a-f])/g, '\\x$1')
    .replace(/\u007f/g, '\\x7f');
}

export type { Kind };
