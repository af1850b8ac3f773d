import type { Cancel, Clock } from '../core/clock.ts';
import type { JsonObject, JsonValue } from '../core/json.ts';
import type { HttpResponse } from '../core/traffic.ts';
import { statusErrorOf, type Client, type Connection, type WatchStream } from './client.ts';
import { parseHttpRequest, wireBody } from './http-request.ts';
import { failedAnswer, type ProxyRequest } from './proxy.ts';
import type { Authenticate } from './authentication/authenticator.ts';
import { unauthorized } from './errors.ts';
import type { ApiRequest, ApiResponse, UserInfo, WatchEvent } from './request.ts';
import { StatusError } from './status-error.ts';

/** What the client needs of the server. */
interface Server {
  handle(request: ApiRequest): ApiResponse;
  watch(request: ApiRequest, onEvent: (event: WatchEvent) => void): Cancel;
  connect(request: ApiRequest): Connection;
  raw(path: string, accept?: string, who?: { readonly user: UserInfo }): JsonValue | Promise<JsonValue>;
  proxy(request: ProxyRequest & { readonly path: string }): Promise<HttpResponse>;
}

/** The client of a person whose programs run in the same process as the server. */
export function createInProcessClient(server: Server, user: UserInfo, impersonator?: UserInfo): Client {
  const who = { user, ...(impersonator === undefined ? {} : { impersonator }) };
  return {
    user,
    request: async (request) => server.handle({ ...request, ...who }),
    watch: async (request) => new EventStream((onEvent) => server.watch({ ...request, verb: 'watch', ...who }, onEvent)),
    connect: async (request) => server.connect({ ...request, verb: 'get', ...who }),
    raw: (path) => rawAnswer(server, path, user, impersonator),
  };
}

/** GET of any path: of a resource, of a server behind a proxy (whose redirects are followed), or of what else the server serves. */
async function rawAnswer(server: Server, path: string, user: UserInfo, impersonator: UserInfo | undefined): Promise<JsonValue> {
  const who = { user, ...(impersonator === undefined ? {} : { impersonator }) };
  let target = parseHttpRequest('GET', path, {}, undefined);
  if (target.what === 'path') return server.raw(path, undefined, who);
  if (target.what === 'resource') {
    const response = server.handle({ ...target.request, ...who });
    if (response.code >= 400) throw statusErrorOf(response);
    return wireBody(response.body);
  }
  for (let redirects = 0; target.what === 'proxy' && redirects < 10; redirects++) {
    const answer = await server.proxy({ ...target, request: { ...target.request, ...who } });
    const next = answer.headers['location'];
    if (answer.status >= 400) throw failedAnswer(answer);
    if (answer.status < 300 || next === undefined) return jsonOrText(answer.body);
    target = parseHttpRequest('GET', next, {}, undefined);
  }
  throw new StatusError({ code: 502, reason: '', message: 'stopped after 10 redirects' });
}

function jsonOrText(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}

/**
 * The client of whoever shows this token. It is looked at anew with each request, for it may expire; who shows a wrong one is refused
 * everything.
 */
export function createTokenClient(
  server: Server & { readonly authenticate: Authenticate },
  token: string,
  impersonated?: UserInfo,
): Client {
  const present = (): Client => {
    const { user } = server.authenticate(token);
    if (user === undefined) throw unauthorized();
    return impersonated === undefined ? createInProcessClient(server, user) : createInProcessClient(server, impersonated, user);
  };
  return {
    user: impersonated ?? server.authenticate(token).user ?? nobody,
    async request(request) {
      try {
        return await present().request(request);
      } catch (error) {
        if (!(error instanceof StatusError)) throw error;
        return { code: error.code, body: error.toObject(), warnings: [] };
      }
    },
    watch: async (request) => present().watch(request),
    connect: async (request) => present().connect(request),
    raw: async (path) => present().raw(path),
  };
}

const nobody: UserInfo = { username: '', groups: [] };

/** Events as they are made, kept until somebody asks for them. */
class EventStream implements WatchStream {
  private readonly waiting: WatchEvent<JsonObject>[] = [];
  private readonly cancel: Cancel;
  private wake: (() => void) | undefined;
  private closed = false;

  constructor(open: (onEvent: (event: WatchEvent) => void) => Cancel) {
    this.cancel = open((event) => {
      this.waiting.push(event);
      this.wake?.();
    });
  }

  close(): void {
    this.closed = true;
    this.cancel();
    this.wake?.();
  }

  [Symbol.asyncIterator](): AsyncIterator<WatchEvent<JsonObject>> {
    return this.events(() => new Promise<void>((resolve) => (this.wake = resolve)));
  }

  through(clock: Pick<Clock, 'block'>): AsyncIterable<WatchEvent<JsonObject>> {
    const wait = (): Promise<void> =>
      clock.block<void>((wake) => {
        this.wake = () => wake(undefined);
        return () => (this.wake = undefined);
      });
    return { [Symbol.asyncIterator]: () => this.events(wait) };
  }

  private async *events(wait: () => Promise<void>): AsyncGenerator<WatchEvent<JsonObject>> {
    try {
      for (;;) {
        const event = this.waiting.shift();
        if (event !== undefined) yield event;
        else if (this.closed) return;
        else await wait();
      }
    } finally {
      this.close();
    }
  }
}
