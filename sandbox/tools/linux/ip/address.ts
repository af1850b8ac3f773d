import type { Link, LinkAddress } from '../../../core/network-devices.ts';
import { badPrefix, demandPrivilege, deviceNamed, IpError, shownName, stateOf, type IpContext } from './context.ts';
import { chosenLinks, linkLines } from './link.ts';

export function addressCommand(context: IpContext, args: readonly string[]): void {
  const [word = 'show', ...rest] = args;
  if ('show'.startsWith(word) || word === 'list' || word === 'ls') return show(context, rest);
  demandPrivilege(context);
  const { device, address, peer } = parse(context, rest);
  const { devices } = context;
  const same = (own: LinkAddress): boolean => own.address === address.address && own.prefix === address.prefix;
  if (word === 'add' || word === 'a') {
    if (device.addresses.some(same)) throw new IpError('Error: ipv4: Address already assigned.', 2);
    devices.change(device.name, { addresses: [...device.addresses, address] });
  } else if ('delete'.startsWith(word)) {
    if (!device.addresses.some(same)) throw new IpError('RTNETLINK answers: Cannot assign requested address', 2);
    devices.change(device.name, { addresses: device.addresses.filter((own) => !same(own)) });
  } else if (word === 'flush') devices.change(device.name, { addresses: [] });
  else throw new IpError(`Command "${word}" is unknown, try "ip address help".`, 255);
  void peer;
}

function parse(
  context: IpContext,
  args: readonly string[],
): { readonly device: Link; readonly address: LinkAddress; readonly peer: string | undefined } {
  const words = [...args];
  let text = '';
  let device: string | undefined;
  let peer: string | undefined;
  while (words.length > 0) {
    const word = words.shift() ?? '';
    if (word === 'dev') device = words.shift();
    else if (word === 'peer') peer = words.shift();
    else if (word === 'brd' || word === 'broadcast' || word === 'scope' || word === 'label') words.shift();
    else text = word === 'local' ? (words.shift() ?? '') : word;
  }
  if (device === undefined) throw new IpError('Not enough information: "dev" argument is required.', 255);
  const link = deviceNamed(context, device);
  const [address = '', prefix = '32'] = text.split('/');
  const isAddress = /^(\d{1,3})(\.\d{1,3}){3}$/.test(address) && address.split('.').every((part) => Number(part) < 256);
  if (args[0] !== 'dev' && (!isAddress || Number(prefix) > 32 || Number.isNaN(Number(prefix)))) throw badPrefix(text);
  return { device: link, address: { address, prefix: Number(prefix) }, peer };
}

function show(context: IpContext, args: readonly string[]): void {
  const { process, devices, flags } = context;
  for (const link of chosenLinks(context, args)) {
    const addresses = flags.family4 ? link.addresses : [];
    // A loopback device that was never up has no address yet.
    const shown = link.kind === 'loopback' && !link.up ? [] : addresses;
    if (flags.brief) {
      const list = shown.map(({ address, prefix }) => `${address}/${prefix} `).join('');
      process.stdout.write(`${shownName(link, devices).padEnd(16)} ${stateOf(link, devices).padEnd(14)} ${list}\n`);
      continue;
    }
    // With a family: only devices with such an address, and without the line of the hardware.
    const lines = linkLines(link, devices, '', flags.details);
    if (flags.family && shown.length === 0) continue;
    process.stdout.write(flags.family ? lines.replace(/\n.*\n$/, '\n') : lines);
    for (const own of shown) {
      const scope = link.kind === 'loopback' ? 'host' : 'global';
      process.stdout.write(
        `    inet ${own.address}/${own.prefix}${broadcast(link, own)} scope ${scope} ${link.name}\n       valid_lft forever preferred_lft forever\n`,
      );
    }
  }
}

/** Only what was configured with one: docker and the installer do, `ip addr add` by hand does not. */
function broadcast(link: Link, { address, prefix }: LinkAddress): string {
  if (link.broadcast === undefined) return '';
  const mask = (0xffffffff << (32 - prefix)) >>> 0;
  const value = address.split('.').reduce((sum, part) => (sum * 256 + Number(part)) >>> 0, 0);
  const last = (value | ~mask) >>> 0;
  return ` brd ${[24, 16, 8, 0].map((shift) => (last >>> shift) & 0xff).join('.')}`;
}
