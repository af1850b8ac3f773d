import { hairpin, NftTable, walkNft, type NftStatement, type NftWalk } from '../../core/nftables.ts';
import { categorize, isReachableFromOutside, type ProxyPlace } from './categorize.ts';
import type { ProxyForm } from './decision.ts';
import { splitAddress } from './iptables.ts';
import { nftName } from './names.ts';
import type { ProxiedPort, ProxyEndpoint } from './service-map.ts';

const maps = {
  'firewall-ips': ['ipv4_addr . inet_proto . inet_service', 'destinations that are subject to LoadBalancerSourceRanges'],
  'no-endpoint-services': [
    'ipv4_addr . inet_proto . inet_service',
    'vmap to drop or reject packets to services with no endpoints',
  ],
  'no-endpoint-nodeports': ['inet_proto . inet_service', 'vmap to drop or reject packets to service nodeports with no endpoints'],
  'service-ips': ['ipv4_addr . inet_proto . inet_service', 'ClusterIP, ExternalIP and LoadBalancer IP traffic'],
  'service-nodeports': ['inet_proto . inet_service', 'NodePort traffic'],
} as const;

/** kube-proxy in nftables mode: verdict maps in the place of long chains. Models pkg/proxy/nftables. */
export function createNftablesForm(tables: Map<string, NftTable>, podRange: string, nodeAddresses: readonly string[]): ProxyForm {
  const table = new NftTable('ip', 'kube-proxy', 'rules for kube-proxy');
  tables.set('ip kube-proxy', table);
  const written = new Map<string, readonly ProxiedPort[]>();
  prepare(table, podRange);
  // `--nodeport-addresses primary` is the usual value in this mode.
  for (const address of nodeAddresses.slice(0, 1)) table.nodePortAddresses.add(address);
  return {
    apply(service, ports, place) {
      for (const old of written.get(service) ?? []) forget(table, old);
      for (const port of ports) write(table, port, place, podRange);
      if (ports.length === 0) written.delete(service);
      else written.set(service, ports);
    },
    decide(packet, way, { now, chance, isLocal }) {
      const walk: NftWalk = { table, now, isLocal, below: (end) => Math.floor(chance() * end), masquerade: false };
      const hook = way === 'from here' ? 'nat-output' : 'nat-prerouting';
      // What the nat hooks have sent elsewhere does not come to the filter under its old address.
      const verdict =
        walkNft(walk, way === 'from here' ? 'filter-output-pre-dnat' : 'filter-prerouting-pre-dnat', packet) ??
        walkNft(walk, hook, packet) ??
        (isLocal(packet.destination) ? walkNft(walk, 'nodeport-endpoints-check', packet) : undefined) ??
        walkNft(walk, 'service-endpoints-check', packet);
      if (verdict?.verdict === 'dnat') {
        return { verdict: 'forward', ...splitAddress(verdict.to), masquerade: walk.masquerade };
      }
      if (verdict?.verdict === 'drop') return { verdict: 'dropped' };
      if (verdict?.verdict === 'reject') return { verdict: 'refused' };
      // Other ports of an address of a Service are refused, unlike in iptables mode.
      if (table.addresses.has(packet.destination)) return { verdict: 'refused' };
      return { verdict: 'pass' };
    },
  };
}

function prepare(table: NftTable, podRange: string): void {
  for (const [name, [type, comment]] of Object.entries(maps)) table.maps.set(name, { type, comment, elements: new Map() });
  const hook = (type: string, name: string, priority: string): NftStatement => ({
    does: 'say',
    text: `type ${type} hook ${name} priority ${priority}; policy accept;`,
  });
  const fresh = 'ct state new';
  const set = (name: string, ...statements: readonly NftStatement[]): unknown => table.chains.set(name, statements);
  const check = (chain: string): NftStatement => ({ does: 'jump', chain, when: fresh });
  for (const name of ['prerouting', 'output'])
    set(`filter-${name}-pre-dnat`, hook('filter', name, 'dstnat - 10'), check('firewall-check'));
  const clusterIps: NftStatement = { does: 'say', text: 'ct state new jump cluster-ips-check' };
  set('filter-input', hook('filter', 'input', 'filter'), check('nodeport-endpoints-check'), check('service-endpoints-check'));
  for (const name of ['forward', 'output'])
    set(`filter-${name}`, hook('filter', name, 'filter'), check('service-endpoints-check'), clusterIps);
  set('nat-prerouting', hook('nat', 'prerouting', 'dstnat'), { does: 'jump', chain: 'services' });
  set('nat-output', hook('nat', 'output', 'dstnat'), { does: 'jump', chain: 'services' });
  set('nat-postrouting', hook('nat', 'postrouting', 'srcnat'), { does: 'jump', chain: 'masquerading' });
  set('firewall-check', { does: 'lookup', map: 'firewall-ips' });
  set('service-endpoints-check', { does: 'lookup', map: 'no-endpoint-services' });
  set('nodeport-endpoints-check', { does: 'lookup', map: 'no-endpoint-nodeports', when: 'node port' });
  set(
    'services',
    { does: 'mark', outside: podRange },
    { does: 'lookup', map: 'service-ips' },
    { does: 'lookup', map: 'service-nodeports', when: 'node port' },
  );
  const hairpins = 'ct status dnat ip saddr . ip daddr . meta l4proto . th dport @hairpin-connections masquerade fully-random';
  set(
    'masquerading',
    {
      does: 'say',
      text: 'meta mark & 0x00004000 != 0x00000000 meta mark set meta mark ^ 0x00004000 masquerade fully-random',
    },
    { does: 'say', text: hairpins },
  );
  set('reject-chain', { does: 'reject' });
  set('cluster-ips-check', {
    does: 'say',
    text: 'ip daddr @cluster-ips reject comment "Reject traffic to invalid ports of ClusterIPs"',
  });
}

