import { createServer as createHttpServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { parseHttpRequest } from '../api/http-request.ts';
import { StatusError } from '../api/status-error.ts';
import { sendError, statusOf } from './answer.ts';
import { answerRequest, headersOf } from './answer-request.ts';
import { selfSignedCertificate } from './certificate.ts';
import type { ApiEndpoint } from './endpoint.ts';
import { identify } from './guard.ts';
import { connectUpgraded, refuseUpgrade } from './streams/upgrade.ts';

export type { ApiEndpoint } from './endpoint.ts';

export interface ServeOptions {
  /** 0 for any free port. */
  readonly port?: number;
  /** When given, every request must carry it as bearer token. */
  readonly token?: string;
  /** HTTPS, with a certificate that is made at the start. */
  readonly tls?: boolean;
  /** Others than the usual ones, each for itself. */
  readonly limits?: Partial<Limits>;
}

/** How patient the server is; all but the last in milliseconds. Watches and logs stay open for as long as the client likes. */
export interface Limits {
  /** From the beginning of a request, or of a connection, to the end of its headers. */
  readonly headers: number;
  /** To the end of its body. */
  readonly request: number;
  /** From an answer to the next request on the same connection. */
  readonly idle: number;
  /** How often it looks at the first two. */
  readonly check: number;
  readonly connections: number;
}

export interface RunningServer {
  /** E.g. `http://127.0.0.1:8001`. */
  readonly url: string;
  readonly port: number;
  /** PEM of the certificate that clients shall trust; with `tls` only. */
  readonly certificate?: string;
  /** Ends open watches and stops listening. */
  close(): Promise<void>;
}

const usualLimits: Limits = { headers: 10_000, request: 60_000, idle: 60_000, check: 5_000, connections: 1_000 };

/** Serves the API on 127.0.0.1. Rejects with the system's error when the port is taken. */
export async function serveCluster(endpoint: ApiEndpoint, options: ServeOptions = {}): Promise<RunningServer> {
  const onRequest: RequestListener = (request, response) => {
    response.on('error', () => response.destroy());
    const answer = async (): Promise<void> => {
      const user = identify(request, options.token, endpoint);
      await answerRequest(endpoint, user, request, response);
    };
    answer().catch((error: unknown) => sendError(response, error));
  };
  const limits = { ...usualLimits, ...options.limits };
  const timing = {
    headersTimeout: limits.headers,
    requestTimeout: limits.request,
    keepAliveTimeout: limits.idle,
    connectionsCheckingInterval: limits.check,
  };
  const certificate = options.tls === true ? selfSignedCertificate(Date.now()) : undefined;
  const server: Server =
    certificate === undefined
      ? createHttpServer(timing, onRequest)
      : createHttpsServer({ ...timing, cert: certificate.certificate, key: certificate.key }, onRequest);
  server.maxConnections = limits.connections;
  const upgraded = new Set<Duplex>();
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    upgraded.add(socket);
    socket.on('close', () => upgraded.delete(socket));
    socket.on('error', () => socket.destroy());
    const connect = async (): Promise<void> => {
      const user = identify(request, options.token, endpoint);
      const { method = 'GET', url = '/' } = request;
      const target = parseHttpRequest(method, url, headersOf(request), undefined, user);
      if (target.what !== 'resource')
        throw new StatusError({ code: 400, reason: 'BadRequest', message: 'nothing to upgrade to' });
      await connectUpgraded({ request, socket, head }, target.request, endpoint.connect);
    };
    connect().catch((error: unknown) => {
      const status = statusOf(error);
      refuseUpgrade(socket, status.code, status.toObject());
    });
  });
  await listen(server, options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `${certificate === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    port,
    ...(certificate === undefined ? {} : { certificate: certificate.certificate }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        for (const socket of upgraded) socket.destroy();
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
