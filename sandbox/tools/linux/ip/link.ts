import type { DeviceTable, Link } from '../../../core/network-devices.ts';
import {
  demandPrivilege,
  deviceNamed,
  flagsOf,
  IpError,
  queueOf,
  shownName,
  stateOf,
  unplug,
  type IpContext,
} from './context.ts';

export function linkCommand(context: IpContext, args: readonly string[]): void {
  const [word = 'show', ...rest] = args;
  if ('show'.startsWith(word) || word === 'list' || word === 'ls') return show(context, rest);
  if (word === 'add') return add(context, rest);
  if (word === 'set') return set(context, rest);
  if ('delete'.startsWith(word) && word.length > 2) {
    const name = rest[0] === 'dev' ? rest[1] : rest[0];
    deviceNamed(context, name ?? '');
    demandPrivilege(context);
    return context.removeLink(context.devices, name ?? '');
  }
  throw new IpError(`Command "${word}" is unknown, try "ip link help".`, 255);
}

/** The first line and the one with the hardware address. */
export function linkLines(link: Link, devices: DeviceTable, mode: string, details = false): string {
  const master = link.master === undefined ? '' : ` master ${link.master}`;
  const kind = link.kind === 'loopback' ? 'loopback' : 'ether';
  const brd = link.kind === 'loopback' ? '00:00:00:00:00:00' : 'ff:ff:ff:ff:ff:ff';
  const netns = link.peer === undefined || link.peer.devices === devices ? '' : ' link-netnsid 0';
  return `${link.index}: ${shownName(link, devices)}: ${flagsOf(link, devices)} mtu ${link.mtu} qdisc ${queueOf(link)}${master} state ${stateOf(link, devices)} ${mode}group default qlen 1000\n    link/${kind} ${link.mac} brd ${brd}${netns}${details ? detailsOf(link) : ''}\n`;
}

/** What `-d` adds: the kind of the device, and for a tunnel its ends. */
function detailsOf({ kind, vxlan }: Link): string {
  if (vxlan !== undefined) {
    const { id, local, device, port } = vxlan;
    return `\n    vxlan id ${id} local ${local} dev ${device} srcport 0 0 dstport ${port} nolearning ttl auto ageing 300 udpcsum`;
  }
  return kind === 'veth' || kind === 'bridge' || kind === 'dummy' ? `\n    ${kind}` : '';
}

export function chosenLinks({ devices }: IpContext, args: readonly string[]): readonly Link[] {
  const words = [...args];
  let found = devices.links;
  while (words.length > 0) {
    const word = words.shift() ?? '';
    if (word === 'up') found = found.filter(({ up }) => up);
    else if (word === 'type') {
      const kind = words.shift();
      found = found.filter((link) => link.kind === kind);
    } else if (word === 'master') {
      const master = words.shift();
      found = found.filter((link) => link.master === master);
    } else {
      const name = word === 'dev' ? (words.shift() ?? '') : word;
      const link = devices.link(name);
      if (link === undefined) throw new IpError(`Device "${name}" does not exist.`, 1);
      found = [link];
    }
  }
  return found;
}

function show(context: IpContext, args: readonly string[]): void {
  const { process, devices, flags } = context;
  for (const link of chosenLinks(context, args)) {
    process.stdout.write(
      flags.brief
        ? `${shownName(link, devices).padEnd(16)} ${stateOf(link, devices).padEnd(14)} ${link.mac} ${flagsOf(link, devices)} \n`
        : linkLines(link, devices, 'mode DEFAULT ', flags.details),
    );
  }
}

function add(context: IpContext, args: readonly string[]): void {
  const words = [...args];
  let name = '';
  let type = '';
  let peer = '';
  let peerNamespace: string | undefined;
  while (words.length > 0) {
    const word = words.shift() ?? '';
    if (word === 'type') type = words.shift() ?? '';
    else if (word === 'peer') {
      if (words[0] === 'name') words.shift();
      peer = words.shift() ?? '';
      if (words[0] === 'netns') {
        words.shift();
        peerNamespace = words.shift();
      }
    } else name = word === 'dev' || word === 'name' ? (words.shift() ?? '') : word;
  }
  demandPrivilege(context);
  const { devices } = context;
  if (name === '' || name.length > 15) throw new IpError(`Error: argument "${name}" is wrong: "name" not a valid ifname`, 255);
  try {
    if (type === 'bridge' || type === 'dummy') devices.add({ name, kind: type });
    else if (type === 'veth') {
      const other = peerNamespace === undefined ? devices : context.deviceTable(peerNamespace);
      context.connectPair(devices, name, other, peer === '' ? `${name}p` : peer);
    } else
      throw new IpError(
        type === '' ? 'Not enough information: "type" argument is required' : 'Error: Unknown device type.',
        type === '' ? 255 : 2,
      );
  } catch (error) {
    if (error instanceof IpError || !(error instanceof Error)) throw error;
    throw new IpError(`RTNETLINK answers: ${error.message}`, 2);
  }
}

function set(context: IpContext, args: readonly string[]): void {
  const words = args[0] === 'dev' ? args.slice(1) : [...args];
  const name = words.shift() ?? '';
  const link = deviceNamed(context, name);
  demandPrivilege(context);
  const { devices } = context;
  while (words.length > 0) {
    const word = words.shift() ?? '';
    if (word === 'up' || word === 'down') devices.change(name, { up: word === 'up' });
    else if (word === 'master') {
      const master = words.shift() ?? '';
      if (deviceNamed(context, master).kind !== 'bridge') throw new IpError('RTNETLINK answers: Operation not supported', 2);
      devices.change(name, { master });
    } else if (word === 'nomaster') {
      unplug(devices, link);
    } else if (word === 'mtu') devices.change(name, { mtu: Number(words.shift()) });
    else if (word === 'name') rename(context, link, words.shift() ?? '');
    else if (word === 'netns') move(context, link, context.deviceTable(words.shift() ?? ''));
    else throw new IpError(`Error: either "dev" is duplicate, or "${word}" is a garbage.`, 255);
  }
}

function rename({ devices }: IpContext, link: Link, name: string): void {
  if (link.up) throw new IpError('RTNETLINK answers: Device or resource busy', 2);
  devices.change(link.name, { name });
}

/** A device that goes to another namespace loses its addresses and is down there. */
function move({ devices }: IpContext, link: Link, target: DeviceTable): void {
  if (target === devices) return;
  if (link.kind === 'loopback' || link.kind === 'bridge') throw new IpError('RTNETLINK answers: Invalid argument', 2);
  if (target.link(link.name) !== undefined) throw new IpError('RTNETLINK answers: File exists', 2);
  devices.remove(link.name);
  const { master: _gone, ...free } = link;
  const moved = target.add({ ...free, up: false, addresses: [] });
  const other = link.peer?.devices.linkAt(link.peer.index);
  if (link.peer !== undefined && other !== undefined)
    link.peer.devices.change(other.name, { peer: { devices: target, index: moved.index } });
}
