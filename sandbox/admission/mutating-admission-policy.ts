import { defineAdmission, refuse, type AdmissionContext, type AdmissionRequest } from '../api/admission.ts';
import { applyJsonPatch } from '../api/patches/json-patch.ts';
import { PatchError, strategicMergePatch } from '../api/patches/strategic-merge-patch.ts';
import { mergePatch } from '../api/patches/merge-patch.ts';
import { isObject } from '../core/json.ts';
import { structureOf } from '../schema/structure.ts';
import { mapsForObjects } from '../schema/cel/object-literals.ts';
import { mutatingAdmissionPolicies, mutatingAdmissionPolicyBindings } from '../schema/resources.ts';
import type {
  MutatingAdmissionPolicy,
  MutatingAdmissionPolicyBinding,
  Mutation,
} from '../schema/types/admissionregistration-v1.ts';
import { isMatched } from './policy-match.ts';
import { conditionsHold, paramsFor, PolicyRun } from './policy-run.ts';

const EXEMPT = 'admissionregistration.k8s.io';

/**
 * Changes objects as policies and their bindings say. Each policy runs once: `reinvocationPolicy` is not simulated. Models
 * k8s.io/apiserver/pkg/admission/plugin/policy/mutating.
 */
export const mutatingAdmissionPolicy = defineAdmission({
  name: 'MutatingAdmissionPolicy',
  mutate(request, context) {
    const policies = context.list(mutatingAdmissionPolicies);
    if (policies.length === 0 || request.operation === 'DELETE' || request.kind.type.group === EXEMPT) return;
    const bindings = context.list(mutatingAdmissionPolicyBindings);
    for (const policy of policies) {
      if (!isMatched(policy.spec.matchConstraints, request, context)) continue;
      for (const binding of bindings) {
        if (binding.spec.policyName !== policy.metadata.name) continue;
        if (isMatched(binding.spec.matchResources, request, context)) mutate(policy, binding, request, context);
      }
    }
  },
});

function mutate(
  { metadata, spec }: MutatingAdmissionPolicy,
  binding: MutatingAdmissionPolicyBinding,
  request: AdmissionRequest,
  context: AdmissionContext,
): void {
  try {
    for (const param of paramsFor(spec, binding.spec.paramRef, request, context)) {
      const holds = conditionsHold(spec, new PolicyRun(spec, request, context, param));
      if (holds === false) continue;
      if (holds !== true) throw new PatchError(holds.error);
      for (const mutation of spec.mutations ?? []) change(mutation, new PolicyRun(spec, request, context, param), request);
    }
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (spec.failurePolicy === 'Ignore') return;
    const who = `policy '${metadata.name}' with binding '${binding.metadata.name}'`;
    throw refuse(request, `${who} denied request: ${error.message}`);
  }
}

function change({ applyConfiguration, jsonPatch }: Mutation, run: PolicyRun, request: AdmissionRequest): void {
  const expression = (jsonPatch ?? applyConfiguration)?.expression ?? '';
  const outcome = run.evaluate(mapsForObjects(expression), 'mixed');
  if ('error' in outcome) throw new PatchError(outcome.error);
  const patch = plain(outcome.value);
  if (jsonPatch !== undefined) {
    const operations = Array.isArray(patch) ? patch : [];
    // What only tests asks for nothing when the test fails.
    const document = tested(request.object, operations);
    if (document !== undefined) replace(request.object, document);
    return;
  }
  const structure = structureOf(request.kind.type.definition ?? '');
  const merged =
    structure === undefined ? mergePatch(request.object, patch) : strategicMergePatch(structure, request.object, patch);
  replace(request.object, merged);
}

function tested(object: unknown, operations: readonly unknown[]): unknown {
  try {
    return applyJsonPatch(object, operations);
  } catch (error) {
    if (error instanceof PatchError && error.message.startsWith('testing value')) return undefined;
    throw error;
  }
}

/** Takes over what a patch made. The metadata stays the same object, which the server goes on filling in. */
function replace(object: { [key: string]: unknown }, next: unknown): void {
  if (!isObject(next)) return;
  const { metadata } = object;
  for (const key of Object.keys(object)) if (key !== 'metadata') delete object[key];
  const { metadata: changed, ...rest } = next;
  Object.assign(object, rest);
  if (!isObject(metadata) || !isObject(changed)) return;
  const target = metadata as { [key: string]: unknown };
  for (const key of Object.keys(target)) delete target[key];
  Object.assign(target, changed);
}

/** A value of an expression as JSON. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [String(key), plain(item)]));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}
