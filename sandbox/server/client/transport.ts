import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { ClusterAccess } from './access.ts';

/** Rejected with when a server cannot be spoken to at all; says what a person can do about it. */
export class NoAnswer extends Error {
  constructor(
    message: string,
    /** Whether the machine is there and nothing listens. */
    readonly refused = false,
  ) {
    super(message);
  }
}

export interface Outgoing {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: { readonly [name: string]: string };
  readonly body?: string;
}

export interface HttpTransport {
  /** Resolves when the headers are there. Rejects with NoAnswer. */
  send(request: Outgoing): Promise<IncomingMessage>;
  /** For libraries that make the connection themselves. */
  readonly connection: {
    readonly url: string;
    readonly headers: { readonly [name: string]: string | string[] };
    readonly tls: https.AgentOptions;
  };
  close(): void;
}

/** HTTP(S) to the server of an entry, with its credentials. */
export function createTransport(access: ClusterAccess): HttpTransport {
  const base = new URL(access.server);
  const secure = base.protocol === 'https:';
  const tls: https.AgentOptions = {
    ...(access.certificateAuthority === undefined ? {} : { ca: access.certificateAuthority }),
    ...(access.clientCertificate === undefined ? {} : { cert: access.clientCertificate }),
    ...(access.clientKey === undefined ? {} : { key: access.clientKey }),
    ...(access.insecureSkipTlsVerify === true ? { rejectUnauthorized: false } : {}),
  };
  const agent = secure ? new https.Agent({ keepAlive: true, ...tls }) : new http.Agent({ keepAlive: true });
  const credentials = {
    ...(access.token === undefined ? {} : { authorization: `Bearer ${access.token}` }),
    ...impersonation(access.impersonate),
  };
  const prefix = base.pathname.replace(/\/$/, '');
  return {
    connection: { url: `${access.server.replace(/\/$/, '').replace(/^http/, 'ws')}`, headers: credentials, tls },
    send: ({ method, path, headers, body }) =>
      new Promise((resolve, reject) => {
        const request = (secure ? https : http).request(
          {
            agent,
            method,
            host: base.hostname.replace(/^\[|\]$/g, ''),
            port: base.port === '' ? (secure ? 443 : 80) : Number(base.port),
            path: prefix + path,
            headers: { ...credentials, ...headers, ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }) },
          },
          resolve,
        );
        request.on('error', (error) =>
          reject(new NoAnswer(whyNot(access.server, error), 'code' in error && error.code === 'ECONNREFUSED')),
        );
        request.end(body);
      }),
    close: () => agent.destroy(),
  };
}

const impersonation = (as: ClusterAccess['impersonate']): { readonly [name: string]: string | string[] } =>
  as === undefined
    ? {}
    : {
        'impersonate-user': as.username,
        ...(as.groups.length === 0 ? {} : { 'impersonate-group': [...as.groups] }),
        ...(as.uid === undefined ? {} : { 'impersonate-uid': as.uid }),
      };

/** Why a server does not answer, for a person. */
export function whyNot(server: string, error: Error & { readonly code?: string }): string {
  const { code = '' } = error;
  if (code === 'ECONNREFUSED') return `nothing listens at ${server}: is the cluster running, and is this its address?`;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `there is no machine of that name: ${server}`;
  if (/CERT|SIGNATURE|ISSUER|ALTNAME/.test(code)) return `the certificate of ${server} is not trusted: ${error.message}`;
  if (code === 'EPROTO' || code === 'ECONNRESET' || code.startsWith('HPE_'))
    return `${server} does not speak as an API server does (${code}): is it http where https is meant, or the other way round?`;
  return `no answer from ${server}: ${error.message}`;
}
