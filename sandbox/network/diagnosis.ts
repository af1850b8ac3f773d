import { isAddress } from '../core/addresses.ts';
import type { ConnectionFailure, NetworkNamespace, NetworkTools, TraceStep } from '../core/traffic.ts';
import { outsideHosts } from './outside.ts';
import { traceSteps } from './plugin/path.ts';
import { delayOf, LATENCY, silenceOf } from './request.ts';
import { isLoopback, type Surroundings } from './surroundings.ts';

/** What dig, ping and traceroute ask. */
export function createTools(net: Surroundings): NetworkTools {
  return {
    async query(from, name, type, server = from.resolver.nameservers[0]) {
      const silence = server === undefined ? undefined : silenceOf(net, from, server);
      await net.clock.sleep(silence === undefined ? LATENCY : 5_000);
      if (silence !== undefined) return { status: silence, server: server ?? '', records: [] };
      const isServer = server === undefined || net.isNameServer(server);
      if (!isServer) {
        await net.clock.sleep(5_000);
        return { status: 'timed out', server: server ?? '', records: [] };
      }
      return net.dns.ask(server, name, type);
    },
    async ping(from, address, timeout = 10_000) {
      const started = net.clock.now();
      const failure = pingFailure(net, from, address);
      if (failure === undefined) {
        await net.clock.sleep(LATENCY);
        return { ok: true, milliseconds: net.clock.now() - started };
      }
      await net.clock.sleep(Math.min(timeout, delayOf(failure)));
      return { ok: false, failure };
    },
    async trace(from, address) {
      await net.clock.sleep(LATENCY);
      const own = from.addresses[0] ?? '127.0.0.1';
      const failure = pingFailure(net, from, address);
      const node = net.podAt(address)?.spec.nodeName ?? net.proxies.nodeAt(address)?.metadata.name;
      const name = net.nameOf(address) ?? address;
      const steps: readonly TraceStep[] = isLoopback(address)
        ? [{ name: 'localhost', address }]
        : traceSteps(net.crossing(node), net.placeOf(own, net.nodeOf(from)), net.placeOf(address, node), name);
      return failure === undefined ? { steps, reached: true } : { steps: steps.slice(0, -1), reached: false };
    },
  };
}

function pingFailure(net: Surroundings, from: NetworkNamespace, address: string): ConnectionFailure | undefined {
  if (!isAddress(address)) return 'no such host';
  if (isLoopback(address) || from.addresses.includes(address)) return undefined;
  // Stacks that are wired to each other on one machine (veth pairs, a bridge) need nobody else.
  const local = net.localPath?.(from, address);
  if (local !== undefined && 'failure' in local) return local.failure;
  if (local !== undefined && 'to' in local) return undefined;
  if (local !== undefined && local.leaves !== from) return pingFailure(net, local.leaves, address);
  if (net.proxies.services.isServiceAddress(address)) {
    // An address of a Service is no machine's, but in IPVS mode, where each node has all of them.
    const { mode } = net.proxies.of(net.nodeOf(from));
    if (mode === 'ipvs') return undefined;
    return mode === 'nftables' ? 'connection refused' : 'timed out';
  }
  if (outsideHosts.some((host) => host.address === address)) return undefined;
  const pod = net.podAt(address);
  const node = pod?.spec.nodeName ?? net.proxies.nodeAt(address)?.metadata.name;
  if (net.isDown(node)) return 'no route to host';
  if (net.namespaceAt(address) === undefined) return net.isPodAddress(address) ? 'no route to host' : 'timed out';
  const sender = net.podAt(from.addresses[0] ?? '');
  if (sender === undefined && net.nodeOf(from) === node) return undefined;
  const question = {
    from: { address: from.addresses[0] ?? '', pod: sender },
    to: { address, pod },
    port: 0,
    protocol: 'ICMP',
  } as const;
  return net.policies.obstacle(question) === undefined ? undefined : 'timed out';
}
