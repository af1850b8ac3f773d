// Writes the default roles and bindings of a cluster as compact text: node scripts/generate-bootstrap-roles.mjs KUBERNETES_SOURCE [ROLE TO LEAVE OUT …]
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const source = join(process.argv[2] ?? '', 'plugin/pkg/auth/authorizer/rbac/bootstrappolicy/testdata');
const items = (name) => parse(readFileSync(join(source, `${name}.yaml`), 'utf8')).items;
/** What a distribution adds to its copy of the source. */
const foreign = new Set(process.argv.slice(3));
const own = (item) => !foreign.has(item.metadata.name);
const AGGREGATE = 'rbac.authorization.k8s.io/aggregate-to-';

function ruleText({ verbs, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] }) {
  if (nonResourceURLs.length > 0) return `  ${verbs.join(',')} @ ${nonResourceURLs.join(',')}`;
  const groups = apiGroups.map((group) => (group === '' ? 'core' : group)).join(',');
  return ['', verbs.join(','), groups, resources.join(','), ...(resourceNames.length === 0 ? [] : [resourceNames.join(',')])]
    .join(' ')
    .replace(/^ /, '  ');
}

function roleText({ metadata, rules, aggregationRule }) {
  const { name, namespace, labels } = metadata;
  const into = Object.keys(labels).filter((label) => label.startsWith(AGGREGATE));
  const selectors = (aggregationRule?.clusterRoleSelectors ?? []).flatMap(({ matchLabels }) => Object.keys(matchLabels));
  const head = [
    namespace === undefined ? name : `${namespace}/${name}`,
    ...into.map((label) => `to=${label.slice(AGGREGATE.length)}`),
    ...selectors.map((label) => `from=${label.slice(AGGREGATE.length)}`),
  ];
  return [head.join(' '), ...(rules ?? []).map(ruleText)].join('\n');
}

function bindingText({ metadata, roleRef, subjects }) {
  const { name, namespace } = metadata;
  const who = (subjects ?? []).map((subject) =>
    [subject.kind, ...(subject.namespace === undefined ? [] : [subject.namespace]), subject.name].join('/'),
  );
  return [namespace === undefined ? name : `${namespace}/${name}`, roleRef.name, ...who].join(' ');
}

function write(file, parts) {
  const lines = ['// Written by scripts/generate-bootstrap-roles.mjs; the format is described in read-roles.ts.'];
  for (const [name, doc, text] of parts) lines.push('', `/** ${doc} */`, `export const ${name} = \`\n${text.join('\n')}\n\`;`);
  writeFileSync(new URL(`../sandbox/bootstrap-roles/${file}.ts`, import.meta.url), `${lines.join('\n')}\n`);
}

write('cluster-roles', [
  ['clusterRoleText', 'What people and the parts of the control plane may do.', items('cluster-roles').filter(own).map(roleText)],
  ['clusterRoleBindingText', 'Who has them.', items('cluster-role-bindings').filter(own).map(bindingText)],
]);
write('controller-roles', [
  [
    'controllerRoleText',
    'What each controller may do; the ServiceAccount of the same name in kube-system has the role.',
    items('controller-roles').filter(own).map(roleText),
  ],
]);
write('namespace-roles', [
  ['roleText', 'Roles in the namespaces of the system.', items('namespace-roles').filter(own).map(roleText)],
  ['roleBindingText', 'Who has them.', items('namespace-role-bindings').filter(own).map(bindingText)],
]);
