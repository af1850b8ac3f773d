/** A device of a network stack. */
export interface Link {
  readonly name: string;
  readonly index: number;
  readonly kind: 'loopback' | 'ethernet' | 'veth' | 'bridge' | 'dummy';
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
