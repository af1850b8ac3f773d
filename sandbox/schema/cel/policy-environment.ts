import { Environment } from '@marcbachmann/cel-js';
import { isObject } from '../../core/json.ts';
import { addKubernetesFunctions } from './functions.ts';
import { compileExpression, type CompiledExpression } from './compile.ts';

/** What an access check of an expression asks for. */
export interface CheckedAccess {
  readonly verb: string;
  readonly group?: string;
  readonly resource?: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly path?: string;
}

export type AccessCheck = (access: CheckedAccess) => { readonly allowed: boolean; readonly reason: string };

/** `authorizer` in an expression, on its way to a decision. */
export class CelAuthorizer {
  constructor(
    readonly check: AccessCheck,
    readonly access: Omit<CheckedAccess, 'verb'> = {},
  ) {}

  with(more: Omit<CheckedAccess, 'verb'>): CelAuthorizer {
    return new CelAuthorizer(this.check, { ...this.access, ...more });
  }
}

class CelDecision {
  constructor(readonly decision: ReturnType<AccessCheck>) {}
}

/** Which variables the expressions of a policy may name. */
export interface PolicyVariables {
  readonly params: boolean;
  /** Type by name of what `variables` holds; there is no such variable when undefined. */
  readonly composed?: { readonly [name: string]: string };
  /** Whether the values of a map or list may differ in type. */
  readonly mixed?: boolean;
}

const environments = new Map<string, Environment>();

/** Compiles an expression of an admission policy; each only once. Models k8s.io/apiserver/pkg/admission/plugin/cel. */
export function compilePolicyExpression(expression: string, variables: PolicyVariables): CompiledExpression {
  const key = JSON.stringify(variables);
  const environment = environments.get(key) ?? policyEnvironment(variables);
  environments.set(key, environment);
  const cached = compiled.get(environment) ?? new Map<string, CompiledExpression>();
  compiled.set(environment, cached);
  const found = cached.get(expression) ?? compileExpression(environment, expression);
  cached.set(expression, found);
  return found;
}

const compiled = new WeakMap<Environment, Map<string, CompiledExpression>>();

function policyEnvironment({ params, composed, mixed = false }: PolicyVariables): Environment {
  const environment = new Environment({ enableOptionalTypes: true, homogeneousAggregateLiterals: !mixed });
  addKubernetesFunctions(environment);
  addAuthorizer(environment);
  for (const name of ['object', 'oldObject', 'request', 'namespaceObject', ...(params ? ['params'] : [])]) {
    environment.registerVariable(name, 'dyn');
  }
  if (composed !== undefined) {
    environment.registerType({ name: 'kubernetes.variables', schema: composed });
    environment.registerVariable('variables', 'kubernetes.variables');
  }
  return environment;
}

function addAuthorizer(environment: Environment): void {
  const type = 'kubernetes.authorization.Authorizer';
  const decision = 'kubernetes.authorization.Decision';
  environment.registerType({ name: type, ctor: CelAuthorizer, fields: {} });
  environment.registerType({ name: decision, ctor: CelDecision, fields: {} });
  environment.registerVariable('authorizer', type);
  for (const field of ['group', 'resource', 'subresource', 'namespace', 'name', 'path'] as const) {
    environment.registerFunction(`${type}.${field}(string): ${type}`, (one: CelAuthorizer, value: string) =>
      one.with({ [field]: value }),
    );
  }
  environment.registerFunction(
    `${type}.check(string): ${decision}`,
    (one: CelAuthorizer, verb: string) => new CelDecision(one.check({ ...one.access, verb })),
  );
  environment.registerFunction(`${decision}.allowed(): bool`, (one: CelDecision) => one.decision.allowed);
  environment.registerFunction(`${decision}.reason(): string`, (one: CelDecision) => one.decision.reason);
}

/** A value of JSON as CEL sees it: whole numbers are integers. */
export function policyValue(value: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(policyValue);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [[key, policyValue(item)]])),
  );
}

interface NamedExpression {
  readonly name?: string | undefined;
  readonly expression?: string | undefined;
}

/** The variables that a policy composes, as far as they compile; each may use those before it. */
export function composedVariables(params: boolean, variables: readonly NamedExpression[] | undefined): PolicyVariables {
  if ((variables ?? []).length === 0) return { params };
  const composed: { [name: string]: string } = {};
  for (const { name = '', expression = '' } of variables ?? []) {
    if (expression.trim() === '') continue;
    const { program, type } = compilePolicyExpression(expression, { params, composed: { ...composed } });
    if (program !== undefined) composed[name] = simple.has(type ?? '') ? (type ?? 'dyn') : 'dyn';
  }
  return { params, composed };
}

const simple = new Set(['int', 'string', 'bool', 'double']);
