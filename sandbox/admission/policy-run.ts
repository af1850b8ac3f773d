import { EvaluationError } from '@marcbachmann/cel-js';
import type { AdmissionContext, AdmissionRequest } from '../api/admission.ts';
import type { KubeObject } from '../api/client.ts';
import { matches } from '../core/label-selector.ts';
import {
  CelAuthorizer,
  compilePolicyExpression,
  composedVariables,
  policyValue,
  type PolicyVariables,
} from '../schema/cel/policy-environment.ts';
import { namespaces } from '../schema/resources.ts';
import type { MatchCondition, ParamKind, ParamRef, Variable } from '../schema/types/admissionregistration-v1.ts';

/** What policies of both kinds have in common. */
export interface PolicySpec {
  readonly paramKind?: ParamKind | undefined;
  readonly matchConditions?: readonly MatchCondition[] | undefined;
  readonly variables?: readonly Variable[] | undefined;
}

/** What came of an expression. */
export type Outcome = { readonly value: unknown } | { readonly error: string };

/** Evaluates the expressions of one policy for one request and one parameter. */
export class PolicyRun {
  private readonly variables: PolicyVariables;
  private readonly plain: PolicyVariables;
  private readonly values: { readonly [name: string]: unknown };

  constructor(spec: PolicySpec, request: AdmissionRequest, context: AdmissionContext, params: KubeObject | undefined) {
    const hasParams = spec.paramKind !== undefined;
    this.plain = { params: hasParams };
    this.variables = composedVariables(hasParams, spec.variables);
    const deleted = request.operation === 'DELETE';
    const namespace = request.namespace === undefined ? undefined : context.find(namespaces, { name: request.namespace });
    const values = {
      object: deleted ? null : policyValue(request.object),
      oldObject: policyValue(request.old),
      request: policyValue(requestOf(request)),
      namespaceObject: policyValue(namespace),
      params: policyValue(params),
      authorizer: new CelAuthorizer((access) => context.authorizer.authorize({ ...access, user: request.user })),
    };
    this.values = { ...values, variables: this.composed(spec.variables ?? [], values) };
  }

  /** Conditions may not name variables; mutations may mix types in maps and lists. */
  evaluate(expression: string, how: 'composed' | 'plain' | 'mixed' = 'composed'): Outcome {
    const variables = how === 'plain' ? this.plain : how === 'mixed' ? { ...this.variables, mixed: true } : this.variables;
    return evaluate(expression, variables, this.values);
  }

  /** Values that are worked out when somebody asks for them. */
  private composed(variables: readonly Variable[], values: { readonly [name: string]: unknown }): object {
    const composed = {};
    for (const { name, expression } of variables) {
      const work = (): unknown => {
        const outcome = evaluate(expression, this.variables, { ...values, variables: composed });
        if ('error' in outcome) throw new EvaluationError(`composited variable "${name}" fails to evaluate: ${outcome.error}`);
        return outcome.value;
      };
      Object.defineProperty(composed, name, { get: work, enumerable: true });
    }
    return composed;
  }
}

function evaluate(expression: string, variables: PolicyVariables, values: { readonly [name: string]: unknown }): Outcome {
  const { program, problem } = compilePolicyExpression(expression, variables);
  if (program === undefined) return { error: problem ?? '' };
  try {
    return { value: program(values) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const summary = error instanceof EvaluationError ? error.summary : error.message;
    return { error: summary.replace(/^No such key: /, 'no such key: ') };
  }
}

/** `request` in an expression. Models admission/v1.AdmissionRequest. */
function requestOf({ kind, operation, namespace, name, subresource, user, options }: AdmissionRequest): object {
  const { group, version, resource } = kind.type;
  const gvk = { group, version, kind: kind.type.kind };
  const gvr = { group, version, resource };
  return {
    kind: gvk,
    resource: gvr,
    subResource: subresource ?? '',
    requestKind: gvk,
    requestResource: gvr,
    requestSubResource: subresource ?? '',
    name,
    ...(namespace === undefined ? {} : { namespace }),
    operation,
    userInfo: user,
    dryRun: options.dryRun ?? false,
  };
}

/** Whether all conditions of a policy hold; the text of a fault when one cannot be evaluated. */
export function conditionsHold(spec: PolicySpec, run: PolicyRun): boolean | { readonly error: string } {
  const outcomes = (spec.matchConditions ?? []).map(({ expression }) => run.evaluate(expression, 'plain'));
  if (outcomes.some((outcome) => 'value' in outcome && outcome.value === false)) return false;
  const fault = outcomes.find((outcome) => 'error' in outcome);
  return fault !== undefined && 'error' in fault ? { error: fault.error } : true;
}

/** The objects that parametrise a policy; `[undefined]` stands for none being needed. Throws Error with why there are none. */
export function paramsFor(
  { paramKind }: PolicySpec,
  reference: ParamRef | undefined,
  request: AdmissionRequest,
  context: AdmissionContext,
): readonly (KubeObject | undefined)[] {
  if (paramKind === undefined || reference === undefined) return [undefined];
  const type = context.typeOf(paramKind.apiVersion ?? '', paramKind.kind ?? '');
  if (type === undefined)
    throw new Error(
      `failed to find resource referenced by paramKind: '${paramKind.apiVersion ?? ''}, Kind=${paramKind.kind ?? ''}'`,
    );
  const namespace = type.namespaced ? reference.namespace || request.namespace : undefined;
  if (type.namespaced && namespace === undefined)
    throw new Error('cannot use namespaced paramRef in policy binding that matches cluster-scoped resources');
  const { name, selector, parameterNotFoundAction } = reference;
  const found = name
    ? [context.find(type, namespace === undefined ? { name } : { name, namespace })].filter((object) => object !== undefined)
    : context.list(type, namespace).filter(({ metadata }) => matches(selector, metadata.labels));
  if (found.length > 0) return found;
  if (parameterNotFoundAction === 'Allow') return [];
  throw new Error('no params found for policy binding with `Deny` parameterNotFoundAction');
}
