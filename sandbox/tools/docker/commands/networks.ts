import { defineDockerCommand } from '../context.ts';
import { DaemonError, shortId } from '../engine/model.ts';
import { table } from '../format.ts';
import { formatWith } from '../template.ts';

export const networkList = defineDockerCommand({
  name: 'network ls',
  notSimulated: ['filter'],
  usage: '[OPTIONS]',
  summary: 'List networks',
  aliases: ['network list'],
  grammar: { flags: ['quiet', 'no-trunc'], values: ['filter', 'format'], names: { q: 'quiet', f: 'filter' } },
  run({ engine, stdout }, options) {
    const all = engine.networks.all;
    const id = (text: string): string => (options.has('no-trunc') ? text : shortId(text));
    const format = options.value('format');
    if (format !== undefined && format !== 'table') {
      for (const network of all)
        stdout.write(
          `${formatWith(format, { ID: id(network.id), Name: network.name, Driver: network.driver, Scope: 'local' })}\n`,
        );
      return 0;
    }
    if (options.has('quiet')) stdout.write(all.map((network) => `${id(network.id)}\n`).join(''));
    else
      stdout.write(
        table([
          ['NETWORK ID', 'NAME', 'DRIVER', 'SCOPE'],
          ...all.map((network) => [id(network.id), network.name, network.driver, 'local']),
        ]),
      );
    return 0;
  },
});

export const networkCreate = defineDockerCommand({
  name: 'network create',
  notSimulated: ['internal', 'attachable', 'gateway'],
  usage: '[OPTIONS] NETWORK',
  summary: 'Create a network',
  grammar: { flags: ['internal', 'attachable'], values: ['driver', 'subnet', 'gateway'], names: { d: 'driver' } },
  operands: { least: 1, most: 1 },
  run({ engine, stdout }, options) {
    const driver = options.value('driver') ?? 'bridge';
    if (driver !== 'bridge') throw new DaemonError(`could not find plugin ${driver} in v1 plugin registry: plugin not found`, 1);
    stdout.write(`${engine.networks.create(options.operands[0] ?? '', options.value('subnet')).id}\n`);
    return 0;
  },
});

export const networkRemove = defineDockerCommand({
  name: 'network rm',
  usage: 'NETWORK [NETWORK...]',
  summary: 'Remove one or more networks',
  aliases: ['network remove'],
  grammar: { flags: ['force'], values: [], names: { f: 'force' } },
  operands: { least: 1 },
  run({ engine, stdout }, { operands }) {
    for (const text of operands) {
      const network = engine.networks.find(text);
      if (network === undefined) throw new DaemonError(`network ${text} not found`, 1);
      engine.networks.remove(network);
      stdout.write(`${text}\n`);
    }
    return 0;
  },
});

export const networkConnect = defineDockerCommand({
  name: 'network connect',
  notSimulated: ['alias', 'ip'],
  usage: '[OPTIONS] NETWORK CONTAINER',
  summary: 'Connect a container to a network',
  grammar: { flags: [], values: ['alias', 'ip'] },
  operands: { least: 2, most: 2 },
  run({ engine }, { operands: [text = '', name = ''] }) {
    const network = engine.networks.find(text);
    if (network === undefined) throw new DaemonError(`network ${text} not found`, 1);
    engine.containers.connect(engine.containers.find(name), network);
    return 0;
  },
});

export const volumeList = defineDockerCommand({
  name: 'volume ls',
  notSimulated: ['filter'],
  usage: '[OPTIONS]',
  summary: 'List volumes',
  grammar: { flags: ['quiet'], values: ['filter'], names: { q: 'quiet', f: 'filter' } },
  run({ engine, stdout }, options) {
    const names = [...engine.containers.volumes.keys()].sort();
    if (options.has('quiet')) stdout.write(names.map((name) => `${name}\n`).join(''));
    else stdout.write(`${'DRIVER'.padEnd(10)}VOLUME NAME\n${names.map((name) => `${'local'.padEnd(10)}${name}\n`).join('')}`);
    return 0;
  },
});

export const volumeCreate = defineDockerCommand({
  name: 'volume create',
  notSimulated: ['driver', 'label'],
  usage: '[OPTIONS] [VOLUME]',
  summary: 'Create a volume',
  grammar: { flags: [], values: ['driver', 'label'], names: { d: 'driver' } },
  operands: { least: 1, most: 1 },
  run({ engine, clock, stdout }, { operands: [name = ''] }) {
    const path = `/var/lib/docker/volumes/${name}/_data`;
    engine.machine.files.makeDirectory(path, { recursive: true });
    if (!engine.containers.volumes.has(name)) engine.containers.volumes.set(name, { name, created: clock.now(), path });
    stdout.write(`${name}\n`);
    return 0;
  },
});

export const volumeRemove = defineDockerCommand({
  name: 'volume rm',
  usage: '[OPTIONS] VOLUME [VOLUME...]',
  summary: 'Remove one or more volumes',
  grammar: { flags: ['force'], values: [], names: { f: 'force' } },
  operands: { least: 1 },
  run({ engine, stdout }, { operands }) {
    for (const name of operands) {
      if (!engine.containers.volumes.has(name)) throw new DaemonError(`get ${name}: no such volume`, 1);
      const user = engine.containers.all.find(({ request }) => request.volumes.some(({ source }) => source === name));
      if (user !== undefined) throw new DaemonError(`remove ${name}: volume is in use - [${user.id}]`, 1);
      engine.containers.volumes.delete(name);
      engine.machine.files.remove(`/var/lib/docker/volumes/${name}`, { recursive: true, force: true });
      stdout.write(`${name}\n`);
    }
    return 0;
  },
});
