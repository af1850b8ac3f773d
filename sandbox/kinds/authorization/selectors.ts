import type { FieldError } from '../../api/field-error.ts';
import { FieldSelectorError, parseFieldSelector, type FieldRequirement } from '../../core/field-selector.ts';
import { parseSelector, SelectorError } from '../../core/label-selector.ts';
import type { ResourceAttributes } from '../../schema/types/authorization-v1.ts';
import { labelValue, qualifiedName } from '../../core/names.ts';
import { each, forbidden, invalid, invalidFor, required } from '../validation/field-errors.ts';

const path = 'spec.resourceAttributes';

interface Requirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

interface SelectorAttributes {
  readonly rawSelector?: string;
  readonly requirements?: readonly Requirement[];
}

/** The objects that a question is narrowed to. Models validateResourceAttributes in pkg/apis/authorization/validation. */
export function* validateSelectors(attributes: ResourceAttributes | undefined): Generator<FieldError> {
  yield* validateSelector(attributes?.fieldSelector, `${path}.fieldSelector`, validateFieldRequirement);
  yield* validateSelector(attributes?.labelSelector, `${path}.labelSelector`, validateLabelRequirement);
}

function* validateSelector(
  selector: SelectorAttributes | undefined,
  at: string,
  validateRequirement: (requirement: Requirement, at: string) => Iterable<FieldError>,
): Generator<FieldError> {
  if (selector === undefined) return;
  const { rawSelector = '', requirements = [] } = selector;
  if (rawSelector !== '' && requirements.length > 0)
    yield invalid(`${at}.rawSelector`, rawSelector, 'may not specified at the same time as requirements');
  if (rawSelector === '' && requirements.length === 0)
    yield required(`${at}.requirements`, `when ${at} is specified, requirements or rawSelector is required`);
  for (const [requirement, here] of each(requirements, `${at}.requirements`)) yield* validateRequirement(requirement, here);
}

function* validateFieldRequirement(requirement: Requirement, at: string): Generator<FieldError> {
  if (!requirement.key) yield required(`${at}.key`, 'must be specified');
  yield* validateCount(requirement, at);
}

/** Operators that are not known are let through: a newer client may know them. */
function* validateCount({ operator, values = [] }: Requirement, at: string): Generator<FieldError> {
  if ((operator === 'In' || operator === 'NotIn') && values.length === 0)
    yield required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'");
  if ((operator === 'Exists' || operator === 'DoesNotExist') && values.length > 0)
    yield forbidden(`${at}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
}

function* validateLabelRequirement(requirement: Requirement, at: string): Generator<FieldError> {
  yield* validateCount(requirement, at);
  const { key = '', values } = requirement;
  yield* invalidFor(`${at}.key`, key, qualifiedName);
  for (const [value, valueAt] of each(values, `${at}.values`)) yield* invalidFor(valueAt, value, labelValue);
}

/** What of the selectors could not be used, for the answer; empty when all could. Models BuildEvaluationError. */
export function selectorProblems({ fieldSelector, labelSelector }: ResourceAttributes): string {
  const unused = [
    ['fieldSelector', usable(fieldSelector, isFieldTerm, isFieldRequirement)],
    ['labelSelector', usable(labelSelector, isLabelSelector, isLabelRequirement)],
  ] as const;
  return unused
    .flatMap(([field, state]) =>
      state === 'all' ? [] : [`${path}.${field} ${state === 'some' ? 'partially ' : ''}ignored due to parse error`],
    )
    .join('; ');
}

/** The fields that a question is narrowed to, as far as they can be used. Models FieldSelectorAsSelector in pkg/registry/authorization/util. */
export function fieldsOf({ fieldSelector }: ResourceAttributes): readonly FieldRequirement[] {
  const { rawSelector = '', requirements = [] } = fieldSelector ?? {};
  if (rawSelector !== '') return isFieldTerm(rawSelector) ? parseFieldSelector(rawSelector) : [];
  return requirements
    .filter(isFieldRequirement)
    .map(({ key, operator, values: [value = ''] = [] }) => ({ field: key, isEqual: operator === 'In', value }));
}

function usable(
  selector: SelectorAttributes | undefined,
  isRaw: (text: string) => boolean,
  isUsable: (requirement: Requirement) => boolean,
): 'all' | 'some' | 'none' {
  const { rawSelector = '', requirements = [] } = selector ?? {};
  if (rawSelector !== '' && !isRaw(rawSelector)) return 'none';
  const good = requirements.filter(isUsable).length;
  return good === requirements.length ? 'all' : good > 0 ? 'some' : 'none';
}

function isFieldTerm(text: string): boolean {
  try {
    parseFieldSelector(text);
    return true;
  } catch (error) {
    if (error instanceof FieldSelectorError) return false;
    throw error;
  }
}
const isFieldRequirement = ({ operator, values = [] }: Requirement): boolean =>
  (operator === 'In' || operator === 'NotIn') && values.length === 1;
const isLabelRequirement = ({ operator }: Requirement): boolean => ['In', 'NotIn', 'Exists', 'DoesNotExist'].includes(operator);

function isLabelSelector(text: string): boolean {
  try {
    parseSelector(text);
    return true;
  } catch (error) {
    if (error instanceof SelectorError) return false;
    throw error;
  }
}
