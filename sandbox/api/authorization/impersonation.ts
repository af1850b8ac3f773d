import { badRequest } from '../errors.ts';
import type { Attributes, Authorizer } from '../authorizer.ts';
import type { UserInfo } from '../request.ts';
import { denied } from './attributes.ts';

const USER = 'impersonate-user';
const GROUP = 'impersonate-group';
const UID = 'impersonate-uid';
const EXTRA = 'impersonate-extra-';
const ANONYMOUS = 'system:anonymous';
const AUTHENTICATED = 'system:authenticated';
const UNAUTHENTICATED = 'system:unauthenticated';

interface Headers {
  readonly [name: string]: string | undefined;
}

/**
 * Whom the headers of a request (names in lower case) ask to be; undefined when nobody. Throws StatusError (400) when they name no user.
 * Models k8s.io/apiserver/pkg/endpoints/filters/impersonation.
 */
export function impersonatedUser(headers: Headers): UserInfo | undefined {
  const username = headers[USER] ?? '';
  const groups = list(headers[GROUP]);
  const uid = headers[UID] ?? '';
  const extra: { [key: string]: readonly string[] } = {};
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith(EXTRA)) extra[decodeURIComponentOr(name.slice(EXTRA.length))] = list(value);
  }
  const hasExtra = Object.keys(extra).length > 0;
  if (username === '') {
    if (groups.length === 0 && uid === '' && !hasExtra) return undefined;
    throw badRequest(`requested ${goUser(uid, groups, extra)} without impersonating a user name`);
  }
  const more = { ...(uid === '' ? {} : { uid }), ...(hasExtra ? { extra } : {}) };
  return { username, groups: groupsOf(username, groups), ...more };
}

/** The groups of somebody, of whom only some may be named. */
export function groupsOf(username: string, named: readonly string[]): readonly string[] {
  const account = serviceAccountOf(username);
  const groups =
    named.length === 0 && account !== undefined
      ? ['system:serviceaccounts', `system:serviceaccounts:${account.namespace}`]
      : [...named];
  if (username === ANONYMOUS) return groups.includes(UNAUTHENTICATED) ? groups : [...groups, UNAUTHENTICATED];
  return groups.includes(AUTHENTICATED) || groups.includes(UNAUTHENTICATED) ? groups : [...groups, AUTHENTICATED];
}

/** Namespace and name behind the user name of a ServiceAccount. */
export function serviceAccountOf(username: string): { readonly namespace: string; readonly name: string } | undefined {
  const [, namespace, name] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(username) ?? [];
  return namespace === undefined || name === undefined ? undefined : { namespace, name };
}

/** Groups that everybody has whose request got so far; nobody needs to be allowed to take them on. */
const added = new Set([AUTHENTICATED, UNAUTHENTICATED]);

/** Throws StatusError (403) when `requestor` may not act as `user`. */
export function checkImpersonation(authorizer: Authorizer, requestor: UserInfo, user: UserInfo): void {
  const account = serviceAccountOf(user.username);
  const own = new Set(account === undefined ? [] : groupsOf(user.username, []));
  const wanted: Omit<Attributes, 'user' | 'verb'>[] = [
    account === undefined
      ? { group: '', resource: 'users', name: user.username }
      : { group: '', resource: 'serviceaccounts', ...account },
    ...user.groups.filter((name) => !added.has(name) && !own.has(name)).map((name) => ({ group: '', resource: 'groups', name })),
    ...Object.entries(user.extra ?? {}).flatMap(([key, values]) =>
      values.map((name) => ({ group: 'authentication.k8s.io', resource: 'userextras', subresource: key, name })),
    ),
    ...(user.uid === undefined ? [] : [{ group: 'authentication.k8s.io', resource: 'uids', name: user.uid }]),
  ];
  for (const one of wanted) {
    const attributes = { ...one, user: requestor, verb: 'impersonate' };
    const { allowed, reason } = authorizer.authorize(attributes);
    if (!allowed) throw denied(attributes, reason);
  }
}

const list = (value: string | undefined): readonly string[] => (value ?? '').split(/,\s*/).filter((item) => item !== '');

function decodeURIComponentOr(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A user as Go prints the struct. */
function goUser(uid: string, groups: readonly string[], extra: { readonly [key: string]: readonly string[] }): string {
  const strings = (items: readonly string[]): string => `[]string{${items.map((item) => JSON.stringify(item)).join(', ')}}`;
  const keys = Object.keys(extra).sort();
  const map =
    keys.length === 0 ? '(nil)' : `{${keys.map((key) => `${JSON.stringify(key)}:${strings(extra[key] ?? [])}`).join(', ')}}`;
  const list = groups.length === 0 ? '[]string(nil)' : strings(groups);
  return `&user.DefaultInfo{Name:"", UID:${JSON.stringify(uid)}, Groups:${list}, Extra:map[string][]string${map}}`;
}
