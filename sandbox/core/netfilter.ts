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

/** A rule with every condition in its place, whether asked for or not: alike objects are many times faster to compare. */
export class PreparedRule {
  readonly protocol: RuleMatch['protocol'];
  readonly destinationPort: RuleMatch['destinationPort'];
  readonly destination: RuleMatch['destination'];
  readonly source: RuleMatch['source'];
  readonly inInterface: RuleMatch['inInterface'];
  readonly outInterface: RuleMatch['outInterface'];
  readonly destinationType: RuleMatch['destinationType'];
  readonly sourceType: RuleMatch['sourceType'];
  readonly mark: RuleMatch['mark'];
  readonly states: RuleMatch['states'];
  readonly recent: RuleMatch['recent'];
  readonly probability: RuleMatch['probability'];
  readonly target: NetfilterRule['target'];
  readonly remember: NetfilterRule['remember'];

  constructor({ match, target, remember }: NetfilterRule) {
    this.protocol = match.protocol;
    this.destinationPort = match.destinationPort;
    this.destination = match.destination;
    this.source = match.source;
    this.inInterface = match.inInterface;
    this.outInterface = match.outInterface;
    this.destinationType = match.destinationType;
    this.sourceType = match.sourceType;
    this.mark = match.mark;
    this.states = match.states;
    this.recent = match.recent;
    this.probability = match.probability;
    this.target = target;
    this.remember = remember;
  }
}

export type TableName = 'raw' | 'mangle' | 'nat' | 'filter';

/** Chains that the kernel itself calls, by table, in the order in which iptables prints them. */
export const builtinChains: { readonly [table in TableName]: readonly string[] } = {
  raw: ['PREROUTING', 'OUTPUT'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
};

/** From how many rules on a chain keeps an index. */
const INDEXED_FROM = 16;
/** How many answers an index remembers. */
const MOST_REMEMBERED = 20_000;

/**
 * A chain of rules. Several owners may each keep a section of it (kube-proxy one for each Service, docker one of its own): sections stand in the
 * order of their names, and changing one leaves the others alone.
 */
export class Chain {
  policy: 'ACCEPT' | 'DROP' = 'ACCEPT';
  private readonly sections = new Map<string, readonly NetfilterRule[]>();
  private index: SectionIndex | undefined;
  private flat: readonly NetfilterRule[] | undefined;
  private prepared: readonly PreparedRule[] | undefined;
  private count = 0;

  constructor(readonly name: string) {}

  get rules(): readonly NetfilterRule[] {
    this.flat ??= [...this.sections.keys()].sort().flatMap((section) => this.sections.get(section) ?? []);
    return this.flat;
  }

  /** Puts these rules in the place of the section's; no rules take it away. */
  set(section: string, rules: readonly NetfilterRule[]): void {
    const old = this.sections.get(section);
    if (old === undefined ? rules.length === 0 : areSame(old, rules)) return;
    if (old !== undefined) this.index?.remove(section, old);
    if (rules.length === 0) this.sections.delete(section);
    else {
      this.sections.set(section, rules);
      this.index?.add(section, rules);
    }
    this.count += rules.length - (old?.length ?? 0);
    this.flat = undefined;
    this.prepared = undefined;
  }

  /** Rules in order, with all that a packet for this address and port can meet among them: long chains are not walked in full. */
  candidates({ destination, destinationPort }: Packet): readonly PreparedRule[] {
    if (this.count < INDEXED_FROM) return (this.prepared ??= this.rules.map((rule) => new PreparedRule(rule)));
    this.index ??= new SectionIndex(this.sections);
    return this.index.find(destination, destinationPort);
  }
}

/** Which sections have rules for an address, or for a port of every address. */
class SectionIndex {
  private readonly byAddress = new Map<string, Set<string>>();
  private readonly byPort = new Map<number, Set<string>>();
  private readonly others = new Set<string>();
  /** Address → port → what `find` answered since the last change. */
  private readonly remembered = new Map<string, Map<number, readonly PreparedRule[]>>();
  private count = 0;

  constructor(private readonly sections: ReadonlyMap<string, readonly NetfilterRule[]>) {
    for (const [section, rules] of sections) this.add(section, rules);
  }

  add(section: string, rules: readonly NetfilterRule[]): void {
    this.forget();
    for (const { match } of rules) {
      const address = exactAddress(match.destination);
      if (address !== undefined) put(this.byAddress, address, section);
      else if (match.destination === undefined && match.destinationPort !== undefined)
        put(this.byPort, match.destinationPort, section);
      else this.others.add(section);
    }
  }

  remove(section: string, rules: readonly NetfilterRule[]): void {
    this.forget();
    this.others.delete(section);
    for (const { match } of rules) {
      take(this.byAddress, exactAddress(match.destination) ?? '', section);
      take(this.byPort, match.destinationPort ?? -1, section);
    }
  }

  find(address: string, port: number): readonly PreparedRule[] {
    const ofAddress = this.remembered.get(address) ?? new Map<number, readonly PreparedRule[]>();
    const known = ofAddress.get(port);
    if (known !== undefined) return known;
    const sections = new Set([...(this.byAddress.get(address) ?? []), ...(this.byPort.get(port) ?? []), ...this.others]);
    const found = [...sections]
      .sort()
      .flatMap((section) => this.sections.get(section) ?? [])
      .filter(({ match }) => canFit(match, address, port))
      .map((rule) => new PreparedRule(rule));
    if (this.count++ > MOST_REMEMBERED) this.forget();
    this.remembered.set(address, ofAddress.set(port, found));
    return found;
  }

  private forget(): void {
    this.remembered.clear();
    this.count = 0;
  }
}

function canFit({ destination, destinationPort }: RuleMatch, address: string, port: number): boolean {
  if (destinationPort !== undefined && destinationPort !== port) return false;
  const exact = exactAddress(destination);
  return exact === undefined || exact === address;
}

function exactAddress(destination: string | undefined): string | undefined {
  if (destination === undefined || destination.startsWith('!')) return undefined;
  const [address, bits] = destination.split('/');
  return bits === undefined || bits === '32' || bits === '128' ? address : undefined;
}

function areSame(left: readonly NetfilterRule[], right: readonly NetfilterRule[]): boolean {
  return left === right || (left.length === right.length && JSON.stringify(left) === JSON.stringify(right));
}

function put<K>(index: Map<K, Set<string>>, key: K, section: string): void {
  index.set(key, (index.get(key) ?? new Set<string>()).add(section));
}

function take<K>(index: Map<K, Set<string>>, key: K, section: string): void {
  const sections = index.get(key);
  if (sections?.delete(section) && sections.size === 0) index.delete(key);
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
