import type { ContainerView } from '../../../host/container-runtime.ts';
import { humanAge } from '../../docker/format.ts';
import {
  CrictlError,
  defineCrictlCommand,
  findContainer,
  isNewestOnly,
  labelsWanted,
  newest,
  patternWanted,
  short,
  table,
  writeObject,
  type CrictlContext,
} from '../command.ts';
import { containerEntry, containerLabels, containerStatus } from '../views.ts';

const names = {
  s: 'state',
  q: 'quiet',
  o: 'output',
  l: 'latest',
  n: 'last',
  v: 'verbose',
  a: 'all',
  p: 'pod',
  r: 'resolve-image-path',
};
const states = ['created', 'running', 'exited', 'unknown'];
export const selection = ['name', 'namespace', 'pod', 'image', 'state', 'label', 'last'];

const stateText = ({ state }: ContainerView): string => `${state.slice(0, 1).toUpperCase()}${state.slice(1)}`;

/** Those that the filters of the command leave; only running ones unless somebody asks for others. */
export function chosenContainers({ runtime, options }: CrictlContext): readonly ContainerView[] {
  const state = options.value('state')?.toLowerCase();
  if (state !== undefined && !states.includes(state))
    throw new CrictlError('listing containers: --state should be one of created, running, exited or unknown');
  const wanted = isNewestOnly(options) ? undefined : (state ?? (options.has('all') ? undefined : 'running'));
  const [name, namespace, labels] = [
    patternWanted(options.value('name')),
    patternWanted(options.value('namespace')),
    labelsWanted(options),
  ];
  const image = options.value('image');
  const found = runtime
    .containers()
    .filter(
      (container) =>
        (wanted === undefined || container.state === wanted) &&
        container.id.startsWith(options.value('id') ?? '') &&
        container.sandbox.id.startsWith(options.value('pod') ?? '') &&
        (image === undefined ||
          container.imageName.includes(image) ||
          container.imageId.replace('sha256:', '').startsWith(image.replace('sha256:', ''))) &&
        name(container.name) &&
        namespace(container.sandbox.namespace) &&
        labels(containerLabels(container)),
    );
  return newest(options, found);
}

export const ps = defineCrictlCommand({
  name: 'ps',
  usage: 'List containers',
  most: 0,
  grammar: {
    flags: ['all', 'quiet', 'latest', 'no-trunc', 'verbose', 'resolve-image-path'],
    values: ['id', 'output', ...selection],
    names,
  },
  run(context) {
    const { process, options } = context;
    const rows = chosenContainers(context);
    if (writeObject(context, { containers: rows.map(containerEntry) }, 'table')) return 0;
    if (options.has('quiet')) {
      process.stdout.write(rows.map(({ id }) => `${id}\n`).join(''));
      return 0;
    }
    const age = ({ created }: ContainerView): string => `${humanAge(process.clock.now() - created)} ago`;
    if (options.has('verbose')) {
      for (const row of rows) process.stdout.write(`${verbose(row, age(row))}\n`);
      return 0;
    }
    const cut = (id: string): string => (options.has('no-trunc') ? id : short(id));
    process.stdout.write(
      table([
        ['CONTAINER', 'IMAGE', 'CREATED', 'STATE', 'NAME', 'ATTEMPT', 'POD ID', 'POD', 'NAMESPACE'],
        ...rows.map((row) => [
          cut(row.id),
          options.has('resolve-image-path') ? row.imageName : cut(row.imageId),
          age(row),
          stateText(row),
          row.name,
          String(row.attempt),
          cut(row.sandbox.id),
          row.sandbox.name,
          row.sandbox.namespace,
        ]),
      ]),
    );
    return 0;
  },
});

function verbose(container: ContainerView, age: string): string {
  const labels = Object.entries(containerLabels(container))
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, value]) => `\t${key} -> ${value}\n`);
  return `ID: ${container.id}\nPodID: ${container.sandbox.id}\nNamespace: ${container.sandbox.namespace}\nName: ${container.name}\nAttempt: ${container.attempt}\nState: ${stateText(container)}\nImage: ${container.imageId}\nCreated: ${age}\nLabels:\n${labels.join('')}`;
}

