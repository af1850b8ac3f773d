import { isInRange } from './addresses.ts';
import type { Packet } from './netfilter.ts';

/** Statements of nftables that kube-proxy writes, each with its meaning. */
export type NftStatement =
  | {
      readonly does: 'jump' | 'goto';
      readonly chain: string;
      /** Stands in the list only: it holds for all that comes this way, or for those whose way it does not change. */
      readonly when?: string;
      readonly from?: string;
    }
  | { readonly does: 'lookup'; readonly map: string; readonly when?: 'destination' | 'node port' }
  | { readonly does: 'spread'; readonly chains: readonly string[] }
  /** Sends to one of these, `address:port`, by chance. */
  | { readonly does: 'share'; readonly protocol: string; readonly targets: readonly string[] }
  | { readonly does: 'stay'; readonly set: string; readonly chain: string }
  | { readonly does: 'remember'; readonly set: string; readonly timeout: number }
  | { readonly does: 'dnat'; readonly to: string; readonly protocol: string }
  /** Sets the mark of packets to be masqueraded: all, those of the machine itself, or those for `cluster-ips` from outside a range. */
  | { readonly does: 'mark'; readonly from?: 'local'; readonly outside?: string }
  | { readonly does: 'drop' | 'reject' }
  /** Stands in the list for people; nothing here follows from it. */
  | { readonly does: 'say'; readonly text: string };

export interface NftMap {
  readonly type: string;
  readonly comment: string;
  /** Key (`10.96.0.1 . tcp . 443`, `tcp . 30080`) → chain, or `drop`. */
  readonly elements: Map<string, string>;
}

/** The table `kube-proxy` of nftables, or another. */
export class NftTable {
  readonly chains = new Map<string, readonly NftStatement[]>();
  readonly maps = new Map<string, NftMap>();
  /** Clients that stay with their endpoint: set → address → time until which they do. */
  readonly affinities = new Map<string, Map<string, number>>();
  /** Set `cluster-ips`. */
  readonly addresses = new Set<string>();

  /** Set `nodeport-ips`: addresses of the machine on which node ports answer. */
  readonly nodePortAddresses = new Set<string>();

  /** Set `hairpin-connections`: endpoints of the machine that may be sent to themselves. */
  readonly hairpins = new Set<string>();

  constructor(
    readonly family: string,
    readonly name: string,
    readonly comment: string,
  ) {}
}

export interface NftWalk {
  readonly table: NftTable;
  readonly now: number;
  below(end: number): number;
  isLocal(address: string): boolean;
  masquerade: boolean;
}

export type NftVerdict = { readonly verdict: 'dnat'; readonly to: string } | { readonly verdict: 'drop' | 'reject' };

const MAX_DEPTH = 32;

/** Sends a packet through a chain; undefined when no statement decides. */
export function walkNft(walk: NftWalk, name: string, packet: Packet, depth = 0): NftVerdict | undefined {
  if (depth > MAX_DEPTH) return undefined;
  const into = (chain: string): NftVerdict | undefined => walkNft(walk, chain, packet, depth + 1);
  for (const statement of walk.table.chains.get(name) ?? []) {
    switch (statement.does) {
      case 'jump':
      case 'goto': {
        if (statement.from !== undefined && !comesFrom(walk, packet, statement.from)) break;
        const verdict = into(statement.chain);
        if (verdict !== undefined || statement.does === 'goto') return verdict;
        break;
      }
      case 'lookup': {
        const isNodePort = statement.when === 'node port';
        if (isNodePort && !walk.table.nodePortAddresses.has(packet.destination)) break;
        const port = `${packet.protocol} . ${packet.destinationPort}`;
        const found = walk.table.maps.get(statement.map)?.elements.get(isNodePort ? port : `${packet.destination} . ${port}`);
        if (found === undefined) break;
        if (found === 'drop') return { verdict: 'drop' };
        return into(found);
      }
      case 'spread':
        return into(statement.chains[walk.below(statement.chains.length)] ?? '');
      case 'stay':
        if ((walk.table.affinities.get(statement.set)?.get(packet.source) ?? 0) > walk.now) return into(statement.chain);
        break;
      case 'remember': {
        const set = walk.table.affinities.get(statement.set) ?? new Map<string, number>();
        walk.table.affinities.set(statement.set, set);
        set.set(packet.source, walk.now + statement.timeout * 1_000);
        break;
      }
      case 'mark':
        if (statement.from === 'local' && !walk.isLocal(packet.source)) break;
        if (statement.outside !== undefined) {
          if (!walk.table.addresses.has(packet.destination) || isInRange(packet.source, statement.outside)) break;
        }
        walk.masquerade = true;
        break;
      case 'share':
        return sent(walk, packet, statement.targets[walk.below(statement.targets.length)] ?? '');
      case 'dnat':
        return sent(walk, packet, statement.to);
      case 'drop':
      case 'reject':
        return { verdict: statement.does };
      case 'say':
        break;
    }
  }
  return undefined;
}

