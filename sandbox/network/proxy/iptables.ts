import type { Netfilter, NetfilterRule, RuleTarget, TableName } from '../../core/netfilter.ts';
import { walkChain, type Walk } from '../../core/netfilter-walk.ts';
import type { Packet } from '../../core/netfilter.ts';
import { categorize, isReachableFromOutside, type ProxyPlace } from './categorize.ts';
import type { Decision, ProxyForm } from './decision.ts';
import { endpointChain, serviceChain } from './names.ts';
import type { ProxiedPort, ProxyEndpoint } from './service-map.ts';

const MASQUERADE_BIT = 0x4000;
/** That of CNI's portmap plug-in. */
const PORT_MAP_BIT = 0x2000;
const jump = (chain: string): RuleTarget => ({ verdict: 'jump', chain });

/** kube-proxy in iptables mode. Models pkg/proxy/iptables. */
export function createIptablesForm(netfilter: Netfilter, podRange: string): ProxyForm {
  const owned = new Map<string, readonly (readonly [TableName, string])[]>();
  prepare(netfilter);
  return {
    apply(service, ports, place) {
      const parts = ports.flatMap((port) => rulesOf(port, place, podRange));
      const own = new Map<string, Part>();
      const shared = new Map<string, Part>();
      for (const part of parts) {
        const into = part.shared ? shared : own;
        const key = `${part.table} ${part.chain}`;
        const found = into.get(key);
        into.set(key, found === undefined ? part : { ...part, rules: [...found.rules, ...part.rules] });
      }
      const chains = [...own.values()].map(({ table, chain }) => [table, chain] as const);
      for (const [table, chain] of owned.get(service) ?? [])
        if (!own.has(`${table} ${chain}`)) netfilter.removeChain(table, chain);
      if (chains.length === 0) owned.delete(service);
      else owned.set(service, chains);
      for (const { table, chain, rules } of own.values()) netfilter.chain(table, chain).set('', rules);
      for (const [table, chain] of sharedChains) {
        netfilter.chain(table, chain).set(`service ${service}`, shared.get(`${table} ${chain}`)?.rules ?? []);
      }
    },
    decide: (packet, way, walkOptions) => decide(netfilter, packet, way, walkOptions),
  };
}

const sharedChains: readonly (readonly [TableName, string])[] = [
  ['nat', 'KUBE-SERVICES'],
  ['nat', 'KUBE-NODEPORTS'],
  ['filter', 'KUBE-SERVICES'],
  ['filter', 'KUBE-EXTERNAL-SERVICES'],
  ['filter', 'KUBE-PROXY-FIREWALL'],
];

/** What kube-proxy writes once. */
function prepare(netfilter: Netfilter): void {
  const set = (table: TableName, chain: string, rules: readonly NetfilterRule[]): void =>
    netfilter.chain(table, chain).set('kube-proxy', rules);
  const portals = { match: {}, target: jump('KUBE-SERVICES'), comment: 'kubernetes service portals' };
  set('nat', 'PREROUTING', [portals]);
  set('nat', 'OUTPUT', [portals]);
  set('nat', 'POSTROUTING', [{ match: {}, target: jump('KUBE-POSTROUTING'), comment: 'kubernetes postrouting rules' }]);
  set('nat', 'KUBE-MARK-MASQ', [{ match: {}, target: { verdict: 'MARK', set: MASQUERADE_BIT } }]);
  set('nat', 'KUBE-POSTROUTING', [
    { match: { mark: { bits: MASQUERADE_BIT, not: true } }, target: { verdict: 'RETURN' } },
    { match: {}, target: { verdict: 'MARK', clear: MASQUERADE_BIT } },
    { match: {}, target: { verdict: 'MASQUERADE', randomFully: true }, comment: 'kubernetes service traffic requiring SNAT' },
  ]);
  const last = 'kubernetes service nodeports; NOTE: this must be the last rule in this chain';
  // Sections stand in the order of their names: this one after every `service …`.
  netfilter
    .chain('nat', 'KUBE-SERVICES')
    .set('~', [{ match: { destinationType: 'LOCAL' }, target: jump('KUBE-NODEPORTS'), comment: last }]);
  netfilter.chain('nat', 'KUBE-NODEPORTS');
  const states = ['NEW'];
  const services = { match: { states }, target: jump('KUBE-SERVICES'), comment: 'kubernetes service portals' };
  const external = {
    match: { states },
    target: jump('KUBE-EXTERNAL-SERVICES'),
    comment: 'kubernetes externally-visible service portals',
  };
  const firewall = {
    match: { states },
    target: jump('KUBE-PROXY-FIREWALL'),
    comment: 'kubernetes load balancer firewall',
  };
  const forward = { match: {}, target: jump('KUBE-FORWARD'), comment: 'kubernetes forwarding rules' };
  const drop = (chain: string) => ({ match: {}, target: jump(chain) });
  set('filter', 'INPUT', [firewall, external, drop('KUBE-FIREWALL')]);
  set('filter', 'FORWARD', [firewall, forward, services, external]);
  set('filter', 'OUTPUT', [firewall, services, drop('KUBE-FIREWALL')]);
  set('filter', 'KUBE-FIREWALL', []);
  set('filter', 'KUBE-FORWARD', [
    { match: { states: ['INVALID'] }, target: { verdict: 'DROP' } },
    {
      match: { mark: { bits: MASQUERADE_BIT } },
      target: { verdict: 'ACCEPT' },
      comment: 'kubernetes forwarding rules',
    },
    {
      match: { states: ['RELATED', 'ESTABLISHED'] },
      target: { verdict: 'ACCEPT' },
      comment: 'kubernetes forwarding conntrack rule',
    },
  ]);
  for (const [table, chain] of sharedChains) netfilter.chain(table, chain);
}

