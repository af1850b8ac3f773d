import type { FieldError } from '../../api/field-error.ts';
import { defineKind } from '../../api/kind.ts';
import { dns1123Subdomain } from '../../core/names.ts';
import { validatingAdmissionPolicyBindings } from '../../schema/resources.ts';
import type {
  ValidatingAdmissionPolicyBinding,
  ValidatingAdmissionPolicyBindingSpec,
} from '../../schema/types/admissionregistration-v1.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { duplicate, each, invalid, invalidFor, notSupported, required } from '../validation/field-errors.ts';
import { defaultMatchResources, paramRefText, validateMatchResources, validateParamRef } from './match.ts';

const actions = ['Audit', 'Deny', 'Warn'];

/** Models validateValidatingAdmissionPolicyBindingSpec in pkg/apis/admissionregistration/validation. */
function* validateSpec(spec: ValidatingAdmissionPolicyBindingSpec): Generator<FieldError> {
  if (!spec.policyName) yield required('spec.policyName');
  else yield* invalidFor('spec.policyName', spec.policyName, dns1123Subdomain);
  yield* validateParamRef(spec.paramRef, 'spec.paramRef');
  yield* validateMatchResources(spec.matchResources, 'spec.matchResources');
  const path = 'spec.validationActions';
  const given = spec.validationActions ?? [];
  for (const [action, at, index] of each(given, path)) {
    if (!actions.includes(action)) yield notSupported(at, action, actions);
    if (given.indexOf(action) < index) yield duplicate(at, action);
  }
  if (given.includes('Deny') && given.includes('Warn')) {
    const why = 'repeating the same validation failure information in the API response and headers serves no purpose';
    yield invalid(path, given, `must not contain both Deny and Warn (${why})`);
  }
  if (given.length === 0) yield required(path, 'at least one validation action is required');
}

export const validatingAdmissionPolicyBinding = defineKind<ValidatingAdmissionPolicyBinding>({
  type: validatingAdmissionPolicyBindings,
  singular: 'validatingadmissionpolicybinding',
  categories: ['api-extensions'],
  generation: true,
  needsResourceVersion: true,
  default: ({ spec }) => defaultMatchResources(spec?.matchResources),
  validate: ({ spec }) => [...validateSpec(spec)],
  columns: [
    nameColumn,
    textColumn('PolicyName', ({ spec }) => spec.policyName),
    textColumn('ParamRef', ({ spec }) => paramRefText(spec.paramRef)),
    ageColumn,
  ],
});
