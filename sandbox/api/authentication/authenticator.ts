import type { UserInfo } from '../request.ts';

/** What the server makes of a bearer token. */
export type Authentication =
  | { readonly user: UserInfo; readonly audiences: readonly string[] }
  /** Why not, in the server's words. */
  | { readonly user?: undefined; readonly error: string };

/** Finds out whose token it is. Without audiences it must be meant for the API server itself. */
export type Authenticate = (token: string, audiences?: readonly string[]) => Authentication;

/** Whom the API server's tokens come from, and for whom they are when nobody says. */
export const API_AUDIENCE = 'https://kubernetes.default.svc.cluster.local';

export const invalidToken = 'invalid bearer token';
