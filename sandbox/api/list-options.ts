import { invalid, unknownError } from './errors.ts';
import type { FieldError } from './field-error.ts';
import type { RequestOptions } from './request.ts';
import { StatusError } from './status-error.ts';

const listOptions = { type: { group: 'meta.k8s.io', kind: 'ListOptions' } };

/**
 * Refuses options of a list or watch that contradict each other. Throws StatusError. Models
 * k8s.io/apimachinery/pkg/apis/meta/internalversion/validation.ValidateListOptions.
 */
export function checkListOptions(options: RequestOptions, watching: boolean): void {
  const { resourceVersion = '', resourceVersionMatch: match = '', sendInitialEvents } = options;
  const field = 'resourceVersionMatch';
  const errors: FieldError[] = [];
  const forbid = (detail: string): void => void errors.push({ type: 'FieldValueForbidden', field, detail });
  if (watching && sendInitialEvents !== undefined) {
    if (match !== 'NotOlderThan') forbid('sendInitialEvents requires setting resourceVersionMatch to NotOlderThan');
    if (match !== '' && match !== 'NotOlderThan') unsupported(errors, match, '"NotOlderThan"');
  } else if (watching) {
    if (match !== '') forbid('resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided');
  } else if (match !== '') {
    if (resourceVersion === '') forbid('resourceVersionMatch is forbidden unless resourceVersion is provided');
    if (match === 'Exact' && resourceVersion === '0') forbid('resourceVersionMatch "exact" is forbidden for resourceVersion "0"');
    if (match !== 'Exact' && match !== 'NotOlderThan') unsupported(errors, match, '"Exact", "NotOlderThan", ""');
  }
  if (errors.length > 0) throw invalid(listOptions, '', errors);
}

function unsupported(errors: FieldError[], value: string, supported: string): void {
  errors.push({ type: 'FieldValueNotSupported', field: 'resourceVersionMatch', value, detail: `supported values: ${supported}` });
}

/** The revision that a get or a watch names; undefined when it names none. Throws StatusError for a text that is no revision. */
export function revisionOf(text: string | undefined): number | undefined {
  if (text === undefined || text === '' || text === '0') return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  const shown = JSON.stringify(text);
  throw unknownError(`resourceVersion: Invalid value: ${shown}: strconv.ParseUint: parsing ${shown}: invalid syntax`);
}

/** Refuses a revision that the cluster has not reached; the real server waits three seconds for it first. */
export function checkReached(wanted: number, current: number): void {
  if (wanted <= current) return;
  const message = `Timeout: Too large resource version: ${wanted}, current: ${current}`;
  const causes = [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }];
  throw new StatusError({ code: 504, reason: 'Timeout', message, details: { causes, retryAfterSeconds: 1 } });
}
