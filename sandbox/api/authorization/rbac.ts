import type { PolicyRule, RoleRef, Subject } from '../../schema/types/rbac-v1.ts';
import type { Store, Stored } from '../../store/index.ts';
import type { Attributes, Authorizer, Decision } from '../authorizer.ts';
import type { UserInfo } from '../request.ts';
import { ruleAllows } from './rules.ts';

const GROUP = 'rbac.authorization.k8s.io';
const places = {
  roles: `${GROUP}/roles`,
  roleBindings: `${GROUP}/rolebindings`,
  clusterRoles: `${GROUP}/clusterroles`,
  clusterRoleBindings: `${GROUP}/clusterrolebindings`,
};

interface Binding {
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly roleRef: RoleRef;
  readonly subjects?: readonly Subject[];
}

/** What a binding gives to a user. */
interface Grant {
  readonly source: string;
  readonly rules: readonly PolicyRule[];
  /** Why there are no rules. */
  readonly error?: string;
}

/**
 * Decides by the roles and bindings that are stored. What they give to a user is remembered until one of them changes. Models
 * plugin/pkg/auth/authorizer/rbac with pkg/registry/rbac/validation.DefaultRuleResolver.
 */
export class RbacAuthorizer implements Authorizer {
  private known = new WeakMap<UserInfo, Map<string, readonly Grant[]>>();

  constructor(private readonly store: Store) {
    const forget = (): void => {
      this.known = new WeakMap();
    };
    for (const place of Object.values(places)) store.watch(place, forget);
  }

  authorize(attributes: Attributes): Decision {
    const errors: string[] = [];
    for (const scope of scopes(attributes.namespace)) {
      for (const { source, rules, error } of this.grants(attributes.user, scope)) {
        if (error !== undefined) errors.push(error);
        if (rules.some((rule) => ruleAllows(rule, attributes))) return { allowed: true, reason: `RBAC: allowed by ${source}` };
      }
    }
    if (errors.length === 0) return { allowed: false, reason: '' };
    const text = errors.length === 1 ? (errors[0] ?? '') : `[${[...new Set(errors)].join(', ')}]`;
    return { allowed: false, reason: `RBAC: ${text}` };
  }

  rulesFor(user: UserInfo, namespace: string): readonly PolicyRule[] {
    return scopes(namespace).flatMap((scope) => this.grants(user, scope).flatMap(({ rules }) => rules));
  }

  /** The rules behind a reference; an error text when the role is missing. */
  private rulesOf(roleRef: RoleRef, namespace: string): readonly PolicyRule[] | string {
    const { kind, name } = roleRef;
    const cluster = kind === 'ClusterRole';
    const stored = this.store.get(cluster ? places.clusterRoles : places.roles, cluster ? { name } : { namespace, name });
    if (stored === undefined) return `${kind.toLowerCase()}.${GROUP} ${JSON.stringify(name)} not found`;
    return (stored['rules'] ?? []) as unknown as readonly PolicyRule[];
  }

  /** What the bindings of a namespace, or with none those of the cluster, give to a user. */
  private grants(user: UserInfo, namespace: string): readonly Grant[] {
    const byScope = this.known.get(user) ?? new Map<string, readonly Grant[]>();
    this.known.set(user, byScope);
    const known = byScope.get(namespace);
    if (known !== undefined) return known;
    const place = namespace === '' ? places.clusterRoleBindings : places.roleBindings;
    const bindings = namespace === '' ? this.store.list(place) : this.store.list(place, namespace);
    const grants = bindings.flatMap((stored) => this.grant(asBinding(stored), user, namespace));
    byScope.set(namespace, grants);
    return grants;
  }

  private grant({ metadata, roleRef, subjects = [] }: Binding, user: UserInfo, namespace: string): readonly Grant[] {
    const subject = subjects.find((candidate) => isMeant(candidate, user, namespace));
    if (subject === undefined) return [];
    const kind = namespace === '' ? 'ClusterRoleBinding' : 'RoleBinding';
    const name = namespace === '' ? metadata.name : `${metadata.name}/${namespace}`;
    const who = subject.kind === 'ServiceAccount' ? `${subject.name}/${subject.namespace || namespace}` : subject.name;
    const role = `${roleRef.kind} ${JSON.stringify(roleRef.name)}`;
    const source = `${kind} ${JSON.stringify(name)} of ${role} to ${subject.kind} ${JSON.stringify(who)}`;
    const rules = this.rulesOf(roleRef, namespace);
    return [typeof rules === 'string' ? { source, rules: [], error: rules } : { source, rules }];
  }
}

const scopes = (namespace = ''): readonly string[] => (namespace === '' ? [''] : ['', namespace]);

const asBinding = (stored: Stored): Binding => stored as unknown as Binding;

function isMeant(subject: Subject, user: UserInfo, namespace: string): boolean {
  if (subject.kind === 'User') return subject.name === user.username;
  if (subject.kind === 'Group') return user.groups.includes(subject.name);
  const own = subject.namespace || namespace;
  return own !== '' && user.username === `system:serviceaccount:${own}:${subject.name}`;
}
