import { parseSignal } from '../../../host/signals.ts';
import { defineDockerCommand, type DockerCommand, type DockerContext } from '../context.ts';
import { DaemonError, shortId, type Container } from '../engine/model.ts';
import { commandText, humanAge, portsText, statusText, table } from '../format.ts';
import { formatWith } from '../template.ts';
import { begin } from './run.ts';

export const ps = defineDockerCommand({
  name: 'ps',
  notSimulated: ['size'],
  usage: '[OPTIONS]',
  summary: 'List containers',
  aliases: ['container ls', 'container list', 'container ps'],
  grammar: {
    flags: ['all', 'quiet', 'no-trunc', 'latest', 'size'],
    values: ['filter', 'format', 'last'],
    names: { a: 'all', q: 'quiet', l: 'latest', s: 'size', f: 'filter', n: 'last' },
  },
  operands: { least: 0, most: 0 },
  run({ engine, clock, stdout }, options) {
    const full = options.has('no-trunc');
    const filters = options.all('filter').map((text) => text.split('=') as [string, string]);
    const test: { readonly [key: string]: (container: Container, value: string) => boolean } = {
      name: ({ name }, value) => name.includes(value),
      status: ({ state }, value) => state === value,
      ancestor: ({ request }, value) => request.imageName === value || request.image.tags.includes(value),
      id: ({ id }, value) => id.startsWith(value),
      exited: ({ state, exitCode }, value) => state === 'exited' && String(exitCode) === value,
      network: ({ endpoints }, value) => endpoints.some(({ network }) => network === value),
    };
    const unknown = filters.find(([key]) => test[key] === undefined);
    if (unknown !== undefined) throw new DaemonError(`invalid filter '${unknown[0]}'`, 1);
    const all = options.has('all') || options.has('latest') || filters.some(([key]) => key === 'status' || key === 'exited');
    const last = options.has('latest') ? 1 : Number(options.value('last') ?? Infinity);
    const shown = engine.containers.all
      .filter(({ state }) => all || options.value('last') !== undefined || state === 'running' || state === 'paused')
      .filter((container) => filters.every(([key, value]) => test[key]?.(container, value)))
      .slice(0, last);
    const id = (container: Container): string => (full ? container.id : shortId(container.id));
    if (options.has('quiet')) {
      for (const container of shown) stdout.write(`${id(container)}\n`);
      return 0;
    }
    const now = clock.now();
    const format = options.value('format');
    if (format !== undefined && format !== 'table') {
      const source = format.replace(/^table\s+/, '');
      for (const container of shown)
        stdout.write(
          `${formatWith(source.replaceAll('\\t', '\t'), {
            ID: id(container),
            Image: container.request.imageName,
            Command: commandText(container, !full),
            CreatedAt: new Date(container.created).toISOString(),
            Status: statusText(container, now),
            State: container.state,
            Ports: portsText(container),
            Names: container.name,
            Networks: container.endpoints.map(({ network }) => network).join(','),
          })}\n`,
        );
      return 0;
    }
    stdout.write(
      table([
        ['CONTAINER ID', 'IMAGE', 'COMMAND', 'CREATED', 'STATUS', 'PORTS', 'NAMES'],
        ...shown.map((container) => [
          id(container),
          container.request.imageName,
          commandText(container, !full),
          `${humanAge(now - container.created)} ago`,
          statusText(container, now),
          portsText(container),
          container.name,
        ]),
      ]),
    );
    return 0;
  },
});

/** A command that does the same with each container that is named, and prints the name back. */
function onEach(
  name: string,
  summary: string,
  grammar: DockerCommand['grammar'],
  act: (context: DockerContext, container: Container, options: Parameters<DockerCommand['run']>[1]) => Promise<void> | void,
): DockerCommand {
  return defineDockerCommand({
    name,
    usage: '[OPTIONS] CONTAINER [CONTAINER...]',
    summary,
    aliases: [`container ${name}`],
    grammar,
    operands: { least: 1 },
    async run(context, options) {
      let code = 0;
      for (const text of options.operands) {
        try {
          await act(context, context.engine.containers.find(text), options);
          context.stdout.write(`${text}\n`);
        } catch (error) {
          if (!(error instanceof DaemonError)) throw error;
          context.stderr.write(`Error response from daemon: ${error.message}\n`);
          code = 1;
        }
      }
      return code;
    },
  });
}

const none = { flags: [], values: [] };
const timed = { flags: [], values: ['timeout', 'signal'], names: { t: 'timeout', time: 'timeout', s: 'signal' } };

function stopWith({ engine }: DockerContext, container: Container, options: Parameters<DockerCommand['run']>[1]): Promise<void> {
  const text = options.value('signal');
  const signal = text === undefined ? undefined : parseSignal(text);
  if (text !== undefined && signal === undefined) throw new DaemonError(`invalid signal: ${text}`, 1);
  return engine.containers.stop(container, Number(options.value('timeout') ?? 10), signal);
}

export const stop = onEach('stop', 'Stop one or more running containers', timed, stopWith);

