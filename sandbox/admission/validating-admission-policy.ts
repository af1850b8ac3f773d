import { defineAdmission, refuse, type AdmissionContext, type AdmissionRequest } from '../api/admission.ts';
import { StatusError } from '../api/status-error.ts';
import { validatingAdmissionPolicies, validatingAdmissionPolicyBindings } from '../schema/resources.ts';
import type {
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
  Validation,
} from '../schema/types/admissionregistration-v1.ts';
import { isMatched } from './policy-match.ts';
import { conditionsHold, paramsFor, PolicyRun } from './policy-run.ts';

interface Denial {
  readonly message: string;
  readonly reason: string;
}

const codes: { readonly [reason: string]: number } = {
  Unauthorized: 401,
  Forbidden: 403,
  Invalid: 422,
  RequestEntityTooLarge: 413,
};
/** Policies cannot be held against what makes policies. */
const EXEMPT = 'admissionregistration.k8s.io';

/**
 * Holds requests to the rules that policies and their bindings state. Audit annotations are evaluated nowhere, as there is no audit log.
 * Models k8s.io/apiserver/pkg/admission/plugin/policy/validating.
 */
export const validatingAdmissionPolicy = defineAdmission({
  name: 'ValidatingAdmissionPolicy',
  validate(request, context) {
    const policies = context.list(validatingAdmissionPolicies);
    if (policies.length === 0 || request.kind.type.group === EXEMPT) return;
    const bindings = context.list(validatingAdmissionPolicyBindings);
    for (const policy of policies) {
      if (!isMatched(policy.spec.matchConstraints, request, context)) continue;
      for (const binding of bindings) {
        if (binding.spec.policyName !== policy.metadata.name) continue;
        if (isMatched(binding.spec.matchResources, request, context)) enforce(policy, binding, request, context);
      }
    }
  },
});

function enforce(
  policy: ValidatingAdmissionPolicy,
  binding: ValidatingAdmissionPolicyBinding,
  request: AdmissionRequest,
  context: AdmissionContext,
): void {
  const denials = denialsOf(policy, binding, request, context);
  const who = `ValidatingAdmissionPolicy '${policy.metadata.name}' with binding '${binding.metadata.name}'`;
  const actions = binding.spec.validationActions ?? [];
  if (actions.includes('Warn')) for (const { message } of denials) context.warn(`Validation failed for ${who}: ${message}`);
  const [first] = denials;
  if (first === undefined || !actions.includes('Deny')) return;
  const message = `${who} denied request: ${first.message}`;
  const { status } = refuse(request, message);
  const causes = [{ message } as unknown as { readonly reason: string; readonly message: string }];
  throw new StatusError({
    ...status,
    reason: first.reason,
    code: codes[first.reason] ?? 422,
    details: { ...status.details, causes },
  });
}

function denialsOf(
  { spec }: ValidatingAdmissionPolicy,
  binding: ValidatingAdmissionPolicyBinding,
  request: AdmissionRequest,
  context: AdmissionContext,
): readonly Denial[] {
  const fails = spec.failurePolicy !== 'Ignore';
  const fault = (message: string): readonly Denial[] => (fails ? [{ message, reason: 'Invalid' }] : []);
  let params: ReturnType<typeof paramsFor>;
  try {
    params = paramsFor(spec, binding.spec.paramRef, request, context);
  } catch (error) {
    return fault(`failed to configure binding: ${error instanceof Error ? error.message : ''}`);
  }
  return params.flatMap((param) => {
    const run = new PolicyRun(spec, request, context, param);
    const holds = conditionsHold(spec, run);
    if (holds === false) return [];
    if (holds !== true) return fault(holds.error);
    return (spec.validations ?? []).flatMap((validation) => {
      const outcome = run.evaluate(validation.expression);
      if ('error' in outcome) return fault(`expression '${validation.expression.trim()}' resulted in error: ${outcome.error}`);
      return outcome.value === true ? [] : [{ message: messageOf(validation, run), reason: validation.reason ?? 'Invalid' }];
    });
  });
}

function messageOf({ expression, message, messageExpression }: Validation, run: PolicyRun): string {
  const made = messageExpression === undefined || messageExpression === '' ? undefined : run.evaluate(messageExpression);
  if (made !== undefined && 'value' in made && typeof made.value === 'string') {
    const text = made.value.trim();
    if (text !== '' && !text.includes('\n')) return text;
  }
  return message === undefined || message === '' ? `failed expression: ${expression.trim()}` : message.trim();
}
