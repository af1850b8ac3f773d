import type { FieldError } from '../../api/field-error.ts';
import { defineKind } from '../../api/kind.ts';
import { qualifiedName } from '../../core/names.ts';
import { validatingAdmissionPolicies } from '../../schema/resources.ts';
import type { AuditAnnotation, ValidatingAdmissionPolicy, Validation } from '../../schema/types/admissionregistration-v1.ts';
import { composedVariables, type PolicyVariables } from '../../schema/cel/policy-environment.ts';
import { ageColumn, nameColumn, numberColumn, textColumn } from '../columns.ts';
import { duplicate, each, invalid, invalidFor, notSupported, required } from '../validation/field-errors.ts';
import {
  defaultMatchResources,
  paramKindText,
  validateConstraints,
  validateExpression,
  validateMatchConditions,
  validateParamKind,
  validateVariables,
} from './match.ts';
import { failurePolicies } from './rules.ts';

const reasons = ['Forbidden', 'Invalid', 'RequestEntityTooLarge'];
const longestAnnotation = 5 * 1024;
const mostAnnotations = 20;

/** Models validateValidatingAdmissionPolicySpec in pkg/apis/admissionregistration/validation */
function* validatePolicy({ metadata, spec }: ValidatingAdmissionPolicy): Generator<FieldError> {
  const { failurePolicy, validations = [], auditAnnotations = [] } = spec;
  const params = spec.paramKind !== undefined;
  const variables = composedVariables(params, spec.variables);
  if (failurePolicy === undefined) yield required('spec.failurePolicy');
  else if (!failurePolicies.includes(failurePolicy)) yield notSupported('spec.failurePolicy', failurePolicy, failurePolicies);
  yield* validateParamKind(spec.paramKind, 'spec.paramKind');
  yield* validateConstraints(spec.matchConstraints, 'spec.matchConstraints');
  yield* validateMatchConditions(spec.matchConditions, 'spec.matchConditions', params);
  yield* validateVariables(spec.variables, 'spec.variables', params);
  if (validations.length === 0 && auditAnnotations.length === 0) {
    for (const field of ['spec.validations', 'spec.auditAnnotations']) {
      yield required(field, 'validations or auditAnnotations must contain at least one item');
    }
    return;
  }
  for (const [validation, at] of each(validations, 'spec.validations')) yield* validateValidation(validation, at, variables);
  yield* validateAnnotations(auditAnnotations, metadata.name ?? '', 'spec.auditAnnotations', variables);
}

function* validateValidation(validation: Validation, path: string, variables: PolicyVariables): Generator<FieldError> {
  const { expression = '', message = '', messageExpression = '', reason } = validation;
  if (expression.trim() === '') yield required(`${path}.expression`, 'expression is not specified');
  else yield* validateExpression(expression, `${path}.expression`, variables, 'bool');
  const blank = 'must be non-empty if specified';
  if (messageExpression !== '' && messageExpression.trim() === '')
    yield invalid(`${path}.messageExpression`, messageExpression, blank);
  else if (messageExpression !== '')
    yield* validateExpression(messageExpression, `${path}.messageExpression`, variables, 'string');
  if (message !== '' && message.trim() === '') yield invalid(`${path}.message`, message, blank);
  else if (/[\n\r]/.test(message.trim())) yield invalid(`${path}.message`, message, 'must not contain line breaks');
  if (reason !== undefined && !reasons.includes(reason)) yield notSupported(`${path}.reason`, reason, reasons);
}

function* validateAnnotations(
  annotations: readonly AuditAnnotation[],
  policy: string,
  path: string,
  variables: PolicyVariables,
): Generator<FieldError> {
  if (annotations.length > mostAnnotations) {
    yield invalid(path, annotations, `must not have more than ${mostAnnotations} auditAnnotations`);
  }
  const keys = new Set<string>();
  for (const [{ key = '', valueExpression = '' }, at] of each(annotations, path)) {
    if (policy === '') yield invalid(`${at}.key`, key, 'requires metadata.name be non-empty');
    else yield* invalidFor(`${at}.key`, `${policy}/${key}`, qualifiedName);
    const length = valueExpression.trim().length;
    if (length === 0) yield required(`${at}.valueExpression`, 'valueExpression is not specified');
    else if (length <= longestAnnotation)
      yield* validateExpression(valueExpression, `${at}.valueExpression`, variables, 'string', 'null_type');
    if (length > longestAnnotation)
      yield required(`${at}.valueExpression`, `must not exceed ${longestAnnotation} bytes in length`);
    if (keys.has(key)) yield duplicate(`${at}.key`, key);
    keys.add(key);
  }
}

export const validatingAdmissionPolicy = defineKind<ValidatingAdmissionPolicy>({
  type: validatingAdmissionPolicies,
  singular: 'validatingadmissionpolicy',
  categories: ['api-extensions'],
  generation: true,
  statusSubresource: true,
  needsResourceVersion: true,
  default({ spec }) {
    if (spec === undefined) return;
    spec.failurePolicy ??= 'Fail';
    defaultMatchResources(spec.matchConstraints);
  },
  validate: (object) => [...validatePolicy(object)],
  columns: [
    nameColumn,
    numberColumn('Validations', ({ spec }) => (spec.validations ?? []).length),
    textColumn('ParamKind', ({ spec }) => paramKindText(spec.paramKind)),
    ageColumn,
  ],
});
