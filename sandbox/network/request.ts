import { isAddress } from '../core/addresses.ts';
import type { Certificate } from '../core/certificates.ts';
import type { Clock } from '../core/clock.ts';
import type {
  ConnectionFailure,
  HttpHandler,
  HttpRequest,
  HttpResponse,
  Listener,
  NetworkNamespace,
  OutgoingRequest,
} from '../core/traffic.ts';
import { CLUSTER_DNS, type Silence } from './dns/dns.ts';
import { Answer, Connection, Failure, type Exchanged } from './outcome.ts';
import { outsideHosts } from './outside.ts';
import { routeTo, senderOf, type Route } from './route.ts';
import { isLoopback, type Receiver, type Surroundings } from './surroundings.ts';
import { Trace } from './trace.ts';

/** One way through the network, in milliseconds. */
export const LATENCY = 1;
/** When Linux gives up on packets that are dropped (tcp_syn_retries = 6), and on a neighbour that does not answer. */
const CONNECT_TIMEOUT = 130_000;
const NO_ROUTE_AFTER = 3_000;
/** How long a client without a limit of its own waits for an answer. */
const ANSWER_TIMEOUT = 300_000;
/** When a resolver gives up on a name server (5 s, two attempts). */
const DNS_TIMEOUT = 10_000;
const DNS_PORT = 53;

export interface Goal {
  readonly host: string;
  readonly port: number;
  readonly timeout: number | undefined;
  readonly protocol: Listener['protocol'];
  /** Stands for what a look-up would find. */
  readonly address?: string | undefined;
}

type NoWay = Extract<Route, { readonly failure: ConnectionFailure }>;

/** Finds the way from a name to a listening process. Takes virtual time. */
export async function open(net: Surroundings, from: NetworkNamespace, goal: Goal): Promise<Connection | Failure> {
  const begun = begin(net, from, goal);
  if (begun instanceof Connection) await net.clock.sleep(LATENCY);
  return begun;
}

/** A connection that is there at once: its `LATENCY` has still to be waited for. Everything else takes the time it takes. */
function begin(net: Surroundings, from: NetworkNamespace, goal: Goal): Connection | Promise<Connection | Failure> {
  const started = net.clock.now();
  const trace = new Trace();
  const named = goal.address ?? goal.host;
  if (!isAddress(named)) return search(net, from, named, goal, started, trace);
  const reached = reach(net, from, named, goal, trace);
  if (reached instanceof Connection) return reached;
  return fail(net, goal, started, trace, reached.failure, delayOf(reached.failure), reached.address ?? named);
}

/** Looks the name up and tries its addresses one after the other. */
async function search(
  net: Surroundings,
  from: NetworkNamespace,
  named: string,
  goal: Goal,
  started: number,
  trace: Trace,
): Promise<Connection | Failure> {
  const answer = net.dns.lookUp(from, named, (server) => silenceOf(net, from, server, trace));
  if (typeof answer === 'string') {
    trace.add(() => ({ at: resolverOf(from), what: 'does not answer' }));
    return fail(net, goal, started, trace, 'no such host', answer === 'timed out' ? DNS_TIMEOUT : LATENCY);
  }
  await net.clock.sleep(LATENCY);
  trace.add(() => {
    const what = answer ? `${answer.name} is ${answer.addresses.join(', ')}` : `${named} is unknown`;
    return { at: resolverOf(from), what };
  });
  const addresses = answer?.addresses ?? [];
  for (const [index, address] of addresses.entries()) {
    const reached = reach(net, from, address, goal, trace);
    if (reached instanceof Connection) {
      await net.clock.sleep(LATENCY);
      return reached;
    }
    // The next address of the name is tried after a failure that comes at once.
    const isLast = index === addresses.length - 1;
    const isOver = goal.timeout !== undefined && net.clock.now() - started >= goal.timeout;
    if (isLast || isOver || reached.failure === 'timed out')
      return fail(net, goal, started, trace, reached.failure, delayOf(reached.failure), reached.address ?? address);
    await net.clock.sleep(Math.min(delayOf(reached.failure), goal.timeout ?? Infinity));
  }
  return fail(net, goal, started, trace, 'no such host', 0);
}

