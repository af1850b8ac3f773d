import type { PolicyRule } from '../../schema/types/rbac-v1.ts';
import type { Attributes } from '../authorizer.ts';

/** Whether a rule covers a request. Models pkg/apis/rbac/v1/evaluation_helpers.go. */
export function ruleAllows(rule: PolicyRule, attributes: Attributes): boolean {
  const { verb, group = '', resource = '', subresource = '', name = '', path } = attributes;
  if (!hasOrAll(rule.verbs, verb)) return false;
  if (path !== undefined) return (rule.nonResourceURLs ?? []).some((url) => url === '*' || urlCovers(url, path));
  const { resourceNames: names = [] } = rule;
  return (
    hasOrAll(rule.apiGroups, group) &&
    resourceMatches(rule, resource, subresource) &&
    (names.length === 0 || names.includes(name))
  );
}

const hasOrAll = (items: readonly string[] | undefined, item: string): boolean =>
  items !== undefined && (items.includes('*') || items.includes(item));

function resourceMatches({ resources }: PolicyRule, resource: string, subresource: string): boolean {
  if (subresource === '') return hasOrAll(resources, resource);
  return hasOrAll(resources, `${resource}/${subresource}`) || (resources ?? []).includes(`*/${subresource}`);
}

const urlCovers = (owner: string, url: string): boolean =>
  owner === url || (owner.endsWith('*') && url.startsWith(owner.replace(/\*+$/, '')));

/** Rules with one verb, one resource and at most one name each. Models BreakdownRule in k8s.io/component-helpers/auth/rbac/validation. */
function* brokenDown(rule: PolicyRule): Generator<PolicyRule> {
  const { verbs, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } = rule;
  for (const group of apiGroups) {
    for (const resource of resources) {
      for (const verb of verbs) {
        const one = { apiGroups: [group], resources: [resource], verbs: [verb] };
        if (resourceNames.length === 0) yield one;
        for (const name of resourceNames) yield { ...one, resourceNames: [name] };
      }
    }
  }
  for (const url of nonResourceURLs) for (const verb of verbs) yield { nonResourceURLs: [url], verbs: [verb] };
}

/** What of `wanted` the owner of the rules does not have. Models Covers in k8s.io/component-helpers/auth/rbac/validation. */
export function missingRules(owned: readonly PolicyRule[], wanted: readonly PolicyRule[]): readonly PolicyRule[] {
  return wanted.flatMap((rule) => [...brokenDown(rule)]).filter((one) => !owned.some((owner) => covers(owner, one)));
}

function covers(owner: PolicyRule, one: PolicyRule): boolean {
  const hasAll = (items: readonly string[] | undefined, wanted: readonly string[] | undefined, all: boolean): boolean =>
    (all && (items ?? []).includes('*')) || (wanted ?? []).every((item) => (items ?? []).includes(item));
  const names = owner.resourceNames ?? [];
  return (
    hasAll(owner.verbs, one.verbs, true) &&
    hasAll(owner.apiGroups, one.apiGroups, true) &&
    (one.resources ?? []).every((resource) => resourceCovered(owner.resources ?? [], resource)) &&
    (one.nonResourceURLs ?? []).every((url) => (owner.nonResourceURLs ?? []).some((own) => urlCovers(own, url))) &&
    (names.length === 0 || ((one.resourceNames ?? []).length > 0 && hasAll(names, one.resourceNames, false)))
  );
}

function resourceCovered(owned: readonly string[], resource: string): boolean {
  if (owned.includes('*') || owned.includes(resource)) return true;
  const slash = resource.indexOf('/');
  return slash >= 0 && owned.includes(`*${resource.slice(slash)}`);
}

/** Puts the verbs of rules for the same resource together. Models pkg/registry/rbac/validation.CompactRules. */
export function compactRules(rules: readonly PolicyRule[]): readonly PolicyRule[] {
  const compacted: PolicyRule[] = [];
  const simple = new Map<string, { readonly rule: PolicyRule; readonly verbs: string[] }>();
  for (const rule of rules) {
    const { apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } = rule;
    if (apiGroups.length !== 1 || resources.length !== 1 || resourceNames.length > 1 || nonResourceURLs.length > 0) {
      compacted.push(rule);
      continue;
    }
    const key = JSON.stringify([apiGroups, resources, resourceNames]);
    const known = simple.get(key);
    if (known === undefined) simple.set(key, { rule, verbs: [...rule.verbs] });
    else known.verbs.push(...rule.verbs);
  }
  return [...compacted, ...[...simple.values()].map(({ rule, verbs }) => ({ ...rule, verbs }))];
}

/** A rule in one line, as messages about missing permissions show it. */
export function ruleText(rule: PolicyRule): string {
  const list = (items: readonly string[]): string => `[${items.map((item) => JSON.stringify(item)).join(' ')}]`;
  const parts: readonly (readonly [name: string, items: readonly string[] | undefined])[] = [
    ['APIGroups', rule.apiGroups],
    ['Resources', rule.resources],
    ['NonResourceURLs', rule.nonResourceURLs],
    ['ResourceNames', rule.resourceNames],
    ['Verbs', rule.verbs],
  ];
  const shown = parts.flatMap(([name, items = []]) => (items.length === 0 ? [] : [`${name}:${list(items)}`]));
  return `{${shown.join(', ')}}`;
}