/** The rule of the postrouting hook comes with it: a Pod that is sent to itself gets the machine's address as its sender's. */
function sent(walk: NftWalk, packet: Packet, to: string): NftVerdict {
  const { source, protocol } = packet;
  if (to.startsWith(`${source}:`) && walk.table.hairpins.has(hairpin(to, protocol))) walk.masquerade = true;
  return { verdict: 'dnat', to };
}

/** An element of `hairpin-connections`. */
export function hairpin(endpoint: string, protocol: string): string {
  const [address = '', port = ''] = endpoint.split(':');
  return `${address} . ${address} . ${protocol} . ${port}`;
}

function comesFrom(walk: NftWalk, packet: Packet, from: string): boolean {
  return from === 'local' ? walk.isLocal(packet.source) : isInRange(packet.source, from);
}

/** What `nft list table` prints. */
export function nftText(table: NftTable): string {
  const lines = [`table ${table.family} ${table.name} {`, `\tcomment "${table.comment}"`, ''];
  lines.push(...setLines('cluster-ips', 'Active ClusterIPs', table.addresses));
  lines.push(...setLines('nodeport-ips', 'IPs that accept NodePort traffic', table.nodePortAddresses));
  const hairpinType = 'ipv4_addr . ipv4_addr . inet_proto . inet_service';
  lines.push(...setLines('hairpin-connections', 'service hairpin connections', table.hairpins, hairpinType));
  for (const [name, { type, comment, elements }] of table.maps) {
    lines.push(`\tmap ${name} {`, `\t\ttype ${type} : verdict`, `\t\tcomment "${comment}"`);
    const entries = [...elements].sort(([left], [right]) => (left < right ? -1 : 1));
    const texts = entries.map(([key, chain]) => `${key} : ${chain === 'drop' ? 'drop' : `goto ${chain}`}`);
    if (texts.length > 0) lines.push(`\t\telements = { ${texts.join(',\n\t\t\t     ')} }`);
    lines.push('\t}', '');
  }
  const remembering = [...table.chains.values()].flat().flatMap((one) => (one.does === 'remember' ? [one] : []));
  for (const { set, timeout } of remembering)
    lines.push(`\tset ${set} {`, '\t\ttype ipv4_addr', '\t\tflags dynamic,timeout', `\t\ttimeout ${timeout}s`, '\t}', '');
  for (const [name, statements] of [...table.chains].sort(([left], [right]) => (left < right ? -1 : 1))) {
    lines.push(`\tchain ${name} {`, ...statements.map((statement) => `\t\t${statementText(statement)}`), '\t}', '');
  }
  lines.pop();
  return [...lines, '}', ''].join('\n');
}

function markedText({ from, outside }: Extract<NftStatement, { readonly does: 'mark' }>): string {
  if (outside !== undefined) return `ip daddr @cluster-ips ip saddr != ${outside} `;
  return from === 'local' ? 'fib saddr type local ' : '';
}

function setLines(name: string, comment: string, elements: ReadonlySet<string>, type = 'ipv4_addr'): readonly string[] {
  const list = [...elements].sort().join(',\n\t\t\t     ');
  return [
    `\tset ${name} {`,
    `\t\ttype ${type}`,
    `\t\tcomment "${comment}"`,
    ...(elements.size > 0 ? [`\t\telements = { ${list} }`] : []),
    '\t}',
    '',
  ];
}

function statementText(statement: NftStatement): string {
  switch (statement.does) {
    case 'jump':
    case 'goto': {
      const from = statement.from === 'local' ? 'fib saddr type local ' : statement.from ? `ip saddr ${statement.from} ` : '';
      return `${statement.when === undefined ? '' : `${statement.when} `}${from}${statement.does} ${statement.chain}`;
    }
    case 'lookup':
      return statement.when === 'node port'
        ? `ip daddr @nodeport-ips meta l4proto . th dport vmap @${statement.map}`
        : `ip daddr . meta l4proto . th dport vmap @${statement.map}`;
    case 'spread':
      return `numgen random mod ${statement.chains.length} vmap { ${statement.chains.map((chain, index) => `${index} : goto ${chain}`).join(', ')} }`;
    case 'stay':
      return `ip saddr @${statement.set} goto ${statement.chain}`;
    case 'remember':
      return `update @${statement.set} { ip saddr timeout ${statement.timeout}s }`;
    case 'mark':
      return `${markedText(statement)}meta mark set meta mark | 0x00004000`;
    case 'share': {
      const targets = statement.targets.map((target, index) => `${index} : ${target.replace(':', ' . ')}`).join(', ');
      return `meta l4proto ${statement.protocol} dnat ip addr . port to numgen random mod ${statement.targets.length} map { ${targets} }`;
    }
    case 'dnat':
      return `meta l4proto ${statement.protocol} dnat to ${statement.to}`;
    case 'say':
      return statement.text;
    default:
      return statement.does;
  }
}