function write(table: NftTable, port: ProxiedPort, place: ProxyPlace, podRange: string): void {
  const { cluster, local, reachable } = categorize(port, place);
  const { protocol } = port;
  const base = nftName(port.service, protocol, port.portName);
  const [clusterChain, localChain, externalChain] = [`service-${base}`, `service-local-${base}`, `external-${base}`];
  const element = (map: keyof typeof maps, key: string, chain: string): unknown => table.maps.get(map)?.elements.set(key, chain);
  const key = (address: string): string => `${address} . ${protocol} . ${port.port}`;
  const failure = reachable ? 'drop' : 'reject-chain';
  const internal = port.internalLocal ? local : cluster;
  const external = port.externalLocal ? local : cluster;
  for (const address of port.clusterIps) {
    table.addresses.add(address);
    if (internal.length > 0) element('service-ips', key(address), port.internalLocal ? localChain : clusterChain);
    else element('no-endpoint-services', key(address), failure);
  }
  if (isReachableFromOutside(port)) {
    for (const address of [...port.externalIps, ...port.balancerIps]) {
      if (reachable) element('service-ips', key(address), externalChain);
      if (external.length === 0) element('no-endpoint-services', key(address), failure);
    }
    if (port.nodePort !== undefined) {
      const number = `${protocol} . ${port.nodePort}`;
      if (reachable) element('service-nodeports', number, externalChain);
      if (external.length === 0) element('no-endpoint-nodeports', number, failure);
    }
    if (reachable)
      table.chains.set(externalChain, externalStatements(port, podRange, clusterChain, localChain, local.length > 0));
    if (port.sourceRanges.length > 0) {
      const chain = `firewall-${base}`;
      const ranges = port.sourceRanges.map((range): NftStatement => ({ does: 'goto', chain: 'accept', from: range }));
      table.chains.set(chain, [...ranges, { does: 'drop' }]);
      for (const address of port.balancerIps) element('firewall-ips', key(address), chain);
    }
  }
  if (cluster.length > 0) table.chains.set(clusterChain, choice(port, cluster));
  if (local.length > 0) table.chains.set(localChain, choice(port, local));
  for (const endpoint of new Set([...cluster, ...local])) {
    const to = `${endpoint.address}:${endpoint.port}`;
    if (endpoint.nodeName !== undefined && endpoint.nodeName === place.nodeName) table.hairpins.add(hairpin(to, protocol));
    // Only a client that stays with its endpoint needs a chain for it.
    if (port.affinity === 0) continue;
    table.chains.set(endpointName(port, endpoint), [
      { does: 'remember', set: affinitySet(port, endpoint), timeout: port.affinity },
      { does: 'dnat', to, protocol },
    ]);
  }
}

function externalStatements(
  { externalLocal }: ProxiedPort,
  podRange: string,
  clusterChain: string,
  localChain: string,
  hasLocal: boolean,
): readonly NftStatement[] {
  if (!externalLocal) {
    return [{ does: 'mark' }, { does: 'goto', chain: clusterChain }];
  }
  return [
    { does: 'goto', chain: clusterChain, from: podRange },
    { does: 'mark', from: 'local' },
    { does: 'goto', chain: clusterChain, from: 'local' },
    ...(hasLocal ? [{ does: 'goto', chain: localChain } as const] : []),
  ];
}

function choice(port: ProxiedPort, endpoints: readonly ProxyEndpoint[]): readonly NftStatement[] {
  if (port.affinity === 0) {
    const targets = endpoints.map(({ address, port: number }) => `${address}:${number}`);
    return [{ does: 'share', protocol: port.protocol, targets }];
  }
  const chains = endpoints.map((endpoint) => endpointName(port, endpoint));
  const sticky = endpoints.map((endpoint): NftStatement => ({
    does: 'stay',
    set: affinitySet(port, endpoint),
    chain: endpointName(port, endpoint),
  }));
  return [...sticky, { does: 'spread', chains }];
}

function endpointName({ service, protocol, portName }: ProxiedPort, { address, port }: ProxyEndpoint): string {
  return `endpoint-${nftName(service, protocol, portName, `${address}/${port}`)}`;
}

function affinitySet({ service, protocol, portName }: ProxiedPort, { address, port }: ProxyEndpoint): string {
  return `affinity-${nftName(service, protocol, portName, `${address}/${port}`)}`;
}

function forget(table: NftTable, port: ProxiedPort): void {
  const { protocol } = port;
  const base = nftName(port.service, protocol, port.portName);
  for (const kind of ['service', 'service-local', 'external', 'firewall']) table.chains.delete(`${kind}-${base}`);
  for (const endpoint of port.endpoints) {
    table.chains.delete(endpointName(port, endpoint));
    table.hairpins.delete(hairpin(`${endpoint.address}:${endpoint.port}`, protocol));
  }
  for (const address of [...port.clusterIps, ...port.externalIps, ...port.balancerIps]) {
    table.addresses.delete(address);
    for (const map of ['service-ips', 'no-endpoint-services', 'firewall-ips'])
      table.maps.get(map)?.elements.delete(`${address} . ${protocol} . ${port.port}`);
  }
  for (const map of ['service-nodeports', 'no-endpoint-nodeports'])
    table.maps.get(map)?.elements.delete(`${protocol} . ${port.nodePort ?? 0}`);
}
