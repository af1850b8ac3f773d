import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { StatusError } from '../api/status-error.ts';

/**
 * Throws StatusError when a request may not pass. A page in a browser on this machine can send requests to loopback under a name of its own
 * (DNS rebinding) or from another origin; neither is a person with kubectl.
 */
export function checkAccess({ headers }: Pick<IncomingMessage, 'headers'>, token: string | undefined): void {
  const host = (headers.host ?? '').replace(/:\d+$/, '');
  if (!['127.0.0.1', 'localhost', '[::1]'].includes(host))
    throw forbidden(`this server answers as 127.0.0.1 or localhost, not as "${host}"`);
  if (headers.origin !== undefined) throw forbidden('this server does not answer web pages');
  if (token !== undefined && !same(headers.authorization ?? '', `Bearer ${token}`))
    throw new StatusError({ code: 401, reason: 'Unauthorized', message: 'Unauthorized' });
}

function same(given: string, wanted: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(wanted)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function forbidden(message: string): StatusError {
  return new StatusError({ code: 403, reason: 'Forbidden', message });
}
