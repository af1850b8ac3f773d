import type { FieldError } from '../../api/field-error.ts';
import { defineKind } from '../../api/kind.ts';
import { mutatingAdmissionPolicies } from '../../schema/resources.ts';
import type {
  MutatingAdmissionPolicy,
  MutatingAdmissionPolicySpec,
  Mutation,
} from '../../schema/types/admissionregistration-v1.ts';
import { compileMutation } from '../../schema/cel/compile-mutation.ts';
import { composedVariables, type PolicyVariables } from '../../schema/cel/policy-environment.ts';
import { ageColumn, nameColumn, numberColumn, textColumn } from '../columns.ts';
import { each, invalid, notSupported, oneOf, required } from '../validation/field-errors.ts';
import {
  defaultMatchResources,
  paramKindText,
  validateConstraints,
  validateMatchConditions,
  validateMutableOperations,
  validateParamKind,
  validateVariables,
} from './match.ts';
import { failurePolicies, reinvocationPolicies } from './rules.ts';

/** Models validateMutatingAdmissionPolicySpec in pkg/apis/admissionregistration/validation */
function* validateSpec(spec: MutatingAdmissionPolicySpec): Generator<FieldError> {
  const { failurePolicy } = spec;
  if (failurePolicy === undefined) yield required('spec.failurePolicy');
  else if (!failurePolicies.includes(failurePolicy)) yield notSupported('spec.failurePolicy', failurePolicy, failurePolicies);
  yield* validateParamKind(spec.paramKind, 'spec.paramKind');
  yield* validateConstraints(spec.matchConstraints, 'spec.matchConstraints');
  yield* validateMutableOperations(spec.matchConstraints, 'spec.matchConstraints');
  yield* validateMatchConditions(spec.matchConditions, 'spec.matchConditions', spec.paramKind !== undefined);
  yield* validateVariables(spec.variables, 'spec.variables', spec.paramKind !== undefined);
  if ((spec.mutations ?? []).length === 0) yield required('spec.mutations', 'mutations must contain at least one item');
  for (const [mutation, at] of each(spec.mutations, 'spec.mutations'))
    yield* validateMutation(mutation, at, composedVariables(spec.paramKind !== undefined, spec.variables));
  yield* oneOf('spec.reinvocationPolicy', spec.reinvocationPolicy, reinvocationPolicies);
}

const patchTypes = ['ApplyConfiguration', 'JSONPatch'];

function* validateMutation(mutation: Mutation, path: string, variables: PolicyVariables): Generator<FieldError> {
  const { patchType } = mutation;
  yield* oneOf(`${path}.patchType`, patchType, patchTypes);
  if (!patchTypes.includes(patchType)) return;
  const [own, other] =
    patchType === 'JSONPatch' ? (['jsonPatch', 'applyConfiguration'] as const) : (['applyConfiguration', 'jsonPatch'] as const);
  const given = mutation[own];
  if (given === undefined) yield required(`${path}.${own}`, `must be specified when patchType is ${patchType}`);
  else if ((given.expression ?? '').trim() === '') yield required(`${path}.${own}.expression`);
  else {
    const { expression = '' } = given;
    const problem = compileMutation(expression, variables);
    if (problem !== undefined) yield invalid(`${path}.${own}.expression`, expression, problem);
  }
  if (mutation[other] !== undefined) {
    yield invalid(`${path}.${other}`, `{${other}}`, `must not be specified when patchType is ${patchType}`);
  }
}

export const mutatingAdmissionPolicy = defineKind<MutatingAdmissionPolicy>({
  type: mutatingAdmissionPolicies,
  singular: 'mutatingadmissionpolicy',
  categories: ['api-extensions'],
  generation: true,
  needsResourceVersion: true,
  default({ spec }) {
    if (spec === undefined) return;
    spec.failurePolicy ??= 'Fail';
    defaultMatchResources(spec.matchConstraints);
  },
  validate: ({ spec }) => [...validateSpec(spec)],
  columns: [
    nameColumn,
    numberColumn('Mutations', ({ spec }) => (spec.mutations ?? []).length),
    textColumn('ParamKind', ({ spec }) => paramKindText(spec.paramKind)),
    ageColumn,
  ],
});
