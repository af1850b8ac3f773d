import { sha256, hexadecimal } from '../../core/sha256.ts';
import type { DeviceTable, Route } from '../../core/network-devices.ts';
import type { NetworkNamespace } from '../../core/traffic.ts';
import type { Crossing } from './configuration.ts';

/** VXLAN takes 50 bytes of every packet. */
const FLANNEL_MTU = 1450;
const CALICO_GATEWAY = '169.254.1.1';
/** Calico gives all its ends of the Pods' cables the same hardware address. */
const CALICO_MAC = 'ee:ee:ee:ee:ee:ee';

/** A node as far as the way to its Pods goes. */
interface Site {
  readonly address: string;
  /** Range of its Pods' addresses. */
  readonly range: string;
}

export interface WiresOptions {
  /** What the plug-in on a node does between nodes; undefined where none is installed. */
  crossing(nodeName: string): Crossing | undefined;
  /** The network stack of the machine that has this address. */
  namespaceAt(address: string): NetworkNamespace | undefined;
  readonly podRange: string;
}

/**
 * The devices and routes that a network plug-in makes on the nodes. They are data like the rules of kube-proxy: whoever takes a route away
 * stops the packets that would have gone by it. Models flannel's VXLAN back end, and Calico with BGP and no encapsulation.
 */
export class Wires {
  private readonly sites = new Map<string, Site>();
  private version = 0;
  private readonly nodes = new Map<string, { version: number; readonly written: Map<string, Site> }>();
  private readonly addresses = new Map<string, string>();

  constructor(private readonly options: WiresOptions) {}

  /** A node came, changed or, without a site, went. */
  setNode(name: string, site: Site | undefined): void {
    const old = this.sites.get(name);
    if (old?.address === site?.address && old?.range === site?.range) return;
    if (site === undefined) this.sites.delete(name);
    else this.sites.set(name, site);
    this.version++;
  }

  /** Writes what changed on other nodes since the last time. */
  sync(nodeName: string): void {
    const state = this.nodes.get(nodeName) ?? { version: -1, written: new Map<string, Site>() };
    if (state.version === this.version) return;
    const devices = this.devicesOf(nodeName);
    const crossing = this.options.crossing(nodeName);
    if (devices === undefined || crossing === undefined) return;
    state.version = this.version;
    this.nodes.set(nodeName, state);
    this.prepare(nodeName, devices, crossing);
    if (crossing === 'bridge') return;
    for (const [name, site] of state.written) {
      if (this.sites.get(name) === site) continue;
      devices.removeRoute(site.range);
      state.written.delete(name);
    }
    for (const [name, site] of this.sites) {
      if (name === nodeName || state.written.has(name)) continue;
      devices.addRoute(routeBetween(crossing, site));
      state.written.set(name, site);
    }
  }

  /** Puts a Pod's cable into its node. */
  attach(nodeName: string, pod: NetworkNamespace): void {
    this.sync(nodeName);
    const devices = this.devicesOf(nodeName);
    const own = pod.devices;
    const [address] = pod.addresses;
    const crossing = this.options.crossing(nodeName);
    if (devices === undefined || own === undefined || address === undefined || crossing === undefined) return;
    const isCalico = crossing === 'calico';
    const mtu = crossing === 'flannel' ? FLANNEL_MTU : 1500;
    const end = devices.add({
      name: freeName(devices, isCalico ? 'cali' : 'veth', pod.name),
      kind: 'veth',
      up: true,
      mtu,
      ofCluster: true,
      ...(isCalico ? { mac: CALICO_MAC } : { master: 'cni0' }),
    });
    const prefix = isCalico ? 32 : 24;
    own.change('eth0', {
      kind: 'veth',
      mtu,
      ofCluster: true,
      addresses: [{ address, prefix }],
      peer: { devices, index: end.index },
    });
    devices.change(end.name, { peer: { devices: own, index: own.link('eth0')?.index ?? 2 } });
    if (!isCalico) {
      const range = this.options.podRange;
      own.addRoute({ destination: range, via: gatewayOf(this.sites.get(nodeName)?.range ?? address), device: 'eth0' });
      return;
    }
    own.removeRoute('default');
    own.addRoute({ destination: 'default', via: CALICO_GATEWAY, device: 'eth0' });
    own.addRoute({ destination: `${CALICO_GATEWAY}/32`, device: 'eth0' });
    devices.addRoute({ destination: `${address}/32`, device: end.name });
  }

  detach(pod: NetworkNamespace): void {
    const peer = pod.devices?.link('eth0')?.peer;
    const end = peer?.devices.linkAt(peer.index);
    if (peer === undefined || end === undefined) return;
    peer.devices.remove(end.name);
  }

  /** The devices of a node, up to date; undefined for one that is not wired. */
  devices(nodeName: string): DeviceTable | undefined {
    this.sync(nodeName);
    return this.nodes.has(nodeName) ? this.devicesOf(nodeName) : undefined;
  }

  crossing(nodeName: string): Crossing | undefined {
    return this.options.crossing(nodeName);
  }

  /** The address of the machine that has this address of the plug-in's own, such as that of a bridge. */
  ownerOf(address: string): string | undefined {
    return this.addresses.get(address);
  }

  private devicesOf(nodeName: string): DeviceTable | undefined {
    const site = this.sites.get(nodeName);
    return site === undefined ? undefined : this.options.namespaceAt(site.address)?.devices;
  }

  /** What a plug-in makes once: a bridge and the end of a tunnel, or a route that drops what is for no Pod. */
  private prepare(nodeName: string, devices: DeviceTable, crossing: Crossing): void {
    const site = this.sites.get(nodeName);
    if (site === undefined) return;
    devices.forwarding = true;
    if (crossing === 'calico') {
      if (!devices.routes.some(({ blackhole }) => blackhole))
        devices.addRoute({ destination: site.range, device: '', protocol: 'bird', blackhole: true });
      return;
    }
    const mtu = crossing === 'flannel' ? FLANNEL_MTU : 1500;
    if (crossing === 'flannel' && devices.link('flannel.1') === undefined) {
      const vxlan = { id: 1, local: site.address, device: 'eth0', port: 8472 };
      const address = site.range.replace(/\/.*/, '');
      devices.add({
        name: 'flannel.1',
        kind: 'vxlan',
        up: true,
        mtu,
        vxlan,
        ofCluster: true,
        addresses: [{ address, prefix: 32 }],
      });
      this.addresses.set(address, site.address);
    }
    if (devices.link('cni0') === undefined) {
      const address = gatewayOf(site.range);
      devices.add({
        name: 'cni0',
        kind: 'bridge',
        up: true,
        mtu,
        ofCluster: true,
        broadcast: true,
        addresses: [{ address, prefix: 24 }],
      });
      this.addresses.set(address, site.address);
    }
  }
}

function routeBetween(crossing: 'calico' | 'flannel', { range, address }: Site): Route {
  if (crossing === 'calico') return { destination: range, via: address, device: 'eth0', protocol: 'bird' };
  return { destination: range, via: range.replace(/\/.*/, ''), device: 'flannel.1', onlink: true };
}

function gatewayOf(range: string): string {
  return range.replace(/\.\d+(\/.*)?$/, '.1');
}

function freeName(devices: DeviceTable, beginning: string, seed: string): string {
  for (let attempt = 0; ; attempt++) {
    const digits = hexadecimal(sha256(new TextEncoder().encode(`${seed}${attempt || ''}`)));
    const name = beginning + digits.slice(0, beginning === 'cali' ? 11 : 8);
    if (devices.link(name) === undefined) return name;
  }
}