/** Waits until the sender gives up, `after` milliseconds from now unless its own limit comes first. */
async function fail(
  net: Surroundings,
  { port, timeout }: Goal,
  started: number,
  trace: Trace,
  failure: ConnectionFailure,
  after: number,
  address?: string,
): Promise<Failure> {
  const left = timeout === undefined ? after : Math.max(0, timeout - (net.clock.now() - started));
  const limited = Math.min(after, left);
  await net.clock.sleep(limited);
  return new Failure(limited < after ? 'timed out' : failure, address, port, net.clock.now() - started, trace);
}

/** One address: the way to it, and who listens there. */
function reach(
  net: Surroundings,
  from: NetworkNamespace,
  address: string,
  { port, protocol }: Goal,
  trace: Trace,
): Connection | NoWay {
  // Stacks that are wired to each other on one machine (veth pairs, a bridge) need nobody else.
  const local = net.localPath?.(from, address);
  for (const hop of local?.hops ?? []) trace.add(() => hop);
  if (local !== undefined && 'failure' in local) return { failure: local.failure, address };
  if (local !== undefined && 'to' in local) {
    const { to } = local;
    return knock(to, address, port, protocol, local.from, trace, () => to.name, nothing);
  }
  const sender = senderOf(net, local?.leaves ?? from);
  const route = routeTo(net, sender, address, port, protocol, trace);
  if ('failure' in route) return route;
  const close = route.closed ?? nothing;
  const receiver: Receiver | undefined = route.own ? from : (net.namespaceAt(route.address) ?? outsideAt(route.address));
  if (receiver === undefined) {
    close();
    return { failure: net.isPodAddress(route.address) ? 'no route to host' : 'timed out', address: route.address };
  }
  const pod = route.receiver ?? (route.own ? sender.pod : undefined);
  const who = (): string =>
    pod === undefined ? (net.nameOf(route.address) ?? receiver.name) : `pod ${pod.metadata.namespace}/${pod.metadata.name}`;
  return knock(receiver, route.address, route.port, protocol, route.from, trace, who, close);
}

const nothing = (): void => undefined;

/** Asks who stands at the end of a way for the port. */
function knock(
  receiver: Receiver,
  address: string,
  port: number,
  protocol: Listener['protocol'],
  from: string,
  trace: Trace,
  who: () => string,
  close: () => void,
): Connection | NoWay {
  const listener = receiver.listener(port, protocol);
  if (listener === undefined || !hears(listener, address)) {
    close();
    trace.add(() => ({ at: who(), what: `nothing listens on port ${port}` }));
    return { failure: 'connection refused', address };
  }
  trace.add(() => ({ at: who(), what: `accepts the connection on port ${port}` }));
  return new Connection(listener, address, port, from, trace, who, close);
}

/** Why a name server cannot be asked. Only CoreDNS is in the cluster. */
export function silenceOf(net: Surroundings, from: NetworkNamespace, server: string, trace?: Trace): Silence | undefined {
  if (server !== CLUSTER_DNS) return undefined;
  if (!net.isDnsRunning()) return 'timed out';
  const pod = net.podAt(from.addresses[0] ?? '');
  if (pod === undefined) return undefined;
  const obstacle = net.policies.leaving(pod, { address: CLUSTER_DNS, pod: coreDnsPod }, DNS_PORT, 'udp');
  if (obstacle === undefined) return undefined;
  trace?.add(() => ({ at: 'NetworkPolicy', what: `${obstacle} does not allow port ${DNS_PORT}/UDP of ${server}` }));
  return 'timed out';
}

/** CoreDNS as policies see it: it has no Pods of its own here. */
const coreDnsPod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'coredns', namespace: 'kube-system', uid: 'coredns', labels: { 'k8s-app': 'kube-dns' } },
  spec: { containers: [{ name: 'coredns', ports: [{ name: 'dns', containerPort: DNS_PORT, protocol: 'UDP' }] }] },
  status: {},
} as never;

function outsideAt(address: string): Receiver | undefined {
  const host = outsideHosts.find((one) => one.address === address);
  if (host === undefined) return undefined;
  const listener = (port: number, protocol: Listener['protocol']): Listener | undefined =>
    host.ports.includes(port) && protocol === 'TCP'
      ? { port, protocol, address: '0.0.0.0', http: (request) => host.answer(request) }
      : undefined;
  return { name: host.names[0] ?? address, listener };
}

