import type { PolicyRule, Subject } from '../schema/types/rbac-v1.ts';

/** A default role: its name, what it is aggregated into and from, and its rules. */
export interface BootstrapRole {
  readonly name: string;
  readonly namespace?: string;
  readonly into: readonly string[];
  readonly from: readonly string[];
  readonly rules: readonly PolicyRule[];
}

export interface BootstrapBinding {
  readonly name: string;
  readonly namespace?: string;
  readonly role: string;
  readonly subjects: readonly Subject[];
}

/**
 * Reads roles. A line that begins at the margin names a role (`namespace/name` in a namespace, `to=`/`from=` for aggregation); an indented
 * one is a rule of it: verbs, groups (`core` is the empty one), resources and names, or verbs, `@` and URLs, each with commas.
 */
export function readRoles(text: string): readonly BootstrapRole[] {
  const roles: (BootstrapRole & { readonly rules: PolicyRule[] })[] = [];
  for (const line of text.split('\n')) {
    if (line === '') continue;
    if (line.startsWith('  ')) {
      roles.at(-1)?.rules.push(readRule(line.trim()));
      continue;
    }
    const [place = '', ...marks] = line.split(' ');
    const marked = (prefix: string): readonly string[] =>
      marks.filter((mark) => mark.startsWith(prefix)).map((mark) => mark.slice(prefix.length));
    roles.push({ ...placeOf(place), into: marked('to='), from: marked('from='), rules: [] });
  }
  return roles;
}

function readRule(text: string): PolicyRule {
  const [verbs = '', groups = '', resources = '', names] = text.split(' ');
  if (groups === '@') return { verbs: verbs.split(','), nonResourceURLs: resources.split(',') };
  return {
    verbs: verbs.split(','),
    apiGroups: groups.split(',').map((group) => (group === 'core' ? '' : group)),
    resources: resources.split(','),
    ...(names === undefined ? {} : { resourceNames: names.split(',') }),
  };
}

/** Reads bindings: place, role and then subjects as `User/name`, `Group/name` or `ServiceAccount/namespace/name`. */
export function readBindings(text: string): readonly BootstrapBinding[] {
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const [place = '', role = '', ...subjects] = line.split(' ');
    return { ...placeOf(place), role, subjects: subjects.map(subjectOf) };
  });
}

function subjectOf(text: string): Subject {
  const [kind = '', ...rest] = text.split('/');
  if (kind !== 'ServiceAccount') return { apiGroup: 'rbac.authorization.k8s.io', kind, name: rest.join('/') };
  const [namespace = '', name = ''] = rest;
  return { kind, name, namespace };
}

function placeOf(text: string): { readonly name: string; readonly namespace?: string } {
  const slash = text.indexOf('/');
  return slash < 0 ? { name: text } : { namespace: text.slice(0, slash), name: text.slice(slash + 1) };
}
