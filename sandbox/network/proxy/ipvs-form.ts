import type { Ipvs, Scheduler } from '../../core/ipvs.ts';
import { isInRange } from '../../core/addresses.ts';
import type { Netfilter } from '../../core/netfilter.ts';
import { categorize, isReachableFromOutside, type ProxyPlace } from './categorize.ts';
import type { ProxyForm } from './decision.ts';
import type { ProxiedPort, ProxyEndpoint } from './service-map.ts';

interface Wanted {
  readonly protocol: ProxiedPort['protocol'];
  readonly address: string;
  readonly port: number;
  readonly from: ProxiedPort;
  readonly entry: 'inside' | 'outside';
  readonly endpoints: readonly ProxyEndpoint[];
  /** Whether there is an endpoint anywhere. */
  readonly reachable: boolean;
}

/**
 * kube-proxy in IPVS mode: every address of a Service is one of the machine's own (on `kube-ipvs0`), and the kernel's balancer takes what
 * comes for it. Models pkg/proxy/ipvs; the sets and marks that go with it are told in few rules.
 */
export function createIpvsForm(
  ipvs: Ipvs,
  netfilter: Netfilter,
  scheduler: Scheduler,
  podRange: string,
  nodeAddresses: readonly string[],
): ProxyForm {
  const written = new Map<string, readonly Wanted[]>();
  const byKey = new Map<string, Wanted>();
  const masquerade = { match: {}, target: { verdict: 'jump', chain: 'KUBE-MARK-MASQ' } } as const;
  netfilter
    .chain('nat', 'PREROUTING')
    .set('kube-proxy', [
      { match: {}, target: { verdict: 'jump', chain: 'KUBE-SERVICES' }, comment: 'kubernetes service portals' },
    ]);
  netfilter.chain('nat', 'KUBE-SERVICES').set('kube-proxy', [{ ...masquerade, match: { source: `!${podRange}` } }]);
  netfilter.chain('nat', 'KUBE-MARK-MASQ').set('kube-proxy', [{ match: {}, target: { verdict: 'MARK', set: 0x4000 } }]);
  return {
    apply(service, ports, place) {
      const wanted = ports.flatMap((port) => serversOf(port, place, nodeAddresses));
      const keys = new Set(wanted.map(keyOf));
      for (const old of written.get(service) ?? []) {
        if (keys.has(keyOf(old))) continue;
        ipvs.remove(old.protocol, old.address, old.port);
        byKey.delete(keyOf(old));
      }
      for (const one of wanted) {
        const { protocol, address, port, endpoints } = one;
        const targets = endpoints.map((endpoint) => ({ address: endpoint.address, port: endpoint.port, weight: 1 }));
        ipvs.set({ protocol, address, port, scheduler, persistence: one.from.affinity }, targets);
        byKey.set(keyOf(one), one);
      }
      if (wanted.length === 0) written.delete(service);
      else written.set(service, wanted);
    },
    decide(packet, _way, { now }) {
      const server = ipvs.find(packet);
      const wanted = byKey.get(keyOf({ protocol: packet.protocol, address: packet.destination, port: packet.destinationPort }));
      if (server === undefined || wanted === undefined) return { verdict: 'pass' };
      const { from, entry } = wanted;
      const ranges = from.sourceRanges;
      if (
        from.balancerIps.includes(packet.destination) &&
        ranges.length > 0 &&
        !ranges.some((range) => isInRange(packet.source, range))
      )
        return { verdict: 'dropped' };
      const real = server.connect(packet, now);
      // Without a real server the kernel answers that nobody is there; one that is elsewhere makes no difference to it.
      if (real === undefined) return { verdict: 'refused' };
      const isOwn = packet.source === real.address;
      const isOutside = entry === 'outside' ? !from.externalLocal : !isInRange(packet.source, podRange);
      return {
        verdict: 'forward',
        address: real.address,
        port: real.port,
        masquerade: isOwn || isOutside,
        closed: () => real.close(now),
      };
    },
  };
}

function serversOf(port: ProxiedPort, place: ProxyPlace, nodeAddresses: readonly string[]): readonly Wanted[] {
  const { cluster, local, reachable } = categorize(port, place);
  const { protocol } = port;
  const inside = { protocol, from: port, entry: 'inside', endpoints: port.internalLocal ? local : cluster, reachable } as const;
  const outside = { ...inside, entry: 'outside', endpoints: port.externalLocal ? local : cluster } as const;
  return [
    ...port.clusterIps.map((address) => ({ ...inside, address, port: port.port })),
    ...(isReachableFromOutside(port)
      ? [...port.externalIps, ...port.balancerIps].map((address) => ({ ...outside, address, port: port.port }))
      : []),
    ...(port.nodePort === undefined ? [] : nodeAddresses.map((address) => ({ ...outside, address, port: port.nodePort ?? 0 }))),
  ];
}

function keyOf({
  protocol,
  address,
  port,
}: {
  readonly protocol: string;
  readonly address: string;
  readonly port: number;
}): string {
  return `${protocol} ${address}:${port}`;
}
