import type { ComponentClient } from '../api/client.ts';
import type { ProcessContext } from '../host/program.ts';

/**
 * The way of a program in a Pod to the API: it speaks as the Pod's ServiceAccount, by the token that it finds in its files, so that the rights of that
 * account hold. Throws Error in client-go's words when there is no token, or a wrong one.
 */
export type ApiAccess = (process: ProcessContext) => ComponentClient;

/** Where a Pod's token is. */
export const TOKEN_PATH = '/var/run/secrets/kubernetes.io/serviceaccount/token';
