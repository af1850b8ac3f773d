import type { IncomingMessage } from 'node:http';
import { kubernetesAdmin } from '../api/http-request.ts';
import type { UserInfo } from '../api/request.ts';
import { StatusError } from '../api/status-error.ts';

const EXTRA = 'impersonate-extra-';
const SERVICE_ACCOUNT = 'system:serviceaccount:';
const ANONYMOUS = 'system:anonymous';

/**
 * Who a request speaks for: the administrator, whom the token or the machine itself has let in, or the user whose part he plays. Throws
 * StatusError. Models k8s.io/apiserver/pkg/endpoints/filters/impersonation.
 */
export function userOf({ headersDistinct, url = '/' }: Pick<IncomingMessage, 'headersDistinct' | 'url'>): UserInfo {
  const [username] = headersDistinct['impersonate-user'] ?? [];
  const [uid] = headersDistinct['impersonate-uid'] ?? [];
  const asked = headersDistinct['impersonate-group'] ?? [];
  const extra = Object.entries(headersDistinct)
    .filter(([name]) => name.startsWith(EXTRA))
    .map(([name, values]) => [decoded(name.slice(EXTRA.length)), values ?? []] as const);
  if (username === undefined || username === '') {
    if (uid === undefined && asked.length === 0 && extra.length === 0) return kubernetesAdmin;
    const message = `Internal Server Error: ${JSON.stringify(url)}: requested impersonation without impersonating a user`;
    throw new StatusError({ code: 500, reason: 'InternalError', message });
  }
  return {
    username,
    groups: groupsOf(username, asked),
    ...(uid === undefined ? {} : { uid }),
    ...(extra.length === 0 ? {} : { extra: Object.fromEntries(extra) }),
  };
}

function groupsOf(username: string, asked: readonly string[]): readonly string[] {
  const groups = asked.length > 0 ? asked : serviceAccountGroups(username);
  const own = username === ANONYMOUS ? 'system:unauthenticated' : 'system:authenticated';
  return groups.includes('system:authenticated') || groups.includes('system:unauthenticated') ? groups : [...groups, own];
}

function serviceAccountGroups(username: string): readonly string[] {
  if (!username.startsWith(SERVICE_ACCOUNT)) return [];
  const [namespace = ''] = username.slice(SERVICE_ACCOUNT.length).split(':');
  return ['system:serviceaccounts', `system:serviceaccounts:${namespace}`];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
