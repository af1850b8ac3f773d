import { shortHumanDuration } from '../../../core/duration.ts';
import { parseQuantity, quantityMilliValue, quantityValue } from '../../../core/quantity.ts';
import { alignTabs } from '../../../core/text-table.ts';
import { parseTime } from '../../../core/time-text.ts';
import { nodeMetrics, podMetrics, type NodeMetrics, type PodMetrics, type Usage } from '../../../schema/metrics.ts';
import { nodes, pods } from '../../../schema/resources.ts';
import type { Node } from '../../../schema/types/core-v1.ts';
import { mappingOf } from '../build/mapping.ts';
import { defineVerb, type Verb } from '../define-verb.ts';
import { CommandError } from '../errors.ts';
import type { FlagDefinition } from '../flags.ts';
import type { Invocation } from '../invocation.ts';
import type { ResourceType } from '../../../schema/resource-type.ts';
import { allNamespacesFlag, fieldSelectorFlag, selectorFlag } from '../shared-flags.ts';

/** A Pod that is younger may have no metrics yet, in milliseconds. */
const CREATION_DELAY = 120_000;
const MEBIBYTE = 1024 ** 2;
/** As Go's tabwriter is set up for these tables. */
const layout = { minWidth: 10, padding: 3 };

function topCommand(
  name: string,
  aliases: readonly string[],
  what: string,
  extra: readonly FlagDefinition[],
  show: (invocation: Invocation) => Promise<void>,
): Verb {
  return defineVerb({
    name,
    aliases,
    usage: `${name} [NAME | -l label]`,
    summary: `Display resource (CPU/memory) usage of ${what}`,
    arguments: 'none',
    attempts: 0,
    flags: [
      selectorFlag,
      ...extra,
      { name: 'no-headers', type: 'bool', help: 'No header line' },
      { name: 'sort-by', type: 'string', values: ['cpu', 'memory'], help: 'What to sort by' },
      { name: 'use-protocol-buffers', type: 'bool', default: 'true', help: 'Encoding', notSimulated: 'it makes no difference' },
    ],
    async run(invocation) {
      const { args, flags, cluster } = invocation;
      if (args.length > 1) throw invocation.usageError(`only one ${name} name is accepted`);
      if (args.length === 1 && flags.string('selector') !== '')
        throw new CommandError(`only one of NAME or ${name === 'pod' ? '' : '--'}selector can be provided`);
      const by = flags.string('sort-by');
      if (by !== '' && by !== 'cpu' && by !== 'memory') throw new CommandError('--sort-by accepts only cpu or memory');
      const served = await cluster.discovery.groupVersions();
      if (!served.some((version) => version.startsWith('metrics.k8s.io/'))) throw new CommandError('Metrics API not available');
      await show(invocation);
    },
  });
}

async function showPods(invocation: Invocation): Promise<void> {
  const { flags } = invocation;
  const everywhere = flags.bool('all-namespaces');
  const namespace = everywhere ? '' : invocation.namespace;
  const found = (await metricsOf(invocation, podMetrics, namespace, flags.string('field-selector'))) as readonly PodMetrics[];
  if (found.length === 0) {
    await explainNothing(invocation, namespace);
    invocation.err(everywhere ? 'No resources found\n' : `No resources found in ${namespace} namespace.\n`);
    return;
  }
  const byContainer = flags.bool('containers');
  const total = (pod: PodMetrics): Amounts => sumOf(pod.containers.map(({ usage }) => amountsOf(usage)));
  const rows = sorted(invocation, found, total, ({ metadata }) => `${metadata.namespace ?? ''}/${metadata.name}`).flatMap(
    (pod) => {
      const place = [...(everywhere ? [pod.metadata.namespace ?? ''] : []), pod.metadata.name];
      if (!byContainer) return [[...place, ...cellsOf(total(pod))]];
      return pod.containers.map((container) => [...place, container.name, ...cellsOf(amountsOf(container.usage))]);
    },
  );
  const header = [...(everywhere ? ['NAMESPACE'] : []), ...(byContainer ? ['POD'] : []), 'NAME', 'CPU(cores)', 'MEMORY(bytes)'];
  const before = header.slice(2).map(() => '');
  const sum = flags.bool('sum')
    ? [
        [...before, '________', '________'],
        [...before, ...cellsOf(sumOf(found.map(total)))],
      ]
    : [];
  print(invocation, header, [...rows, ...sum]);
}

/** Throws CommandError when there are Pods that should have metrics. Models verifyEmptyMetrics of kubectl. */
async function explainNothing(invocation: Invocation, namespace: string): Promise<void> {
  const { cluster, flags, process } = invocation;
  const own = await cluster.list(mappingOf(pods), namespace, { labelSelector: flags.string('selector') });
  if (own.length === 0) return;
  for (const { metadata } of own) {
    const age = process.clock.now() - (parseTime(metadata.creationTimestamp) ?? 0);
    if (age > CREATION_DELAY)
      throw new CommandError(
        `Metrics not available for pod ${metadata.namespace ?? ''}/${metadata.name}, age: ${shortHumanDuration(age)}`,
      );
  }
  throw new CommandError('metrics not available yet');
}

