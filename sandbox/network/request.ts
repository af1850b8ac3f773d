import type { Clock } from '../core/clock.ts';
import type {
  ConnectionFailure,
  Hop,
  HttpResponse,
  Listener,
  NetworkNamespace,
  OutgoingRequest,
  RequestOutcome,
} from '../core/traffic.ts';
import { isAddress, type Dns } from './dns.ts';
import type { ServiceRules } from './service-rules.ts';

/** One way through the network, in milliseconds. */
const LATENCY = 1;
/** When Linux gives up on packets that are dropped (tcp_syn_retries = 6), and on a neighbour that does not answer. */
const CONNECT_TIMEOUT = 130_000;
const NO_ROUTE_AFTER = 3_000;
/** How long a client without a limit of its own waits for an answer. */
const ANSWER_TIMEOUT = 300_000;

export interface Surroundings {
  readonly clock: Clock;
  readonly dns: Dns;
  readonly rules: ServiceRules;
  /** The network namespace that has this address, that of a Pod or of a machine. */
  namespaceAt(address: string): NetworkNamespace | undefined;
  /** Who has an address, for the trace. */
  nameOf(address: string): string | undefined;
  /** The node that a network namespace is on; undefined for a machine outside the cluster. */
  nodeOf(namespace: NetworkNamespace): string | undefined;
  /** Whether an address is in the range of Pods. */
  isPodAddress(address: string): boolean;
}

/** An open connection. */
interface Opened {
  readonly ok: true;
  readonly listener: Listener;
  readonly address: string;
  readonly port: number;
  /** As the receiver sees the sender. */
  readonly from: string;
  readonly hops: readonly Hop[];
}

type Failed = Extract<RequestOutcome, { readonly ok: false }>;

interface Goal {
  readonly host: string;
  readonly port: number;
  readonly timeout: number | undefined;
}

/** Finds the way from a name to a listening process. Takes virtual time. */
export async function open(net: Surroundings, from: NetworkNamespace, goal: Goal): Promise<Opened | Failed> {
  const started = net.clock.now();
  const hops: Hop[] = [];
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
      hops,
    };
  };

  const answer = net.dns.lookUp(from, goal.host);
  if (!isAddress(goal.host)) {
    await net.clock.sleep(LATENCY);
    const result = answer ? `${answer.name} is ${answer.addresses.join(', ')}` : `${goal.host} is unknown`;
    hops.push({ at: resolverOf(from), what: result });
  }
  const [address] = answer?.addresses ?? [];
  if (address === undefined) return fail('no such host', 0);

  const route = routeTo(net, from, address, goal.port, hops);
  if ('failure' in route) return fail(route.failure, delayOf(route.failure), address);
  const receiver = route.own ? from : net.namespaceAt(route.address);
  if (!receiver) {
    const failure = net.isPodAddress(route.address) ? 'no route to host' : 'timed out';
    return fail(failure, delayOf(failure), route.address);
  }
  const listener = receiver.listener(route.port, 'TCP');
  const who = net.nameOf(route.address) ?? receiver.name;
  if (!listener || !hears(listener, route.address)) {
    hops.push({ at: who, what: `nothing listens on port ${route.port}` });
    return fail('connection refused', LATENCY, route.address);
  }
  hops.push({ at: who, what: `accepts the connection on port ${route.port}` });
  await net.clock.sleep(LATENCY);
  return { ok: true, listener, address: route.address, port: route.port, from: route.from, hops };
}

