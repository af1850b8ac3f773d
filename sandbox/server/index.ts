import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Connection } from '../api/client.ts';
import { parseHttpRequest } from '../api/http-request.ts';
import type { ApiRequest, ApiResponse, WatchEvent } from '../api/request.ts';
import { StatusError } from '../api/status-error.ts';
import type { Cancel } from '../core/clock.ts';
import type { JsonValue } from '../core/json.ts';
import { sendError, sendJson, sendLog, sendResponse, sendWatch } from './answer.ts';
import { refusal } from './guard.ts';
import { BodyTooLarge, readBody } from './read-body.ts';

/** What stands behind the server: the API of a cluster. */
export interface ApiEndpoint {
  handle(request: ApiRequest): ApiResponse;
  /** Throws StatusError. */
  raw(path: string, accept: string): JsonValue;
  /** Throws StatusError. */
  watch(request: ApiRequest, onEvent: (event: WatchEvent) => void): Cancel;
  /** Throws StatusError. */
  connect(request: ApiRequest): Connection;
  /** Runs something that waits in virtual time as an activity of the clock. */
  activity<T>(run: () => Promise<T>): Promise<T>;
}

export interface ServeOptions {
  /** 0 for any free port. */
  readonly port?: number;
  /** When given, every request must carry it as bearer token. */
  readonly token?: string;
}

export interface RunningServer {
  /** E.g. `http://127.0.0.1:8001`. */
  readonly url: string;
  readonly port: number;
  /** Ends open watches and stops listening. */
  close(): Promise<void>;
}

/** Serves the API on 127.0.0.1. Rejects with the system's error when the port is taken. */
export async function serveCluster(endpoint: ApiEndpoint, options: ServeOptions = {}): Promise<RunningServer> {
  const server = createServer((request, response) => {
    response.on('error', () => response.destroy());
    answer(endpoint, options, request, response).catch((error: unknown) => sendError(response, error));
  });
  // Watches and logs stay open for as long as the client likes; a request that never ends its headers does not.
  server.requestTimeout = 60_000;
  server.headersTimeout = 10_000;
  await listen(server, options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function answer(
  endpoint: ApiEndpoint,
  options: ServeOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const refused = refusal(request, options.token);
  if (refused !== undefined) {
    const reason = refused.code === 401 ? 'Unauthorized' : 'Forbidden';
    throw new StatusError({ code: refused.code, reason, message: refused.why });
  }
  const { method = 'GET', url = '/' } = request;
  const target = parseHttpRequest(method, url, headersOf(request), await bodyOf(request, response));
  if (target.what === 'path') {
    sendJson(response, 200, endpoint.raw(url, request.headers.accept ?? ''));
    return;
  }
  const wanted = target.request;
  if (wanted.verb === 'watch') sendWatch(response, wanted, endpoint.watch);
  else if (wanted.verb === 'get' && wanted.subresource === 'log') {
    await endpoint.activity(() => sendLog(response, endpoint.connect(wanted)));
  } else sendResponse(response, endpoint.handle(wanted));
}

function headersOf({ headers }: IncomingMessage): { readonly [name: string]: string | undefined } {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value]),
  );
}

async function bodyOf(request: IncomingMessage, response: ServerResponse): Promise<string | undefined> {
  try {
    return await readBody(request);
  } catch (error) {
    if (!(error instanceof BodyTooLarge)) throw error;
    // The rest of the body is still on its way, so nothing more can be asked on this connection.
    response.setHeader('Connection', 'close');
    response.on('finish', () => request.destroy());
    throw new StatusError({ code: 413, reason: 'RequestEntityTooLarge', message: error.message });
  }
}
