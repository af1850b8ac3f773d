import { isInRange } from '../../core/addresses.ts';
import type { ConnectionFailure, HttpRequest, HttpResponse } from '../../core/traffic.ts';
import type { ProcessContext } from '../../host/program.ts';
import { timeParts } from '../clock-text.ts';
import { hostFor, locationFor } from './match.ts';
import type { Canary, Configuration, Location, Upstream } from './model.ts';

/** How often nginx asks another Pod when one fails (proxy_next_upstream_tries). */
const TRIES = 3;
/** Where nginx itself answers for hosts that it does not know. */
const OWN_BACKEND = '127.0.0.1:8181';
const CONNECT_TIMEOUT = 5_000;

export interface Served {
  readonly response: HttpResponse;
  /** What the access log names: the upstream, the Pod that answered at last (`-` for none), and those that were asked in vain. */
  readonly upstream: string;
  readonly address: string;
  readonly vain: readonly string[];
}

const none: readonly string[] = [];

/** Answers requests by a configuration that may change from one to the next. */
export class Router {
  private readonly positions = new Map<string, number>();

  constructor(private readonly process: ProcessContext) {}

  answer(configuration: Configuration, request: HttpRequest): Served | Promise<Served> {
    const host = request.headers['host'] ?? '';
    const server = hostFor(configuration, host);
    const path = withoutQuery(request.path);
    const location = server === undefined ? undefined : locationFor(server, path);
    if (server === undefined || location === undefined) {
      const { defaultUpstream } = configuration;
      if (defaultUpstream?.endpoints?.length) return this.pass(defaultUpstream, request, undefined, request.path);
      return { ...own(page(404, 'Not Found'), 'upstream-default-backend'), address: OWN_BACKEND };
    }
    const isSecure = request.tls !== undefined || request.headers['x-forwarded-proto'] === 'https';
    if (!isSecure && (location.forceSslRedirect || (location.sslRedirect && server.hasTls))) {
      const name = host.replace(/:\d+$/, '');
      return own(redirect(308, 'Permanent Redirect', `https://${name}${request.path}`), location.upstream.name);
    }
    if (location.appRoot !== undefined && path === '/')
      return own(redirect(302, 'Moved Temporarily', location.appRoot), location.upstream.name);
    const { permanentRedirect, allowedRanges } = location;
    if (permanentRedirect !== undefined)
      return own(redirect(permanentRedirect.code, 'Moved', permanentRedirect.url), location.upstream.name);
    if (allowedRanges.length > 0 && !allowedRanges.some((range) => isInRange(request.from, range)))
      return own(page(403, 'Forbidden'), location.upstream.name);
    return this.pass(this.choose(location, request), request, location, rewritten(location, request.path));
  }

  /** The canary that takes a request, or the main upstream. Precedence: header, cookie, weight. */
  private choose({ canaries, upstream }: Location, request: HttpRequest): Upstream {
    for (const canary of canaries) {
      const decided = byRequest(canary, request);
      const takes = decided ?? this.process.random.below(canary.weightTotal) < canary.weight;
      if (takes) return canary.upstream;
    }
    return upstream;
  }

  private async pass(upstream: Upstream, request: HttpRequest, location: Location | undefined, path: string): Promise<Served> {
    const { endpoints } = upstream;
    if (endpoints === undefined || endpoints.length === 0)
      return own(page(503, 'Service Temporarily Unavailable'), upstream.name);
    const { process } = this;
    const sticky = location?.stickyCookie;
    const cookie = sticky === undefined ? undefined : cookieOf(request, sticky);
    const kept = cookie === undefined ? -1 : endpoints.findIndex(({ address, port }) => stickyKey(address, port) === cookie);
    const first = kept >= 0 ? kept : this.next(upstream.name, endpoints.length);
    let failure = 502;
    let vain = none;
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const index = (first + attempt) % endpoints.length;
      const endpoint = endpoints[index];
      if (endpoint === undefined) continue;
      const outcome = await process.network.request(process.networkNamespace, {
        scheme: upstream.secure ? 'https' : 'http',
        host: endpoint.address,
        port: endpoint.port,
        method: request.method,
        path,
        body: request.body,
        headers: forwarded(request, location),
        timeout: Math.max(CONNECT_TIMEOUT, (location?.readTimeout ?? 60) * 1_000),
      });
      if (outcome.ok) {
        const { address, port } = endpoint;
        const { response } = outcome;
        const served: Served = { response, upstream: upstream.name, address: `${address}:${port}`, vain };
        if (sticky === undefined || kept === index) return served;
        const kind = `Path=${location?.path ?? '/'}; HttpOnly`;
        const headers = { ...response.headers, 'set-cookie': `${sticky}=${stickyKey(address, port)}; ${kind}` };
        return { ...served, response: { ...response, headers } };
      }
      failure = outcome.failure === 'timed out' ? 504 : 502;
      vain = [...vain, `${endpoint.address}:${endpoint.port}`];
      this.complain(request, upstream, vain.at(-1) ?? '', path, reasons[outcome.failure]);
    }
    const response = failure === 504 ? page(504, 'Gateway Time-out') : page(502, 'Bad Gateway');
    return { response, upstream: upstream.name, address: '-', vain };
  }

  /** A line of nginx's error log for a Pod that could not be asked. */
  private complain(request: HttpRequest, { secure }: Upstream, address: string, path: string, reason: string): void {
    const { clock, pid, stderr } = this.process;
    const { year, month, day, time } = timeParts(clock.now());
    const host = request.headers['host'] ?? '';
    const about = `client: ${request.from}, server: ${host.replace(/:\d+$/, '')}, request: "${request.method} ${request.path} HTTP/1.1"`;
    const target = `upstream: "${secure ? 'https' : 'http'}://${address}${path}", host: "${host}"`;
    stderr.write(`${year}/${month}/${day} ${time} [error] ${pid}#${pid}: *1 ${reason}, ${about}, ${target}\n`);
  }

  /** Round robin, as the controller balances when nothing else is asked for. */
  private next(name: string, count: number): number {
    const position = ((this.positions.get(name) ?? -1) + 1) % count;
    this.positions.set(name, position);
    return position;
  }
}

