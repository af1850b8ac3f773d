import type { Link } from '../../core/network-devices.ts';
import { isBusybox } from './flavour.ts';
import { defineProgram } from '../../host/program.ts';

const netmask = (prefix: number): string =>
  [0, 1, 2, 3].map((part) => 256 - 2 ** (8 - Math.min(8, Math.max(0, prefix - part * 8)))).join('.');

/** net-tools' ifconfig, to look at devices only. */
export const ifconfig = defineProgram({
  name: 'ifconfig',
  summary: 'Show network interfaces',
  async run(process) {
    const { devices } = process.system.namespaces.net.stack;
    const [name] = process.args.filter((arg) => !arg.startsWith('-'));
    const all = process.args.includes('-a');
    const links = devices?.links ?? [];
    if (process.args.length > 1) {
      process.stderr.write('ifconfig: only shows interfaces here; change them with `ip addr` and `ip link`\n');
      return 1;
    }
    if (name !== undefined && devices?.link(name) === undefined) {
      process.stderr.write(
        isBusybox(process)
          ? `ifconfig: ${name}: error fetching interface information: Device not found\n`
          : `${name}: error fetching interface information: Device not found\n`,
      );
      return 1;
    }
    const shown = links.filter((link) => (name === undefined ? link.up || all : link.name === name));
    for (const link of [...shown].sort((left, right) => left.name.localeCompare(right.name)))
      process.stdout.write(`${isBusybox(process) ? busyboxBlock(link) : block(link)}\n`);
    return 0;
  },
});

function block(link: Link): string {
  const loopback = link.kind === 'loopback';
  const flags = loopback
    ? link.up
      ? 'flags=73<UP,LOOPBACK,RUNNING>'
      : 'flags=8<LOOPBACK>'
    : link.up
      ? 'flags=4163<UP,BROADCAST,RUNNING,MULTICAST>'
      : 'flags=4098<BROADCAST,MULTICAST>';
  const inet = link.up
    ? link.addresses.map(
        ({ address, prefix }) =>
          `        inet ${address}  netmask ${netmask(prefix)}${loopback ? '' : `  broadcast ${link.broadcast === undefined ? '0.0.0.0' : last(address, prefix)}`}\n`,
      )
    : [];
  const hardware = loopback
    ? '        loop  txqueuelen 1000  (Local Loopback)\n'
    : `        ether ${link.mac}  txqueuelen 1000  (Ethernet)\n`;
  return `${link.name}: ${flags}  mtu ${link.mtu}\n${inet.join('')}${hardware}        RX packets 0  bytes 0 (0.0 B)\n        RX errors 0  dropped 0  overruns 0  frame 0\n        TX packets 0  bytes 0 (0.0 B)\n        TX errors 0  dropped 0 overruns 0  carrier 0  collisions 0\n`;
}

/** The older form, which busybox has kept. */
function busyboxBlock(link: Link): string {
  const loopback = link.kind === 'loopback';
  const head = loopback ? 'Local Loopback  ' : `Ethernet  HWaddr ${link.mac.toUpperCase()}  `;
  const inet = link.up
    ? link.addresses.map(({ address, prefix }) => {
        const broadcast = loopback ? '' : `  Bcast:${link.broadcast === undefined ? '0.0.0.0' : last(address, prefix)}`;
        return `inet addr:${address}${broadcast}  Mask:${netmask(prefix)}`;
      })
    : [];
  const kind = loopback ? 'LOOPBACK' : 'BROADCAST';
  const lines = [
    ...inet,
    `${link.up ? `UP ${kind} RUNNING` : kind}${loopback ? '' : ' MULTICAST'}  MTU:${link.mtu}  Metric:1`,
    'RX packets:0 errors:0 dropped:0 overruns:0 frame:0',
    'TX packets:0 errors:0 dropped:0 overruns:0 carrier:0',
    `collisions:0 txqueuelen:${loopback ? 1000 : 0} `,
    'RX bytes:0 (0.0 B)  TX bytes:0 (0.0 B)',
  ];
  return `${link.name.padEnd(9)} Link encap:${head}\n${lines.map((line) => `          ${line}\n`).join('')}`;
}

function last(address: string, prefix: number): string {
  const host = 2 ** (32 - prefix) - 1;
  const value = address.split('.').reduce((sum, part) => (sum * 256 + Number(part)) >>> 0, 0);
  const broadcast = (value | host) >>> 0;
  return [24, 16, 8, 0].map((shift) => (broadcast >>> shift) & 0xff).join('.');
}
