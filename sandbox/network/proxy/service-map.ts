import type { ComponentClient, Informer } from '../../api/client.ts';
import type { Cancel } from '../../core/clock.ts';
import type { Packet } from '../../core/netfilter.ts';
import { endpointSlices, services } from '../../schema/resources.ts';
import type { Service, ServicePort } from '../../schema/types/core-v1.ts';
import type { EndpointSlice } from '../../schema/types/discovery-v1.ts';
import { indexByService } from '../slices.ts';

export interface ProxyEndpoint {
  readonly address: string;
  readonly port: number;
  readonly nodeName: string | undefined;
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
  readonly zoneHints: readonly string[];
  readonly nodeHints: readonly string[];
}

/** One port of a Service, as kube-proxy keeps it. */
export interface ProxiedPort {
  /** `namespace/name`. */
  readonly service: string;
  /** `namespace/name:port`, without the colon for a port without a name. */
  readonly name: string;
  readonly portName: string;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  readonly port: number;
  readonly clusterIps: readonly string[];
  readonly externalIps: readonly string[];
  readonly balancerIps: readonly string[];
  /** Who may use the balancer's addresses; empty for everybody. */
  readonly sourceRanges: readonly string[];
  readonly nodePort: number | undefined;
  /** Seconds for which a client stays with an endpoint, 0 for none. */
  readonly affinity: number;
  readonly internalLocal: boolean;
  readonly externalLocal: boolean;
  readonly endpoints: readonly ProxyEndpoint[];
}

/** Who has an address and port. */
export interface Owner {
  readonly entry: Entry;
  readonly port: ProxiedPort;
}

export type Entry = 'cluster address' | 'node port' | 'external address';

/** The ports of all Services with their endpoints, kept up to date; whoever makes rules of them is told which Service changed. */
export class ServiceMap {
  private readonly services: Informer<Service>;
  private readonly slices: Informer<EndpointSlice>;
  private readonly listeners = new Set<(service: string) => void>();
  private readonly subscriptions: readonly Cancel[];
  private readonly known = new Map<string, readonly ProxiedPort[]>();
  private readonly entries = new Map<string, Map<number, Owner>>();
  private readonly dirty = new Set<string>();
  /** Services that ask for an external address and port that another has, by these. */
  private readonly waiting = new Map<string, Set<string>>();

  constructor(client: ComponentClient) {
    this.services = client.informer(services);
    this.slices = client.informer(endpointSlices);
    indexByService(this.slices);
    this.subscriptions = [
      this.services.onChange(({ object: { metadata } }) => this.touch(`${metadata.namespace}/${metadata.name}`)),
      this.slices.onChange(({ object: { metadata } }) => {
        const name = metadata.labels?.['kubernetes.io/service-name'];
        if (name !== undefined) this.touch(`${metadata.namespace}/${name}`);
      }),
    ];
  }

  stop(): void {
    for (const cancel of this.subscriptions) cancel();
  }

  /** `namespace/name` of every Service that has rules. */
  get names(): readonly string[] {
    this.refresh();
    return [...this.known.keys()];
  }

  onChange(listener: (service: string) => void): void {
    this.listeners.add(listener);
  }

  ports(service: string): readonly ProxiedPort[] {
    this.refresh();
    return this.known.get(service) ?? [];
  }

  /** Whose address and port this is; `*` as address asks for node ports. */
  at(address: string, port: number, protocol: Packet['protocol']): Owner | undefined {
    this.refresh();
    return this.entries.get(address)?.get(doorNumber(port, protocol));
  }

  /** Whether the address belongs to a Service, be it on another port. */
  isServiceAddress(address: string): boolean {
    this.refresh();
    return address !== '*' && this.entries.has(address);
  }

  private touch(service: string): void {
    this.dirty.add(service);
    for (const listener of this.listeners) listener(service);
  }

  private refresh(): void {
    if (this.dirty.size === 0) return;
    // Whoever waits for what becomes free on the way is dirty, too.
    for (const key of this.dirty) {
      for (const port of this.known.get(key) ?? []) this.note(port, false);
      const [namespace = '', name = ''] = key.split('/');
      const service = this.services.get({ namespace, name });
      const asked = service === undefined ? [] : portsOf(service, this.slices.indexed('service', key));
      const ports = asked.map((port) => ({
        ...port,
        externalIps: port.externalIps.filter((address) => this.isFree(address, port)),
      }));
      if (ports.length === 0) this.known.delete(key);
      else this.known.set(key, ports);
      for (const port of ports) this.note(port, true);
    }
    this.dirty.clear();
  }

