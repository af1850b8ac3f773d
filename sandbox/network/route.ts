import type { Packet } from '../core/netfilter.ts';
import type { ConnectionFailure, Listener, NetworkNamespace } from '../core/traffic.ts';
import type { Node, Pod } from '../schema/types/core-v1.ts';
import { crossing } from './plugin/path.ts';
import type { Peer, PolicyQuestion } from './policy/policies.ts';
import type { Decision } from './proxy/decision.ts';
import type { ProxiedPort } from './proxy/service-map.ts';
import { isLoopback, type Surroundings } from './surroundings.ts';
import type { Trace } from './trace.ts';

/** Where a connection goes, or why it does not. */
export type Route =
  | {
      readonly address: string;
      readonly port: number;
      /** As the receiver sees the sender. */
      readonly from: string;
      /** Whether it stays in the sender's own network namespace. */
      readonly own: boolean;
      /** The Pod there, when it is one with a network of its own. */
      readonly receiver?: Pod | undefined;
      readonly closed?: (() => void) | undefined;
    }
  | { readonly failure: ConnectionFailure; readonly address?: string };

/** The machine whose rules a connection meets. */
interface Gate {
  readonly nodeName: string | undefined;
  readonly way: 'from here' | 'through';
  readonly address: string;
}

/** Who sends. */
export interface Sender {
  readonly namespace: NetworkNamespace;
  readonly address: string;
  /** Undefined for a machine, and for a Pod on a machine's own network. */
  readonly pod: Pod | undefined;
  /** The node whose own network this is. */
  readonly node: Node | undefined;
  /** The node that it is on; undefined outside the cluster. */
  readonly nodeName: string | undefined;
}

export function senderOf(net: Surroundings, namespace: NetworkNamespace): Sender {
  const address = namespace.addresses[0] ?? '127.0.0.1';
  const pod = net.podAt(address);
  const node = pod === undefined ? net.proxies.nodeAt(address) : undefined;
  return { namespace, address, pod, node, nodeName: pod?.spec.nodeName ?? node?.metadata.name ?? net.nodeOf(namespace) };
}

/** Follows the rules of the machines on the way: Services first, then policies, then routes. */
export function routeTo(
  net: Surroundings,
  sender: Sender,
  address: string,
  port: number,
  protocol: Listener['protocol'],
  trace: Trace,
): Route {
  const { namespace, address: own, nodeName } = sender;
  const isNode = sender.node !== undefined;
  const loopback = isLoopback(address);
  // In iptables mode a node answers on its node ports on its loopback address, too.
  const asks = isNode && loopback && net.proxies.of(nodeName).mode === 'iptables';
  const target = asks ? own : address;
  if (loopback && !asks) return { address, port, from: '127.0.0.1', own: true };

  const sent: Packet = {
    protocol: protocol === 'UDP' ? 'udp' : protocol === 'SCTP' ? 'sctp' : 'tcp',
    source: own,
    destination: target,
    destinationPort: port,
  };
  const gate = gateFor(net, sent, sender, trace);
  if (gate === undefined) return { failure: 'timed out', address };
  // What a Pod sends out of the Pods' network leaves its node under the node's address.
  const leaves = nodeName !== undefined && !isNode && !net.isPodAddress(target);
  const outer = leaves ? (net.proxies.addressOf(nodeName) ?? own) : own;
  const packet = gate.nodeName === nodeName ? sent : { ...sent, source: outer };
  const decided = decideAt(net, gate, packet, trace);
  if (decided.verdict === 'refused') return { failure: 'connection refused', address };
  if (decided.verdict === 'dropped') return { failure: 'timed out', address };
  if (decided.verdict === 'pass') {
    if (net.proxies.services.isServiceAddress(address)) {
      trace.add(() => ({ at: proxyName(gate), what: `no rule for port ${port} of ${address}` }));
      return { failure: 'timed out', address };
    }
    if (loopback || namespace.addresses.includes(address))
      return { address, port, from: loopback ? '127.0.0.1' : own, own: true };
    const from = net.proxies.nodeAt(address)?.metadata.name === nodeName ? own : outer;
    return guarded(net, sender, gate, { address, port, from }, packet, trace);
  }
  // What the gate changes leaves under its own address, or the answer would take another way.
  const from = decided.masquerade && gate.nodeName !== undefined ? gate.address : packet.source;
  const way = { address: decided.address, port: decided.port, from, own: true, closed: decided.closed };
  return namespace.addresses.includes(decided.address) ? way : guarded(net, sender, gate, way, packet, trace);
}

/** The machine that a connection enters by: the sender's own, the node that it is for, or one that a balancer picks. */
function gateFor(net: Surroundings, packet: Packet, sender: Sender, trace: Trace): Gate | undefined {
  const { nodeName, address: own } = sender;
  const { destination } = packet;
  const targetNode = net.proxies.nodeAt(destination)?.metadata.name;
  if (targetNode !== undefined && targetNode !== nodeName) return { nodeName: targetNode, way: 'through', address: destination };
  if (nodeName !== undefined) {
    const isNode = sender.node !== undefined;
    return { nodeName, way: isNode ? 'from here' : 'through', address: isNode ? own : (net.proxies.addressOf(nodeName) ?? own) };
  }
  const found = net.proxies.services.at(destination, packet.destinationPort, packet.protocol);
  if (found === undefined || !found.port.balancerIps.includes(destination))
    return { nodeName: undefined, way: 'through', address: own };
  // The balancer knows which nodes are healthy; with policy Local those that have a ready Pod.
  const { externalLocal, endpoints } = found.port;
  const healthy = net.proxies.nodeList.filter(
    ({ metadata: { name, labels }, status }) =>
      labels?.['node.kubernetes.io/exclude-from-external-load-balancers'] === undefined &&
      status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') !== false &&
      (!externalLocal || endpoints.some((endpoint) => endpoint.ready && endpoint.nodeName === name)),
  );
  if (healthy.length === 0) {
    trace.add(() => ({ at: `load balancer ${destination}`, what: 'no healthy node' }));
    return undefined;
  }
  const { name } = net.random.pick(healthy).metadata;
  trace.add(() => ({ at: `load balancer ${destination}`, what: `picks ${name}` }));
  return { nodeName: name, way: 'through', address: net.proxies.addressOf(name) ?? own };
}

