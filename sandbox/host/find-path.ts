import { routeFor, type DeviceTable, type Link } from '../core/network-devices.ts';
import type { Hop, LocalPath, NetworkNamespace } from '../core/traffic.ts';
import { stackOfDevices } from './network-namespace.ts';

const MAX_HOPS = 8;

/** Follows devices and routes from a stack to whoever has the address. Takes no time. */
function findPath(from: NetworkNamespace, address: string): LocalPath {
  const hops: Hop[] = [];
  let at = from;
  let source: string | undefined;
  for (let count = 0; count < MAX_HOPS; count++) {
    const { devices } = at;
    if (devices === undefined) return { leaves: at, hops };
    if (owns(devices, address)) return { to: at, from: source ?? (address.startsWith('127.') ? '127.0.0.1' : address), hops };
    if (address.startsWith('127.')) return { failure: 'no route to host', hops };
    const route = routeFor(devices, address);
    if (route === undefined) return { failure: 'no route to host', hops };
    const link = devices.link(route.device);
    if (route.blackhole || link?.ofCluster) return { leaves: at, hops };
    if (link === undefined) return { failure: 'no route to host', hops };
    source ??= route.source ?? link.addresses[0]?.address ?? '0.0.0.0';
    if (link.kind === 'ethernet') return { leaves: at, hops };
    const next = route.via ?? address;
    hops.push({ at: at.name, what: `${route.destination} by ${link.name}${route.via === undefined ? '' : ` to ${route.via}`}` });
    const neighbour = ends(devices, link).find((end) => end.link.up && end.link.addresses.some((own) => own.address === next));
    const stack = neighbour === undefined ? undefined : stackOfDevices(neighbour.devices);
    if (neighbour === undefined || stack === undefined) return { failure: 'no route to host', hops };
    if (stack !== at && !owns(neighbour.devices, address) && !neighbour.devices.forwarding) return { failure: 'timed out', hops };
    at = stack;
  }
  return { failure: 'timed out', hops };
}

/** The same for a network of a whole cluster: undefined where the stack's own devices lead nowhere but out, or to itself. */
export function localPath(from: NetworkNamespace, address: string): LocalPath | undefined {
  if (from.devices === undefined) return undefined;
  const path = findPath(from, address);
  if ('leaves' in path && path.leaves.devices === from.devices) return undefined;
  if ('to' in path && path.to.devices === from.devices) return undefined;
  return path;
}

function owns(devices: DeviceTable, address: string): boolean {
  if (address.startsWith('127.')) return devices.link('lo')?.up ?? false;
  return devices.links.some((link) => link.up && link.addresses.some((own) => own.address === address));
}

interface End {
  readonly devices: DeviceTable;
  readonly link: Link;
}

/** All devices that hear what is sent by this one: the other end of a pair, a bridge with all that is plugged into it. */
function ends(devices: DeviceTable, link: Link): readonly End[] {
  const seen = new Set<Link>();
  const found: End[] = [];
  const visit = (end: End, arrived: boolean): void => {
    if (seen.has(end.link) || !end.link.up) return;
    seen.add(end.link);
    if (arrived) found.push(end);
    if (end.link.kind === 'bridge') {
      for (const port of end.devices.links) if (port.master === end.link.name) visit({ devices: end.devices, link: port }, true);
    } else {
      const bridge = end.link.master === undefined ? undefined : end.devices.link(end.link.master);
      if (bridge !== undefined) visit({ devices: end.devices, link: bridge }, true);
      const { peer } = end.link;
      const other = peer?.devices.linkAt(peer.index);
      if (peer !== undefined && other !== undefined) visit({ devices: peer.devices, link: other }, true);
    }
  };
  visit({ devices, link }, false);
  return found;
}

/** Makes a pair of devices that are each other's end, one in each stack. */
export function connectPair(one: DeviceTable, name: string, other: DeviceTable, otherName: string): void {
  // The kernel makes the other end first, so that one has the lower number.
  const second = other.add({ name: otherName, kind: 'veth' });
  let first: Link;
  try {
    first = one.add({ name, kind: 'veth' });
  } catch (error) {
    other.remove(otherName);
    throw error;
  }
  one.change(name, { peer: { devices: other, index: second.index } });
  other.change(otherName, { peer: { devices: one, index: first.index } });
}

/** Takes a device away, and the other end of a pair with it. */
export function removeLink(devices: DeviceTable, name: string): void {
  const peer = devices.link(name)?.peer;
  devices.remove(name);
  const other = peer?.devices.linkAt(peer.index);
  if (peer !== undefined && other !== undefined) peer.devices.remove(other.name);
}
