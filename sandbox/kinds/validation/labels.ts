import type { FieldError } from '../../api/field-error.ts';
import { labelValue, qualifiedName } from '../../core/names.ts';
import type { LabelSelector } from '../../schema/types/meta-v1.ts';
import { each, forbidden, invalid, invalidFor, required, tooLong } from './field-errors.ts';

type Texts = { readonly [key: string]: string } | undefined;

/** Models ValidateLabels in k8s.io/apimachinery/pkg/apis/meta/v1/validation. */
export function* validateLabels(labels: Texts, path: string): Generator<FieldError> {
  for (const [key, value] of Object.entries(labels ?? {})) {
    yield* invalidFor(path, key, qualifiedName);
    yield* invalidFor(path, value, labelValue);
  }
}

const largestAnnotations = 256 * 1024;

/** Models ValidateAnnotations in k8s.io/apimachinery/pkg/api/validation. */
export function* validateAnnotations(annotations: Texts, path: string): Generator<FieldError> {
  let size = 0;
  for (const [key, value] of Object.entries(annotations ?? {})) {
    for (const text of qualifiedName(key.toLowerCase())) yield invalid(path, key, text);
    size += key.length + value.length;
  }
  if (size > largestAnnotations) yield tooLong(path, largestAnnotations);
}

/** Models ValidateLabelSelector in k8s.io/apimachinery/pkg/apis/meta/v1/validation. */
export function* validateLabelSelector(selector: LabelSelector | undefined, path: string): Generator<FieldError> {
  if (selector === undefined) return;
  yield* validateLabels(selector.matchLabels, `${path}.matchLabels`);
  for (const [expression, at] of each(selector.matchExpressions, `${path}.matchExpressions`)) {
    const values = expression.values ?? [];
    if (expression.operator === 'In' || expression.operator === 'NotIn') {
      if (values.length === 0) yield required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'");
    } else if (expression.operator === 'Exists' || expression.operator === 'DoesNotExist') {
      if (values.length > 0)
        yield forbidden(`${at}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
    } else {
      yield invalid(`${at}.operator`, expression.operator ?? '', 'not a valid selector operator');
    }
    yield* invalidFor(`${at}.key`, expression.key ?? '', qualifiedName);
    for (const [value, valuePath] of each(values, `${at}.values`)) yield* invalidFor(valuePath, value, labelValue);
  }
}

/** A selector with its parts in the order in which the server shows them. */
export function shownSelector(selector: LabelSelector | undefined): object | null {
  if (selector === undefined) return null;
  const { matchLabels, matchExpressions } = selector;
  const labels = Object.entries(matchLabels ?? {}).sort(([left], [right]) => (left < right ? -1 : 1));
  return {
    ...(labels.length === 0 ? {} : { matchLabels: Object.fromEntries(labels) }),
    ...((matchExpressions ?? []).length === 0
      ? {}
      : {
          matchExpressions: matchExpressions?.map(({ key, operator, values }) => ({
            key,
            operator,
            ...(values?.length ? { values } : {}),
          })),
        }),
  };
}

/** Whether a selector can be applied at all: known operators, values where they belong, valid keys and values. */
export function isUsableSelector(selector: LabelSelector | undefined): boolean {
  return [...validateLabelSelector(selector, '')].length === 0;
}
