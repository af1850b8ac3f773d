import type { AdmissionContext, AdmissionRequest } from '../api/admission.ts';
import { matches } from '../core/label-selector.ts';
import { namespaces } from '../schema/resources.ts';
import type { MatchResources, NamedRuleWithOperations } from '../schema/types/admissionregistration-v1.ts';

type Labels = { readonly [name: string]: string } | undefined;

/** Whether a policy is for a request. Models k8s.io/apiserver/pkg/admission/plugin/policy/matching. */
export function isMatched(match: MatchResources | undefined, request: AdmissionRequest, context: AdmissionContext): boolean {
  if (match === undefined) return true;
  const rules = match.resourceRules ?? [];
  if (rules.length > 0 && !rules.some((rule) => ruleMatches(rule, request))) return false;
  if ((match.excludeResourceRules ?? []).some((rule) => ruleMatches(rule, request))) return false;
  return namespaceMatches(match, request, context) && objectMatches(match, request);
}

const hasOrAll = (items: readonly string[] | undefined, item: string): boolean =>
  (items ?? []).includes('*') || (items ?? []).includes(item);

function ruleMatches(
  rule: NamedRuleWithOperations,
  { kind, operation, subresource, namespace, name }: AdmissionRequest,
): boolean {
  const { group, version, resource } = kind.type;
  const scope = rule.scope ?? '*';
  if (scope !== '*' && (scope === 'Namespaced') !== (namespace !== undefined)) return false;
  const names = rule.resourceNames ?? [];
  const full = subresource === undefined ? resource : `${resource}/${subresource}`;
  const resources = rule.resources ?? [];
  const meant =
    resources.includes('*/*') ||
    resources.includes(full) ||
    (subresource === undefined ? resources.includes('*') : false) ||
    resources.includes(`${resource}/*`) ||
    (subresource !== undefined && resources.includes(`*/${subresource}`));
  return (
    meant &&
    hasOrAll(rule.apiGroups, group) &&
    hasOrAll(rule.apiVersions, version) &&
    hasOrAll(rule.operations, operation) &&
    (names.length === 0 || names.includes(name))
  );
}

function namespaceMatches({ namespaceSelector }: MatchResources, request: AdmissionRequest, context: AdmissionContext): boolean {
  const { kind, namespace, object, old } = request;
  if (namespaceSelector === undefined) return true;
  if (kind.type.group === namespaces.group && kind.type.resource === namespaces.resource) {
    return matches(namespaceSelector, labelsOf(object) ?? labelsOf(old));
  }
  if (namespace === undefined) return true;
  return matches(namespaceSelector, context.find(namespaces, { name: namespace })?.metadata.labels);
}

function objectMatches({ objectSelector }: MatchResources, { object, old }: AdmissionRequest): boolean {
  if (objectSelector === undefined) return true;
  return matches(objectSelector, labelsOf(object)) || (old !== undefined && matches(objectSelector, labelsOf(old)));
}

function labelsOf(object: object | undefined): Labels {
  return (object as { readonly metadata?: { readonly labels?: Labels } } | undefined)?.metadata?.labels;
}
