import type { ComponentClient, Informer } from '../api/client.ts';
import type { Cancel, Clock } from '../core/clock.ts';
import type { Random } from '../core/random.ts';
import { endpointSlices, nodes, services } from '../schema/resources.ts';
import { indexByService } from './slices.ts';
import type { Node, Service, ServicePort } from '../schema/types/core-v1.ts';
import type { EndpointSlice } from '../schema/types/discovery-v1.ts';

export interface Backend {
  readonly address: string;
  readonly port: number;
  readonly nodeName?: string;
}

/** Where connections to one address and port go. */
export interface ServiceRule {
  /** `namespace/name`. */
  readonly service: string;
  readonly entry: 'cluster address' | 'node port' | 'external address';
  readonly backends: readonly Backend[];
  /** Only Pods on the node that the connection enters by are used. */
  readonly local: boolean;
  /** Milliseconds for which a client stays with a Pod; 0 when each connection chooses anew. */
  readonly affinity: number;
}

export type Choice = { readonly backend: Backend } | { readonly failure: 'connection refused' | 'timed out' };

/**
 * What kube-proxy writes into the tables of every node, made from Services and EndpointSlices. Models pkg/proxy/iptables: a random
 * Pod for each connection, refusal where there is none.
 */
export class ServiceRules {
  private readonly services: Informer<Service>;
  private readonly slices: Informer<EndpointSlice>;
  private readonly nodes: Informer<Node>;
  private readonly subscriptions: readonly Cancel[];
  private readonly sticky = new Map<string, { readonly address: string; readonly until: number }>();
  private rules: ReadonlyMap<string, ServiceRule> | undefined;

  constructor(
    client: ComponentClient,
    private readonly clock: Clock,
    private readonly random: Random,
  ) {
    this.services = client.informer(services);
    this.slices = client.informer(endpointSlices);
    this.nodes = client.informer(nodes);
    indexByService(this.slices);
    const forget = (): void => {
      this.rules = undefined;
    };
    this.subscriptions = [this.services.onChange(forget), this.slices.onChange(forget)];
  }

  stop(): void {
    for (const cancel of this.subscriptions) cancel();
  }

  /** The rule that catches a connection, if one does. */
  find(address: string, port: number, protocol = 'TCP'): ServiceRule | undefined {
    this.rules ??= this.build();
    return this.rules.get(ruleKey(address, port, protocol)) ?? this.nodePort(address, port, protocol);
  }

  /** Whether the address belongs to a Service, be it on another port. */
  isServiceAddress(address: string): boolean {
    return this.services.list().some((service) => addressesOf(service).includes(address));
  }

  nodeAt(address: string): Node | undefined {
    return this.nodes
      .list()
      .find(({ status }) => (status.addresses ?? []).some(({ type, address: own }) => type !== 'Hostname' && own === address));
  }

  /** Picks the Pod for a connection that comes in on `nodeName`. */
  choose(rule: ServiceRule, client: string, nodeName: string | undefined): Choice {
    const usable = rule.local ? rule.backends.filter((backend) => backend.nodeName === nodeName) : rule.backends;
    if (usable.length === 0) {
      // Packets for Pods that are elsewhere are dropped; where there are no Pods at all the sender is told.
      return { failure: rule.backends.length > 0 ? 'timed out' : 'connection refused' };
    }
    if (rule.affinity === 0) return { backend: this.random.pick(usable) };
    const key = `${rule.service} ${client}`;
    const earlier = this.sticky.get(key);
    const now = this.clock.now();
    const same = earlier && earlier.until > now ? usable.find(({ address }) => address === earlier.address) : undefined;
    const backend = same ?? this.random.pick(usable);
    this.sticky.set(key, { address: backend.address, until: now + rule.affinity });
    return { backend };
  }

  private nodePort(address: string, port: number, protocol: string): ServiceRule | undefined {
    return this.nodeAt(address) ? this.rules?.get(ruleKey('*', port, protocol)) : undefined;
  }

  private build(): ReadonlyMap<string, ServiceRule> {
    const rules = new Map<string, ServiceRule>();
    for (const service of this.services.list()) {
      const { spec, metadata } = service;
      if (spec.type === 'ExternalName' || !spec.clusterIP || spec.clusterIP === 'None') continue;
      const name = `${metadata.namespace}/${metadata.name}`;
      const affinity =
        spec.sessionAffinity === 'ClientIP' ? (spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 10_800) * 1000 : 0;
      for (const servicePort of spec.ports ?? []) {
        const { port, nodePort, protocol = 'TCP' } = servicePort;
        const backends = backendsOf(this.slices.indexed('service', name), servicePort);
        const rule = { service: name, backends, affinity };
        const localOutside = spec.externalTrafficPolicy === 'Local';
        const inside = { ...rule, entry: 'cluster address', local: spec.internalTrafficPolicy === 'Local' } as const;
        const outside = { ...rule, entry: 'external address', local: localOutside } as const;
        for (const address of spec.clusterIPs ?? [spec.clusterIP]) rules.set(ruleKey(address, port, protocol), inside);
        for (const address of outsideAddresses(service)) rules.set(ruleKey(address, port, protocol), outside);
        if (nodePort) rules.set(ruleKey('*', nodePort, protocol), { ...rule, entry: 'node port', local: localOutside });
      }
    }
    return rules;
  }
}

function ruleKey(address: string, port: number, protocol: string): string {
  return `${address}:${port}/${protocol}`;
}

function addressesOf(service: Service): readonly string[] {
  const { clusterIP, clusterIPs } = service.spec;
  return [...(clusterIPs ?? (clusterIP ? [clusterIP] : [])), ...outsideAddresses(service)];
}

function outsideAddresses({ spec, status }: Service): readonly string[] {
  const balanced = (status.loadBalancer?.ingress ?? []).flatMap(({ ip }) => (ip ? [ip] : []));
  return [...(spec.externalIPs ?? []), ...balanced];
}

/** Ready endpoints; when there is none, those that still serve while they end. */
function backendsOf(slices: readonly EndpointSlice[], servicePort: ServicePort): readonly Backend[] {
  const all = slices.flatMap(({ ports, endpoints }) => {
    // The server shows a list without items as null.
    const port = (ports ?? []).find(
      (candidate) =>
        (candidate.name ?? '') === (servicePort.name ?? '') && (candidate.protocol ?? 'TCP') === (servicePort.protocol ?? 'TCP'),
    )?.port;
    if (port === undefined) return [];
    return (endpoints ?? []).flatMap(({ addresses, conditions, nodeName }) =>
      addresses.map((address) => ({
        backend: { address, port, ...(nodeName === undefined ? {} : { nodeName }) },
        ready: conditions?.ready !== false,
        lastResort: conditions?.serving === true && conditions.terminating === true,
      })),
    );
  });
  const ready = all.filter((endpoint) => endpoint.ready);
  const usable = ready.length > 0 ? ready : all.filter((endpoint) => endpoint.lastResort);
  return usable.map(({ backend }) => backend);
}
