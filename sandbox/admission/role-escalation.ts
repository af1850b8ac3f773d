import { defineAdmission, refuse, type AdmissionContext, type AdmissionRequest } from '../api/admission.ts';
import { compactRules, missingRules, ruleText } from '../api/authorization/rules.ts';
import { StatusError } from '../api/status-error.ts';
import { deepEqual } from '../core/json.ts';
import { clusterRoleBindings, clusterRoles, roleBindings, roles } from '../schema/resources.ts';
import type { ClusterRole, PolicyRule, RoleBinding, RoleRef } from '../schema/types/rbac-v1.ts';

const GROUP = roles.group;
const roleResources = new Set([roles.resource, clusterRoles.resource]);
const bindingResources = new Set([roleBindings.resource, clusterRoleBindings.resource]);

/**
 * Nobody gives away rights that they do not have, unless they may `escalate` roles or `bind` them. No plug-in in the real server, whose
 * storage of roles asks this. Models pkg/registry/rbac/*\/policybased.
 */
export const roleEscalation = defineAdmission({
  name: 'RoleEscalation',
  mutate(request, context) {
    const { group, resource } = request.kind.type;
    if (group !== GROUP || request.user.groups.includes('system:masters')) return;
    if (request.operation !== 'CREATE' && request.operation !== 'UPDATE') return;
    const wanted = roleResources.has(resource)
      ? rulesOfRole(request, context)
      : bindingResources.has(resource)
        ? rulesOfBinding(request, context)
        : [];
    if (wanted.length === 0) return;
    const { user, namespace = '' } = request;
    const missing = missingRules(context.authorizer.rulesFor(user, namespace), wanted);
    if (missing.length === 0) return;
    const lines = [...new Set(compactRules(missing).map(ruleText))].sort();
    const groups = `[${user.groups.map((name) => JSON.stringify(name)).join(' ')}]`;
    const who = `user ${JSON.stringify(user.username)} (groups=${groups})`;
    throw refuse(request, `${who} is attempting to grant RBAC permissions not currently held:\n${lines.join('\n')}`);
  },
});

/** The rules that a write of a role gives anew; none when they stay or the user may escalate. */
function rulesOfRole(request: AdmissionRequest, context: AdmissionContext): readonly PolicyRule[] {
  const { rules = [], aggregationRule } = request.object as Partial<ClusterRole>;
  const old = request.old as Partial<ClusterRole> | undefined;
  if (old !== undefined && deepEqual(old.rules ?? [], rules) && deepEqual(old.aggregationRule, aggregationRule)) return [];
  if (mayDo(request, context, 'escalate', request.kind.type.resource, request.name)) return [];
  // A role that gathers from others may come to mean anything.
  return aggregationRule === undefined ? rules : [...rules, ...everything];
}

const everything: readonly PolicyRule[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
  { verbs: ['*'], nonResourceURLs: ['*'] },
];

function rulesOfBinding(request: AdmissionRequest, context: AdmissionContext): readonly PolicyRule[] {
  const { roleRef, subjects } = request.object as Partial<RoleBinding>;
  const old = request.old as Partial<RoleBinding> | undefined;
  if (roleRef === undefined || (old !== undefined && deepEqual(old.subjects, subjects) && deepEqual(old.roleRef, roleRef)))
    return [];
  const { resource } = roleRef.kind === 'Role' ? roles : clusterRoles;
  if (mayDo(request, context, 'bind', resource, roleRef.name)) return [];
  return referredRules(roleRef, request, context);
}

function referredRules({ kind, name }: RoleRef, request: AdmissionRequest, context: AdmissionContext): readonly PolicyRule[] {
  const found =
    kind === 'Role' ? context.find(roles, { name, namespace: request.namespace }) : context.find(clusterRoles, { name });
  if (found !== undefined) return found.rules ?? [];
  const resource = kind.toLowerCase();
  const message = `${resource}.${GROUP} ${JSON.stringify(name)} not found`;
  throw new StatusError({ code: 404, reason: 'NotFound', message, details: { name, group: GROUP, kind: resource } });
}

function mayDo(
  request: AdmissionRequest,
  { authorizer }: AdmissionContext,
  verb: string,
  resource: string,
  name: string,
): boolean {
  const { user, namespace } = request;
  return authorizer.authorize({ user, verb, group: GROUP, resource, namespace, name }).allowed;
}
