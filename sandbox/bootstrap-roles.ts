import type { ComponentClient } from './api/client.ts';
import { clusterRoleBindingText, clusterRoleText } from './bootstrap-roles/cluster-roles.ts';
import { controllerRoleText } from './bootstrap-roles/controller-roles.ts';
import { roleBindingText, roleText } from './bootstrap-roles/namespace-roles.ts';
import { readBindings, readRoles, type BootstrapBinding, type BootstrapRole } from './bootstrap-roles/read-roles.ts';
import { aggregatedRules } from './controllers/cluster-role-aggregation.ts';
import { clusterRoleBindings, clusterRoles, roleBindings, roles } from './schema/resources.ts';

const GROUP = 'rbac.authorization.k8s.io';
const AGGREGATE = `${GROUP}/aggregate-to-`;
const SYSTEM = 'kube-system';

/** Roles that kubeadm adds to those of the server. */
const kubeadm = {
  roles: `
kubeadm:get-nodes
  get core nodes
`,
  bindings: `
kubeadm:cluster-admins cluster-admin Group/kubeadm:cluster-admins
kubeadm:get-nodes kubeadm:get-nodes Group/system:bootstrappers:kubeadm:default-node-token
`,
};

function metadataOf({ name, namespace }: { readonly name: string; readonly namespace?: string }, labels: object = {}) {
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' },
    labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults', ...labels },
  };
}

/**
 * Makes the default roles and bindings. Aggregated ClusterRoles have their rules from the start, which a controller would fill in a moment
 * later. Models plugin/pkg/auth/authorizer/rbac/bootstrappolicy and pkg/registry/rbac/rest's post-start hook.
 */
export function createBootstrapRoles(client: ComponentClient): void {
  const controllers = readRoles(controllerRoleText);
  for (const role of [...readRoles(clusterRoleText), ...controllers].sort(aggregatedLast)) createClusterRole(client, role);
  for (const { name, rules } of readRoles(kubeadm.roles)) client.create(clusterRoles, { metadata: { name }, rules });
  for (const role of readRoles(roleText)) client.create(roles, { metadata: metadataOf(role), rules: role.rules });
  for (const binding of readBindings(clusterRoleBindingText)) bindClusterRole(client, binding, metadataOf(binding));
  for (const { name } of controllers) {
    const subject = { kind: 'ServiceAccount', name: name.slice(name.lastIndexOf(':') + 1), namespace: SYSTEM };
    const binding = { name, role: name, subjects: [subject] };
    bindClusterRole(client, binding, metadataOf(binding));
  }
  for (const binding of readBindings(kubeadm.bindings)) bindClusterRole(client, binding, { name: binding.name });
  for (const { role, subjects, ...place } of readBindings(roleBindingText)) {
    client.create(roleBindings, {
      metadata: metadataOf(place),
      roleRef: { apiGroup: GROUP, kind: 'Role', name: role },
      subjects,
    });
  }
}

/** Roles that others go into come after those, so that they can be put together at once. */
const order = ['view', 'edit', 'admin'];
const aggregatedLast = (left: BootstrapRole, right: BootstrapRole): number =>
  order.indexOf(left.name) - order.indexOf(right.name);

function createClusterRole(client: ComponentClient, role: BootstrapRole): void {
  const label = (name: string): { readonly [label: string]: string } => ({ [`${AGGREGATE}${name}`]: 'true' });
  const metadata = metadataOf(role, Object.assign({}, ...role.into.map(label)) as object);
  if (role.from.length === 0) {
    client.create(clusterRoles, { metadata, rules: role.rules });
    return;
  }
  const aggregationRule = { clusterRoleSelectors: role.from.map((name) => ({ matchLabels: label(name) })) };
  const rules = aggregatedRules(aggregationRule, client.list(clusterRoles), role.name);
  client.create(clusterRoles, { metadata, aggregationRule, rules });
}

function bindClusterRole(
  client: ComponentClient,
  { role, subjects }: BootstrapBinding,
  metadata: ReturnType<typeof metadataOf> | { readonly name: string },
): void {
  client.create(clusterRoleBindings, { metadata, roleRef: { apiGroup: GROUP, kind: 'ClusterRole', name: role }, subjects });
}
