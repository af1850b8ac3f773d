import type { ComponentClient, Informer } from '../../api/client.ts';
import { isInRange } from '../../core/addresses.ts';
import { matches } from '../../core/label-selector.ts';
import { namespaces, networkPolicies } from '../../schema/resources.ts';
import type { Namespace, Pod } from '../../schema/types/core-v1.ts';
import type { NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from '../../schema/types/networking-v1.ts';

/** One end of a connection as policies see it. */
export interface Peer {
  readonly address: string;
  /** Absent for machines, for what is outside the cluster, and for Pods on a machine's own network. */
  readonly pod: Pod | undefined;
}

export interface PolicyQuestion {
  readonly from: Peer;
  readonly to: Peer;
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP' | 'ICMP';
}

type Direction = 'Ingress' | 'Egress';

const nothingKnown = (): Record<Direction, WeakMap<Pod, readonly NetworkPolicy[]>> => ({
  Ingress: new WeakMap(),
  Egress: new WeakMap(),
});

/** Which NetworkPolicies forbid what. Models the rules of the NetworkPolicy API, as a network plug-in enforces them. */
export class Policies {
  private readonly policies: Informer<NetworkPolicy>;
  private readonly namespaces: Informer<Namespace>;
  /** Of a Pod, as long as neither it nor a policy changes: those that say something about a direction. */
  private selecting: Readonly<Record<Direction, WeakMap<Pod, readonly NetworkPolicy[]>>> = nothingKnown();

  /** A plug-in that does not enforce policies (flannel) lets everything pass. */
  constructor(
    client: ComponentClient,
    private readonly isEnforced: () => boolean,
  ) {
    this.policies = client.informer(networkPolicies);
    this.namespaces = client.informer(namespaces);
    this.policies.onChange(() => (this.selecting = nothingKnown()));
  }

  /**
   * The policies that stand in the way, `egress of namespace/name` or `ingress of …`; undefined when the connection may be made. Both ends
   * must agree.
   */
  obstacle(question: PolicyQuestion): string | undefined {
    return (
      this.check('Egress', question.from, question.to, question) ?? this.check('Ingress', question.to, question.from, question)
    );
  }

  /** Like `obstacle`, for the sender's end alone. */
  leaving(pod: Pod, to: Peer, port: number, protocol: string): string | undefined {
    const name = protocol === 'udp' ? 'UDP' : protocol === 'sctp' ? 'SCTP' : 'TCP';
    const from = { address: pod.status?.podIP ?? '', pod };
    return this.check('Egress', from, to, { from, to, port, protocol: name });
  }

  private check(direction: Direction, own: Peer, other: Peer, question: PolicyQuestion): string | undefined {
    const { pod } = own;
    if (pod === undefined || !this.isEnforced()) return undefined;
    // A Pod always reaches itself.
    if (other.pod !== undefined && other.pod.metadata.uid === pod.metadata.uid) return undefined;
    const selecting = this.selectingPod(pod, direction);
    if (selecting.length === 0) return undefined;
    const allowed = selecting.some((policy) => this.allows(policy, direction, other, question));
    if (allowed) return undefined;
    const names = selecting.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
    return `${direction.toLowerCase()} of ${names.join(', ')}`;
  }

  private selectingPod(pod: Pod, direction: Direction): readonly NetworkPolicy[] {
    const known = this.selecting[direction].get(pod);
    if (known !== undefined) return known;
    const found = this.policies
      .list(pod.metadata.namespace)
      .filter(({ spec }) => typesOf(spec).includes(direction) && matches(spec.podSelector ?? {}, pod.metadata.labels));
    this.selecting[direction].set(pod, found);
    return found;
  }

  private allows({ metadata, spec }: NetworkPolicy, direction: Direction, other: Peer, question: PolicyQuestion): boolean {
    const rules =
      direction === 'Ingress'
        ? (spec.ingress ?? []).map(({ from, ports }) => ({ peers: from, ports }))
        : (spec.egress ?? []).map(({ to, ports }) => ({ peers: to, ports }));
    return rules.some(
      ({ peers, ports }) =>
        (ports === undefined || ports.length === 0 || ports.some((port) => portFits(port, question))) &&
        (peers === undefined || peers.length === 0 || peers.some((peer) => this.peerFits(peer, metadata.namespace ?? '', other))),
    );
  }

  private peerFits({ ipBlock, podSelector, namespaceSelector }: NetworkPolicyPeer, namespace: string, other: Peer): boolean {
    if (ipBlock) {
      const isExcepted = (ipBlock.except ?? []).some((range) => isInRange(other.address, range));
      return isInRange(other.address, ipBlock.cidr) && !isExcepted;
    }
    if (other.pod === undefined) return false;
    const theirs = other.pod.metadata.namespace ?? '';
    if (namespaceSelector === undefined && theirs !== namespace) return false;
    if (namespaceSelector !== undefined && !matches(namespaceSelector, this.namespaces.get({ name: theirs })?.metadata.labels))
      return false;
    return podSelector === undefined || matches(podSelector, other.pod.metadata.labels);
  }
}

function typesOf({ policyTypes, egress }: NetworkPolicy['spec']): readonly string[] {
  return policyTypes ?? (egress === undefined ? ['Ingress'] : ['Ingress', 'Egress']);
}

function portFits({ port, endPort, protocol = 'TCP' }: NetworkPolicyPort, question: PolicyQuestion): boolean {
  if (protocol !== question.protocol) return false;
  if (port === undefined) return true;
  if (typeof port === 'number') return question.port >= port && question.port <= (endPort ?? port);
  // A name means the port that the receiving Pod calls so.
  return (question.to.pod?.spec.containers ?? []).some(({ ports }) =>
    (ports ?? []).some(
      ({ name, containerPort, protocol: own }) =>
        name === port && containerPort === question.port && (own ?? 'TCP') === question.protocol,
    ),
  );
}
