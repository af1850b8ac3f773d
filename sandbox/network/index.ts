import type { ComponentClient } from '../api/client.ts';
import { isInRange } from '../core/addresses.ts';
import type { Cancel, Clock } from '../core/clock.ts';
import type { Random } from '../core/random.ts';
import type {
  Connected,
  LocalPath,
  Network,
  NetworkNamespace,
  OutgoingRequest,
  RequestOutcome,
  RequestRecord,
} from '../core/traffic.ts';
import { nodes, pods } from '../schema/resources.ts';
import type { NodeStatus } from '../schema/types/core-v1.ts';
import { createTools } from './diagnosis.ts';
import { CLUSTER_DNS, Dns } from './dns/dns.ts';
import { routeFor } from '../core/network-devices.ts';
import { crossingOf, type Crossing, type NetworkPlugin } from './plugin/configuration.ts';
import { Wires } from './plugin/wires.ts';
import { Policies } from './policy/policies.ts';
import type { ProxySettings } from './proxy/node-proxy.ts';
import { Proxies } from './proxy/proxies.ts';
import type { Exchanged } from './outcome.ts';
import { RequestRecords } from './records.ts';
import { exchange, LATENCY, open, silenceOf } from './request.ts';
import type { Surroundings } from './surroundings.ts';

export { CLUSTER_DNS } from './dns/dns.ts';
export { CNI_FOLDER, networkPlugins, pluginFiles, type NetworkPlugin } from './plugin/configuration.ts';
export { notRouted } from './not-simulated.ts';
export { proxyModes, type ProxyMode, type ProxySettings } from './proxy/node-proxy.ts';

export interface NetworkOptions {
  readonly clock: Clock;
  /** A stream of the network's own: which Pod a connection gets. */
  readonly random: Random;
  readonly client: ComponentClient;
  /** The network namespace that has this address, that of a Pod or of a machine; undefined when nobody has it. */
  namespaceAt(address: string): NetworkNamespace | undefined;
  /** The way between stacks that are wired on one machine by devices of their own; undefined where only the cluster's network leads. */
  localPath?(from: NetworkNamespace, address: string): LocalPath | undefined;
  /** Range of Pod addresses, `10.244.0.0/16` when absent. */
  readonly podRange?: string;
  /** `calico` when absent. */
  readonly plugin?: NetworkPlugin;
  /** The text of the configuration that the container runtime of a node finds; that of `plugin` everywhere when absent. */
  cniConfiguration?(nodeName: string): string | undefined;
  /** How kube-proxy works where no ConfigMap kube-system/kube-proxy says it; iptables when absent. */
  readonly proxy?: ProxySettings;
}

export interface ClusterNetwork extends Network {
  /** Tells of every request and connection that has ended. */
  onRequest(listener: (record: RequestRecord) => void): Cancel;
  /** A node without power or cable: nobody on it answers. */
  setNodeDown(name: string, down: boolean): void;
  /** kube-proxy of a node; while it is stopped its rules stay as they are. */
  readonly proxies: { start(nodeName: string): void; stop(nodeName: string): void; sync(nodeName: string): void };
  /** CoreDNS; while it is stopped cluster names are unknown. */
  readonly dns: { start(): void; stop(): void };
  /** What the network plug-in does with the Pods of a node, and with the way to those of others. */
  readonly wires: Pick<Wires, 'attach' | 'detach' | 'sync'>;
  stop(): void;
}

function isReady({ conditions }: NodeStatus): boolean {
  return conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true;
}

type Ended = (RequestOutcome | Connected) & { readonly who?: () => string };

