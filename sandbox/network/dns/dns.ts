import type { ComponentClient, Informer } from '../../api/client.ts';
import { isAddress } from '../../core/addresses.ts';
import type { Random } from '../../core/random.ts';
import type { DnsRecord, DnsReply, NetworkNamespace } from '../../core/traffic.ts';
import { configMaps, nodes } from '../../schema/resources.ts';
import type { ConfigMap, Node } from '../../schema/types/core-v1.ts';
import { outsideHosts } from '../outside.ts';
import { ClusterRecords, type Found } from './cluster-records.ts';
import { defaultCorefile, readCorefile, rewritten, type Corefile } from './corefile.ts';

/** Address of the Service of CoreDNS: who asks it knows the cluster's names. */
export const CLUSTER_DNS = '10.96.0.10';
/** An alias of an alias of an alias … is followed this far. */
const MAX_ALIASES = 8;

export interface Answer {
  readonly addresses: readonly string[];
  /** The full name that had an answer. */
  readonly name: string;
}

/** Why a name server gave no answer at all. */
export type Silence = 'timed out' | 'connection refused';

/** What CoreDNS and the resolvers of machines answer. */
export class Dns {
  private readonly records: ClusterRecords;
  private readonly nodes: Informer<Node>;
  private readonly configMaps: Informer<ConfigMap>;
  private config: { readonly text: string; readonly read: Corefile } | undefined;

  constructor(
    client: ComponentClient,
    private readonly random: Random,
  ) {
    this.records = new ClusterRecords(client);
    this.nodes = client.informer(nodes);
    this.configMaps = client.informer(configMaps);
  }

  /**
   * Looks a name up as a process in this network namespace would; undefined when there is no such host. `reach` says why its name server
   * cannot be asked, if it cannot.
   */
  lookUp(from: NetworkNamespace, name: string, reach: (server: string) => Silence | undefined): Answer | Silence | undefined {
    if (isAddress(name)) return { addresses: [name], name };
    const lower = name.toLowerCase();
    if (lower === 'localhost' || lower === 'localhost.') return { addresses: ['127.0.0.1'], name: 'localhost' };
    const own = from.resolver.names?.(lower);
    if (own !== undefined) return { addresses: own, name: lower };
    const [server] = from.resolver.nameservers;
    const silence = server === undefined ? undefined : reach(server);
    if (silence !== undefined) return silence;
    for (const candidate of candidates(lower, from.resolver)) {
      const { records } = this.ask(server, candidate, 'A');
      const addresses = records.flatMap(({ type, data }) => (type === 'A' ? [data] : []));
      if (addresses.length > 0) return { addresses: this.shuffled(addresses), name: candidate };
    }
    return undefined;
  }

  /** What the server says to exactly this name. */
  ask(server: string | undefined, asked: string, type: DnsRecord['type']): DnsReply {
    const name = asked.toLowerCase().replace(/\.$/, '');
    const found = server === CLUSTER_DNS ? this.cluster(name, type, MAX_ALIASES) : this.outside(name, type);
    const where = { server: server ?? '127.0.0.53' };
    if (found === 'refused') return { status: 'SERVFAIL', records: [], ...where };
    return found === 'no such name'
      ? { status: 'NXDOMAIN', records: [], ...where }
      : { status: 'NOERROR', records: found, ...where };
  }

  private cluster(asked: string, type: DnsRecord['type'], aliases: number): Found | 'refused' {
    const config = this.corefile();
    const name = rewritten(config, asked);
    const known = config.hosts.get(name);
    if (known !== undefined) return type === 'A' ? known.map((data) => ({ name: asked, type, ttl: 3600, data })) : [];
    const isOurs = config.zone !== undefined && (name === config.zone || name.endsWith(`.${config.zone}`));
    if (isOurs || (config.zone !== undefined && name.endsWith('.in-addr.arpa'))) {
      const found = this.records.find({ name, type, config });
      if (found === 'no such name') return found;
      const records = found.map((record) => (record.name === name ? { ...record, name: asked } : record));
      const [alias] = records;
      if (alias?.type !== 'CNAME' || type === 'CNAME' || aliases === 0) return records;
      const target = this.cluster(alias.data.replace(/\.$/, ''), type, aliases - 1);
      return typeof target === 'string' ? records : [...records, ...target];
    }
    return config.forwards ? this.outside(name, type) : 'refused';
  }

  /** What the resolver of a machine knows: the machines and a little of the world. */
  private outside(name: string, type: DnsRecord['type']): Found {
    const node = this.nodes.get({ name });
    const own = (node?.status.addresses ?? []).flatMap(({ type: kind, address }) => (kind === 'InternalIP' ? [address] : []));
    const address = outsideHosts.find(({ names }) => names.includes(name))?.address;
    const all = address === undefined ? own : [address];
    if (all.length === 0) return 'no such name';
    return type === 'A' ? all.map((data) => ({ name, type, ttl: 300, data })) : [];
  }

  private corefile(): Corefile {
    const text = this.configMaps.get({ namespace: 'kube-system', name: 'coredns' })?.data?.['Corefile'];
    if (text === undefined) return defaultCorefile;
    if (this.config?.text !== text) this.config = { text, read: readCorefile(text) };
    return this.config.read;
  }

  /** The `loadbalance` plug-in: a different address comes first each time. */
  private shuffled(addresses: readonly string[]): readonly string[] {
    if (addresses.length < 2) return addresses;
    const start = this.random.below(addresses.length);
    return [...addresses.slice(start), ...addresses.slice(0, start)];
  }
}

/** The full names to try, in order, as resolv.conf asks for it. */
export function candidates(name: string, { search, ndots }: NetworkNamespace['resolver']): readonly string[] {
  if (name.endsWith('.')) return [name.slice(0, -1)];
  const extended = search.map((domain) => `${name}.${domain}`);
  const dots = name.split('.').length - 1;
  return dots >= ndots ? [name, ...extended] : [...extended, name];
}