  /** Two Services may ask for one external address and port: who has it keeps it. */
  private isFree(address: string, { port, protocol, service }: ProxiedPort): boolean {
    const door = doorNumber(port, protocol);
    const owner = this.entries.get(address)?.get(door);
    if (owner === undefined || owner.port.service === service) return true;
    const key = `${address} ${door}`;
    this.waiting.set(key, (this.waiting.get(key) ?? new Set<string>()).add(service));
    return false;
  }

  private note(port: ProxiedPort, add: boolean): void {
    const put = (address: string, number: number, entry: Entry): void => {
      const doors = this.entries.get(address) ?? new Map<number, Owner>();
      const door = doorNumber(number, port.protocol);
      if (add) doors.set(door, { entry, port });
      else {
        doors.delete(door);
        const waiting = this.waiting.get(`${address} ${door}`) ?? [];
        this.waiting.delete(`${address} ${door}`);
        for (const service of waiting) this.touch(service);
      }
      if (doors.size > 0) this.entries.set(address, doors);
      else this.entries.delete(address);
    };
    for (const address of port.clusterIps) put(address, port.port, 'cluster address');
    for (const address of [...port.externalIps, ...port.balancerIps]) put(address, port.port, 'external address');
    if (port.nodePort !== undefined) put('*', port.nodePort, 'node port');
  }
}

const protocols: readonly Packet['protocol'][] = ['tcp', 'udp', 'sctp', 'icmp'];

/** One number for a port of a protocol. */
function doorNumber(port: number, protocol: Packet['protocol']): number {
  return port * protocols.length + protocols.indexOf(protocol);
}

function portsOf({ metadata, spec, status }: Service, slices: readonly EndpointSlice[]): readonly ProxiedPort[] {
  if (spec.type === 'ExternalName' || !spec.clusterIP || spec.clusterIP === 'None') return [];
  const service = `${metadata.namespace}/${metadata.name}`;
  const isSticky = spec.sessionAffinity === 'ClientIP';
  return (spec.ports ?? []).map((port) => ({
    service,
    name: port.name ? `${service}:${port.name}` : service,
    portName: port.name ?? '',
    protocol: lowerProtocol(port.protocol),
    port: port.port,
    clusterIps: (spec.clusterIPs ?? [spec.clusterIP ?? '']).filter(isIpv4),
    externalIps: (spec.externalIPs ?? []).filter(isIpv4),
    balancerIps: (status.loadBalancer?.ingress ?? []).flatMap(({ ip, ipMode }) => (ip && ipMode !== 'Proxy' ? [ip] : [])),
    sourceRanges: spec.loadBalancerSourceRanges ?? [],
    nodePort: port.nodePort || undefined,
    affinity: isSticky ? (spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 10_800) : 0,
    internalLocal: spec.internalTrafficPolicy === 'Local',
    externalLocal: spec.externalTrafficPolicy === 'Local',
    endpoints: endpointsOf(slices, port),
  }));
}

/** The tables of IPv6 are others, and nothing here has such an address. */
const isIpv4 = (address: string): boolean => !address.includes(':');

function lowerProtocol(protocol: string | undefined): ProxiedPort['protocol'] {
  if (protocol === 'UDP') return 'udp';
  return protocol === 'SCTP' ? 'sctp' : 'tcp';
}

function endpointsOf(slices: readonly EndpointSlice[], servicePort: ServicePort): readonly ProxyEndpoint[] {
  const found = new Map<string, ProxyEndpoint>();
  for (const { ports, endpoints, addressType } of slices) {
    if (addressType !== 'IPv4') continue;
    // The server shows a list without items as null.
    const port = (ports ?? []).find(
      ({ name, protocol }) =>
        (name ?? '') === (servicePort.name ?? '') && (protocol ?? 'TCP') === (servicePort.protocol ?? 'TCP'),
    )?.port;
    if (port === undefined) continue;
    for (const { addresses, conditions, nodeName, hints } of endpoints ?? []) {
      const [address] = addresses;
      if (address === undefined) continue;
      found.set(`${address}:${port}`, {
        address,
        port,
        nodeName,
        ready: conditions?.ready !== false,
        serving: conditions?.serving ?? conditions?.ready !== false,
        terminating: conditions?.terminating === true,
        zoneHints: (hints?.forZones ?? []).map(({ name }) => name),
        nodeHints: (hints?.forNodes ?? []).map(({ name }) => name),
      });
    }
  }
  return [...found.values()];
}
