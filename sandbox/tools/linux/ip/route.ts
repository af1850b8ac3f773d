import { routeFor, type DeviceTable, type Route } from '../../../core/network-devices.ts';
import { rangeOf } from '../../../host/device-table.ts';
import { badPrefix, demandPrivilege, deviceNamed, IpError, peerIsUp, type IpContext } from './context.ts';

export function routeCommand(context: IpContext, args: readonly string[]): void {
  const [word = 'show', ...rest] = args;
  const { devices, process } = context;
  if ('show'.startsWith(word) || word === 'list' || word === 'ls') {
    for (const route of devices.routes) process.stdout.write(`${line(route)}${hasCarrier(route, devices) ? '' : 'linkdown '}\n`);
    return;
  }
  if (word === 'get') return get(context, rest[0] ?? '');
  demandPrivilege(context);
  const { destination, via, device } = parse(rest);
  if (word === 'add' || word === 'replace' || word === 'a') {
    if (device !== undefined) deviceNamed(context, device);
    const out = device ?? (via === undefined ? undefined : routeFor(devices, via));
    if (out === undefined || (typeof out !== 'string' && out.via !== undefined))
      throw new IpError('Error: Nexthop has invalid gateway.', 2);
    const name = typeof out === 'string' ? out : out.device;
    if (!devices.link(name)?.up) throw new IpError('Error: Device for nexthop is not up.', 2);
    if (word === 'replace') devices.removeRoute(destination);
    else if (devices.routes.some((route) => route.destination === destination))
      throw new IpError('RTNETLINK answers: File exists', 2);
    devices.addRoute({ destination, device: name, ...(via === undefined ? {} : { via }) });
    return;
  }
  if ('delete'.startsWith(word) && word.length > 2) {
    if (!devices.removeRoute(destination, via)) throw new IpError('RTNETLINK answers: No such process', 2);
    return;
  }
  throw new IpError(`Command "${word}" is unknown, try "ip route help".`, 255);
}

function parse(args: readonly string[]): {
  readonly destination: string;
  readonly via: string | undefined;
  readonly device: string | undefined;
} {
  const words = [...args];
  let destination = '';
  let via: string | undefined;
  let device: string | undefined;
  while (words.length > 0) {
    const word = words.shift() ?? '';
    if (word === 'via') via = words.shift();
    else if (word === 'dev') device = words.shift();
    else if (['src', 'scope', 'proto', 'metric', 'table'].includes(word)) words.shift();
    else destination = word;
  }
  if (destination !== 'default') {
    const [address = '', prefix = '32'] = destination.split('/');
    if (!/^(\d{1,3})(\.\d{1,3}){3}$/.test(address)) throw badPrefix(destination);
    destination = rangeOf({ address, prefix: Number(prefix) });
    if (destination === '0.0.0.0/0') destination = 'default';
  }
  return { destination, via, device };
}

/** Whether there is somebody at the other end of the device. */
function hasCarrier({ device }: Route, devices: DeviceTable): boolean {
  const link = devices.link(device);
  return link === undefined || peerIsUp(link, devices);
}

function line({ destination, via, device, source, fromAddress, blackhole, protocol, onlink }: Route): string {
  const shown = destination.replace(/\/32$/, '');
  const by = protocol === undefined ? '' : `proto ${protocol} `;
  if (blackhole) return `blackhole ${shown} ${by}`;
  if (fromAddress) return `${shown} dev ${device} proto kernel scope link src ${source} `;
  return via === undefined
    ? `${shown} dev ${device} ${by}scope link `
    : `${shown} via ${via} dev ${device} ${by}${onlink ? 'onlink ' : ''}`;
}

function get({ devices, process }: IpContext, address: string): void {
  const route = routeFor(devices, address);
  if (route === undefined) throw new IpError('RTNETLINK answers: Network is unreachable', 2);
  const source = route.source ?? devices.link(route.device)?.addresses[0]?.address ?? '';
  const via = route.via === undefined ? '' : ` via ${route.via}`;
  process.stdout.write(`${address}${via} dev ${route.device} src ${source} uid ${process.user.uid} \n    cache \n`);
}

/** Who is known on each wire: here all that are there. */
export function neighbourCommand({ devices, process }: IpContext): void {
  for (const link of devices.links) {
    const ports = link.kind === 'bridge' ? devices.links.filter(({ master }) => master === link.name) : [link];
    for (const port of ports) {
      const other = port.peer?.devices.linkAt(port.peer.index);
      const address = other?.addresses[0]?.address;
      if (link.up && other?.up && address !== undefined)
        process.stdout.write(`${address} dev ${link.name} lladdr ${other.mac} REACHABLE \n`);
    }
  }
}