export const inspect = defineCrictlCommand({
  name: 'inspect',
  usage: 'Display the status of one or more containers',
  operands: 'CONTAINER-ID [CONTAINER-ID...]',
  grammar: { flags: ['quiet', 'latest', 'all'], values: ['output', 'template', ...selection], names },
  run(context) {
    const { runtime, options, process } = context;
    const found =
      options.operands.length > 0 ? options.operands.map((text) => findContainer(runtime, text)) : chosenContainers(context);
    if (found.length === 0) throw new CrictlError('No IDs provided or nothing found per filter');
    const now = process.clock.now();
    for (const container of found) {
      if (writeObject(context, containerStatus(container, !options.has('quiet')), 'json')) continue;
      const { started, finished, exitCode } = container;
      const ended = finished === undefined ? '' : `Finished: ${humanAge(now - finished)} ago\nExit Code: ${exitCode ?? 0}\n`;
      process.stdout.write(
        `ID: ${container.id}\nName: ${container.name}\n${container.attempt === 0 ? '' : `Attempt: ${container.attempt}\n`}State: CONTAINER_${container.state.toUpperCase()}\nCreated: ${humanAge(now - container.created)} ago\n${started === undefined ? '' : `Started: ${humanAge(now - started)} ago\n`}${ended}`,
      );
    }
    return 0;
  },
});

/** `stop`, `stopp`, `rm` print each id that they were given. */
function seconds({ options }: CrictlContext): number {
  const text = options.value('timeout') ?? '0';
  if (!/^\d+$/.test(text)) throw new CrictlError(`invalid value ${JSON.stringify(text)} for flag -timeout: parse error`);
  return Number(text);
}

export const stop = defineCrictlCommand({
  name: 'stop',
  usage: 'Stop one or more running containers',
  operands: 'CONTAINER-ID [CONTAINER-ID...]',
  grammar: { flags: ['all'], values: ['timeout'], names: { t: 'timeout', a: 'all' } },
  async run(context) {
    const { runtime, options, process } = context;
    if (options.has('all') && options.operands.length > 0)
      throw new CrictlError('cannot specify CONTAINER-ID(s) when using --all');
    const found = options.has('all')
      ? runtime.containers().filter(({ state }) => state === 'running')
      : options.operands.map((text) => findContainer(runtime, text));
    if (found.length === 0 && !options.has('all'))
      throw new CrictlError('you must specify at least one CONTAINER-ID or use --all');
    for (const [index, { id }] of found.entries()) {
      await runtime.stop(id, seconds(context));
      process.stdout.write(`${options.operands[index] ?? id}\n`);
    }
    return 0;
  },
});

export const stopPod = defineCrictlCommand({
  name: 'stopp',
  usage: 'Stop one or more running pods',
  operands: 'POD-ID [POD-ID...]',
  least: 1,
  grammar: { flags: [], values: [] },
  async run({ runtime, options, process }) {
    for (const text of options.operands) {
      const found = runtime.sandboxes().find(({ id }) => id.startsWith(text));
      if (found === undefined)
        throw new CrictlError(
          `stopping the pod sandbox ${JSON.stringify(text)}: rpc error: code = NotFound desc = an error occurred when try to find sandbox ${JSON.stringify(text)}: not found`,
        );
      await runtime.stopSandbox(found.id);
      process.stdout.write(`Stopped sandbox ${text}\n`);
    }
    return 0;
  },
});

export const remove = defineCrictlCommand({
  name: 'rm',
  usage: 'Remove one or more containers',
  operands: 'CONTAINER-ID [CONTAINER-ID...]',
  grammar: { flags: ['force', 'all'], values: [], names: { f: 'force', a: 'all' } },
  async run({ runtime, options, process }) {
    const found = options.has('all') ? runtime.containers() : options.operands.map((text) => findContainer(runtime, text));
    if (found.length === 0 && !options.has('all')) throw new CrictlError('container ID cannot be empty');
    for (const [index, { id, state }] of found.entries()) {
      if (state === 'running') {
        if (!options.has('force')) throw new CrictlError(`container ${JSON.stringify(id)} is running, please stop it first`);
        await runtime.stop(id, 0);
      }
      runtime.remove(id);
      process.stdout.write(`${options.operands[index] ?? id}\n`);
    }
    return 0;
  },
});
