import type { ComponentClient, Informer } from '../../api/client.ts';
import { isAddress } from '../../core/addresses.ts';
import type { DnsRecord } from '../../core/traffic.ts';
import { endpointSlices, namespaces, pods, services } from '../../schema/resources.ts';
import type { Namespace, Pod, Service } from '../../schema/types/core-v1.ts';
import type { Endpoint, EndpointSlice } from '../../schema/types/discovery-v1.ts';
import { indexByService } from '../slices.ts';
import type { Corefile } from './corefile.ts';

/** Records of a name, or that there is no such name. A name without records of the type asked for has an empty list. */
export type Found = readonly DnsRecord[] | 'no such name';

interface Question {
  readonly name: string;
  readonly type: DnsRecord['type'];
  readonly config: Corefile;
}

/** What the `kubernetes` plug-in of CoreDNS answers. Models coredns/plugin/kubernetes. */
export class ClusterRecords {
  private readonly services: Informer<Service>;
  private readonly slices: Informer<EndpointSlice>;
  private readonly namespaces: Informer<Namespace>;
  private readonly pods: Informer<Pod>;

  constructor(client: ComponentClient) {
    this.services = client.informer(services);
    this.slices = client.informer(endpointSlices);
    this.namespaces = client.informer(namespaces);
    this.pods = client.informer(pods);
    indexByService(this.slices);
    this.services.addIndex('clusterIP', ({ spec }) => spec.clusterIPs ?? (spec.clusterIP ? [spec.clusterIP] : []));
  }

  find(question: Question): Found {
    const { name, type, config } = question;
    if (name.endsWith('.in-addr.arpa')) return this.reverse(question);
    const zone = config.zone ?? '';
    const labels = name === zone ? [] : name.slice(0, -zone.length - 1).split('.');
    const kind = labels.at(-1);
    const namespace = labels.at(-2);
    if (labels.length === 0) return [];
    if (kind !== 'svc' && kind !== 'pod') return 'no such name';
    if (namespace === undefined) return [];
    if (this.namespaces.get({ name: namespace }) === undefined) return 'no such name';
    const rest = labels.slice(0, -2);
    // A namespace is a name without records.
    if (rest.length === 0) return [];
    if (kind === 'pod') return this.podRecord(rest, namespace, question);
    const service = this.services.get({ namespace, name: rest.at(-1) ?? '' });
    if (service === undefined) return 'no such name';
    const before = rest.slice(0, -1);
    if (before.length === 0) return this.serviceRecords(service, question);
    if (before.length === 2 && before.every((label) => label.startsWith('_'))) return this.portRecords(service, before, question);
    if (before.length !== 1) return 'no such name';
    const found = this.endpoints(service).filter((endpoint) => nameOf(endpoint) === before[0]);
    if (found.length === 0) return 'no such name';
    return type === 'A' || type === 'AAAA'
      ? addresses(
          question,
          found.flatMap((endpoint) => endpoint.addresses),
        )
      : [];
  }

  private serviceRecords({ metadata, spec }: Service, question: Question): Found {
    if (spec.type === 'ExternalName') {
      const data = `${(spec.externalName ?? '').replace(/\.$/, '')}.`;
      return [{ name: question.name, type: 'CNAME', ttl: question.config.ttl, data }];
    }
    if (question.type === 'SRV') return this.serverRecords({ metadata, spec } as Service, undefined, question);
    if (spec.clusterIP !== 'None') return addresses(question, spec.clusterIPs ?? (spec.clusterIP ? [spec.clusterIP] : []));
    const found = this.endpoints({ metadata, spec } as Service);
    // A headless Service without endpoints has no name.
    return found.length === 0
      ? 'no such name'
      : addresses(
          question,
          found.flatMap((endpoint) => endpoint.addresses),
        );
  }

  private portRecords(service: Service, [port = '', protocol = '']: readonly string[], question: Question): Found {
    const found = this.serverRecords(service, { port: port.slice(1), protocol: protocol.slice(1) }, question);
    if (found.length === 0) return 'no such name';
    return question.type === 'SRV' ? found : [];
  }

