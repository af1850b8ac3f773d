import type { DeviceTable } from '../../core/network-devices.ts';
import { defineProgram } from '../../host/program.ts';
import { unplug } from './ip/context.ts';

/** Gives an error in brctl's words, or undefined when it is done. */
type Command = {
  readonly operands: readonly string[];
  readonly help: string;
  run(devices: DeviceTable, bridge: string, device: string): string | undefined;
};

/** The device and the bridge that a command names; or what is not there. */
function missing(devices: DeviceTable, bridge: string, device: string): string | undefined {
  if (devices.link(device) === undefined) return `interface ${device} does not exist!`;
  return devices.link(bridge)?.kind === 'bridge' ? undefined : `bridge ${bridge} does not exist!`;
}

const changes: { readonly [name: string]: Command } = {
  addbr: {
    operands: ['<bridge>'],
    help: 'add bridge',
    run(devices, bridge) {
      if (devices.link(bridge) !== undefined) return `device ${bridge} already exists; can't create bridge with the same name`;
      if (bridge.length > 15) return 'add bridge failed: Numerical result out of range';
      devices.add({ name: bridge, kind: 'bridge' });
      return undefined;
    },
  },
  delbr: {
    operands: ['<bridge>'],
    help: 'delete bridge',
    run(devices, bridge) {
      const link = devices.link(bridge);
      if (link?.kind !== 'bridge') return `bridge ${bridge} doesn't exist; can't delete it`;
      if (link.up) return `bridge ${bridge} is still up; can't delete it`;
      devices.remove(bridge);
      return undefined;
    },
  },
  addif: {
    operands: ['<bridge>', '<device>'],
    help: 'add interface to bridge',
    run(devices, bridge, device) {
      const failed = missing(devices, bridge, device);
      const link = devices.link(device);
      if (failed !== undefined || link === undefined) return failed;
      if (link.kind === 'bridge')
        return `device ${device} is a bridge device itself; can't enslave a bridge device to a bridge device.`;
      if (link.master !== undefined)
        return `device ${device} is already a member of a bridge; can't enslave it to bridge ${bridge}.`;
      if (link.kind === 'loopback') return `can't add ${device} to bridge ${bridge}: Invalid argument`;
      devices.change(device, { master: bridge });
      return undefined;
    },
  },
  delif: {
    operands: ['<bridge>', '<device>'],
    help: 'delete interface from bridge',
    run(devices, bridge, device) {
      const failed = missing(devices, bridge, device);
      const link = devices.link(device);
      if (failed !== undefined || link === undefined) return failed;
      if (link.master !== bridge) return `device ${device} is not a slave of ${bridge}`;
      unplug(devices, link);
      return undefined;
    },
  },
};

const row = (name: string, operands: string, help: string): string => `\t${name.padEnd(10)}\t${operands.padEnd(16)}\t${help}\n`;
const usage = (): string =>
  `Usage: brctl [commands]\ncommands:\n${Object.entries(changes)
    .map(([name, { operands, help }]) => row(name, operands.join(' '), help))
    .join('')}${row('show', '[ <bridge> ]', 'show a list of bridges')}`;

/** Bridges and what is plugged into them. Models bridge-utils' brctl(8). */
export const brctl = defineProgram({
  name: 'brctl',
  summary: 'Show and change ethernet bridges',
  async run(process) {
    const { stdout, stderr, system } = process;
    const { devices } = system.namespaces.net.stack;
    const [name, ...operands] = process.args;
    const fail = (text: string): number => {
      stderr.write(`${text}\n`);
      return 1;
    };
    if (name === undefined || devices === undefined) {
      stderr.write(usage());
      return 1;
    }
    if (name === 'show') {
      stdout.write('bridge name\tbridge id\t\tSTP enabled\tinterfaces\n');
      const bridges = devices.links.filter(({ kind }) => kind === 'bridge').map((link) => link.name);
      const failed = (operands.length > 0 ? operands : bridges).filter((bridge) => {
        const line = shown(devices, bridge);
        stdout.write(`${bridge}\t\t${line ?? ''}`);
        if (line !== undefined) return false;
        stderr.write(`can't get info ${devices.link(bridge) === undefined ? 'No such device' : 'Operation not supported'}\n`);
        return true;
      });
      return failed.length > 0 ? 1 : 0;
    }
    const command = Object.hasOwn(changes, name) ? changes[name] : undefined;
    if (command === undefined) {
      stderr.write(`never heard of command [${name}]\n${usage()}`);
      return 1;
    }
    if (operands.length !== command.operands.length)
      return fail(
        `Incorrect number of arguments for command\nUsage: brctl ${name} ${command.operands.join(' ')}\t${command.help}`,
      );
    if (!system.may('NET_ADMIN', 'net')) return fail(`${command.help} failed: Operation not permitted`);
    const failed = command.run(devices, operands[0] ?? '', operands[1] ?? '');
    return failed === undefined ? 0 : fail(failed);
  },
});

function shown(devices: DeviceTable, bridge: string): string | undefined {
  const link = devices.link(bridge);
  if (link?.kind !== 'bridge') return undefined;
  const ports = devices.links.filter(({ master }) => master === bridge).map((port) => port.name);
  const others = ports.slice(1).map((port) => `\t\t\t\t\t\t\t${port}\n`);
  return `8000.${link.mac.replaceAll(':', '')}\tno\t\t${ports[0] ?? ''}\n${others.join('')}`;
}
