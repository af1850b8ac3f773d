import { isInRange } from './addresses.ts';
import type { Packet } from './netfilter.ts';

/** Statements of nftables that kube-proxy writes, each with its meaning. */
export type NftStatement =
  | {
      readonly does: 'jump' | 'goto';
      readonly chain: string;
      /** Stands in the list only: it holds for all that comes this way, or for those whose way it does not change. */
      readonly when?: string;
      readonly unlessFrom?: string;
      readonly from?: string;
    }
  | { readonly does: 'lookup'; readonly map: string; readonly when?: 'destination' | 'node port' }
  | { readonly does: 'spread'; readonly chains: readonly string[] }
  | { readonly does: 'stay'; readonly set: string; readonly chain: string }
  | { readonly does: 'remember'; readonly set: string; readonly timeout: number }
  | { readonly does: 'dnat'; readonly to: string; readonly protocol: string }
  | { readonly does: 'mark' | 'drop' | 'reject' }
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
  readonly addresses = new Set<string>();

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
        if (statement.unlessFrom !== undefined && isInRange(packet.source, statement.unlessFrom)) break;
        if (statement.from !== undefined && !comesFrom(walk, packet, statement.from)) break;
        const verdict = into(statement.chain);
        if (verdict !== undefined || statement.does === 'goto') return verdict;
        break;
      }
      case 'lookup': {
        const isNodePort = statement.when === 'node port';
        if (isNodePort && !walk.isLocal(packet.destination)) break;
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
        walk.masquerade = true;
        break;
      case 'dnat':
        return { verdict: 'dnat', to: statement.to };
      case 'drop':
      case 'reject':
        return { verdict: statement.does };
      case 'say':
        break;
    }
  }
  return undefined;
}

function comesFrom(walk: NftWalk, packet: Packet, from: string): boolean {
  return from === 'local' ? walk.isLocal(packet.source) : isInRange(packet.source, from);
}

/** What `nft list table` prints. */
export function nftText(table: NftTable): string {
  const lines = [`table ${table.family} ${table.name} {`, `\tcomment "${table.comment}"`, ''];
  lines.push('\tset cluster-ips {', '\t\ttype ipv4_addr', '\t\tcomment "Active ClusterIPs"');
  if (table.addresses.size > 0) lines.push(`\t\telements = { ${[...table.addresses].sort().join(',\n\t\t\t     ')} }`);
  lines.push('\t}', '');
  for (const [name, { type, comment, elements }] of table.maps) {
    lines.push(`\tmap ${name} {`, `\t\ttype ${type} : verdict`, `\t\tcomment "${comment}"`);
    const entries = [...elements].sort(([left], [right]) => (left < right ? -1 : 1));
    const texts = entries.map(([key, chain]) => `${key} : ${chain === 'drop' ? 'drop' : `goto ${chain}`}`);
    if (texts.length > 0) lines.push(`\t\telements = { ${texts.join(',\n\t\t\t     ')} }`);
    lines.push('\t}', '');
  }
  for (const [name, statements] of [...table.chains].sort(([left], [right]) => (left < right ? -1 : 1))) {
    lines.push(`\tchain ${name} {`, ...statements.map((statement) => `\t\t${statementText(statement)}`), '\t}', '');
  }
  lines.pop();
  return [...lines, '}', ''].join('\n');
}

function statementText(statement: NftStatement): string {
  switch (statement.does) {
    case 'jump':
    case 'goto': {
      const from = statement.from === 'local' ? 'fib saddr type local ' : statement.from ? `ip saddr ${statement.from} ` : '';
      const unless = statement.unlessFrom === undefined ? '' : `ip saddr != ${statement.unlessFrom} `;
      return `${statement.when === undefined ? '' : `${statement.when} `}${from}${unless}${statement.does} ${statement.chain}`;
    }
    case 'lookup':
      return statement.when === 'node port'
        ? `fib daddr type local ip daddr @nodeport-ips meta l4proto . th dport vmap @${statement.map}`
        : `ip daddr . meta l4proto . th dport vmap @${statement.map}`;
    case 'spread':
      return `numgen random mod ${statement.chains.length} vmap { ${statement.chains.map((chain, index) => `${index} : goto ${chain}`).join(', ')} }`;
    case 'stay':
      return `ip saddr @${statement.set} goto ${statement.chain}`;
    case 'remember':
      return `update @${statement.set} { ip saddr timeout ${statement.timeout}s }`;
    case 'mark':
      return 'meta mark set meta mark | 0x00004000';
    case 'dnat':
      return `meta l4proto ${statement.protocol} dnat to ${statement.to}`;
    case 'say':
      return statement.text;
    default:
      return statement.does;
  }
}