  private serverRecords(
    service: Service,
    wanted: { readonly port: string; readonly protocol: string } | undefined,
    { name, config }: Question,
  ): readonly DnsRecord[] {
    const { metadata, spec } = service;
    const own = `${metadata.name}.${metadata.namespace}.svc.${config.zone}`;
    const record = (port: number, target: string, share: number): DnsRecord => ({
      name,
      type: 'SRV',
      ttl: config.ttl,
      data: `0 ${share} ${port} ${target}.`,
    });
    const fits = (port: string | undefined, protocol: string | undefined): boolean =>
      wanted === undefined || (port === wanted.port && (protocol ?? 'TCP').toLowerCase() === wanted.protocol);
    if (spec.clusterIP !== 'None') {
      const ports = (spec.ports ?? []).filter((port) => fits(port.name, port.protocol));
      return ports.map(({ port }) => record(port, own, Math.floor(100 / ports.length)));
    }
    const targets = this.slices
      .indexed('service', `${metadata.namespace}/${metadata.name}`)
      .flatMap(({ ports, endpoints }) =>
        (ports ?? [])
          .filter((port) => fits(port.name, port.protocol))
          .flatMap(({ port = 0 }) =>
            ready(service, endpoints ?? []).map((endpoint) => ({ port, target: `${nameOf(endpoint)}.${own}` })),
          ),
      );
    return targets.map(({ port, target }) => record(port, target, Math.floor(100 / targets.length)));
  }

  private podRecord([dashed = '', ...more]: readonly string[], namespace: string, question: Question): Found {
    const { pods: mode } = question.config;
    const address = dashed.replaceAll('-', '.');
    if (mode === 'disabled' || more.length > 0 || !isAddress(address)) return 'no such name';
    const isThere = (): boolean => this.pods.list(namespace).some(({ status }) => status.podIP === address);
    return mode === 'insecure' || isThere() ? addresses(question, [address]) : 'no such name';
  }

  private reverse({ name, type, config }: Question): Found {
    const address = name.replace('.in-addr.arpa', '').split('.').toReversed().join('.');
    const record = (data: string): DnsRecord => ({ name, type: 'PTR', ttl: config.ttl, data: `${data}.` });
    const of = ({ name: own, namespace }: Service['metadata']): string => `${own}.${namespace}.svc.${config.zone}`;
    const records = this.services.indexed('clusterIP', address).map(({ metadata }) => record(of(metadata)));
    if (records.length === 0) {
      for (const service of this.services.list()) {
        if (service.spec.clusterIP !== 'None') continue;
        for (const endpoint of this.endpoints(service))
          if (endpoint.addresses.includes(address)) records.push(record(`${nameOf(endpoint)}.${of(service.metadata)}`));
      }
    }
    if (records.length === 0) return 'no such name';
    return type === 'PTR' ? records : [];
  }

  private endpoints(service: Service): readonly Endpoint[] {
    const { namespace, name } = service.metadata;
    return this.slices.indexed('service', `${namespace}/${name}`).flatMap(({ endpoints }) => ready(service, endpoints ?? []));
  }
}

function ready({ spec }: Service, endpoints: readonly Endpoint[]): readonly Endpoint[] {
  return endpoints.filter(({ conditions }) => conditions?.ready !== false || spec.publishNotReadyAddresses === true);
}

/** `web-0`, or `10-244-1-5` for an endpoint without a name of its own. */
function nameOf({ hostname, addresses: [address = ''] }: Endpoint): string {
  return hostname ?? address.replaceAll(/[.:]/g, '-');
}

function addresses({ name, type, config }: Question, all: readonly string[]): readonly DnsRecord[] {
  if (type !== 'A' && type !== 'AAAA') return [];
  const family = all.filter((address) => address.includes(':') === (type === 'AAAA'));
  return family.map((data) => ({ name, type, ttl: config.ttl, data }));
}
