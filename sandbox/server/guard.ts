import type { IncomingMessage } from 'node:http';

/**
 * Why a request may not pass, or undefined. A page in a browser on this machine can send requests to loopback under a name of its own (DNS rebinding) or
 * from another origin; neither is a person with kubectl.
 */
export function refusal(
  request: IncomingMessage,
  token: string | undefined,
): { readonly code: 401 | 403; readonly why: string } | undefined {
  const host = (request.headers.host ?? '').replace(/:\d+$/, '');
  if (!['127.0.0.1', 'localhost', '[::1]'].includes(host))
    return { code: 403, why: `this server answers as 127.0.0.1 or localhost, not as "${host}"` };
  if (request.headers.origin !== undefined) return { code: 403, why: 'this server does not answer web pages' };
  if (token !== undefined && request.headers.authorization !== `Bearer ${token}`) return { code: 401, why: 'Unauthorized' };
  return undefined;
}