/** Sends one HTTP request and waits for the answer. */
export async function exchange(net: Surroundings, from: NetworkNamespace, request: OutgoingRequest): Promise<Exchanged> {
  const started = net.clock.now();
  const { host, port, timeout, address } = request;
  const begun = begin(net, from, { host, port, timeout, protocol: 'TCP', address });
  if (begun instanceof Connection) await net.clock.sleep(LATENCY);
  const opened = begun instanceof Connection ? begun : await begun;
  if (!opened.ok) return opened;
  const { listener } = opened;
  const isSecure = request.scheme === 'https';
  let certificates: readonly Certificate[] | undefined;
  const failed = (failure: ConnectionFailure, detail?: string): Exchanged => {
    opened.close();
    return new Failure(
      failure,
      opened.address,
      opened.port,
      net.clock.now() - started,
      opened.trace,
      opened.who,
      detail,
      certificates,
    );
  };
  const rest = Math.max(0, (timeout ?? ANSWER_TIMEOUT) - (net.clock.now() - started));
  if (isSecure && listener.http !== undefined) {
    await net.clock.sleep(LATENCY);
    if (listener.tls === undefined) return failed('tls', 'wrong version number');
    certificates = listener.tls(isAddress(host) ? '' : host);
    const detail = request.verify?.(certificates);
    if (detail !== undefined) return failed('tls', detail);
  }
  const handler = listener.http;
  if (handler === undefined) {
    await net.clock.sleep(rest);
    return failed('timed out');
  }
  let outcome: HttpResponse | 'timed out' | 'connection reset' = plainToTls;
  if (isSecure || listener.tls === undefined) {
    const incoming: HttpRequest = {
      method: request.method,
      path: request.path,
      headers: headersOf(request),
      body: request.body ?? '',
      from: opened.from,
      tls: isSecure ? { serverName: host } : undefined,
    };
    const answered = within(net.clock, rest, handler, incoming);
    outcome = answered instanceof Promise ? await answered : answered;
  }
  if (outcome === 'timed out' || outcome === 'connection reset') return failed(outcome);
  await net.clock.sleep(LATENCY);
  opened.close();
  return new Answer(outcome, opened.address, opened.port, opened.trace, opened.who, certificates);
}

/** With the name that was asked for, when the sender does not give another one. */
function headersOf({ scheme, host, port, headers }: OutgoingRequest): HttpRequest['headers'] {
  if (headers?.['host'] !== undefined) return headers;
  const named = port === (scheme === 'https' ? 443 : 80) ? host : `${host}:${port}`;
  return headers === undefined ? { host: named } : { host: named, ...headers };
}

const plainToTls: HttpResponse = {
  status: 400,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: 'Client sent an HTTP request to an HTTPS server.\n',
};

/** Waits for an answer at most this long. A handler that throws has lost its process: the connection breaks. */
function within(
  clock: Clock,
  milliseconds: number,
  handler: HttpHandler,
  request: HttpRequest,
): HttpResponse | 'connection reset' | Promise<HttpResponse | 'timed out' | 'connection reset'> {
  let answer: HttpResponse | Promise<HttpResponse>;
  try {
    answer = clock.start(() => handler(request));
  } catch {
    return 'connection reset';
  }
  if (!(answer instanceof Promise)) return answer;
  const waiting = answer;
  return clock.block((wake) => {
    waiting.then(wake, () => wake('connection reset'));
    return clock.after(milliseconds, () => wake('timed out'));
  });
}

function hears({ address }: Listener, called: string): boolean {
  if (address === '0.0.0.0' || address === '::') return true;
  return address === called || (isLoopback(address) && isLoopback(called));
}

export function delayOf(failure: ConnectionFailure): number {
  if (failure === 'timed out') return CONNECT_TIMEOUT;
  return failure === 'no route to host' ? NO_ROUTE_AFTER : LATENCY;
}

function resolverOf(from: NetworkNamespace): string {
  return from.resolver.nameservers.length > 0 ? `DNS ${from.resolver.nameservers[0]}` : 'DNS';
}
