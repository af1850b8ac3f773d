/** What goes through the tables: the beginning of a connection. */
export interface Packet {
  readonly protocol: 'tcp' | 'udp' | 'sctp' | 'icmp';
  readonly source: string;
  readonly destination: string;
  readonly destinationPort: number;
  readonly inInterface?: string;
  readonly outInterface?: string;
}

/** What a rule asks of a packet; all that is given must hold. */
export interface RuleMatch {
  readonly protocol?: Packet['protocol'];
  /** Address or range; with `!` in front all but those. */
  readonly source?: string;
  readonly destination?: string;
  readonly destinationPort?: number;
  /** Name, `cni+` for all that begin so; with `!` in front all but those. */
  readonly inInterface?: string;
  readonly outInterface?: string;
  /** Only packets for (from) an address of the machine itself. */
  readonly destinationType?: 'LOCAL';
  readonly sourceType?: 'LOCAL';
  /** Share of the packets, from 0 to 1, that chance picks. */
  readonly probability?: number;
  /** The bits that are set, or, with `not`, that are not all set. */
  readonly mark?: { readonly bits: number; readonly not?: boolean };
  /** Only senders that the list of this name saw in the last so many seconds. */
  readonly recent?: { readonly name: string; readonly seconds: number };
  readonly states?: readonly string[];
}

export type RuleTarget =
  | { readonly verdict: 'ACCEPT' | 'DROP' | 'RETURN' }
  | { readonly verdict: 'REJECT'; readonly with?: string }
  | { readonly verdict: 'MASQUERADE'; readonly randomFully?: boolean }
  | { readonly verdict: 'DNAT'; readonly to: string }
  | { readonly verdict: 'SNAT'; readonly to: string }
  | { readonly verdict: 'MARK'; readonly set?: number; readonly clear?: number }
  | { readonly verdict: 'jump'; readonly chain: string };

export interface NetfilterRule {
  readonly match: RuleMatch;
  /** Without a target the rule only looks (and notes the sender, with `remember`). */
  readonly target?: RuleTarget;
  readonly comment?: string;
  /** Notes the sender in the list of this name. */
  readonly remember?: string;
}

export type TableName = 'raw' | 'mangle' | 'nat' | 'filter';

/** Chains that the kernel itself calls, by table, in the order in which iptables prints them. */
export const builtinChains: { readonly [table in TableName]: readonly string[] } = {
  raw: ['PREROUTING', 'OUTPUT'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
};

/**
 * A chain of rules. Several owners may each keep a section of it (kube-proxy one for each Service, docker one of its own): sections stand in the
 * order of their names, and changing one leaves the others alone.
 */
export class Chain {
  policy: 'ACCEPT' | 'DROP' = 'ACCEPT';
  private readonly sections = new Map<string, readonly NetfilterRule[]>();
  private flat: readonly NetfilterRule[] | undefined;
  private index: RuleIndex | undefined;

  constructor(readonly name: string) {}

  get rules(): readonly NetfilterRule[] {
    this.flat ??= [...this.sections.keys()].sort().flatMap((section) => this.sections.get(section) ?? []);
    return this.flat;
  }

  /** Puts these rules in the place of the section's; no rules take it away. */
  set(section: string, rules: readonly NetfilterRule[]): void {
    if (rules.length === 0 && !this.sections.has(section)) return;
    if (rules.length === 0) this.sections.delete(section);
    else this.sections.set(section, rules);
    this.flat = undefined;
    this.index = undefined;
  }

  /** The rules that a packet for this address and port can meet at all, in order: long chains are not walked in full. */
  candidates(packet: Packet): readonly NetfilterRule[] {
    const { rules } = this;
    if (rules.length < 16) return rules;
    this.index ??= new RuleIndex(rules);
    return this.index.find(packet);
  }
}

/** The tables of one network namespace. */
export class Netfilter {
  private readonly tables = new Map<TableName, Map<string, Chain>>();
  /** Senders that `remember` noted: list → address → time. */
  readonly recent = new Map<string, Map<string, number>>();

  /** Tables that have been used, in the order of iptables-save. */
  get names(): readonly TableName[] {
    const order: readonly TableName[] = ['mangle', 'raw', 'filter', 'nat'];
    return order.filter((name) => this.tables.has(name));
  }

  /** Built-in chains first, then the others by name. */
  chains(table: TableName): readonly Chain[] {
    const chains = this.tables.get(table) ?? new Map<string, Chain>();
    const own = [...chains.keys()].filter((name) => !builtinChains[table].includes(name)).sort();
    return [...builtinChains[table], ...own].flatMap((name) => chains.get(name) ?? []);
  }

  find(table: TableName, chain: string): Chain | undefined {
    return this.tables.get(table)?.get(chain);
  }

  /** The chain, made when it is not there. */
  chain(table: TableName, name: string): Chain {
    let chains = this.tables.get(table);
    if (chains === undefined) {
      chains = new Map(builtinChains[table].map((builtin) => [builtin, new Chain(builtin)]));
      this.tables.set(table, chains);
    }
    const found = chains.get(name) ?? new Chain(name);
    chains.set(name, found);
    return found;
  }

  removeChain(table: TableName, name: string): void {
    this.tables.get(table)?.delete(name);
  }
}

/** Finds the rules for a packet by its address, or by its port for rules of every address. */
class RuleIndex {
  private readonly byAddress = new Map<string, number[]>();
  private readonly byPort = new Map<number, number[]>();
  private readonly others: number[] = [];

  constructor(private readonly rules: readonly NetfilterRule[]) {
    for (const [position, { match }] of rules.entries()) {
      const exact = exactAddress(match.destination);
      if (exact !== undefined) push(this.byAddress, exact, position);
      else if (match.destination === undefined && match.destinationPort !== undefined)
        push(this.byPort, match.destinationPort, position);
      else this.others.push(position);
    }
  }

  find(packet: Packet): readonly NetfilterRule[] {
    const positions = [
      ...(this.byAddress.get(packet.destination) ?? []),
      ...(this.byPort.get(packet.destinationPort) ?? []),
      ...this.others,
    ].sort((left, right) => left - right);
    return positions.flatMap((position) => this.rules[position] ?? []);
  }
}

function exactAddress(destination: string | undefined): string | undefined {
  if (destination === undefined || destination.startsWith('!')) return undefined;
  const [address, bits] = destination.split('/');
  return bits === undefined || bits === '32' || bits === '128' ? address : undefined;
}

function push<K>(map: Map<K, number[]>, key: K, position: number): void {
  const found = map.get(key);
  if (found === undefined) map.set(key, [position]);
  else found.push(position);
}
