import { hostPorts, type HostPort } from '../core/host-ports.ts';
import type { Netfilter, NetfilterRule, Packet, RuleTarget } from '../core/netfilter.ts';
import type { Pod } from '../schema/types/core-v1.ts';

const OWNER = 'portmap';
/** What is sent on to where it came from has to come from the node, or the answer takes another way. */
const MASQUERADE = 0x2000;
const DNAT = 'CNI-HOSTPORT-DNAT';
const SET_MARK = 'CNI-HOSTPORT-SETMARK';
const MASQ = 'CNI-HOSTPORT-MASQ';
/** So many characters of the sandbox's id name the chain of a Pod. */
const ID_LENGTH = 21;

interface Opened {
  readonly id: string;
  readonly address: string;
}

/** Sends what arrives at the node's ports on to a Pod. Models the portmap plug-in of CNI, whose chains `iptables -t nat -S` shows. */
export function openHostPorts(netfilter: Netfilter, pod: Pod, podRange: string, { id, address }: Opened): void {
  const ports = hostPorts(pod);
  if (ports.length === 0) return;
  prepare(netfilter);
  const chain = chainOf(id);
  const matchOf = ({ address: nodeAddress, port, protocol }: HostPort): NetfilterRule['match'] => ({
    protocol: protocol.toLowerCase() as Packet['protocol'],
    destinationPort: port,
    ...(nodeAddress === '0.0.0.0' ? {} : { destination: `${nodeAddress}/32` }),
  });
  const comment = `dnat name: "k8s-pod-network" id: "${id}"`;
  netfilter.chain('nat', DNAT).set(
    id,
    ports.map((port) => ({ match: matchOf(port), target: jump(chain), comment })),
  );
  netfilter.chain('nat', chain).set(
    '',
    ports.flatMap((port) => [
      { match: { ...matchOf(port), source: podRange }, target: jump(SET_MARK) },
      { match: { ...matchOf(port), source: '127.0.0.1/32' }, target: jump(SET_MARK) },
      { match: matchOf(port), target: { verdict: 'DNAT', to: `${address}:${port.containerPort}` } },
    ]),
  );
}

/** Takes the rules of a sandbox away. */
export function closeHostPorts(netfilter: Netfilter, id: string): void {
  const dnat = netfilter.find('nat', DNAT);
  if (dnat === undefined) return;
  dnat.set(id, []);
  netfilter.removeChain('nat', chainOf(id));
}

function prepare(netfilter: Netfilter): void {
  const set = (chain: string, rules: readonly NetfilterRule[]): void => netfilter.chain('nat', chain).set(OWNER, rules);
  const toLocal: NetfilterRule = { match: { destinationType: 'LOCAL' }, target: jump(DNAT) };
  set('PREROUTING', [toLocal]);
  set('OUTPUT', [toLocal]);
  set('POSTROUTING', [{ match: {}, target: jump(MASQ), comment: 'CNI portfwd requiring masquerade' }]);
  const mark: RuleTarget = { verdict: 'MARK', set: MASQUERADE };
  set(SET_MARK, [{ match: {}, target: mark, comment: 'CNI portfwd masquerade mark' }]);
  set(MASQ, [{ match: { mark: { bits: MASQUERADE } }, target: { verdict: 'MASQUERADE' } }]);
}

function chainOf(id: string): string {
  return `CNI-DN-${id.slice(0, ID_LENGTH)}`;
}

function jump(chain: string): RuleTarget {
  return { verdict: 'jump', chain };
}
