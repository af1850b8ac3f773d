import type { ComponentClient, Informer } from '../../api/client.ts';
import type { Clock } from '../../core/clock.ts';
import { Ipvs } from '../../core/ipvs.ts';
import { Netfilter } from '../../core/netfilter.ts';
import type { NetworkNamespace } from '../../core/traffic.ts';
import { configMaps, nodes } from '../../schema/resources.ts';
import type { ConfigMap, Node } from '../../schema/types/core-v1.ts';
import { defaultSettings, NodeProxy, readSettings, type ProxySettings } from './node-proxy.ts';
import { ServiceMap } from './service-map.ts';

const ZONE = 'topology.kubernetes.io/zone';
/** Who is on no node has the rules of a machine of its own. */
const OUTSIDE = '';

export interface ProxiesOptions {
  readonly client: ComponentClient;
  readonly podRange: string;
  readonly settings: ProxySettings | undefined;
  readonly clock: Pick<Clock, 'now' | 'after'>;
  namespaceAt(address: string): NetworkNamespace | undefined;
}

/** The kube-proxies of all nodes. What they ask of the API they ask together. */
export class Proxies {
  readonly services: ServiceMap;
  private readonly nodes: Informer<Node>;
  private readonly configMaps: Informer<ConfigMap>;
  private readonly proxies = new Map<string, NodeProxy>();
  private readonly byAddress = new Map<string, Node>();
  private readonly internalAddresses = new Map<string, string>();
  private readonly stopped = new Set<string>();
  private listed: readonly Node[] | undefined;
  private readonly cancels: readonly (() => void)[];

  constructor(private readonly options: ProxiesOptions) {
    const { client } = options;
    this.services = new ServiceMap(client);
    this.nodes = client.informer(nodes);
    this.configMaps = client.informer(configMaps);
    this.cancels = [
      this.nodes.onChange(({ type, object, old }) => {
        this.listed = undefined;
        for (const address of addressesOf(old)) this.byAddress.delete(address);
        for (const address of addressesOf(object)) {
          if (type === 'deleted') this.byAddress.delete(address);
          else this.byAddress.set(address, object);
        }
        const { name } = object.metadata;
        const internal = type === 'deleted' ? undefined : object.status.addresses?.find((one) => one.type === 'InternalIP');
        if (internal === undefined) this.internalAddresses.delete(name);
        else this.internalAddresses.set(name, internal.address);
        this.proxies.get(name)?.moveTo(placeOf(object));
      }),
      this.configMaps.onChange(({ object: { metadata } }) => {
        if (metadata.namespace !== 'kube-system' || metadata.name !== 'kube-proxy') return;
        for (const proxy of this.proxies.values()) if (proxy.isRunning) proxy.configure(this.settings());
      }),
    ];
  }

  nodeAt(address: string): Node | undefined {
    return this.byAddress.get(address);
  }

  /** The address of a node's own network. */
  addressOf(nodeName: string): string | undefined {
    return this.internalAddresses.get(nodeName);
  }

  get nodeList(): readonly Node[] {
    return (this.listed ??= this.nodes.list());
  }

  /** The proxy of a node, or that of machines that are none. */
  of(nodeName: string | undefined): NodeProxy {
    const name = nodeName ?? OUTSIDE;
    const found = this.proxies.get(name);
    if (found !== undefined) return found;
    const node = this.nodes.get({ name });
    const addresses = addressesOf(node);
    const namespace = addresses[0] === undefined ? undefined : this.options.namespaceAt(addresses[0]);
    const tables = namespace ?? { netfilter: new Netfilter(), ipvs: new Ipvs(), nftables: new Map() };
    const proxy = new NodeProxy(
      this.services,
      tables,
      placeOf(node),
      this.options.podRange,
      addresses,
      this.settings(),
      this.options.clock,
    );
    proxy.isRunning = !this.stopped.has(name);
    this.proxies.set(name, proxy);
    return proxy;
  }

  /** Rules stay as they are while it is stopped. */
  stopOn(nodeName: string): void {
    const proxy = this.of(nodeName);
    proxy.sync();
    proxy.isRunning = false;
    this.stopped.add(nodeName);
  }

  startOn(nodeName: string): void {
    this.stopped.delete(nodeName);
    const proxy = this.proxies.get(nodeName);
    if (proxy === undefined) return;
    proxy.isRunning = true;
    proxy.configure(this.settings());
  }

  stop(): void {
    for (const cancel of this.cancels) cancel();
    for (const proxy of this.proxies.values()) proxy.stop();
    this.services.stop();
  }

  private settings(): ProxySettings {
    const config = this.configMaps.get({ namespace: 'kube-system', name: 'kube-proxy' })?.data?.['config.conf'];
    const read = config === undefined ? undefined : readSettings(config);
    return read ?? this.options.settings ?? defaultSettings;
  }
}

function placeOf(node: Node | undefined): { readonly nodeName: string | undefined; readonly zone: string | undefined } {
  return { nodeName: node?.metadata.name, zone: node?.metadata.labels?.[ZONE] };
}

function addressesOf(node: Node | undefined): readonly string[] {
  return (node?.status?.addresses ?? []).flatMap(({ type, address }) => (type === 'Hostname' ? [] : [address]));
}
