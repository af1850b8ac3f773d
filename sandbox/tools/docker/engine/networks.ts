import type { Random } from '../../../core/random.ts';
import type { NetworkNamespace } from '../../../core/traffic.ts';
import { isInRange } from '../../../core/addresses.ts';
import { macFor } from '../../../host/device-table.ts';
import { connectPair, removeLink } from '../../../host/find-path.ts';
import type { Machine } from '../../../host/machine-types.ts';
import { DaemonError, type Container, type DockerNetwork, type Endpoint, type PortMapping } from './model.ts';

const PREDEFINED: ReadonlySet<string> = new Set(['bridge', 'host', 'none']);

/** docker's networks of one machine: bridges with veth pairs to the containers, and the rules that lead in and out. */
export class Networks {
  private readonly networks = new Map<string, DockerNetwork>();
  private readonly used = new Map<string, Set<string>>();
  private nextSubnet = 18;

  constructor(
    private readonly machine: Machine,
    private readonly random: Random,
    private readonly now: () => number,
    private readonly containers: () => readonly Container[],
  ) {
    this.add('bridge', 'bridge', '172.17.0.0/16', 'docker0');
    this.add('host', 'host', undefined, undefined);
    this.add('none', 'null', undefined, undefined);
  }

  get all(): readonly DockerNetwork[] {
    return [...this.networks.values()].sort((left, right) => left.name.localeCompare(right.name));
  }

  find(text: string): DockerNetwork | undefined {
    return this.networks.get(text) ?? this.all.find(({ id }) => text.length >= 3 && id.startsWith(text));
  }

  create(name: string, subnet?: string): DockerNetwork {
    if (PREDEFINED.has(name)) throw new DaemonError(`operation is not permitted on predefined ${name} network`, 1);
    if (this.networks.has(name)) throw new DaemonError(`network with name ${name} already exists`, 1);
    const range = subnet ?? `172.${this.nextSubnet++}.0.0/16`;
    if (this.all.some((other) => other.subnet !== undefined && isInRange(range.split('/')[0] ?? '', other.subnet)))
      throw new DaemonError('invalid pool request: Pool overlaps with other one on this address space', 1);
    const network = this.add(name, 'bridge', range, undefined);
    return network;
  }

  remove(network: DockerNetwork): void {
    if (PREDEFINED.has(network.name)) throw new DaemonError(`${network.name} is a pre-defined network and cannot be removed`, 1);
    const members = this.members(network);
    if (members.length > 0) {
      const list = members.map(({ name, id }) => `name:"${name}" id:"${id}"`).join(', ');
      throw new DaemonError(`error while removing network: network ${network.name} has active endpoints (${list})`, 1);
    }
    this.networks.delete(network.name);
    const { devices, netfilter } = this.machine.networkNamespace;
    if (devices !== undefined && network.bridge !== undefined) removeLink(devices, network.bridge);
    netfilter.chain('nat', 'POSTROUTING').set(`docker ${network.name}`, []);
  }

  /** Containers with a device on the network. */
  members(network: DockerNetwork): readonly Container[] {
    return this.containers().filter(({ endpoints }) => endpoints.some((endpoint) => endpoint.network === network.name));
  }

  /** A pair of devices: one end in the container, the other a port of the bridge. */
  connect(network: DockerNetwork, container: Container, stack: NetworkNamespace): Endpoint {
    const host = this.machine.networkNamespace.devices;
    const { devices } = stack;
    if (
      network.bridge === undefined ||
      network.subnet === undefined ||
      network.gateway === undefined ||
      host === undefined ||
      devices === undefined
    )
      throw new DaemonError(`container cannot be connected to network ${network.name}`, 1);
    if (container.endpoints.some((endpoint) => endpoint.network === network.name))
      throw new DaemonError(`endpoint with name ${container.name} already exists in network ${network.name}`, 1);
    const address = this.takeAddress(network);
    const prefix = Number(network.subnet.split('/')[1]);
    const inside = `eth${container.endpoints.length}`;
    const device = `veth${this.random.hex(7)}`;
    connectPair(host, device, devices, inside);
    host.change(device, { master: network.bridge, up: true });
    devices.change('lo', { up: true });
    devices.change(inside, { up: true, addresses: [{ address, prefix }], broadcast: true, mac: macFor(address) });
    if (container.endpoints.length === 0) devices.addRoute({ destination: 'default', via: network.gateway, device: inside });
    return { network: network.name, address, prefix, gateway: network.gateway, mac: macFor(address), device, inside };
  }

