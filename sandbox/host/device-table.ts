import type { DeviceTable, Link, LinkAddress, Route } from '../core/network-devices.ts';

const LOOPBACK_MAC = '00:00:00:00:00:00';

/** A MAC address that follows from a text, of the kind that the kernel makes up. */
export function macFor(seed: string): string {
  let value = 2166136261;
  const bytes: number[] = [];
  for (let index = 0; index < 6; index++) {
    for (const letter of `${seed}/${index}`) value = Math.imul(value ^ letter.charCodeAt(0), 16777619) >>> 0;
    bytes.push((value >>> 11) & 0xff);
  }
  // Locally administered, and for one receiver.
  bytes[0] = ((bytes[0] ?? 0) & 0xfc) | 0x02;
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(':');
}

/** The range that an address with its prefix is in: `10.9.0.2/24` → `10.9.0.0/24`. */
export function rangeOf({ address, prefix }: LinkAddress): string {
  const mask = prefix === 0 ? 0 : (0xffffffff << (32 - prefix)) >>> 0;
  const value = (numberOf(address) & mask) >>> 0;
  return `${[24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff).join('.')}/${prefix}`;
}

function numberOf(address: string): number {
  return address.split('.').reduce((sum, part) => (sum * 256 + Number(part)) >>> 0, 0);
}

export interface DeviceTableOptions {
  readonly name: string;
  /** Addresses of eth0; without any there is only a loopback device that is down, as in a namespace just made. */
  readonly addresses: readonly string[];
}

export function createDeviceTable(options: DeviceTableOptions): DeviceTable {
  const links = new Map<number, Link>();
  const added: Route[] = [];
  let last = 0;
  // Every request asks for these, and they seldom change.
  let known: { readonly links: readonly Link[]; readonly routes: readonly Route[] } | undefined;
  const lists = (): NonNullable<typeof known> => (known ??= { links: [...links.values()], routes: routesOf(links, added) });

  const table: DeviceTable = {
    forwarding: false,
    get links() {
      return lists().links;
    },
    get routes() {
      return lists().routes;
    },
    link: (name) => lists().links.find((link) => link.name === name),
    linkAt: (index) => links.get(index),
    add(link) {
      if (table.link(link.name) !== undefined) throw new Error('File exists');
      const index = link.index !== undefined && !links.has(link.index) ? link.index : Math.max(last, ...links.keys()) + 1;
      last = Math.max(last, index);
      const made: Link = {
        mac: link.kind === 'loopback' ? LOOPBACK_MAC : macFor(`${options.name}/${link.name}`),
        mtu: link.kind === 'loopback' ? 65_536 : 1500,
        up: false,
        addresses: [],
        ...link,
        index,
      };
      links.set(index, made);
      known = undefined;
      return made;
    },
    change(name, change) {
      const link = table.link(name);
      if (link === undefined) return;
      links.set(link.index, { ...link, ...change, index: link.index });
      known = undefined;
    },
    remove(name) {
      const link = table.link(name);
      if (link === undefined) return;
      known = undefined;
      links.delete(link.index);
      for (const port of links.values()) {
        if (port.master !== name) continue;
        const { master: _gone, ...free } = port;
        links.set(port.index, free);
      }
      for (let index = added.length - 1; index >= 0; index--) if (added[index]?.device === name) added.splice(index, 1);
    },
    addRoute(route) {
      added.push(route);
      known = undefined;
    },
    removeRoute(destination, via) {
      const index = added.findIndex((route) => route.destination === destination && (via === undefined || route.via === via));
      if (index < 0) return false;
      added.splice(index, 1);
      known = undefined;
      return true;
    },
  };
  table.add({ name: 'lo', kind: 'loopback', up: options.addresses.length > 0, addresses: [{ address: '127.0.0.1', prefix: 8 }] });
  if (options.addresses.length > 0) {
    table.add({
      name: 'eth0',
      kind: 'ethernet',
      broadcast: true,
      up: true,
      addresses: options.addresses.map((address) => ({ address, prefix: 24 })),
    });
    const [first = ''] = options.addresses;
    // The router is the first of the range, or the last one where the machine itself is the first.
    const router = first.replace(/\.\d+$/, '.1');
    table.addRoute({ destination: 'default', via: router === first ? first.replace(/\.1$/, '.254') : router, device: 'eth0' });
  }
  return table;
}

/** The routes that come with addresses, and of those that were added the ones of devices that are up; by their ranges, as the kernel keeps them. */
function routesOf(links: ReadonlyMap<number, Link>, added: readonly Route[]): readonly Route[] {
  const all = [...links.values()].filter(({ up }) => up);
  const connected = all
    .filter(({ kind }) => kind !== 'loopback')
    .flatMap((link) =>
      link.addresses
        .filter(({ prefix }) => prefix < 32)
        .map((own): Route => ({ destination: rangeOf(own), device: link.name, source: own.address, fromAddress: true })),
    );
  const usable = added.filter(({ device, blackhole }) => blackhole || all.some(({ name }) => name === device));
  const start = ({ destination }: Route): number => (destination === 'default' ? -1 : numberOf(destination.split('/')[0] ?? ''));
  return [...connected, ...usable].sort((one, other) => start(one) - start(other));
}
