import ipaddr from 'ipaddr.js';
import type { ComponentClient, Informer } from '../api/client.ts';
import type { NetworkNamespace } from '../core/traffic.ts';
import { endpointSlices, namespaces, nodes, services } from '../schema/resources.ts';
import type { Namespace, Node, Service } from '../schema/types/core-v1.ts';
import { indexByService } from './slices.ts';
import type { Endpoint, EndpointSlice } from '../schema/types/discovery-v1.ts';

/** Address of the Service of CoreDNS: who asks it knows the cluster's names. */
export const CLUSTER_DNS = '10.96.0.10';
const ZONE = 'cluster.local';
/** An alias of an alias of an alias … is followed this far. */
const MAX_ALIASES = 8;

export interface Answer {
  readonly addresses: readonly string[];
  /** The full name that had an answer. */
  readonly name: string;
}

export function isAddress(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text);
}

/** What CoreDNS and the resolvers of machines answer. Models the kubernetes plug-in of CoreDNS with `pods insecure`. */
export class Dns {
  private readonly services: Informer<Service>;
  private readonly slices: Informer<EndpointSlice>;
  private readonly namespaces: Informer<Namespace>;
  private readonly nodes: Informer<Node>;

  constructor(client: ComponentClient) {
    this.services = client.informer(services);
    this.slices = client.informer(endpointSlices);
    this.namespaces = client.informer(namespaces);
    this.nodes = client.informer(nodes);
    indexByService(this.slices);
  }

  /** Looks a name up as a process in this network namespace would; undefined when there is no such host. */
  lookUp(from: NetworkNamespace, name: string): Answer | undefined {
    if (isAddress(name)) return { addresses: [name], name };
    const lower = name.toLowerCase();
    if (lower === 'localhost' || lower === 'localhost.') return { addresses: ['127.0.0.1'], name: 'localhost' };
    for (const candidate of candidates(lower, from.resolver)) {
      const addresses = this.query(candidate, from.resolver.nameservers.includes(CLUSTER_DNS), MAX_ALIASES);
      if (addresses.length > 0) return { addresses, name: candidate };
    }
    return undefined;
  }

  private query(name: string, knowsCluster: boolean, aliases: number): readonly string[] {
    if (name === ZONE || name.endsWith(`.${ZONE}`)) {
      return knowsCluster ? this.clusterRecord(name.slice(0, -ZONE.length - 1).split('.'), aliases) : [];
    }
    const node = this.nodes.get({ name });
    return (node?.status.addresses ?? []).flatMap(({ type, address }) => (type === 'InternalIP' ? [address] : []));
  }

  private clusterRecord(labels: readonly string[], aliases: number): readonly string[] {
    const type = labels.at(-1);
    const namespace = labels.at(-2);
    if (namespace === undefined || !this.namespaces.get({ name: namespace })) return [];
    const rest = labels.slice(0, -2);
    if (type === 'pod') return podRecord(rest);
    const name = rest.at(-1);
    const service = type === 'svc' && name !== undefined ? this.services.get({ namespace, name }) : undefined;
    if (!service) return [];
    return rest.length === 1 ? this.serviceRecord(service, aliases) : this.endpointRecord(service, rest.slice(0, -1));
  }

  private serviceRecord({ metadata, spec }: Service, aliases: number): readonly string[] {
    if (spec.type === 'ExternalName') {
      const target = (spec.externalName ?? '').replace(/\.$/, '');
      if (isAddress(target) || aliases === 0) return [];
      return this.query(target, true, aliases - 1);
    }
    if (spec.clusterIP !== 'None') return spec.clusterIP ? [spec.clusterIP] : [];
    return this.readyEndpoints(metadata).flatMap(({ addresses }) => addresses);
  }

  /** `web-0.web.default.svc`, or `10-244-1-5.web.default.svc` for an endpoint without a name of its own. */
  private endpointRecord({ metadata }: Service, labels: readonly string[]): readonly string[] {
    const [hostname] = labels;
    if (labels.length !== 1) return [];
    return this.readyEndpoints(metadata).flatMap((endpoint) => {
      const [address = ''] = endpoint.addresses;
      return (endpoint.hostname ?? address.replaceAll(/[.:]/g, '-')) === hostname ? endpoint.addresses : [];
    });
  }

  private readyEndpoints({ namespace, name }: Service['metadata']): readonly Endpoint[] {
    return this.slices
      .indexed('service', `${namespace}/${name}`)
      .flatMap(({ endpoints }) => (endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false));
  }
}

/** The full names to try, in order, as resolv.conf asks for it. */
function candidates(name: string, { search, ndots }: NetworkNamespace['resolver']): readonly string[] {
  if (name.endsWith('.')) return [name.slice(0, -1)];
  const extended = search.map((domain) => `${name}.${domain}`);
  const dots = name.split('.').length - 1;
  return dots >= ndots ? [name, ...extended] : [...extended, name];
}

function podRecord([dashed = '', ...more]: readonly string[]): readonly string[] {
  const address = dashed.replaceAll('-', '.');
  return more.length === 0 && isAddress(address) ? [address] : [];
}
