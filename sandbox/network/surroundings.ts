import type { Clock } from '../core/clock.ts';
import type { Random } from '../core/random.ts';
import type { Listener, LocalPath, NetworkNamespace } from '../core/traffic.ts';
import type { Pod } from '../schema/types/core-v1.ts';
import type { Dns } from './dns/dns.ts';
import type { Crossing } from './plugin/configuration.ts';
import type { Place } from './plugin/path.ts';
import type { Policies } from './policy/policies.ts';
import type { Proxies } from './proxy/proxies.ts';

/** What every step of a way asks. */
export interface Surroundings {
  readonly clock: Clock;
  readonly random: Random;
  readonly dns: Dns;
  readonly proxies: Proxies;
  readonly policies: Policies;
  /** What the plug-in of a node does with packets for Pods elsewhere. */
  crossing(nodeName: string | undefined): Crossing;
  /** Whether a machine has a route to the Pods of another node; true for one that is none of the cluster's. */
  hasRoute(nodeName: string | undefined, address: string): boolean;
  /** Whether CoreDNS runs. */
  isDnsRunning(): boolean;
  /** Whether a name server answers at this address. */
  isNameServer(address: string): boolean;
  /** The network namespace that has this address, that of a Pod or of a machine. */
  namespaceAt(address: string): NetworkNamespace | undefined;
  /** The Pod with a network of its own that has this address. */
  podAt(address: string): Pod | undefined;
  /** Who has an address, for the trace. */
  nameOf(address: string): string | undefined;
  /** The node that a network namespace is on; undefined for a machine outside the cluster. */
  nodeOf(namespace: NetworkNamespace): string | undefined;
  /** Whether an address is in the range of Pods. */
  isPodAddress(address: string): boolean;
  /** Whether a node is without power or cable. */
  isDown(nodeName: string | undefined): boolean;
  /** The way between stacks that are wired on one machine; undefined where only the cluster's network leads. */
  localPath?(from: NetworkNamespace, address: string): LocalPath | undefined;
  placeOf(address: string, nodeName: string | undefined): Place;
}

/** What stands at the end of a way. */
export interface Receiver {
  readonly name: string;
  listener(port: number, protocol: Listener['protocol']): Listener | undefined;
}

export function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1' || address === 'localhost';
}