async function showNodes(invocation: Invocation): Promise<void> {
  const { cluster, flags } = invocation;
  const found = (await metricsOf(invocation, nodeMetrics, undefined)) as readonly NodeMetrics[];
  if (found.length === 0) throw new CommandError('metrics not available yet');
  const all = (await cluster.list(mappingOf(nodes), undefined)) as unknown as readonly Node[];
  const available = new Map(
    all.map(({ metadata, status }) => [
      metadata.name,
      amountsOf((flags.bool('show-capacity') ? status.capacity : status.allocatable) ?? {}),
    ]),
  );
  const use = (node: NodeMetrics): Amounts => amountsOf(node.usage);
  const rows = sorted(invocation, found, use, ({ metadata }) => metadata.name).map((node) => {
    const [cpu = '', memory = ''] = cellsOf(use(node));
    const whole = available.get(node.metadata.name);
    const share = (resource: keyof Amounts): string =>
      whole === undefined || whole[resource] === 0
        ? '<unknown>'
        : `${Math.trunc((use(node)[resource] / whole[resource]) * 100)}%`;
    return [node.metadata.name, cpu, share('cpu'), memory, share('memory')];
  });
  const silent = all
    .map(({ metadata }) => metadata.name)
    .filter((name) => invocation.args.length === 0 && !found.some(({ metadata }) => metadata.name === name))
    .map((name) => [name, '<unknown>', '<unknown>', '<unknown>', '<unknown>']);
  print(invocation, ['NAME', 'CPU(cores)', 'CPU(%)', 'MEMORY(bytes)', 'MEMORY(%)'], [...rows, ...silent]);
}

async function metricsOf(
  { cluster, args, flags }: Invocation,
  type: ResourceType<PodMetrics> | ResourceType<NodeMetrics>,
  namespace: string | undefined,
  fieldSelector = '',
): Promise<readonly unknown[]> {
  const mapping = mappingOf(type);
  const [name] = args;
  if (name !== undefined) return [await cluster.get(mapping, namespace, name)];
  return cluster.list(mapping, namespace, {
    labelSelector: flags.string('selector'),
    ...(fieldSelector === '' ? {} : { fieldSelector }),
  });
}

/** Thousandths of a processor, and bytes. */
interface Amounts {
  readonly cpu: number;
  readonly memory: number;
}

function amountsOf(usage: Usage): Amounts {
  const of = (resource: string): string => String(usage[resource] ?? '0');
  return { cpu: quantityMilliValue(parseQuantity(of('cpu'))), memory: quantityValue(parseQuantity(of('memory'))) };
}

function sumOf(amounts: readonly Amounts[]): Amounts {
  return amounts.reduce((sum, { cpu, memory }) => ({ cpu: sum.cpu + cpu, memory: sum.memory + memory }), { cpu: 0, memory: 0 });
}

function cellsOf({ cpu, memory }: Amounts): readonly string[] {
  return [`${cpu}m`, `${Math.trunc(memory / MEBIBYTE)}Mi`];
}

function sorted<T>(
  { flags }: Invocation,
  items: readonly T[],
  amounts: (item: T) => Amounts,
  nameOf: (item: T) => string,
): readonly T[] {
  const by = flags.string('sort-by');
  return items.toSorted((left, right) => {
    if (by === 'cpu' || by === 'memory') return amounts(right)[by] - amounts(left)[by];
    return nameOf(left) < nameOf(right) ? -1 : 1;
  });
}

function print(invocation: Invocation, header: readonly string[], rows: readonly (readonly string[])[]): void {
  const lines = [...(invocation.flags.bool('no-headers') ? [] : [header]), ...rows];
  invocation.out(alignTabs(lines.map((cells) => cells.map((cell) => `${cell}\t`).join('') + '\n').join(''), layout));
}

export const top = defineVerb({
  name: 'top',
  usage: 'top [flags]',
  summary: 'Display resource (CPU/memory) usage',
  description: 'Shows what nodes and Pods use. It needs the Metrics Server in the cluster.',
  arguments: 'none',
  attempts: 0,
  subcommands: [
    topCommand(
      'node',
      ['nodes', 'no'],
      'nodes',
      [{ name: 'show-capacity', type: 'bool', help: 'Percent of the capacity rather than of what is allocatable' }],
      showNodes,
    ),
    topCommand(
      'pod',
      ['pods', 'po'],
      'pods',
      [
        allNamespacesFlag,
        fieldSelectorFlag,
        { name: 'containers', type: 'bool', help: 'One line for each container' },
        { name: 'sum', type: 'bool', help: 'A last line with the sum' },
      ],
      showPods,
    ),
  ],
});
