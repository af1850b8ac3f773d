import { Ipvs } from '../core/ipvs.ts';
import { Netfilter } from '../core/netfilter.ts';
import type { Listener, NetworkNamespace } from '../core/traffic.ts';

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
  readonly addresses?: readonly string[];
  readonly resolver?: NetworkNamespace['resolver'];
  readonly refreshRules?: () => void;
}

const ANY = '0.0.0.0';

export function createNetworkNamespace(options: NetworkNamespaceOptions): NetworkNamespace {
  const open: Listener[] = [];
  return {
    name: options.name,
    addresses: options.addresses ?? [],
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
}
