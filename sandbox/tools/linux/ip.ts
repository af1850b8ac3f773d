import { connectPair, removeLink } from '../../host/find-path.ts';
import { createFileSystem } from '../../host/memory-file-system.ts';
import type { NetNamespace } from '../../host/namespaces.ts';
import { createNetworkNamespace } from '../../host/network-namespace.ts';
import { defineProgram, type ProcessContext } from '../../host/program.ts';
import type { DeviceTable } from '../../core/network-devices.ts';
import { addressCommand } from './ip/address.ts';
import { linkCommand } from './ip/link.ts';
import { IpError, type IpContext } from './ip/context.ts';
import { neighbourCommand, routeCommand } from './ip/route.ts';

const FOLDER = '/run/netns';

const objects: { readonly [name: string]: (context: IpContext, args: readonly string[]) => void } = {
  address: addressCommand,
  link: linkCommand,
  route: routeCommand,
  neighbour: neighbourCommand,
};

/** iproute2: addresses, devices, routes, neighbours and named network namespaces. Any unambiguous beginning of a word will do. */
export const ip = defineProgram({
  name: 'ip',
  summary: 'Show and change devices, addresses, routes and network namespaces',
  async run(process) {
    const args = [...process.args];
    const flags = { brief: false, details: false, family4: true, family: false };
    let namespace: string | undefined;
    let oneline = false;
    while (args[0]?.startsWith('-')) {
      const flag = args.shift() ?? '';
      if (flag === '-n' || flag === '-netns') namespace = args.shift();
      else if (flag === '-br' || flag === '-brief') flags.brief = true;
      else if (flag === '-d' || flag === '-details') flags.details = true;
      else if (flag === '-4' || flag === '-6') {
        flags.family = true;
        flags.family4 = flag === '-4';
      } else if (flag === '-o' || flag === '-oneline') oneline = true;
      else if (['-s', '-j', '-p', '-stats', '-json', '-pretty'].includes(flag)) {
        process.stderr.write(`ip: ${flag} is not simulated: devices count nothing\n`);
        return 1;
      } else if (!['-c', '-color', '-color=never', '-color=auto'].includes(flag)) {
        process.stderr.write(`Option "${flag}" is unknown, try "ip -help".\n`);
        return 255;
      }
    }
    const [word = '', ...rest] = args;
    try {
      if (word !== '' && 'netns'.startsWith(word) && word.length > 2) return await netns(process, rest);
      const name = ['address', 'link', 'route', 'neighbour'].find(
        (one) => word !== '' && (one.startsWith(word) || word === 'neigh'),
      );
      const object = name === undefined ? undefined : objects[word === 'neigh' || word === 'n' ? 'neighbour' : name];
      if (object === undefined) throw new IpError(`Object "${word}" is unknown, try "ip help".`, 1);
      const stack = namespace === undefined ? process.system.namespaces.net.stack : named(process, namespace).stack;
      stack.refreshRules?.();
      if (stack.devices === undefined) throw new IpError('Cannot open netlink socket: Operation not supported', 1);
      object(
        {
          process: oneline ? inOneLine(process) : process,
          devices: stack.devices,
          flags,
          deviceTable: (text) => tableOf(process, text),
          connectPair,
          removeLink,
        },
        rest,
      );
      return 0;
    } catch (error) {
      if (!(error instanceof IpError)) throw error;
      process.stderr.write(`${error.message}\n`);
      return error.exitCode;
    }
  },
});

/** `-o`: what belongs to one device is one line. */
function inOneLine(process: ProcessContext): ProcessContext {
  const write = (text: string): void => process.stdout.write(text.replace(/\n(?=\s)/g, '\\'));
  return Object.create(process, { stdout: { value: { isTerminal: process.stdout.isTerminal, write } } }) as ProcessContext;
}

function named({ system }: ProcessContext, name: string): NetNamespace {
  const found = system.machine.namespaces.pinned.get(`${FOLDER}/${name}`);
  if (found?.kind !== 'net') throw new IpError(`Cannot open network namespace "${name}": No such file or directory`, 255);
  return found;
}

