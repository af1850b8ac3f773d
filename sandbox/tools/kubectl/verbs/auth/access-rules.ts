import { isObject, type JsonObject } from '../../../../core/json.ts';

interface Rule {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames: readonly string[];
  readonly nonResourceURLs: readonly string[];
}

const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

function rulesIn(value: unknown): readonly Rule[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isObject).map((rule) => ({
    verbs: texts(rule['verbs']),
    apiGroups: texts(rule['apiGroups']),
    resources: texts(rule['resources']),
    resourceNames: texts(rule['resourceNames']),
    nonResourceURLs: texts(rule['nonResourceURLs']),
  }));
}

/** One rule for every verb on every resource, name and path. Models BreakdownRule of k8s.io/component-helpers/auth/rbac/validation. */
function brokenDown(rule: Rule): readonly Rule[] {
  const empty = { apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: [] };
  const ofResources = rule.apiGroups.flatMap((group) =>
    rule.resources.flatMap((resource) =>
      rule.verbs.flatMap((verb) => {
        const simple = { ...empty, verbs: [verb], apiGroups: [group], resources: [resource] };
        return rule.resourceNames.length === 0
          ? [simple]
          : rule.resourceNames.map((name) => ({ ...simple, resourceNames: [name] }));
      }),
    ),
  );
  const ofPaths = rule.nonResourceURLs.flatMap((url) =>
    rule.verbs.map((verb) => ({ ...empty, verbs: [verb], nonResourceURLs: [url] })),
  );
  return [...ofResources, ...ofPaths];
}

/** The verbs of each resource in one rule; paths stay as they are. */
function compact(rules: readonly Rule[]): readonly Rule[] {
  const byResource = new Map<string, Rule>();
  for (const rule of rules) {
    if (rule.resources.length === 0) continue;
    const key = JSON.stringify([rule.apiGroups, rule.resources, rule.resourceNames]);
    byResource.set(key, { ...rule, verbs: [...(byResource.get(key)?.verbs ?? []), ...rule.verbs] });
  }
  return [...rules.filter(({ resources }) => resources.length === 0), ...byResource.values()];
}

const bracketed = (list: readonly string[]): string => `[${list.join(' ')}]`;

/** How Go prints a rule: what rules are sorted by. */
const sortText = (rule: Rule): string =>
  [rule.verbs, rule.apiGroups, rule.resources, rule.resourceNames, rule.nonResourceURLs].map(bracketed).join(',');

function withGroup(resource: string, group: string): string {
  if (group === '') return resource;
  const [name = '', subresource] = resource.split('/');
  return subresource === undefined ? `${name}.${group}` : `${name}.${group}/${subresource}`;
}

/** Rows of `auth can-i --list`, from the status of a SelfSubjectRulesReview. */
export function ruleRows(status: { readonly [key: string]: unknown }): readonly (readonly string[])[] {
  const rules = [...rulesIn(status['resourceRules']), ...rulesIn(status['nonResourceRules'])];
  return compact(rules.flatMap(brokenDown))
    .toSorted((left, right) => (sortText(left) < sortText(right) ? -1 : sortText(left) > sortText(right) ? 1 : 0))
    .map((rule) => [
      rule.resources.map((resource) => withGroup(resource, rule.apiGroups[0] ?? '')).join(','),
      bracketed(rule.nonResourceURLs),
      bracketed(rule.resourceNames),
      bracketed(rule.verbs),
    ]);
}

/** Of the second rules, one by one, those that none of the first allows. */
export function uncovered(rules: readonly JsonObject[], asked: readonly JsonObject[]): readonly JsonObject[] {
  const owned = rulesIn(rules);
  const has = (list: readonly string[], item: string | undefined): boolean =>
    item === undefined || list.includes('*') || list.includes(item);
  return rulesIn(asked)
    .flatMap(brokenDown)
    .filter(
      ({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }) =>
        !owned.some(
          (rule) =>
            has(rule.verbs, verbs[0]) &&
            has(rule.apiGroups, apiGroups[0]) &&
            has(rule.resources, resources[0]) &&
            (rule.resourceNames.length === 0 ||
              (resourceNames[0] !== undefined && rule.resourceNames.includes(resourceNames[0]))) &&
            has(rule.nonResourceURLs, nonResourceURLs[0]),
        ),
    )
    .map((rule) => Object.fromEntries(Object.entries(rule).filter(([, list]) => list.length > 0)));
}
