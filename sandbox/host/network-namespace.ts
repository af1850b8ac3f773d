import { Ipvs } from '../core/ipvs.ts';
import { Netfilter } from '../core/netfilter.ts';
import type { DeviceTable, Link } from '../core/network-devices.ts';
import type { Listener, NetworkNamespace } from '../core/traffic.ts';
import { createDeviceTable } from './device-table.ts';

/** The port is taken; `code` is the kernel's. */
export class AddressInUseError extends Error {
  readonly code = 'EADDRINUSE';

  constructor(listener: Listener) {
    super(`bind: address already in use: ${listener.address}:${listener.port}`);
    this.name = 'AddressInUseError';
  }
}

export interface NetworkNamespaceOptions {
  readonly name: string;
  /** Those of eth0. */
  readonly addresses?: readonly string[];
  readonly resolver?: NetworkNamespace['resolver'];
  readonly refreshRules?: () => void;
}

const ANY = '0.0.0.0';

const stacks = new WeakMap<DeviceTable, NetworkNamespace>();

/** Whose devices these are. */
export function stackOfDevices(devices: DeviceTable): NetworkNamespace | undefined {
  return stacks.get(devices);
}

export function createNetworkNamespace(options: NetworkNamespaceOptions): NetworkNamespace & { readonly devices: DeviceTable } {
  const open: Listener[] = [];
  const devices = createDeviceTable({ name: options.name, addresses: options.addresses ?? [] });
  let known: { readonly links: readonly Link[]; readonly addresses: readonly string[] } | undefined;
  const stack: NetworkNamespace & { readonly devices: DeviceTable } = {
    name: options.name,
    devices,
    get addresses() {
      const { links } = devices;
      // The list of devices is another one when a device has changed.
      if (known?.links !== links) known = { links, addresses: addressesOf(links) };
      return known.addresses;
    },
    resolver: options.resolver ?? { nameservers: [], search: [], ndots: 1 },
    netfilter: new Netfilter(),
    ipvs: new Ipvs(),
    nftables: new Map(),
    ...(options.refreshRules === undefined ? {} : { refreshRules: options.refreshRules }),
    get listeners() {
      return [...open];
    },
    listener: (port, protocol) => open.find((listener) => listener.port === port && listener.protocol === protocol),
    listen(listener) {
      const clash = open.some(
        (other) =>
          other.port === listener.port &&
          other.protocol === listener.protocol &&
          (other.address === listener.address || other.address === ANY || listener.address === ANY),
      );
      if (clash) throw new AddressInUseError(listener);
      open.push(listener);
      return () => {
        const index = open.indexOf(listener);
        if (index >= 0) open.splice(index, 1);
      };
    },
  };
  stacks.set(devices, stack);
  return stack;
}

function addressesOf(links: readonly Link[]): readonly string[] {
  return links
    .filter(({ kind, up }) => kind !== 'loopback' && up)
    .flatMap((link) => link.addresses.map(({ address }) => address));
}