/** The devices of a named namespace, or of a process. */
function tableOf(process: ProcessContext, text: string): DeviceTable {
  const byPid = /^\d+$/.test(text)
    ? process.system.processes().find((one) => process.system.pidOf(one) === Number(text))
    : undefined;
  const pinned = process.system.machine.namespaces.pinned.get(`${FOLDER}/${text}`);
  const stack = byPid?.namespaces.net.stack ?? (pinned?.kind === 'net' ? pinned.stack : undefined);
  if (stack?.devices === undefined) throw new IpError(`Error: argument "${text}" is wrong: Invalid "netns" value\n`, 255);
  return stack.devices;
}

async function netns(process: ProcessContext, args: readonly string[]): Promise<number> {
  const [word = 'list', name, ...command] = args;
  const { system } = process;
  const { pinned } = system.machine.namespaces;
  const path = `${FOLDER}/${name ?? ''}`;
  if (word === 'list' || word === 'ls' || word === 'show') {
    for (const [key, namespace] of pinned)
      if (key.startsWith(`${FOLDER}/`) && namespace.kind === 'net') process.stdout.write(`${key.slice(FOLDER.length + 1)}\n`);
    return 0;
  }
  if (word === 'identify') return identify(process, name);
  if (!system.may('SYS_ADMIN', 'mnt'))
    throw new IpError(
      word === 'exec'
        ? 'setting the network namespace failed: Operation not permitted'
        : `mkdir ${FOLDER} failed: Permission denied`,
      1,
    );
  if (word === 'add') {
    if (name === undefined) throw new IpError('No netns name specified', 255);
    if (pinned.has(path)) throw new IpError(`Cannot create namespace file "${path}": File exists`, 1);
    pinned.set(path, system.machine.namespaces.makeNet(createNetworkNamespace({ name })));
    process.files.makeDirectory(FOLDER, { recursive: true });
    system.mount({
      path,
      files: createFileSystem({ clock: process.clock, files: { '/file': '' } }),
      from: '/file',
      source: 'nsfs',
      type: 'nsfs',
      options: 'rw',
    });
    return 0;
  }
  if (word === 'delete' || word === 'del') {
    if (!pinned.has(path)) throw new IpError(`Cannot remove namespace file "${path}": No such file or directory`, 1);
    const namespace = pinned.get(path);
    pinned.delete(path);
    system.unmount(path);
    process.files.remove(path);
    // Its devices go with it when nobody is in it any more.
    const used = system.machine.processes.some((one) => one.namespaces.net === namespace);
    if (!used && namespace?.kind === 'net' && namespace.stack.devices !== undefined)
      for (const { name: device } of namespace.stack.devices.links) removeLink(namespace.stack.devices, device);
    return 0;
  }
  if (word === 'pids') {
    const namespace = named(process, name ?? '');
    for (const one of system.processes()) if (one.namespaces.net === namespace) process.stdout.write(`${system.pidOf(one)}\n`);
    return 0;
  }
  if (word === 'exec') {
    system.setns(named(process, name ?? ''));
    if (command.length === 0) throw new IpError('No command specified', 255);
    if (process.programs.find((command[0] ?? '').split('/').at(-1) ?? '') === undefined)
      throw new IpError(`exec of "${command[0]}" failed: No such file or directory`, 255);
    return process.exec(command);
  }
  throw new IpError(`Command "${word}" is unknown, try "ip netns help".`, 255);
}

function identify(process: ProcessContext, pid: string | undefined): number {
  const { system } = process;
  const target =
    pid === undefined || pid === 'self' ? system.self : system.processes().find((one) => system.pidOf(one) === Number(pid));
  for (const [key, namespace] of system.machine.namespaces.pinned)
    if (namespace === target?.namespaces.net && key.startsWith(`${FOLDER}/`))
      process.stdout.write(`${key.slice(FOLDER.length + 1)}\n`);
  return 0;
}
