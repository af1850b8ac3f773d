import type { Packet } from '../core/netfilter.ts';
import type { ConnectionFailure, Hop, Listener, NetworkNamespace } from '../core/traffic.ts';
import type { Decision } from './proxy/decision.ts';
import { crossing } from './path.ts';
import { isLoopback, type Surroundings } from './surroundings.ts';

/** Where a connection goes, or why it does not. */
export type Route =
  | {
      readonly address: string;
      readonly port: number;
      /** As the receiver sees the sender. */
      readonly from: string;
      /** Whether it stays in the sender's own network namespace. */
      readonly own: boolean;
      closed?(): void;
    }
  | { readonly failure: ConnectionFailure; readonly address?: string };

/** The machine whose rules a connection meets. */
interface Gate {
  readonly nodeName: string | undefined;
  readonly way: 'from here' | 'through';
  readonly address: string;
}

/** Follows the rules of the machines on the way: Services first, then policies, then routes. */
export function routeTo(
  net: Surroundings,
  from: NetworkNamespace,
  address: string,
  port: number,
  protocol: Listener['protocol'],
  hops: Hop[],
): Route {
  const own = from.addresses[0] ?? '127.0.0.1';
  const loopback = isLoopback(address);
  const nodeName = net.nodeOf(from);
  const ownNode = net.proxies.nodeAt(own);
  // In iptables mode a node answers on its node ports on its loopback address, too.
  const asks = ownNode !== undefined && loopback && net.proxies.of(nodeName).mode === 'iptables';
  const target = asks ? own : address;
  if (loopback && !asks) return { address, port, from: '127.0.0.1', own: true };

  const sent: Packet = {
    protocol: protocol === 'UDP' ? 'udp' : protocol === 'SCTP' ? 'sctp' : 'tcp',
    source: own,
    destination: target,
    destinationPort: port,
  };
  const gate = gateFor(net, sent, nodeName, ownNode !== undefined, own, hops);
  if (gate === undefined) return { failure: 'timed out', address };
  // What a Pod sends out of the Pods' network leaves its node under the node's address.
  const leaves = nodeName !== undefined && ownNode === undefined && !net.isPodAddress(target);
  const outer = leaves ? (addressOf(net, nodeName) ?? own) : own;
  const packet = gate.nodeName === nodeName ? sent : { ...sent, source: outer };
  const decided = decideAt(net, gate, packet, hops);
  if (decided.verdict === 'refused') return { failure: 'connection refused', address };
  if (decided.verdict === 'dropped') return { failure: 'timed out', address };
  if (decided.verdict === 'pass') {
    if (net.proxies.services.isServiceAddress(address)) {
      hops.push({ at: proxyName(gate), what: `no rule for port ${port} of ${address}` });
      return { failure: 'timed out', address };
    }
    const isOwn = loopback || from.addresses.includes(address);
    return isOwn
      ? { address, port, from: loopback ? '127.0.0.1' : own, own: true }
      : guarded(
          net,
          from,
          gate,
          { address, port, from: net.proxies.nodeAt(address)?.metadata.name === nodeName ? own : outer },
          packet,
          hops,
        );
  }
  // What the gate changes leaves under its own address, or the answer would take another way.
  const masqueraded = decided.masquerade && gate.nodeName !== undefined ? gate.address : packet.source;
  const closed = decided.closed === undefined ? {} : { closed: decided.closed };
  if (from.addresses.includes(decided.address))
    return { address: decided.address, port: decided.port, from: masqueraded, own: true, ...closed };
  return guarded(net, from, gate, { address: decided.address, port: decided.port, from: masqueraded, ...closed }, packet, hops);
}

/** The machine that a connection enters by: the sender's own, the node that it is for, or one that a balancer picks. */
function gateFor(
  net: Surroundings,
  packet: Packet,
  nodeName: string | undefined,
  isNode: boolean,
  own: string,
  hops: Hop[],
): Gate | undefined {
  const targetNode = net.proxies.nodeAt(packet.destination);
  if (targetNode !== undefined && targetNode.metadata.name !== nodeName)
    return { nodeName: targetNode.metadata.name, way: 'through', address: packet.destination };
  if (nodeName !== undefined) {
    const address = isNode ? own : (addressOf(net, nodeName) ?? own);
    return { nodeName, way: isNode ? 'from here' : 'through', address };
  }
  const found = net.proxies.services.at(packet.destination, packet.destinationPort, packet.protocol);
  if (found === undefined || !found.port.balancerIps.includes(packet.destination))
    return { nodeName: undefined, way: 'through', address: own };
  // The balancer knows which nodes are healthy; with policy Local those that have a ready Pod.
  const local = new Set(
    found.port.endpoints.flatMap((endpoint) => (endpoint.ready && endpoint.nodeName !== undefined ? [endpoint.nodeName] : [])),
  );
  const healthy = net.proxies.nodeList.filter(
    ({ metadata: { name, labels }, status }) =>
      labels?.['node.kubernetes.io/exclude-from-external-load-balancers'] === undefined &&
      status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') !== false &&
      (!found.port.externalLocal || local.has(name)),
  );
  if (healthy.length === 0) {
    hops.push({ at: `load balancer ${packet.destination}`, what: 'no healthy node' });
    return undefined;
  }
  const { name } = net.random.pick(healthy).metadata;
  hops.push({ at: `load balancer ${packet.destination}`, what: `picks ${name}` });
  return { nodeName: name, way: 'through', address: addressOf(net, name) ?? own };
}

