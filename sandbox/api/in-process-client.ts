import type { Cancel, Clock } from '../core/clock.ts';
import type { JsonObject, JsonValue } from '../core/json.ts';
import type { Client, Connection, WatchStream } from './client.ts';
import type { ApiRequest, ApiResponse, UserInfo, WatchEvent } from './request.ts';

/** What the client needs of the server. */
interface Server {
  handle(request: ApiRequest): ApiResponse;
  watch(request: ApiRequest, onEvent: (event: WatchEvent) => void): Cancel;
  connect(request: ApiRequest): Connection;
  raw(path: string, accept?: string, who?: { readonly user: UserInfo }): JsonValue;
}

/** The client of a person whose programs run in the same process as the server. */
export function createInProcessClient(server: Server, user: UserInfo, impersonator?: UserInfo): Client {
  const who = { user, ...(impersonator === undefined ? {} : { impersonator }) };
  return {
    user,
    request: async (request) => server.handle({ ...request, ...who }),
    watch: async (request) => new EventStream((onEvent) => server.watch({ ...request, verb: 'watch', ...who }, onEvent)),
    connect: async (request) => server.connect({ ...request, verb: 'get', ...who }),
    raw: async (path) => server.raw(path, undefined, who),
  };
}

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
