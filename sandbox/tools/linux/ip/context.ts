import type { DeviceTable, Link } from '../../../core/network-devices.ts';
import type { ProcessContext } from '../../../host/program.ts';

/** What a command of ip works on. */
export interface IpContext {
  readonly process: ProcessContext;
  readonly devices: DeviceTable;
  readonly flags: {
    readonly brief: boolean;
    readonly details: boolean;
    readonly family4: boolean;
    readonly family: boolean;
  };
  /** The devices of another namespace, by its name or the number of a process in it. */
  deviceTable(text: string): DeviceTable;
  connectPair(one: DeviceTable, name: string, other: DeviceTable, otherName: string): void;
  removeLink(devices: DeviceTable, name: string): void;
}

/** A failure in ip's words. */
export class IpError extends Error {
  constructor(
    message: string,
    readonly exitCode: number,
  ) {
    super(message);
  }
}

export function demandPrivilege({ process }: IpContext): void {
  if (!process.system.may('NET_ADMIN', 'net')) throw new IpError('RTNETLINK answers: Operation not permitted', 2);
}

export function deviceNamed({ devices }: IpContext, name: string): Link {
  const link = devices.link(name);
  if (link === undefined) throw new IpError(`Cannot find device "${name}"`, 1);
  return link;
}

/** `veth0@if9` where the other end is in another namespace, `veth0@veth1` where it is in this one. */
export function shownName(link: Link, devices: DeviceTable): string {
  if (link.peer === undefined) return link.name;
  const beside = link.peer.devices === devices ? devices.linkAt(link.peer.index)?.name : undefined;
  return `${link.name}@${beside ?? `if${link.peer.index}`}`;
}

/** Whether there is somebody at the other end: of a bridge, in any of its ports. */
export function peerIsUp({ peer, kind, name }: Link, devices: DeviceTable): boolean {
  if (kind === 'bridge') return devices.links.some((port) => port.master === name && port.up && peerIsUp(port, devices));
  return peer === undefined || (peer.devices.linkAt(peer.index)?.up ?? false);
}

/** UP, DOWN, LOWERLAYERDOWN; a loopback device does not know. */
export function stateOf(link: Link, devices: DeviceTable): string {
  if (!link.up) return 'DOWN';
  if (link.kind === 'loopback' || link.kind === 'vxlan') return 'UNKNOWN';
  if (peerIsUp(link, devices)) return 'UP';
  return link.kind === 'bridge' ? 'DOWN' : 'LOWERLAYERDOWN';
}

export function flagsOf(link: Link, devices: DeviceTable): string {
  const carrier = link.up && !peerIsUp(link, devices) ? ['NO-CARRIER'] : [];
  const kind = link.kind === 'loopback' ? ['LOOPBACK'] : ['BROADCAST', 'MULTICAST'];
  const up = link.up ? ['UP', ...(peerIsUp(link, devices) ? ['LOWER_UP'] : [])] : [];
  const beside = link.peer?.devices === devices ? devices.linkAt(link.peer.index) : undefined;
  const other = beside === undefined || beside.up ? [] : ['M-DOWN'];
  return `<${[...carrier, ...kind, ...up, ...other].join(',')}>`;
}

export function queueOf(link: Link): string {
  if (link.kind === 'ethernet') return 'fq_codel';
  return link.up ? 'noqueue' : 'noop';
}

export function badPrefix(text: string): IpError {
  const expected = 'any valid prefix is expected rather than';
  return new IpError(`Error: ${expected} "${text}".`, 1);
}

/** Takes a device out of its bridge. */
export function unplug(devices: DeviceTable, link: Link): void {
  const { master: _gone, ...free } = link;
  devices.remove(link.name);
  devices.add(free);
}