/** The network of a cluster and its surroundings. The learner's workstation stands on the nodes' network. */
export function createNetwork(options: NetworkOptions): ClusterNetwork {
  const { clock, client, random, plugin = 'calico', podRange = '10.244.0.0/16' } = options;
  const podInformer = client.informer(pods);
  const nodeInformer = client.informer(nodes);
  podInformer.addIndex('address', ({ status, spec }) => (status.podIP && !spec.hostNetwork ? [status.podIP] : []));
  const crossings = new Map<string, Crossing>();
  const wires: Wires = new Wires({
    podRange,
    namespaceAt: (address) => options.namespaceAt(address),
    crossing(nodeName) {
      const known = crossings.get(nodeName);
      if (known !== undefined || options.cniConfiguration === undefined) return known ?? (plugin === 'none' ? undefined : plugin);
      const found = crossingOf(options.cniConfiguration(nodeName));
      if (found !== undefined) crossings.set(nodeName, found);
      return found;
    },
  });
  const namespaceAt = (address: string): NetworkNamespace | undefined =>
    options.namespaceAt(address) ?? options.namespaceAt(wires.ownerOf(address) ?? '');
  const proxies = new Proxies({ client, clock, podRange, settings: options.proxy, namespaceAt });
  nodeInformer.onChange(({ type, object: { metadata, spec, status } }) => {
    const address = status.addresses?.find((one) => one.type === 'InternalIP')?.address;
    const range = spec.podCIDR;
    const isThere = type !== 'deleted' && address !== undefined && range !== undefined;
    // Another plug-in may have been installed: that is seen when the node changes.
    if (type === 'deleted' || !isReady(status)) crossings.delete(metadata.name);
    wires.setNode(metadata.name, isThere ? { address, range } : undefined);
  });
  const down = new Set<string>();
  const records = new RequestRecords();
  let isDnsRunning = true;

  const podAt = (address: string) =>
    podInformer.indexed('address', address).find(({ status }) => status.phase !== 'Succeeded' && status.phase !== 'Failed');
  const net: Surroundings = {
    clock,
    random,
    dns: new Dns(client, random.fork('dns')),
    proxies,
    policies: new Policies(client, () => plugin === 'calico' || [...crossings.values()].includes('calico')),
    crossing: (nodeName) => (nodeName === undefined ? undefined : wires.crossing(nodeName)) ?? 'bridge',
    hasRoute(nodeName, address) {
      if (nodeName === undefined) return true;
      const devices = wires.devices(nodeName);
      return devices === undefined || routeFor(devices, address)?.destination !== 'default';
    },
    isDnsRunning: () => isDnsRunning,
    isNameServer: (address) => address === CLUSTER_DNS || proxies.nodeAt(address) !== undefined,
    namespaceAt,
    podAt,
    nameOf: (address) => {
      const pod = podAt(address);
      if (pod) return `pod ${pod.metadata.namespace}/${pod.metadata.name}`;
      const node = proxies.nodeAt(address);
      return node && `node ${node.metadata.name}`;
    },
    nodeOf: ({ name, addresses: [address = ''] }) =>
      podAt(address)?.spec.nodeName ?? (proxies.nodeAt(address) ?? nodeInformer.get({ name }))?.metadata.name,
    isPodAddress: (address) => isInRange(address, podRange),
    isDown: (name) => name !== undefined && down.has(name),
    ...(options.localPath === undefined ? {} : { localPath: options.localPath }),
    placeOf: (address, nodeName) => ({
      address,
      nodeName,
      nodeAddress: proxies.addressOf(nodeName ?? ''),
      isPod: proxies.nodeAt(address) === undefined && isInRange(address, podRange),
    }),
  };

  const tell = (from: NetworkNamespace, time: number, target: RequestRecord['target'], outcome: Ended): void => {
    if (!records.isWanted) return;
    const receiver = outcome.who?.();
    records.tell({
      time,
      milliseconds: clock.now() - time,
      from: from.name,
      fromAddress: from.addresses[0] ?? '127.0.0.1',
      target,
      outcome: outcome.ok ? 'ok' : outcome.failure,
      ...(outcome.ok && 'response' in outcome ? { status: outcome.response.status } : {}),
      ...(outcome.address === undefined ? {} : { address: outcome.address }),
      ...(receiver === undefined ? {} : { receiver }),
      get hops() {
        return outcome.hops ?? [];
      },
    });
  };

  const told = async (
    from: NetworkNamespace,
    time: number,
    { host, port, scheme, method, path }: OutgoingRequest,
    exchanged: Promise<Exchanged>,
  ): Promise<Exchanged> => {
    const outcome = await exchanged;
    tell(from, time, { host, port, scheme, method, path }, outcome);
    return outcome;
  };

  return {
    async resolve(from, name) {
      const answer = net.dns.lookUp(from, name, (server) => silenceOf(net, from, server));
      if (answer === 'timed out') await clock.sleep(10_000);
      return typeof answer === 'string' ? [] : (answer?.addresses ?? []);
    },
    request(from, request) {
      const time = clock.now();
      const outcome = exchange(net, from, request);
      return records.isWanted ? told(from, time, request, outcome) : outcome;
    },
    async connect(from, host, port, timeout, { protocol = 'TCP', serverName, text } = {}) {
      const time = clock.now();
      const opened = await open(net, from, { host, port, timeout, protocol });
      if (!opened.ok) {
        tell(from, time, { host, port }, opened);
        return opened;
      }
      opened.close();
      const { address, trace, listener, who } = opened;
      if (text !== undefined || serverName !== undefined) await clock.sleep(LATENCY);
      const reply = text === undefined ? undefined : listener.echo?.(text, opened.from);
      const certificates = serverName === undefined ? undefined : (listener.tls?.(serverName) ?? []);
      const outcome: Ended & Connected = {
        ok: true,
        address,
        port: opened.port,
        ...(reply === undefined ? {} : { reply }),
        ...(certificates === undefined ? {} : { certificates }),
        who,
        get hops() {
          return trace.hops;
        },
      };
      tell(from, time, { host, port }, outcome);
      return outcome;
    },
    tools: createTools(net),
    onRequest: (listener) => records.onRequest(listener),
    setNodeDown(name, isDown) {
      if (isDown) down.add(name);
      else down.delete(name);
    },
    proxies: {
      start: (name) => proxies.startOn(name),
      stop: (name) => proxies.stopOn(name),
      sync: (name) => proxies.of(name).sync(),
    },
    wires,
    dns: {
      start() {
        isDnsRunning = true;
      },
      stop() {
        isDnsRunning = false;
      },
    },
    stop: () => proxies.stop(),
  };
}
