import type { KubeObject } from '../../api/client.ts';
import { DescribeText } from '../../core/text-table.ts';
import type { PolicyRule, RoleRef, Subject } from '../../schema/types/rbac-v1.ts';
import { writeAnnotations, writeLabels } from '../describing/metadata.ts';

function head({ metadata }: KubeObject): DescribeText {
  const text = new DescribeText();
  text.line(0, `Name:\t${metadata.name ?? ''}`);
  writeLabels(text, 'Labels', metadata.labels);
  writeAnnotations(text, 'Annotations', metadata.annotations);
  return text;
}

/** Models RoleDescriber and ClusterRoleDescriber in k8s.io/kubectl/pkg/describe. */
export async function describeRole(object: KubeObject & { readonly rules?: readonly PolicyRule[] }): Promise<string> {
  const text = head(object);
  text.line(0, 'PolicyRule:');
  text.line(1, 'Resources\tNon-Resource URLs\tResource Names\tVerbs');
  text.line(1, '---------\t-----------------\t--------------\t-----');
  for (const rule of compactRules(object.rules ?? [])) {
    const { resource, group } = rule;
    text.line(1, [shownResource(resource, group), list(rule.urls), list(rule.names), list(rule.verbs)].join('\t'));
  }
  return text.toString();
}

/** Models RoleBindingDescriber and ClusterRoleBindingDescriber. */
export async function describeBinding(
  object: KubeObject & { readonly roleRef: RoleRef; readonly subjects?: readonly Subject[] },
): Promise<string> {
  const text = head(object);
  text.line(0, 'Role:');
  text.line(1, `Kind:\t${object.roleRef.kind}`);
  text.line(1, `Name:\t${object.roleRef.name}`);
  text.line(0, 'Subjects:');
  text.line(1, 'Kind\tName\tNamespace');
  text.line(1, '----\t----\t---------');
  for (const { kind, name, namespace } of object.subjects ?? []) text.line(1, `${kind}\t${name}\t${namespace ?? ''}`);
  return text.toString();
}

/** A rule of one resource or one URL. */
interface SimpleRule {
  readonly group?: string;
  readonly resource?: string;
  readonly names: readonly string[];
  readonly urls: readonly string[];
  readonly verbs: string[];
}

/** One row for each resource, group and name, with all its verbs. Models BreakdownRule and CompactRules in k8s.io/kubectl/pkg/util/rbac. */
function compactRules(rules: readonly PolicyRule[]): readonly SimpleRule[] {
  const rows: SimpleRule[] = [];
  const byResource = new Map<string, SimpleRule>();
  for (const { apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [], verbs = [] } of rules) {
    for (const group of apiGroups) {
      for (const resource of resources) {
        for (const names of resourceNames.length === 0 ? [[]] : resourceNames.map((name) => [name])) {
          const key = JSON.stringify([group, resource, names]);
          const row = byResource.get(key) ?? { group, resource, names, urls: [], verbs: [] };
          for (const verb of verbs) if (!row.verbs.includes(verb)) row.verbs.push(verb);
          byResource.set(key, row);
        }
      }
    }
    for (const url of nonResourceURLs) for (const verb of verbs) rows.push({ names: [], urls: [url], verbs: [verb] });
  }
  const sortText = ({ verbs, group, resource, names, urls }: SimpleRule): string =>
    `Verbs:${list(verbs)},APIGroups:${list(group === undefined ? [] : [group])},Resources:${list(resource === undefined ? [] : [resource])},ResourceNames:${list(names)},NonResourceURLs:${list(urls)}`;
  const text = new Map([...rows, ...byResource.values()].map((row) => [row, sortText(row)]));
  return [...text].sort(([, left], [, right]) => (left < right ? -1 : left > right ? 1 : 0)).map(([row]) => row);
}

const list = (items: readonly string[]): string => `[${items.join(' ')}]`;

/** `pods.metrics.k8s.io/status`: resource, group and subresource. */
function shownResource(resource: string | undefined, group: string | undefined): string {
  if (resource === undefined) return '';
  const [plural = '', ...rest] = resource.split('/');
  return `${plural}${group ? `.${group}` : ''}${rest.length === 0 ? '' : `/${rest.join('/')}`}`;
}
