import type { FieldError } from '../../api/field-error.ts';
import type { Draft } from '../../core/json.ts';
import { dns1035Label, dns1123Subdomain, pathSegment, qualifiedName } from '../../core/names.ts';
import { formatLabelSelector } from '../../core/label-selector.ts';
import { compilePolicyExpression, composedVariables, type PolicyVariables } from '../../schema/cel/policy-environment.ts';
import type {
  MatchCondition,
  MatchResources,
  ParamKind,
  ParamRef,
  Variable,
} from '../../schema/types/admissionregistration-v1.ts';
import { duplicate, each, forbidden, invalid, invalidFor, notSupported, required, tooMany } from '../validation/field-errors.ts';
import { validateLabelSelector } from '../validation/labels.ts';
import { matchPolicies, validateRule } from './rules.ts';

/** Models SetDefaults_MatchResources and SetDefaults_Rule in pkg/apis/admissionregistration/v1. */
export function defaultMatchResources(match: Draft<MatchResources> | undefined): void {
  if (match === undefined) return;
  match.matchPolicy ??= 'Equivalent';
  match.namespaceSelector ??= {};
  match.objectSelector ??= {};
  for (const rule of [...(match.resourceRules ?? []), ...(match.excludeResourceRules ?? [])]) rule.scope ??= '*';
}

/** Models validateMatchResources. */
export function* validateMatchResources(match: MatchResources | undefined, path: string): Generator<FieldError> {
  if (match === undefined) return;
  const { matchPolicy } = match;
  if (matchPolicy === undefined) yield required(`${path}.matchPolicy`);
  else if (!matchPolicies.includes(matchPolicy)) yield notSupported(`${path}.matchPolicy`, matchPolicy, matchPolicies);
  yield* validateLabelSelector(match.namespaceSelector, `${path}.namespaceSelector`);
  yield* validateLabelSelector(match.objectSelector, `${path}.objectSelector`);
  for (const list of ['resourceRules', 'excludeResourceRules'] as const) {
    for (const [rule, at] of each(match[list], `${path}.${list}`)) yield* validateRule(rule, at);
  }
}

/** The requests that a policy is for: there has to be at least one rule. */
export function* validateConstraints(match: MatchResources | undefined, path: string): Generator<FieldError> {
  if (match === undefined) {
    yield required(path);
    return;
  }
  yield* validateMatchResources(match, path);
  if ((match.resourceRules ?? []).length === 0) yield required(`${path}.resourceRules`);
}

const mutableOperations = ['*', 'CONNECT', 'CREATE', 'UPDATE'];

/** What is deleted cannot be changed on the way. */
export function* validateMutableOperations(match: MatchResources | undefined, path: string): Generator<FieldError> {
  for (const { operations } of match?.resourceRules ?? []) {
    for (const operation of operations ?? []) {
      if (!mutableOperations.includes(operation)) {
        yield notSupported(`${path}.resourceRules.operations`, operation, mutableOperations);
      }
    }
  }
}

const mostConditions = 64;

/** Whether an expression compiles, and to one of the types (any when none is named). Models k8s.io/apiserver/pkg/admission/plugin/cel. */
export function* validateExpression(
  expression: string,
  path: string,
  variables: PolicyVariables,
  ...types: readonly string[]
): Generator<FieldError> {
  const { problem, type = 'dyn' } = compilePolicyExpression(expression, variables);
  if (problem !== undefined) yield invalid(path, expression, problem);
  else if (types.length > 0 && !types.includes(type)) {
    const wanted = types.length === 1 ? types[0] : `one of [${types.join(' ')}]`;
    yield invalid(path, expression, `must evaluate to ${wanted ?? ''}`);
  }
}

