import { isInRange } from './addresses.ts';
import type { Netfilter, Packet, PreparedRule, TableName } from './netfilter.ts';

/** What a walk through tables knows and leaves behind. */
export interface Walk {
  readonly netfilter: Netfilter;
  /** Milliseconds. */
  readonly now: number;
  /** A number from 0 up to but not including 1. */
  chance(): number;
  /** Whether the address is one of the machine's own. */
  isLocal(address: string): boolean;
  /** Bits that rules set on the packet; the next table sees them. */
  mark: number;
}

export type Verdict =
  | { readonly verdict: 'ACCEPT' | 'DROP' }
  | { readonly verdict: 'REJECT'; readonly with: string }
  | { readonly verdict: 'DNAT' | 'SNAT'; readonly to: string }
  | { readonly verdict: 'MASQUERADE' };

const accepted: Verdict = { verdict: 'ACCEPT' };
const dropped: Verdict = { verdict: 'DROP' };
/** A rule that jumps to itself by a detour is stopped here, as the kernel refuses it. */
const MAX_DEPTH = 32;

/** Sends a packet through a chain of the kernel; what no rule decides its policy does. */
export function walkChain(walk: Walk, table: TableName, name: string, packet: Packet): Verdict {
  const chain = walk.netfilter.find(table, name);
  if (chain === undefined) return accepted;
  return step(walk, table, name, packet, 0) ?? (chain.policy === 'DROP' ? dropped : accepted);
}

function step(walk: Walk, table: TableName, name: string, packet: Packet, depth: number): Verdict | undefined {
  const chain = walk.netfilter.find(table, name);
  if (chain === undefined || depth > MAX_DEPTH) return undefined;
  for (const rule of chain.candidates(packet)) {
    if (!holds(walk, rule, packet)) continue;
    if (rule.remember !== undefined) remember(walk, rule.remember, packet.source);
    const { target } = rule;
    switch (target?.verdict) {
      case undefined:
        break;
      case 'jump': {
        const verdict = step(walk, table, target.chain, packet, depth + 1);
        if (verdict !== undefined) return verdict;
        break;
      }
      case 'RETURN':
        return undefined;
      case 'MARK':
        walk.mark = (walk.mark | (target.set ?? 0)) & ~(target.clear ?? 0);
        break;
      case 'REJECT':
        return { verdict: 'REJECT', with: target.with ?? 'icmp-port-unreachable' };
      case 'DNAT':
      case 'SNAT':
        return { verdict: target.verdict, to: target.to };
      case 'MASQUERADE':
        return { verdict: 'MASQUERADE' };
      case 'ACCEPT':
        return accepted;
      case 'DROP':
        return dropped;
    }
  }
  return undefined;
}

function holds(walk: Walk, match: PreparedRule, packet: Packet): boolean {
  return (
    (match.protocol === undefined || match.protocol === packet.protocol) &&
    (match.destinationPort === undefined || match.destinationPort === packet.destinationPort) &&
    (match.destination === undefined || addressFits(match.destination, packet.destination)) &&
    (match.source === undefined || addressFits(match.source, packet.source)) &&
    (match.inInterface === undefined || nameFits(match.inInterface, packet.inInterface ?? '')) &&
    (match.outInterface === undefined || nameFits(match.outInterface, packet.outInterface ?? '')) &&
    (match.destinationType === undefined || walk.isLocal(packet.destination)) &&
    (match.sourceType === undefined || walk.isLocal(packet.source)) &&
    (match.mark === undefined || ((walk.mark & match.mark.bits) === match.mark.bits) !== (match.mark.not ?? false)) &&
    (match.states === undefined || match.states.includes('NEW')) &&
    (match.recent === undefined || isRecent(walk, match.recent, packet.source)) &&
    // Chance comes last, so that only packets that fit in all else use it up.
    (match.probability === undefined || walk.chance() < match.probability)
  );
}

function addressFits(wanted: string, address: string): boolean {
  return wanted.startsWith('!') ? !isInRange(address, wanted.slice(1)) : isInRange(address, wanted);
}

function nameFits(wanted: string, name: string): boolean {
  if (wanted.startsWith('!')) return !nameFits(wanted.slice(1), name);
  return wanted.endsWith('+') ? name.startsWith(wanted.slice(0, -1)) : name === wanted;
}

function isRecent(walk: Walk, { name, seconds }: { readonly name: string; readonly seconds: number }, source: string): boolean {
  const seen = walk.netfilter.recent.get(name)?.get(source);
  return seen !== undefined && walk.now - seen < seconds * 1_000;
}

function remember(walk: Walk, name: string, source: string): void {
  const list = walk.netfilter.recent.get(name) ?? new Map<string, number>();
  walk.netfilter.recent.set(name, list);
  list.set(source, walk.now);
}
