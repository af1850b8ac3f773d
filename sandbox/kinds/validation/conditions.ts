import type { FieldError } from '../../api/field-error.ts';
import { patternText, qualifiedName } from '../../core/names.ts';
import type { Condition } from '../../schema/types/meta-v1.ts';
import { duplicate, each, invalid, invalidFor, notSupported, required, tooLong } from './field-errors.ts';

const reasonPattern = '[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?';
const reasonText = patternText(
  "a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or '_,:', and must end with an alphanumeric character or '_'",
  reasonPattern,
  'my_name',
  'MY_NAME',
  'MyName',
  'ReasonA,ReasonB',
  'ReasonA:ReasonB',
);
const longestReason = 1024;
const longestMessage = 32 * 1024;

/** Models ValidateConditions in k8s.io/apimachinery/pkg/apis/meta/v1/validation. */
export function* validateConditions(conditions: readonly Condition[] | undefined, path: string): Generator<FieldError> {
  const types = new Set<string>();
  for (const [condition, at] of each(conditions, path)) {
    const { type = '', status = '', reason = '', message = '', observedGeneration = 0, lastTransitionTime } = condition;
    if (types.has(type)) yield duplicate(`${at}.type`, type);
    types.add(type);
    yield* invalidFor(`${at}.type`, type, qualifiedName);
    if (!['True', 'False', 'Unknown'].includes(status)) yield notSupported(`${at}.status`, status, ['False', 'True', 'Unknown']);
    if (observedGeneration < 0)
      yield invalid(`${at}.observedGeneration`, observedGeneration, 'must be greater than or equal to zero');
    if (!lastTransitionTime) yield required(`${at}.lastTransitionTime`, 'must be set');
    if (reason === '') yield required(`${at}.reason`, 'must be set');
    else {
      if (!new RegExp(`^${reasonPattern}$`).test(reason)) yield invalid(`${at}.reason`, reason, reasonText);
      if (reason.length > longestReason) yield tooLong(`${at}.reason`, longestReason);
    }
    if (message.length > longestMessage) yield tooLong(`${at}.message`, longestMessage);
  }
}
