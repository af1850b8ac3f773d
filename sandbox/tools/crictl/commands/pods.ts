import { humanAge } from '../../docker/format.ts';
import {
  CrictlError,
  defineCrictlCommand,
  findSandbox,
  labelsWanted,
  newest,
  patternWanted,
  short,
  table,
  writeObject,
  type CrictlContext,
} from '../command.ts';
import { sandboxEntry, sandboxLabels, sandboxStatus } from '../views.ts';
import type { PodSandboxView } from '../../../host/container-runtime.ts';

const names = { s: 'state', q: 'quiet', o: 'output', l: 'latest', n: 'last', v: 'verbose' };

function chosen({ runtime, options }: CrictlContext): readonly PodSandboxView[] {
  const state = options.value('state')?.toLowerCase();
  if (state !== undefined && state !== 'ready' && state !== 'notready')
    throw new CrictlError('listing pod sandboxes: --state should be ready or notready');
  const [name, namespace, labels] = [
    patternWanted(options.value('name')),
    patternWanted(options.value('namespace')),
    labelsWanted(options),
  ];
  const found = runtime
    .sandboxes()
    .filter(
      (sandbox) =>
        (state === undefined || sandbox.ready === (state === 'ready')) &&
        sandbox.id.startsWith(options.value('id') ?? '') &&
        name(sandbox.name) &&
        namespace(sandbox.namespace) &&
        labels(sandboxLabels(sandbox)),
    )
    .toSorted((one, other) => other.created - one.created);
  return newest(options, found);
}

export const pods = defineCrictlCommand({
  name: 'pods',
  usage: 'List pods',
  most: 0,
  grammar: {
    flags: ['quiet', 'latest', 'no-trunc', 'verbose'],
    values: ['id', 'name', 'namespace', 'state', 'label', 'output', 'last'],
    names,
  },
  run(context) {
    const { process, options } = context;
    const rows = chosen(context);
    if (writeObject(context, { items: rows.map(sandboxEntry) }, 'table')) return 0;
    const id = (sandbox: PodSandboxView): string => (options.has('no-trunc') ? sandbox.id : short(sandbox.id));
    const age = (sandbox: PodSandboxView): string => `${humanAge(process.clock.now() - sandbox.created)} ago`;
    if (options.has('quiet')) process.stdout.write(rows.map((sandbox) => `${sandbox.id}\n`).join(''));
    else if (options.has('verbose')) for (const sandbox of rows) process.stdout.write(`${verbose(sandbox, age(sandbox))}\n`);
    else
      process.stdout.write(
        table([
          ['POD ID', 'CREATED', 'STATE', 'NAME', 'NAMESPACE', 'ATTEMPT', 'RUNTIME'],
          ...rows.map((sandbox) => [
            id(sandbox),
            age(sandbox),
            sandbox.ready ? 'Ready' : 'NotReady',
            sandbox.name,
            sandbox.namespace,
            String(sandbox.attempt),
            '(default)',
          ]),
        ]),
      );
    return 0;
  },
});

function verbose(sandbox: PodSandboxView, age: string): string {
  const labels = Object.entries(sandboxLabels(sandbox))
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, value]) => `\t${key} -> ${value}\n`);
  return `ID: ${sandbox.id}\nName: ${sandbox.name}\nUID: ${sandbox.uid}\nNamespace: ${sandbox.namespace}\n${sandbox.attempt === 0 ? '' : `Attempt: ${sandbox.attempt}\n`}Status: ${sandbox.ready ? 'Ready' : 'NotReady'}\nCreated: ${age}\nLabels:\n${labels.join('')}Runtime: (default)\n`;
}

export const inspectPod = defineCrictlCommand({
  name: 'inspectp',
  usage: 'Display the status of one or more pods',
  operands: 'POD-ID [POD-ID...]',
  grammar: { flags: ['quiet', 'latest'], values: ['output', 'template', 'name', 'namespace', 'state', 'label', 'last'], names },
  run(context) {
    const { runtime, options, process } = context;
    const found = options.operands.length > 0 ? options.operands.map((text) => findSandbox(runtime, text)) : chosen(context);
    if (found.length === 0) throw new CrictlError('No IDs provided or nothing found per filter');
    for (const sandbox of found)
      if (!writeObject(context, sandboxStatus(sandbox, !options.has('quiet')), 'json'))
        process.stdout.write(
          `${verbose(sandbox, `${humanAge(process.clock.now() - sandbox.created)} ago`)}${sandbox.address === undefined ? '' : `IP Addresses: ${sandbox.address}\n`}`,
        );
    return 0;
  },
});
