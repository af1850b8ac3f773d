import type { Connection } from '../api/client.ts';
import type { ApiRequest, ApiResponse, UserInfo, WatchEvent } from '../api/request.ts';
import type { HttpTarget } from '../api/http-request.ts';
import type { HttpResponse } from '../core/traffic.ts';
import type { Cancel } from '../core/clock.ts';
import type { JsonValue } from '../core/json.ts';

/** What stands behind the server: the API of a cluster. */
export interface ApiEndpoint {
  /** Whose bearer token it is; without `user` it is nobody's. */
  authenticate(token: string): { readonly user?: UserInfo | undefined };
  handle(request: ApiRequest): ApiResponse;
  /** Throws StatusError. */
  raw(
    path: string,
    accept: string,
    who?: { readonly user: UserInfo; readonly impersonator?: UserInfo | undefined },
  ): JsonValue | Promise<JsonValue>;
  /** Throws StatusError. */
  watch(request: ApiRequest, onEvent: (event: WatchEvent) => void): Cancel;
  /** Throws StatusError. */
  connect(request: ApiRequest): Connection;
  /** Asks a server behind an object. Rejects with StatusError. */
  proxy(request: Extract<HttpTarget, { readonly what: 'proxy' }>): Promise<HttpResponse>;
  /** Awaited between a write and its answer: the time that a write takes. */
  written?(): Promise<void>;
}