interface Part {
  readonly table: TableName;
  readonly chain: string;
  readonly rules: readonly NetfilterRule[];
  readonly shared: boolean;
}

function rulesOf(port: ProxiedPort, place: ProxyPlace, podRange: string): readonly Part[] {
  const { protocol, name } = port;
  const { cluster, local, reachable } = categorize(port, place);
  const clusterChain = serviceChain('SVC', name, protocol);
  const localChain = serviceChain('SVL', name, protocol);
  const externalChain = serviceChain('EXT', name, protocol);
  const firewallChain = serviceChain('FW', name, protocol);
  const isOutside = isReachableFromOutside(port);
  const outside = [...port.externalIps, ...port.balancerIps];
  const parts: Part[] = [];
  const add = (table: TableName, chain: string, rules: readonly NetfilterRule[]): void => {
    parts.push({ table, chain, rules, shared: sharedChains.some(([one, other]) => one === table && other === chain) });
  };
  const to = (destination: string, comment: string, target: RuleTarget): NetfilterRule => ({
    match: { protocol, destination, destinationPort: port.port },
    target,
    comment: `${name} ${comment}`,
  });
  const internal = port.internalLocal ? local : cluster;
  const external = port.externalLocal ? local : cluster;

  for (const address of port.clusterIps) {
    if (internal.length > 0) {
      const chain = port.internalLocal ? localChain : clusterChain;
      add('nat', 'KUBE-SERVICES', [to(address, 'cluster IP', jump(chain))]);
    } else if (reachable) add('filter', 'KUBE-SERVICES', [to(address, 'has no local endpoints', { verdict: 'DROP' })]);
    else add('filter', 'KUBE-SERVICES', [to(address, 'has no endpoints', { verdict: 'REJECT' })]);
  }
  if (isOutside) {
    const failing: readonly [string, RuleTarget] | undefined =
      external.length > 0
        ? undefined
        : reachable
          ? ['has no local endpoints', { verdict: 'DROP' }]
          : ['has no endpoints', { verdict: 'REJECT' }];
    for (const address of port.externalIps)
      add('nat', 'KUBE-SERVICES', reachable ? [to(address, 'external IP', jump(externalChain))] : []);
    const entry = port.sourceRanges.length > 0 ? firewallChain : externalChain;
    for (const address of port.balancerIps)
      add('nat', 'KUBE-SERVICES', reachable ? [to(address, 'loadbalancer IP', jump(entry))] : []);
    if (port.nodePort !== undefined) {
      const match = { protocol, destinationPort: port.nodePort };
      if (reachable) add('nat', 'KUBE-NODEPORTS', [{ match, target: jump(externalChain), comment: name }]);
      if (failing) {
        const rule = {
          match: { ...match, destinationType: 'LOCAL' as const },
          target: failing[1],
          comment: `${name} ${failing[0]}`,
        };
        add('filter', 'KUBE-EXTERNAL-SERVICES', [rule]);
      }
    }
    if (failing) for (const address of outside) add('filter', 'KUBE-EXTERNAL-SERVICES', [to(address, ...failing)]);
    if (reachable) add('nat', externalChain, externalRules(port, podRange, clusterChain, localChain, local.length > 0));
    if (reachable && port.sourceRanges.length > 0) {
      const allow = port.sourceRanges.map((source) => ({
        match: { source },
        target: jump(externalChain),
        comment: `${name} loadbalancer IP`,
      }));
      const other = { match: {}, comment: `other traffic to ${name} will be dropped by KUBE-PROXY-FIREWALL` };
      add('nat', firewallChain, [...allow, other]);
      for (const address of port.balancerIps) {
        add('filter', 'KUBE-PROXY-FIREWALL', [to(address, 'traffic not accepted by', { verdict: 'DROP' })]);
      }
    }
  }
  if (cluster.length > 0) {
    const masquerade = port.clusterIps.map((destination) => ({
      match: { source: `!${podRange}`, destination, protocol, destinationPort: port.port },
      target: jump('KUBE-MARK-MASQ'),
      comment: `${name} cluster IP`,
    }));
    add('nat', clusterChain, [...masquerade, ...choiceRules(port, cluster)]);
  }
  if (local.length > 0) add('nat', localChain, choiceRules(port, local));
  for (const endpoint of new Set([...cluster, ...local])) add('nat', chainOf(port, endpoint), endpointRules(port, endpoint));
  return parts;
}

