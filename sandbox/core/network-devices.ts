import { isInRange } from './addresses.ts';

/** A device of a network stack. */
export interface Link {
  readonly name: string;
  readonly index: number;
  readonly kind: 'loopback' | 'ethernet' | 'veth' | 'bridge' | 'dummy' | 'vxlan';
  readonly mac: string;
  readonly mtu: number;
  readonly up: boolean;
  readonly addresses: readonly LinkAddress[];
  /** Its addresses were configured with the broadcast address of their range. */
  readonly broadcast?: true;
  /** Name of the bridge that it is a port of. */
  readonly master?: string;
  /** The other end of a veth pair. */
  readonly peer?: { readonly devices: DeviceTable; readonly index: number };
  /** Of a VXLAN device: number of the network, and where the tunnel begins. */
  readonly vxlan?: { readonly id: number; readonly local: string; readonly device: string; readonly port: number };
  /** Made by the network plug-in of a cluster: where it leads, the cluster's network knows. */
  readonly ofCluster?: true;
}

export interface LinkAddress {
  readonly address: string;
  readonly prefix: number;
}

export interface Route {
  /** `default` or a range such as `172.17.0.0/16`. */
  readonly destination: string;
  readonly via?: string;
  readonly device: string;
  readonly source?: string;
  /** Made by the kernel with an address, and gone with it. */
  readonly fromAddress?: boolean;
  /** Whose it is, where `ip route` says so: `bird` is Calico's routing daemon. */
  readonly protocol?: 'bird';
  /** The next hop is taken to be on the wire. */
  readonly onlink?: true;
  /** What goes here is dropped; `device` is empty. */
  readonly blackhole?: true;
}

/** The devices, addresses and routes of one network stack. */
export interface DeviceTable {
  readonly links: readonly Link[];
  /** The connected routes of the devices that are up, and those that were added. */
  readonly routes: readonly Route[];
  /** net.ipv4.ip_forward. */
  forwarding: boolean;
  link(name: string): Link | undefined;
  linkAt(index: number): Link | undefined;
  /** Adds a device; `index` is the next free one of the machine when absent. Throws Error for a name that is taken. */
  add(link: Partial<Link> & Pick<Link, 'name' | 'kind'>): Link;
  change(name: string, change: Partial<Link>): void;
  remove(name: string): void;
  addRoute(route: Route): void;
  removeRoute(destination: string, via?: string): boolean;
}

/** How many answers about one list of routes are remembered. */
const MOST_REMEMBERED = 10_000;
const remembered = new WeakMap<readonly Route[], Map<string, Route | undefined>>();

/** The most exact route; undefined: network is unreachable. */
export function routeFor({ routes }: Pick<DeviceTable, 'routes'>, address: string): Route | undefined {
  const answers = remembered.get(routes) ?? new Map<string, Route | undefined>();
  if (answers.has(address)) return answers.get(address);
  let best: Route | undefined;
  let length = -2;
  for (const route of routes) {
    const own = route.destination === 'default' ? -1 : Number(route.destination.split('/')[1] ?? 32);
    if (own <= length || (own >= 0 && !isInRange(address, route.destination))) continue;
    [best, length] = [route, own];
  }
  if (answers.size < MOST_REMEMBERED) remembered.set(routes, answers.set(address, best));
  return best;
}