const reasons: { readonly [failure in ConnectionFailure]: string } = {
  'connection refused': 'connect() failed (111: Connection refused) while connecting to upstream',
  'no route to host': 'connect() failed (113: Host is unreachable) while connecting to upstream',
  'timed out': 'upstream timed out (110: Operation timed out) while reading response header from upstream',
  'connection reset': 'upstream prematurely closed connection while reading response header from upstream',
  'no such host': 'no host in upstream',
  tls: 'SSL_do_handshake() failed (SSL: error:0A00010B:SSL routines::wrong version number) while SSL handshaking to upstream',
};

function byRequest({ header, headerValue, cookie }: Canary, request: HttpRequest): boolean | undefined {
  if (header !== undefined) {
    const value = request.headers[header];
    if (headerValue !== undefined) {
      if (value === headerValue) return true;
    } else if (value === 'always' || value === 'never') return value === 'always';
  }
  const kept = cookie === undefined ? undefined : cookieOf(request, cookie);
  return kept === 'always' ? true : kept === 'never' ? false : undefined;
}

function cookieOf({ headers }: HttpRequest, name: string): string | undefined {
  for (const pair of (headers['cookie'] ?? '').split(';')) {
    const equals = pair.indexOf('=');
    if (equals > 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim();
  }
  return undefined;
}

function stickyKey(address: string, port: number): string {
  return btoa(`${address}:${port}`).replaceAll('=', '');
}

function withoutQuery(path: string): string {
  const question = path.indexOf('?');
  return question < 0 ? path : path.slice(0, question);
}

function rewritten({ rewriteTarget, pattern }: Location, path: string): string {
  if (rewriteTarget === undefined) return path;
  const question = path.indexOf('?');
  const [plain, query] = question < 0 ? [path, ''] : [path.slice(0, question), path.slice(question)];
  const matcher = pattern?.matcher(plain);
  const found = matcher?.find() ? matcher : undefined;
  const target = rewriteTarget.replace(/\$(\d)/g, (_whole, digit: string) =>
    found !== undefined && Number(digit) <= found.groupCount() ? (found.group(Number(digit)) ?? '') : '',
  );
  return `${target.startsWith('/') ? target : `/${target}`}${query}`;
}

/** What nginx sets stands first, and in the place of what the client sent under these names. */
function forwarded(request: HttpRequest, location: Location | undefined): { readonly [name: string]: string } {
  const host = request.headers['host'] ?? '';
  const scheme = request.tls === undefined ? 'http' : 'https';
  const headers: { [name: string]: string } = {
    host: location?.upstreamHost ?? host,
    'x-real-ip': request.from,
    'x-forwarded-for': request.from,
    'x-forwarded-host': host,
    'x-forwarded-proto': scheme,
    'x-scheme': scheme,
  };
  for (const name in request.headers) headers[name] ??= request.headers[name] ?? '';
  return headers;
}

function own(response: HttpResponse, upstream: string): Served {
  return { response, upstream, address: '-', vain: none };
}

function page(status: number, title: string): HttpResponse {
  const body = `<html>\r\n<head><title>${status} ${title}</title></head>\r\n<body>\r\n<center><h1>${status} ${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`;
  return { status, headers: { 'content-type': 'text/html' }, body };
}

function redirect(status: number, title: string, location: string): HttpResponse {
  const answer = page(status, title);
  return { ...answer, headers: { ...answer.headers, location } };
}
