import type { FieldError } from '../../api/field-error.ts';
import { defineKind } from '../../api/kind.ts';
import { dns1123Subdomain } from '../../core/names.ts';
import { mutatingAdmissionPolicyBindings } from '../../schema/resources.ts';
import type {
  MutatingAdmissionPolicyBinding,
  MutatingAdmissionPolicyBindingSpec,
} from '../../schema/types/admissionregistration-v1.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { invalidFor, required } from '../validation/field-errors.ts';
import {
  defaultMatchResources,
  paramRefText,
  validateMatchResources,
  validateMutableOperations,
  validateParamRef,
} from './match.ts';

/** Models validateMutatingAdmissionPolicyBindingSpec in pkg/apis/admissionregistration/validation. */
function* validateSpec(spec: MutatingAdmissionPolicyBindingSpec): Generator<FieldError> {
  if (!spec.policyName) yield required('spec.policyName');
  else yield* invalidFor('spec.policyName', spec.policyName, dns1123Subdomain);
  yield* validateParamRef(spec.paramRef, 'spec.paramRef');
  yield* validateMatchResources(spec.matchResources, 'spec.matchResources');
  yield* validateMutableOperations(spec.matchResources, 'spec.matchResources');
}

export const mutatingAdmissionPolicyBinding = defineKind<MutatingAdmissionPolicyBinding>({
  type: mutatingAdmissionPolicyBindings,
  singular: 'mutatingadmissionpolicybinding',
  categories: ['api-extensions'],
  generation: true,
  needsResourceVersion: true,
  default: ({ spec }) => defaultMatchResources(spec?.matchResources),
  validate: ({ spec }) => [...validateSpec(spec)],
  columns: [
    nameColumn,
    textColumn('PolicyName', ({ spec }) => spec.policyName ?? ''),
    textColumn('ParamRef', ({ spec }) => paramRefText(spec.paramRef)),
    ageColumn,
  ],
});
