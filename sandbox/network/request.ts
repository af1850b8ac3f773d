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
  RequestOutcome,
} from '../core/traffic.ts';
import { CLUSTER_DNS, type Silence } from './dns/dns.ts';
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

/** An open connection. */
export interface Opened {
  readonly ok: true;
  readonly listener: Listener;
  readonly address: string;
  readonly port: number;
  /** As the receiver sees the sender. */
  readonly from: string;
  /** Name of whoever answers. */
  who(): string;
  readonly trace: Trace;
  close(): void;
}

type Failed = Extract<RequestOutcome, { readonly ok: false }>;

/** What came of a request, and who answered it. */
export type Exchanged = RequestOutcome & { readonly who?: () => string };

export interface Goal {
  readonly host: string;
  readonly port: number;
  readonly timeout: number | undefined;
  readonly protocol: Listener['protocol'];
  /** Stands for what a look-up would find. */
  readonly address?: string | undefined;
}

/** Finds the way from a name to a listening process. Takes virtual time. */
export async function open(net: Surroundings, from: NetworkNamespace, goal: Goal): Promise<Opened | Failed> {
  const started = net.clock.now();
  const trace = new Trace();
  const fail = async (failure: ConnectionFailure, after: number, address?: string): Promise<Failed> => {
    const left = goal.timeout === undefined ? after : Math.max(0, goal.timeout - (net.clock.now() - started));
    const limited = Math.min(after, left);
    await net.clock.sleep(limited);
    return {
      ok: false,
      failure: limited < after ? 'timed out' : failure,
      ...(address === undefined ? {} : { address }),
      port: goal.port,
      milliseconds: net.clock.now() - started,
      get hops() {
        return trace.hops;
      },
    };
  };

  const named = goal.address ?? goal.host;
  const answer = net.dns.lookUp(from, named, (server) => silenceOf(net, from, server, trace));
  if (typeof answer === 'string') {
    trace.add(() => ({ at: resolverOf(from), what: 'does not answer' }));
    return fail('no such host', answer === 'timed out' ? DNS_TIMEOUT : LATENCY);
  }
  if (!isAddress(named)) {
    await net.clock.sleep(LATENCY);
    trace.add(() => {
      const what = answer ? `${answer.name} is ${answer.addresses.join(', ')}` : `${named} is unknown`;
      return { at: resolverOf(from), what };
    });
  }
  const addresses = answer?.addresses ?? [];
  if (addresses.length === 0) return fail('no such host', 0);
  for (const [index, address] of addresses.entries()) {
    const reached = reach(net, from, address, goal, trace);
    if (!('failure' in reached)) {
      await net.clock.sleep(LATENCY);
      return reached;
    }
    // The next address of the name is tried after a failure that comes at once.
    const isLast = index === addresses.length - 1;
    const isOver = goal.timeout !== undefined && net.clock.now() - started >= goal.timeout;
    if (isLast || isOver || reached.failure === 'timed out')
      return fail(reached.failure, delayOf(reached.failure), reached.address ?? address);
    await net.clock.sleep(Math.min(delayOf(reached.failure), goal.timeout ?? Infinity));
  }
  return fail('no such host', 0);
}

/** One address: the way to it, and who listens there. */
function reach(
  net: Surroundings,
  from: NetworkNamespace,
  address: string,
  { port, protocol }: Goal,
  trace: Trace,
): Opened | Extract<Route, { readonly failure: ConnectionFailure }> {
  // Stacks that are wired to each other on one machine (veth pairs, a bridge) need nobody else.
  const local = net.localPath?.(from, address);
  for (const hop of local?.hops ?? []) trace.add(() => hop);
  if (local !== undefined && 'failure' in local) return { failure: local.failure, address };
  if (local !== undefined && 'to' in local) {
    const { to } = local;
    return knock(to, { address, port, protocol, from: local.from, who: () => to.name, close: nothing, trace });
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
  return knock(receiver, { address: route.address, port: route.port, protocol, from: route.from, who, close, trace });
}

const nothing = (): void => undefined;

/** Asks who stands at the end of a way for the port. */
function knock(
  receiver: Receiver,
  door: Omit<Opened, 'ok' | 'listener'> & Pick<Goal, 'protocol'>,
): Opened | Extract<Route, { readonly failure: ConnectionFailure }> {
  const { protocol, trace, who, ...way } = door;
  const listener = receiver.listener(way.port, protocol);
  if (listener === undefined || !hears(listener, way.address)) {
    way.close();
    trace.add(() => ({ at: who(), what: `nothing listens on port ${way.port}` }));
    return { failure: 'connection refused', address: way.address };
  }
  trace.add(() => ({ at: who(), what: `accepts the connection on port ${way.port}` }));
  return { ok: true, listener, trace, who, ...way };
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
  const { host, port, timeout } = request;
  const opened = await open(net, from, { host, port, timeout, protocol: 'TCP', address: request.address });
  if (!opened.ok) return opened;
  const { listener, address, trace, who } = opened;
  const failed = (
    failure: ConnectionFailure,
    more: { detail?: string; certificates?: readonly Certificate[] } = {},
  ): Exchanged => {
    opened.close();
    return {
      ok: false,
      failure,
      address,
      port: opened.port,
      milliseconds: net.clock.now() - started,
      who,
      ...more,
      get hops() {
        return trace.hops;
      },
    };
  };
  const rest = Math.max(0, (timeout ?? ANSWER_TIMEOUT) - (net.clock.now() - started));
  const isSecure = request.scheme === 'https';
  const serverName = host;
  let certificates: readonly Certificate[] | undefined;
  if (isSecure && listener.http !== undefined) {
    await net.clock.sleep(LATENCY);
    if (listener.tls === undefined) return failed('tls', { detail: 'wrong version number' });
    certificates = listener.tls(isAddress(serverName) ? '' : serverName);
    const detail = request.verify?.(certificates);
    if (detail !== undefined) return failed('tls', { detail, certificates });
  }
  const handler = listener.http;
  if (handler === undefined) {
    await net.clock.sleep(rest);
    return failed('timed out');
  }
  let outcome: HttpResponse | 'timed out' | 'connection reset' = plainToTls;
  if (isSecure || listener.tls === undefined) {
    const usualPort = isSecure ? 443 : 80;
    outcome = await within(net.clock, rest, handler, {
      method: request.method,
      path: request.path,
      headers: { host: port === usualPort ? host : `${host}:${port}`, ...request.headers },
      body: request.body ?? '',
      from: opened.from,
      ...(isSecure ? { tls: { serverName } } : undefined),
    });
  }
  if (outcome === 'timed out' || outcome === 'connection reset') return failed(outcome);
  await net.clock.sleep(LATENCY);
  opened.close();
  return {
    ok: true,
    response: outcome,
    address,
    port: opened.port,
    who,
    ...(certificates === undefined ? undefined : { certificates }),
    get hops() {
      return trace.hops;
    },
  };
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