function decideAt(net: Surroundings, gate: Gate, packet: Packet, hops: Hop[]): Decision {
  const proxy = net.proxies.of(gate.nodeName);
  const decision = proxy.decide(packet, gate.way, {
    now: net.clock.now(),
    chance: () => net.random.next(),
    isLocal: (address) =>
      isLoopback(address) || (gate.nodeName !== undefined && net.proxies.nodeAt(address)?.metadata.name === gate.nodeName),
  });
  const isNodeAddress = net.proxies.nodeAt(packet.destination) !== undefined;
  const found = net.proxies.services.at(isNodeAddress ? '*' : packet.destination, packet.destinationPort, packet.protocol);
  if (found === undefined) return decision;
  const place = `${found.entry} ${packet.destination}:${packet.destinationPort} of Service ${found.port.service}`;
  const at = proxyName(gate);
  if (decision.verdict === 'forward') hops.push({ at, what: `${place} goes to ${decision.address}:${decision.port}` });
  if (decision.verdict === 'refused') hops.push({ at, what: `${place}: it has no endpoints` });
  if (decision.verdict === 'dropped') {
    const isForbidden = found.port.sourceRanges.length > 0 && found.port.balancerIps.includes(packet.destination);
    hops.push({
      at,
      what: `${place}: ${isForbidden ? 'not for this sender (loadBalancerSourceRanges)' : 'no Pod of it on this node'}`,
    });
  }
  return decision;
}

/** Policies of both ends, then the way between the nodes. */
function guarded(
  net: Surroundings,
  from: NetworkNamespace,
  gate: Gate,
  way: { readonly address: string; readonly port: number; readonly from: string; closed?(): void },
  { protocol }: Packet,
  hops: Hop[],
): Route {
  const own = from.addresses[0] ?? '127.0.0.1';
  const sender = net.podAt(own);
  const receiver = net.podAt(way.address);
  const receiverNode = receiver?.spec.nodeName;
  // A node always reaches its own Pods: the kubelet's probes must.
  const isOwnNode = sender === undefined && receiverNode !== undefined && net.nodeOf(from) === receiverNode;
  if ((sender !== undefined || receiver !== undefined) && !isOwnNode) {
    // The address is changed when the packet leaves the gate, so Pods on the gate itself still see the sender's own.
    const crosses = receiverNode !== gate.nodeName && way.from !== own;
    const obstacle = net.policies.obstacle({
      from: crosses ? { address: way.from, pod: undefined } : { address: own, pod: sender },
      to: { address: way.address, pod: receiver },
      port: way.port,
      protocol: protocol === 'udp' ? 'UDP' : protocol === 'sctp' ? 'SCTP' : 'TCP',
    });
    const leaving =
      crosses && sender !== undefined
        ? net.policies.leaving(sender, { address: way.address, pod: receiver }, way.port, protocol)
        : undefined;
    const blocked = leaving ?? obstacle;
    if (blocked !== undefined) {
      way.closed?.();
      hops.push({ at: 'NetworkPolicy', what: `${blocked} does not allow port ${way.port} of ${way.address}` });
      return { failure: 'timed out', address: way.address };
    }
  }
  const hop = crossing(
    net.plugin,
    net.placeOf(gate.nodeName === net.nodeOf(from) ? own : gate.address, gate.nodeName),
    net.placeOf(way.address, receiverNode),
  );
  if (hop !== undefined) hops.push(hop);
  const targetNode = receiverNode ?? net.proxies.nodeAt(way.address)?.metadata.name;
  if (net.isDown(targetNode) && targetNode !== net.nodeOf(from)) {
    way.closed?.();
    hops.push({ at: `node ${targetNode}`, what: 'does not answer' });
    // In a tunnel nobody hears that the other end is gone.
    return { failure: hop !== undefined && net.plugin === 'flannel' ? 'timed out' : 'no route to host', address: way.address };
  }
  return { ...way, own: false };
}

function addressOf(net: Surroundings, nodeName: string): string | undefined {
  return net.proxies.node(nodeName)?.status.addresses?.find(({ type }) => type === 'InternalIP')?.address;
}

function proxyName({ nodeName }: Gate): string {
  return nodeName === undefined ? 'kube-proxy' : `kube-proxy on ${nodeName}`;
}
