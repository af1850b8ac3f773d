import type { FieldError } from '../../api/field-error.ts';
import { pathSegment } from '../../core/names.ts';
import type { NamedRuleWithOperations } from '../../schema/types/admissionregistration-v1.ts';
import { duplicate, each, invalid, invalidFor, notSupported, required } from '../validation/field-errors.ts';

export const failurePolicies = ['Fail', 'Ignore'];
export const matchPolicies = ['Equivalent', 'Exact'];
export const reinvocationPolicies = ['IfNeeded', 'Never'];
const operations = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];
const scopes = ['*', 'Cluster', 'Namespaced'];

const orNone = <T>(items: readonly T[] | null | undefined): readonly T[] => items ?? [];

/** Which requests a webhook or policy is for. Models validateNamedRuleWithOperations in pkg/apis/admissionregistration/validation. */
export function* validateRule(rule: NamedRuleWithOperations, path: string): Generator<FieldError> {
  const names = orNone(rule.resourceNames);
  for (const [name, at, index] of each(names, `${path}.resourceNames`)) {
    yield* invalidFor(at, name, pathSegment);
    if (names.indexOf(name) < index) yield duplicate(at, name);
  }
  yield* validateWildcards(orNone(rule.operations), `${path}.operations`, 'operations');
  for (const [operation, at] of each(orNone(rule.operations), `${path}.operations`)) {
    if (!operations.includes(operation)) yield notSupported(at, operation, operations);
  }
  yield* validateWildcards(orNone(rule.apiGroups), `${path}.apiGroups`, 'API groups');
  yield* validateWildcards(orNone(rule.apiVersions), `${path}.apiVersions`, 'API versions');
  for (const [version, at] of each(orNone(rule.apiVersions), `${path}.apiVersions`)) if (version === '') yield required(at);
  yield* validateResources(orNone(rule.resources), `${path}.resources`);
  if (rule.scope !== undefined && !scopes.includes(rule.scope)) yield notSupported(`${path}.scope`, rule.scope, scopes);
}

function* validateWildcards(items: readonly string[], path: string, what: string): Generator<FieldError> {
  if (items.length === 0) yield required(path);
  if (items.length > 1 && items.includes('*')) yield invalid(path, items, `if '*' is present, must not specify other ${what}`);
}

/** Resources, with `/` before a subresource: wildcards leave no place for what they already cover. */
function* validateResources(resources: readonly string[], path: string): Generator<FieldError> {
  if (resources.length === 0) yield required(path);
  const allOf = new Set<string>();
  const everywhere = new Set<string>();
  let plain = false;
  for (const [text, at] of each(resources, path)) {
    if (text === '') {
      yield required(at);
      continue;
    }
    const slash = text.indexOf('/');
    if (slash < 0) {
      plain = text !== '*';
      continue;
    }
    const [resource, part] = [text.slice(0, slash), text.slice(slash + 1)];
    if (allOf.has(resource)) yield invalid(at, text, `if '${resource}/*' is present, must not specify ${text}`);
    if (everywhere.has(part)) yield invalid(at, text, `if '*/${part}' is present, must not specify ${text}`);
    if (part === '*') allOf.add(resource);
    if (resource === '*') everywhere.add(part);
  }
  if (resources.length > 1 && resources.includes('*/*')) {
    yield invalid(path, resources, "if '*/*' is present, must not specify other resources");
  }
  if (plain && resources.includes('*')) {
    yield invalid(path, resources, "if '*' is present, must not specify other resources without subresources");
  }
}