  disconnect(endpoint: Endpoint): void {
    const { devices } = this.machine.networkNamespace;
    if (devices !== undefined) removeLink(devices, endpoint.device);
    this.used.get(endpoint.network)?.delete(endpoint.address);
  }

  /** Names of the containers on the container's own networks: what docker's name server knows. */
  namesFor(container: Container): (name: string) => readonly string[] | undefined {
    return (name) => {
      const own = container.endpoints.map(({ network }) => network).filter((network) => network !== 'bridge');
      const found = this.containers().flatMap((other) =>
        other.name === name || (other.id.startsWith(name) && name.length === 12)
          ? other.endpoints.filter(({ network }) => own.includes(network)).map(({ address }) => address)
          : [],
      );
      return found.length > 0 ? found : undefined;
    };
  }

  /** DNAT rules for the ports of all containers that run. */
  publish(): void {
    const { netfilter } = this.machine.networkNamespace;
    const rules = this.containers().flatMap((container) => {
      const [endpoint] = container.endpoints;
      if (endpoint === undefined) return [];
      const bridge = this.networks.get(endpoint.network)?.bridge ?? 'docker0';
      return container.request.ports.map(({ hostPort, port, protocol }: PortMapping) => ({
        match: { protocol, inInterface: `!${bridge}`, destinationPort: hostPort },
        target: { verdict: 'DNAT' as const, to: `${endpoint.address}:${port}` },
      }));
    });
    netfilter.chain('nat', 'DOCKER').set('docker', rules);
  }

  private add(
    name: string,
    driver: DockerNetwork['driver'],
    subnet: string | undefined,
    bridge: string | undefined,
  ): DockerNetwork {
    const id = this.random.hex(64);
    const gateway = subnet?.replace(/\d+\/\d+$/, '1');
    const device = driver === 'bridge' ? (bridge ?? `br-${id.slice(0, 12)}`) : undefined;
    const network: DockerNetwork = { id, name, driver, created: this.now(), subnet, gateway, bridge: device };
    this.networks.set(name, network);
    if (device !== undefined && gateway !== undefined && subnet !== undefined) this.build(network, device, gateway, subnet);
    return network;
  }

  private build(network: DockerNetwork, device: string, gateway: string, subnet: string): void {
    const { devices, netfilter } = this.machine.networkNamespace;
    if (devices === undefined) return;
    devices.forwarding = true;
    devices.add({
      name: device,
      kind: 'bridge',
      up: true,
      broadcast: true,
      addresses: [{ address: gateway, prefix: Number(subnet.split('/')[1]) }],
    });
    netfilter
      .chain('nat', 'POSTROUTING')
      .set(`docker ${network.name}`, [
        { match: { source: subnet, outInterface: `!${device}` }, target: { verdict: 'MASQUERADE' } },
      ]);
    netfilter
      .chain('nat', 'PREROUTING')
      .set('docker', [{ match: { destinationType: 'LOCAL' }, target: { verdict: 'jump', chain: 'DOCKER' } }]);
    netfilter
      .chain('nat', 'OUTPUT')
      .set('docker', [
        { match: { destination: '!127.0.0.0/8', destinationType: 'LOCAL' }, target: { verdict: 'jump', chain: 'DOCKER' } },
      ]);
    netfilter.chain('nat', 'DOCKER');
  }

  private takeAddress(network: DockerNetwork): string {
    const used = this.used.get(network.name) ?? new Set<string>();
    this.used.set(network.name, used);
    const base = (network.subnet ?? '').replace(/\.\d+\/\d+$/, '');
    for (let last = 2; last < 255; last++) {
      const address = `${base}.${last}`;
      if (used.has(address)) continue;
      used.add(address);
      return address;
    }
    throw new DaemonError("no available IPv4 addresses on this network's address pools", 125);
  }
}
