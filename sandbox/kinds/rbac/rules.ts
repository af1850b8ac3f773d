import type { FieldError } from '../../api/field-error.ts';
import type { PolicyRule, RoleRef, Subject } from '../../schema/types/rbac-v1.ts';
import { dns1123Subdomain, pathSegment } from '../../core/names.ts';
import { each, invalid, invalidFor, notSupported, required } from '../validation/field-errors.ts';

export const rbacGroup = 'rbac.authorization.k8s.io';

/** Models ValidatePolicyRule in pkg/apis/rbac/validation. */
export function* validateRules(rules: readonly PolicyRule[] | undefined, namespaced: boolean): Generator<FieldError> {
  for (const [rule, at] of each(rules, 'rules')) {
    const { verbs, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs: urls = [] } = rule;
    if ((verbs ?? []).length === 0) yield required(`${at}.verbs`, 'verbs must contain at least one value');
    if (urls.length > 0) {
      const field = `${at}.nonResourceURLs`;
      if (namespaced) yield invalid(field, urls, 'namespaced rules cannot apply to non-resource URLs');
      if (apiGroups.length + resources.length + resourceNames.length > 0) {
        yield invalid(field, urls, 'rules cannot apply to both regular resources and non-resource URLs');
      }
      continue;
    }
    if (apiGroups.length === 0) yield required(`${at}.apiGroups`, 'resource rules must supply at least one api group');
    if (resources.length === 0) yield required(`${at}.resources`, 'resource rules must supply at least one resource');
  }
}

interface Binding {
  readonly roleRef: RoleRef;
  readonly subjects?: readonly Subject[] | undefined;
}

/** Models ValidateRoleBinding and ValidateClusterRoleBinding. */
export function* validateBinding({ roleRef, subjects }: Binding, namespaced: boolean): Generator<FieldError> {
  const { apiGroup = '', kind = '', name = '' } = roleRef ?? {};
  if (apiGroup !== rbacGroup) yield notSupported('roleRef.apiGroup', apiGroup, [rbacGroup]);
  const roles = namespaced ? ['Role', 'ClusterRole'] : ['ClusterRole'];
  if (!roles.includes(kind)) yield notSupported('roleRef.kind', kind, roles);
  if (name === '') yield required('roleRef.name');
  else yield* invalidFor('roleRef.name', name, pathSegment);
  for (const [subject, at] of each(subjects, 'subjects')) yield* validateSubject(subject, namespaced, at);
}

function* validateSubject(subject: Subject, namespaced: boolean, at: string): Generator<FieldError> {
  const { apiGroup = '', kind = '', name = '', namespace = '' } = subject;
  if (name === '') yield required(`${at}.name`);
  if (kind === 'ServiceAccount') {
    if (name !== '') yield* invalidFor(`${at}.name`, name, dns1123Subdomain);
    if (apiGroup !== '') yield notSupported(`${at}.apiGroup`, apiGroup, ['']);
    if (!namespaced && namespace === '') yield required(`${at}.namespace`);
  } else if (kind === 'User' || kind === 'Group') {
    if (apiGroup !== rbacGroup) yield notSupported(`${at}.apiGroup`, apiGroup, [rbacGroup]);
  } else {
    yield notSupported(`${at}.kind`, kind, ['ServiceAccount', 'User', 'Group']);
  }
}

/** A binding is bound to its role for good. */
export function* validateSameRole(roleRef: RoleRef, old: RoleRef): Generator<FieldError> {
  const { apiGroup = '', kind = '', name = '' } = roleRef ?? {};
  if (apiGroup === (old.apiGroup ?? '') && kind === old.kind && name === old.name) return;
  // The server shows its own type here, with its own field names.
  yield invalid('roleRef', { APIGroup: apiGroup, Kind: kind, Name: name }, 'cannot change roleRef');
}
