import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { kubernetesAdmin } from '../api/http-request.ts';
import type { UserInfo } from '../api/request.ts';
import { StatusError } from '../api/status-error.ts';
import type { ApiEndpoint } from './endpoint.ts';

/**
 * Who asks. Throws StatusError when a request may not pass. Who shows no token is the administrator, unless the server wants one; a token
 * of the cluster's own (of a ServiceAccount, or of a user that it knows) makes them who it says. A page in a browser on this machine can send requests to loopback under a name of its own
 * (DNS rebinding) or from another origin; neither is a person with kubectl.
 */
export function identify(
  { headers }: Pick<IncomingMessage, 'headers'>,
  token: string | undefined,
  { authenticate }: Pick<ApiEndpoint, 'authenticate'>,
): UserInfo {
  const host = (headers.host ?? '').replace(/:\d+$/, '');
  if (!['127.0.0.1', 'localhost', '[::1]'].includes(host))
    throw forbidden(`this server answers as 127.0.0.1 or localhost, not as "${host}"`);
  if (headers.origin !== undefined) throw forbidden('this server does not answer web pages');
  const shown = /^bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  if (shown === undefined && token === undefined) return kubernetesAdmin;
  if (shown !== undefined && token !== undefined && same(shown, token)) return kubernetesAdmin;
  const user = shown === undefined ? undefined : authenticate(shown).user;
  if (user === undefined) throw new StatusError({ code: 401, reason: 'Unauthorized', message: 'Unauthorized' });
  return user;
}

function same(given: string, wanted: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(wanted)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function forbidden(message: string): StatusError {
  return new StatusError({ code: 403, reason: 'Forbidden', message });
}