function decideAt(net: Surroundings, gate: Gate, packet: Packet, trace: Trace): Decision {
  const { proxies } = net;
  const decision = proxies.of(gate.nodeName).decide(packet, gate.way, {
    now: net.clock.now(),
    chance: () => net.random.next(),
    isLocal: (address) =>
      isLoopback(address) || (gate.nodeName !== undefined && proxies.nodeAt(address)?.metadata.name === gate.nodeName),
  });
  const { destination, destinationPort } = packet;
  const isNodeAddress = proxies.nodeAt(destination) !== undefined;
  const found = proxies.services.at(isNodeAddress ? '*' : destination, destinationPort, packet.protocol);
  if (found !== undefined && decision.verdict !== 'pass') {
    trace.add(() => ({
      at: proxyName(gate),
      what: `${found.entry} ${destination}:${destinationPort} of Service ${found.port.service}${outcomeText(decision, found.port, destination)}`,
    }));
  }
  return decision;
}

function outcomeText(decision: Decision, { sourceRanges, balancerIps }: ProxiedPort, destination: string): string {
  if (decision.verdict === 'forward') return ` goes to ${decision.address}:${decision.port}`;
  if (decision.verdict === 'refused') return ': it has no endpoints';
  const isForbidden = sourceRanges.length > 0 && balancerIps.includes(destination);
  return isForbidden ? ': not for this sender (loadBalancerSourceRanges)' : ': no Pod of it on this node';
}

interface Way {
  readonly address: string;
  readonly port: number;
  readonly from: string;
  readonly closed?: (() => void) | undefined;
}

/** Policies of both ends, then the way between the nodes. */
function guarded(net: Surroundings, sender: Sender, gate: Gate, way: Way, { protocol }: Packet, trace: Trace): Route {
  const { address, port, closed } = way;
  const receiver = net.podAt(address);
  const receiverNode = receiver?.spec.nodeName;
  // A node always reaches its own Pods: the kubelet's probes must.
  const isOwnNode = sender.pod === undefined && receiverNode !== undefined && sender.nodeName === receiverNode;
  if ((sender.pod !== undefined || receiver !== undefined) && !isOwnNode) {
    const blocked = obstacle(net, sender, { address, pod: receiver }, gate, way, policyProtocol(protocol));
    if (blocked !== undefined) {
      closed?.();
      trace.add(() => ({ at: 'NetworkPolicy', what: `${blocked} does not allow port ${port} of ${address}` }));
      return { failure: 'timed out', address };
    }
  }
  const targetNode = receiverNode ?? net.proxies.nodeAt(address)?.metadata.name;
  const isCrossing = receiver !== undefined && gate.nodeName !== receiverNode;
  const plugin = net.crossing(gate.nodeName ?? receiverNode);
  if (isCrossing) {
    const from = gate.nodeName === sender.nodeName ? sender.address : gate.address;
    if (!net.hasRoute(gate.nodeName, address)) {
      closed?.();
      trace.add(() => ({
        at: `route on ${gate.nodeName}`,
        what: `none to ${address}: the default gateway gets the packet and drops it`,
      }));
      return { failure: 'timed out', address };
    }
    trace.add(() => crossing(plugin, net.placeOf(from, gate.nodeName), net.placeOf(address, receiverNode)));
  }
  if (net.isDown(targetNode) && targetNode !== sender.nodeName) {
    closed?.();
    trace.add(() => ({ at: `node ${targetNode}`, what: 'does not answer' }));
    // In a tunnel nobody hears that the other end is gone.
    return { failure: isCrossing && plugin === 'flannel' ? 'timed out' : 'no route to host', address };
  }
  return { address, port, from: way.from, closed, own: false, receiver };
}

/** The policies that stand in the way, if any do. */
function obstacle(
  net: Surroundings,
  sender: Sender,
  to: Peer,
  gate: Gate,
  way: Way,
  protocol: PolicyQuestion['protocol'],
): string | undefined {
  const { port } = way;
  // The address is changed when the packet leaves the gate, so Pods on the gate itself still see the sender's own.
  const isChanged = to.pod?.spec.nodeName !== gate.nodeName && way.from !== sender.address;
  const own = { address: sender.address, pod: sender.pod };
  if (!isChanged) return net.policies.obstacle({ from: own, to, port, protocol });
  const leaving = sender.pod && net.policies.leaving(sender.pod, to, port, protocol);
  return leaving ?? net.policies.obstacle({ from: { address: way.from, pod: undefined }, to, port, protocol });
}

function policyProtocol(protocol: Packet['protocol']): PolicyQuestion['protocol'] {
  if (protocol === 'udp') return 'UDP';
  return protocol === 'sctp' ? 'SCTP' : 'TCP';
}

function proxyName({ nodeName }: Gate): string {
  return nodeName === undefined ? 'kube-proxy' : `kube-proxy on ${nodeName}`;
}