export const kill = onEach(
  'kill',
  'Kill one or more running containers',
  { flags: [], values: ['signal'], names: { s: 'signal' } },
  ({ engine }, container, options) => {
    const signal = parseSignal(options.value('signal') ?? 'KILL');
    if (signal === undefined) throw new DaemonError(`invalid signal: ${options.value('signal')}`, 1);
    engine.containers.signal(container, signal);
  },
);

export const rm = onEach(
  'rm',
  'Remove one or more containers',
  { flags: ['force', 'volumes'], values: [], names: { f: 'force', v: 'volumes' } },
  ({ engine }, container, options) => engine.containers.remove(container, options.has('force')),
);

export const restart = onEach('restart', 'Restart one or more containers', timed, async (context, container, options) => {
  await stopWith(context, container, options);
  context.engine.containers.start(container);
});

export const pause = onEach('pause', 'Pause all processes within one or more containers', none, ({ engine }, container) => {
  if (container.state !== 'running') throw new DaemonError(`container ${container.id} is not running`, 1);
  engine.containers.pause(container, true);
});

export const unpause = onEach('unpause', 'Unpause all processes within one or more containers', none, ({ engine }, container) => {
  if (container.state !== 'paused') throw new DaemonError(`Container ${container.id} is not paused`, 1);
  engine.containers.pause(container, false);
});

export const start = defineDockerCommand({
  name: 'start',
  usage: '[OPTIONS] CONTAINER [CONTAINER...]',
  summary: 'Start one or more stopped containers',
  aliases: ['container start'],
  grammar: { flags: ['attach', 'interactive'], values: [], names: { a: 'attach', i: 'interactive' } },
  operands: { least: 1 },
  async run(context, options) {
    if (options.has('attach') || options.has('interactive'))
      return begin(context, context.engine.containers.find(options.operands[0] ?? ''), { detached: false });
    const failed = options.operands.filter((text) => {
      try {
        context.engine.containers.start(context.engine.containers.find(text));
        context.stdout.write(`${text}\n`);
        return false;
      } catch (error) {
        if (!(error instanceof DaemonError)) throw error;
        context.stderr.write(`Error response from daemon: ${error.message}\n`);
        return true;
      }
    });
    if (failed.length === 0) return 0;
    context.stderr.write(`Error: failed to start containers: ${failed.join(', ')}\n`);
    return 1;
  },
});

export const rename = defineDockerCommand({
  name: 'rename',
  usage: 'CONTAINER NEW_NAME',
  summary: 'Rename a container',
  grammar: none,
  operands: { least: 2, most: 2 },
  run({ engine }, { operands: [text = '', name = ''] }) {
    const container = engine.containers.find(text);
    if (engine.containers.all.some((other) => other.name === name))
      throw new DaemonError(`Error when allocating new name: Conflict. The container name "/${name}" is already in use`, 1);
    container.name = name;
    return 0;
  },
});

export const wait = defineDockerCommand({
  name: 'wait',
  usage: 'CONTAINER [CONTAINER...]',
  summary: 'Block until one or more containers stop, then print their exit codes',
  grammar: none,
  operands: { least: 1 },
  async run({ engine, clock, stdout }, { operands }) {
    for (const text of operands) {
      const container = engine.containers.find(text);
      if (container.state === 'running') {
        await clock.block<void>((wake) => {
          const end = (): void => wake(undefined);
          container.onEnd.add(end);
          return () => container.onEnd.delete(end);
        });
      }
      stdout.write(`${container.exitCode}\n`);
    }
    return 0;
  },
});

export const port = defineDockerCommand({
  name: 'port',
  usage: 'CONTAINER [PRIVATE_PORT[/PROTO]]',
  summary: 'List port mappings or a specific mapping for the container',
  grammar: none,
  operands: { least: 1, most: 2 },
  run({ engine, stdout, stderr }, { operands: [text = '', wanted] }) {
    const all = engine.containers.find(text).request.ports;
    const found = all.filter(
      ({ port: inside, protocol }) => wanted === undefined || [String(inside), `${inside}/${protocol}`].includes(wanted),
    );
    if (wanted !== undefined && found.length === 0) {
      stderr.write(`Error: No public port '${wanted.includes('/') ? wanted : `${wanted}/tcp`}' published for ${text}\n`);
      return 1;
    }
    for (const { hostAddress, hostPort, port: inside, protocol } of found)
      stdout.write(`${wanted === undefined ? `${inside}/${protocol} -> ` : ''}${hostAddress}:${hostPort}\n`);
    return 0;
  },
});

export const containerPrune = defineDockerCommand({
  name: 'container prune',
  usage: '[OPTIONS]',
  summary: 'Remove all stopped containers',
  grammar: { flags: ['force'], values: [], names: { f: 'force' } },
  run({ engine, stdout }) {
    const gone = engine.containers.all.filter(({ state }) => state === 'exited' || state === 'created');
    for (const container of gone) engine.containers.remove(container, false);
    if (gone.length > 0) stdout.write(`Deleted Containers:\n${gone.map(({ id }) => `${id}\n`).join('')}\n`);
    stdout.write('Total reclaimed space: 0B\n');
    return 0;
  },
});
