import type { HttpResponse, OutgoingRequest, RequestOutcome } from '../core/traffic.ts';
import { badRequest, methodNotAllowed, noSuchResource, notFound, serviceUnavailable } from './errors.ts';
import type { Kind, ProxyLocation, ProxyName } from './kind.ts';
import type { ApiRequest } from './request.ts';
import { findOfType, type ServerState } from './server-state.ts';
import { StatusError } from './status-error.ts';

/** What a client wants of the server behind the proxy. */
export interface ForwardedRequest {
  readonly method: string;
  /** Path with query behind `…/proxy`; empty where nothing follows. */
  readonly path: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

/** A request for `…/proxy/…`, and where it stands in the API. */
export interface ProxyRequest {
  readonly request: ApiRequest;
  readonly forwarded: ForwardedRequest;
}

/** The way from the API server into the network of the cluster. It takes virtual time. */
export type Reach = (request: OutgoingRequest) => Promise<RequestOutcome>;

/** Where a request goes that is for the server behind an object. Throws StatusError. Models k8s.io/apimachinery/pkg/util/proxy. */
export function locate(state: ServerState, kind: Kind, request: ApiRequest): ProxyLocation {
  if (kind.proxy === undefined) throw noSuchResource();
  const text = request.name ?? '';
  const name = proxyName(text);
  if (name === undefined) throw badRequest(`invalid ${kind.singular} request ${JSON.stringify(text)}`);
  return kind.proxy.locate(name, {
    namespace: request.namespace ?? '',
    random: state.random.write,
    get<T>(type: Parameters<typeof findOfType>[1], key: Parameters<typeof findOfType>[2]) {
      const found = findOfType(state, type, key);
      if (found === undefined) throw notFound({ type }, key.name);
      return found as T;
    },
  });
}

/** Models k8s.io/apimachinery/pkg/util/net.SplitSchemeNamePort. */
function proxyName(text: string): ProxyName | undefined {
  const parts = text.split(':');
  if (parts.length > 3) return undefined;
  const [scheme, name = '', port = ''] = parts.length === 3 ? parts : ['', ...parts];
  const known = scheme === '' || scheme === 'http' || scheme === 'https';
  return !known || name === '' ? undefined : { scheme: scheme ?? '', name, port, text };
}

/** Asks the server behind the proxy. Throws StatusError when it cannot be reached. */
export async function forward(
  reach: Reach,
  { scheme, host, port }: ProxyLocation,
  { method, path, headers, body }: ForwardedRequest,
  from: string,
): Promise<HttpResponse> {
  const isPlain = scheme !== 'https';
  if (path === '' || path.startsWith('?')) {
    if (method !== 'GET' && method !== 'HEAD') throw methodNotAllowed();
    return { status: 301, headers: { location: `${from}/${path}` }, body: '' };
  }
  const to = port ?? (isPlain ? 80 : 443);
  const outcome = await reach({ scheme: isPlain ? 'http' : 'https', host, port: to, method, path, headers, body });
  if (outcome.ok) return outcome.response;
  const address = host.includes(':') ? `[${host}]:${to}` : `${host}:${to}`;
  throw serviceUnavailable(`error trying to reach service: ${failureText(outcome.failure, address, host)}`);
}

function failureText(failure: Extract<RequestOutcome, { readonly ok: false }>['failure'], address: string, host: string): string {
  if (failure === 'no such host') return `dial tcp: lookup ${host}: no such host`;
  if (failure === 'timed out') return `dial tcp ${address}: i/o timeout`;
  if (failure === 'connection reset') return `read tcp ${address}: read: connection reset by peer`;
  return `dial tcp ${address}: connect: ${failure}`;
}

/** What a program is told that asked through the proxy and got no success; `text` is what the other side said. */
export function failedAnswer({ status, body }: HttpResponse): StatusError {
  const quoted = JSON.stringify(body.slice(0, 2_048).trimEnd());
  const [reason, message] = words[status] ?? [
    status >= 500 ? 'InternalError' : '',
    `an error on the server (${quoted}) has prevented the request from succeeding`,
  ];
  return new StatusError({ code: status, reason, message });
}

/** Models k8s.io/apimachinery/pkg/api/errors.NewGenericServerResponse. */
const words: { readonly [code: number]: readonly [reason: string, message: string] } = {
  400: ['BadRequest', 'the server rejected our request for an unknown reason'],
  401: ['Unauthorized', 'the server has asked for the client to provide credentials'],
  403: ['Forbidden', 'the server does not allow access to the requested resource'],
  404: ['NotFound', 'the server could not find the requested resource'],
  405: ['MethodNotAllowed', 'the server does not allow this method on the requested resource'],
  429: ['TooManyRequests', 'the server has received too many requests and has asked us to try again later'],
  503: ['ServiceUnavailable', 'the server is currently unable to handle the request'],
  504: ['Timeout', 'the server was unable to return a response in the time allotted, but may still be processing the request'],
};
