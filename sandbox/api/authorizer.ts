import type { ApiRequest } from './request.ts';

/** Decides who may do what. */
export interface Authorizer {
  /** Undefined when the request may go on, else why not (shown after `User "x" cannot …`). */
  refuses(request: ApiRequest): string | undefined;
}

/** Lets everyone do everything. */
export const alwaysAllow: Authorizer = { refuses: () => undefined };
