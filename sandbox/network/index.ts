import ipaddr from 'ipaddr.js';
import type { ComponentClient } from '../api/client.ts';
import type { Clock } from '../core/clock.ts';
import type { Random } from '../core/random.ts';
import type { Network, NetworkNamespace } from '../core/traffic.ts';
import { nodes, pods } from '../schema/resources.ts';
import { Dns } from './dns.ts';
import { exchange, open, type Surroundings } from './request.ts';
import { ServiceRules } from './service-rules.ts';

export { CLUSTER_DNS } from './dns.ts';

export interface NetworkOptions {
  readonly clock: Clock;
  /** A stream of the network's own: which Pod a connection gets. */
  readonly random: Random;
  readonly client: ComponentClient;
  /** The network namespace that has this address, that of a Pod or of a machine; undefined when nobody has it. */
  namespaceAt(address: string): NetworkNamespace | undefined;
  /** Range of Pod addresses, `10.244.0.0/16` when absent. */
  readonly podRange?: string;
}

/** The network of a cluster and its surroundings. The learner's workstation stands on the nodes' network. */
export function createNetwork(options: NetworkOptions): Network & { stop(): void } {
  const { clock, client } = options;
  const podInformer = client.informer(pods);
  const nodeInformer = client.informer(nodes);
  podInformer.addIndex('address', ({ status, spec }) => (status.podIP && !spec.hostNetwork ? [status.podIP] : []));
  const rules = new ServiceRules(client, clock, options.random);
  const range = ipaddr.IPv4.parseCIDR(options.podRange ?? '10.244.0.0/16');

  const podAt = (address: string) =>
    podInformer.indexed('address', address).find(({ status }) => status.phase !== 'Succeeded' && status.phase !== 'Failed');
  const net: Surroundings = {
    clock,
    dns: new Dns(client),
    rules,
    namespaceAt: (address) => options.namespaceAt(address),
    nameOf: (address) => {
      const pod = podAt(address);
      if (pod) return `pod ${pod.metadata.namespace}/${pod.metadata.name}`;
      const node = rules.nodeAt(address);
      return node && `node ${node.metadata.name}`;
    },
    nodeOf: ({ name, addresses: [address = ''] }) =>
      podAt(address)?.spec.nodeName ?? (rules.nodeAt(address) ?? nodeInformer.get({ name }))?.metadata.name,
    isPodAddress: (address) => ipaddr.IPv4.isValidFourPartDecimal(address) && ipaddr.IPv4.parse(address).match(range),
  };

  return {
    resolve: async (from, name) => net.dns.lookUp(from, name)?.addresses ?? [],
    request: (from, request) => exchange(net, from, request),
    connect: async (from, host, port, timeout) => {
      const opened = await open(net, from, { host, port, timeout });
      return opened.ok ? { ok: true } : opened;
    },
    stop: () => rules.stop(),
  };
}