/** Sends one HTTP request and waits for the answer. */
export async function exchange(net: Surroundings, from: NetworkNamespace, request: OutgoingRequest): Promise<RequestOutcome> {
  const started = net.clock.now();
  const { host, port, timeout } = request;
  const opened = await open(net, from, { host, port, timeout });
  if (!opened.ok) return opened;
  const { listener, address, hops } = opened;
  const failed = (failure: ConnectionFailure): RequestOutcome => ({
    ok: false,
    failure,
    address,
    port: opened.port,
    milliseconds: net.clock.now() - started,
    hops,
  });
  const rest = Math.max(0, (timeout ?? ANSWER_TIMEOUT) - (net.clock.now() - started));
  const handler = listener.http;
  if (handler === undefined) {
    await net.clock.sleep(rest);
    return failed('timed out');
  }
  const usualPort = request.scheme === 'https' ? 443 : 80;
  const message = {
    method: request.method,
    path: request.path,
    headers: { host: port === usualPort ? host : `${host}:${port}`, ...request.headers },
    body: request.body ?? '',
    from: opened.from,
  };
  const outcome = await within(net.clock, rest, async () => handler(message));
  if (outcome === 'timed out' || outcome === 'connection reset') return failed(outcome);
  await net.clock.sleep(LATENCY);
  return { ok: true, response: outcome, address, port: opened.port, hops };
}

/** Waits for an answer at most this long. A handler that throws has lost its process: the connection breaks. */
function within(
  clock: Clock,
  milliseconds: number,
  answer: () => Promise<HttpResponse>,
): Promise<HttpResponse | 'timed out' | 'connection reset'> {
  return clock.block((wake) => {
    clock.run(answer).then(wake, () => wake('connection reset'));
    return clock.after(milliseconds, () => wake('timed out'));
  });
}

type Route =
  | { readonly address: string; readonly port: number; readonly from: string; readonly own: boolean }
  | { readonly failure: ConnectionFailure };

/** Follows the rules of the sender's machine. */
function routeTo(net: Surroundings, from: NetworkNamespace, address: string, port: number, hops: Hop[]): Route {
  const own = from.addresses[0] ?? '127.0.0.1';
  const loopback = isLoopback(address);
  // A node answers on its node ports on its loopback address, too.
  const target = loopback && net.rules.nodeAt(own) ? own : address;
  const rule = net.rules.find(target, port);
  if (!rule) {
    if (net.rules.isServiceAddress(address)) {
      hops.push({ at: proxyOf(net, from), what: `no rule for port ${port} of ${address}` });
      return { failure: 'timed out' };
    }
    return { address, port, from: loopback ? '127.0.0.1' : own, own: loopback || from.addresses.includes(address) };
  }
  const entryNode = rule.entry === 'node port' ? net.rules.nodeAt(target)?.metadata.name : net.nodeOf(from);
  const choice = net.rules.choose(rule, own, entryNode);
  const at = entryNode === undefined ? 'kube-proxy' : `kube-proxy on ${entryNode}`;
  const place = `${rule.entry} ${target}:${port} of Service ${rule.service}`;
  if ('failure' in choice) {
    const why = choice.failure === 'timed out' ? 'no Pod of it on this node' : 'it has no endpoints';
    hops.push({ at, what: `${place}: ${why}` });
    return { failure: choice.failure };
  }
  const { backend } = choice;
  hops.push({ at, what: `${place} goes to ${backend.address}:${backend.port}` });
  // What comes in by a node leaves it under the node's own address, or the answer would take another way.
  const masqueraded = rule.entry === 'node port' && !rule.local;
  return {
    address: backend.address,
    port: backend.port,
    from: masqueraded ? target : own,
    own: from.addresses.includes(backend.address),
  };
}

function hears({ address }: Listener, called: string): boolean {
  if (address === '0.0.0.0' || address === '::') return true;
  return address === called || (isLoopback(address) && isLoopback(called));
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1' || address === 'localhost';
}

function delayOf(failure: ConnectionFailure): number {
  if (failure === 'timed out') return CONNECT_TIMEOUT;
  return failure === 'no route to host' ? NO_ROUTE_AFTER : LATENCY;
}

function resolverOf(from: NetworkNamespace): string {
  return from.resolver.nameservers.length > 0 ? `DNS ${from.resolver.nameservers[0]}` : 'DNS';
}

function proxyOf(net: Surroundings, from: NetworkNamespace): string {
  const node = net.nodeOf(from);
  return node === undefined ? 'kube-proxy' : `kube-proxy on ${node}`;
}