function externalRules(
  port: ProxiedPort,
  podRange: string,
  clusterChain: string,
  localChain: string,
  hasLocal: boolean,
): readonly NetfilterRule[] {
  const { name } = port;
  if (!port.externalLocal) {
    return [
      { match: {}, target: jump('KUBE-MARK-MASQ'), comment: `masquerade traffic for ${name} external destinations` },
      { match: {}, target: jump(clusterChain) },
    ];
  }
  const fromHere = { sourceType: 'LOCAL' } as const;
  return [
    { match: { source: podRange }, target: jump(clusterChain), comment: `pod traffic for ${name} external destinations` },
    { match: fromHere, target: jump('KUBE-MARK-MASQ'), comment: `masquerade LOCAL traffic for ${name} external destinations` },
    { match: fromHere, target: jump(clusterChain), comment: `route LOCAL traffic for ${name} external destinations` },
    ...(hasLocal ? [{ match: {}, target: jump(localChain) }] : []),
  ];
}

/** One rule an endpoint: each takes its share of what those before it left. */
function choiceRules(port: ProxiedPort, endpoints: readonly ProxyEndpoint[]): readonly NetfilterRule[] {
  const sticky =
    port.affinity === 0
      ? []
      : endpoints.map((endpoint) => {
          const chain = chainOf(port, endpoint);
          const recent = { name: chain, seconds: port.affinity };
          return { match: { recent }, target: jump(chain), comment: arrow(port, endpoint) };
        });
  return [
    ...sticky,
    ...endpoints.map((endpoint, index) => ({
      match: index === endpoints.length - 1 ? {} : { probability: 1 / (endpoints.length - index) },
      target: jump(chainOf(port, endpoint)),
      comment: arrow(port, endpoint),
    })),
  ];
}

function endpointRules(port: ProxiedPort, endpoint: ProxyEndpoint): readonly NetfilterRule[] {
  const { protocol, name } = port;
  const to = `${endpoint.address}:${endpoint.port}`;
  return [
    { match: { source: endpoint.address }, target: jump('KUBE-MARK-MASQ'), comment: name },
    {
      match: { protocol },
      target: { verdict: 'DNAT', to },
      comment: name,
      ...(port.affinity === 0 ? {} : { remember: chainOf(port, endpoint) }),
    },
  ];
}

function chainOf({ name, protocol }: ProxiedPort, { address, port }: ProxyEndpoint): string {
  return endpointChain(name, protocol, `${address}:${port}`);
}

function arrow({ name }: ProxiedPort, { address, port }: ProxyEndpoint): string {
  return `${name} -> ${address}:${port}`;
}

/** What the tables of iptables say of a packet, whoever wrote them. */
export function decide(
  netfilter: Netfilter,
  packet: Packet,
  way: 'from here' | 'through',
  options: Pick<Walk, 'now' | 'chance' | 'isLocal'>,
): Decision {
  const { now, chance, isLocal } = options;
  const walk: Walk = { netfilter, now, chance, isLocal, mark: 0 };
  const nat = walkChain(walk, 'nat', way === 'from here' ? 'OUTPUT' : 'PREROUTING', packet);
  if (nat.verdict === 'DNAT') {
    const { address, port } = splitAddress(nat.to);
    const masquerade = (walk.mark & (MASQUERADE_BIT | PORT_MAP_BIT)) !== 0;
    return { verdict: 'forward', address, port, masquerade };
  }
  const isHere = options.isLocal(packet.destination);
  const chain = way === 'from here' ? 'OUTPUT' : isHere ? 'INPUT' : 'FORWARD';
  // What a machine sends to its own address comes in again.
  const verdicts = [walkChain(walk, 'filter', chain, packet)];
  if (way === 'from here' && isHere) verdicts.push(walkChain(walk, 'filter', 'INPUT', packet));
  if (verdicts.some(({ verdict }) => verdict === 'DROP')) return { verdict: 'dropped' };
  if (verdicts.some(({ verdict }) => verdict === 'REJECT')) return { verdict: 'refused' };
  return { verdict: 'pass' };
}

export function splitAddress(text: string): { readonly address: string; readonly port: number } {
  const colon = text.lastIndexOf(':');
  return { address: text.slice(0, colon), port: Number(text.slice(colon + 1)) };
}