/** Models validateMatchConditions. */
export function* validateMatchConditions(
  conditions: readonly MatchCondition[] | undefined,
  path: string,
  params: boolean,
): Generator<FieldError> {
  const count = conditions?.length ?? 0;
  if (count > mostConditions) yield tooMany(path, count, mostConditions);
  const names = new Set<string>();
  for (const [{ name = '', expression = '' }, at] of each(conditions, path)) {
    if (expression.trim() === '') yield required(`${at}.expression`);
    else yield* validateExpression(expression, `${at}.expression`, { params }, 'bool');
    if (name === '') yield required(`${at}.name`);
    else yield* invalidFor(`${at}.name`, name, qualifiedName);
    if (names.has(name)) yield duplicate(`${at}.name`, name);
    if (name !== '') names.add(name);
  }
}

const reserved = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
);

/** Models validateVariable. */
export function* validateVariables(
  variables: readonly Variable[] | undefined,
  path: string,
  params: boolean,
): Generator<FieldError> {
  const before: Variable[] = [];
  for (const [{ name = '', expression = '' }, at] of each(variables, path)) {
    if (name.trim() === '') yield required(`${at}.name`, 'name is not specified');
    else if (!/^[_a-zA-Z][_a-zA-Z0-9]*$/.test(name) || reserved.has(name))
      yield invalid(`${at}.name`, name, 'must be a valid CEL identifier');
    if (expression.trim() === '') yield required(`${at}.expression`, 'expression is not specified');
    else yield* validateExpression(expression, `${at}.expression`, { composed: {}, ...composedVariables(params, before) });
    before.push({ name, expression });
  }
}

/** The kind of the objects that parametrise a policy. Models validateParamKind. */
export function* validateParamKind(kind: ParamKind | undefined, path: string): Generator<FieldError> {
  if (kind === undefined) return;
  const { apiVersion = '', kind: name = '' } = kind;
  const parts = apiVersion.split('/');
  const at = `${path}.apiVersion`;
  if (apiVersion === '') {
    yield required(at);
  } else if (parts.length > 2) {
    yield invalid(at, apiVersion, `unexpected GroupVersion string: ${apiVersion}`);
  } else {
    const [group, version] = parts.length === 1 ? ['', apiVersion] : [parts[0] ?? '', parts[1] ?? ''];
    const wrongGroup = group === '' ? [] : dns1123Subdomain(group);
    if (wrongGroup.length > 0) yield invalid(at, group, wrongGroup.join(','));
    const wrongVersion = version === '' ? [] : dns1035Label(version);
    if (version === '') yield invalid(at, apiVersion, 'version must be specified');
    else if (wrongVersion.length > 0) yield invalid(at, version, wrongVersion.join(','));
  }
  const wrongName = name === '' ? [] : dns1035Label(name.toLowerCase());
  if (name === '') yield required(`${path}.kind`);
  else if (wrongName.length > 0)
    yield invalid(`${path}.kind`, name, `may have mixed case, but should otherwise match: ${wrongName.join(',')}`);
}

/** The object that parametrises a binding. Models validateParamRef. */
export function* validateParamRef(reference: ParamRef | undefined, path: string): Generator<FieldError> {
  if (reference === undefined) return;
  const { name = '', selector, parameterNotFoundAction: action } = reference;
  const exclusive = 'name and selector are mutually exclusive';
  if (name !== '') {
    yield* invalidFor(`${path}.name`, name, pathSegment);
    if (selector !== undefined) yield forbidden(`${path}.name`, exclusive);
  }
  if (selector !== undefined) {
    yield* validateLabelSelector(selector, `${path}.selector`);
    if (name !== '') yield forbidden(`${path}.selector`, exclusive);
  }
  if (name === '' && selector === undefined) yield required(path, 'one of name or selector must be specified');
  if (!action) yield required(`${path}.parameterNotFoundAction`);
  else if (action !== 'Deny' && action !== 'Allow')
    yield notSupported(`${path}.parameterNotFoundAction`, action, ['Deny', 'Allow']);
}

export const paramKindText = (kind: ParamKind | undefined): string =>
  kind === undefined ? '<unset>' : `${kind.apiVersion ?? ''}/${kind.kind ?? ''}`;

export function paramRefText(reference: ParamRef | undefined): string {
  if (reference?.name) return `${reference.namespace || '*'}/${reference.name}`;
  return reference?.selector === undefined ? '<unset>' : formatLabelSelector(reference.selector);
}
