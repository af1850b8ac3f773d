import { StatusError } from '../../../api/status-error.ts';
import type { JsonObject } from '../../../core/json.ts';
import { canonicalQuantity, QuantityError } from '../../../core/quantity.ts';
import { horizontalPodAutoscalers, horizontalPodAutoscalersV1 } from '../../../schema/resources.ts';
import { createObject } from '../build/create-object.ts';
import { defineVerb } from '../define-verb.ts';
import { groupVersion, type Mapping } from '../discovery.ts';
import { CommandError, throwAll } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { fetchAll, select } from '../resources/resources.ts';
import { dryRunFlag, fieldManagerFlag, filenameFlags, printFlags, saveConfigFlag } from '../shared-flags.ts';

export const autoscale = defineVerb({
  name: 'autoscale',
  usage: 'autoscale (-f FILENAME | TYPE NAME | TYPE/NAME) [--min=MINPODS] --max=MAXPODS [--cpu-percent=CPU]',
  summary: 'Auto-scale a deployment, replica set, stateful set, or replication controller',
  description: 'Creates a HorizontalPodAutoscaler, which sets the number of Pods by what they use.',
  arguments: 'resources',
  attempts: 4,
  flags: [
    ...filenameFlags(),
    ...printFlags,
    dryRunFlag,
    saveConfigFlag,
    fieldManagerFlag('kubectl-autoscale'),
    { name: 'min', type: 'int', default: '-1', help: 'Fewest Pods; the default of the server when negative' },
    { name: 'max', type: 'int', default: '-1', required: true, help: 'Most Pods' },
    { name: 'cpu', type: 'string', help: 'CPU to aim at: a part of what is requested, 80%, or an amount, 500m' },
    { name: 'memory', type: 'string', help: 'Memory to aim at: a part of what is requested, 60%, or an amount, 200Mi' },
    { name: 'cpu-percent', type: 'int', default: '-1', help: 'CPU to aim at in percent of what is requested (deprecated)' },
    { name: 'name', type: 'string', help: 'Name of the autoscaler; that of the workload when absent' },
  ],
  examples: [{ comment: 'From two to ten Pods', command: 'kubectl autoscale deployment web --min=2 --max=10 --cpu=80%' }],
  async run(invocation) {
    const { flags } = invocation;
    if (flags.has('cpu-percent')) {
      invocation.err(
        "Flag --cpu-percent has been deprecated, Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or '500m' for milliCPU).\n",
      );
    }
    const [min, max] = [flags.int('min'), flags.int('max')];
    if (max < 1) throw new CommandError(`--max=MAXPODS is required and must be at least 1, max: ${max}`);
    if (max < min) throw new CommandError(`--max=MAXPODS must be larger or equal to --min=MINPODS, max: ${max}, min: ${min}`);
    if (flags.int('cpu-percent') > 0 && flags.string('cpu') !== '')
      throw new CommandError('--cpu-percent and --cpu are mutually exclusive');
    const metrics = metricsOf(invocation);
    const selection = await select(invocation, {
      filenames: flags.list('filename'),
      kustomize: flags.string('kustomize'),
      recursive: flags.bool('recursive'),
    });
    const { targets, errors } = await fetchAll(invocation, selection);
    throwAll(errors);
    for (const { mapping, name } of targets) {
      if (invocation.cluster.kindOf(mapping)?.scale === undefined) {
        const resource = `${mapping.group}/${mapping.version}, Resource=${mapping.resource}`;
        throw new CommandError(
          `cannot autoscale a ${mapping.kind}: could not find scale subresource for ${resource} in discovery information`,
        );
      }
      await createAutoscaler(invocation, mapping, name, metrics);
    }
    if (targets.length === 0) throw new CommandError('no objects passed to autoscale');
  },
});

async function createAutoscaler(
  invocation: Invocation,
  mapping: Mapping,
  target: string,
  metrics: readonly JsonObject[],
): Promise<void> {
  const { flags } = invocation;
  const min = flags.int('min');
  const bounds = {
    scaleTargetRef: { kind: mapping.kind, name: target, apiVersion: groupVersion(mapping) },
    ...(min > 0 ? { minReplicas: min } : {}),
    maxReplicas: flags.int('max'),
  };
  const options = { name: flags.string('name') || target, operation: 'autoscaled' };
  const spec = { ...bounds, ...(metrics.length === 0 ? {} : { metrics }) };
  try {
    await createObject(
      invocation,
      horizontalPodAutoscalers,
      { spec, status: { desiredReplicas: 0, currentMetrics: null } },
      options,
    );
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    // As kubectl does: what the older version can express is tried with that, whatever went wrong.
    const percent = percentOf(invocation);
    const incompatible = 'failed to create autoscaling/v2 HPA and the configuration is incompatible with autoscaling/v1';
    if (flags.string('cpu') === '') throw new CommandError(`${incompatible}: empty input`);
    if (percent === undefined || flags.string('memory') !== '') throw new CommandError(`${incompatible}: %!w(<nil>)`);
    await createObject(
      invocation,
      horizontalPodAutoscalersV1,
      { spec: { ...bounds, targetCPUUtilizationPercentage: percent }, status: { currentReplicas: 0, desiredReplicas: 0 } },
      options,
    );
  }
}

function percentOf({ flags }: Invocation): number | undefined {
  if (flags.int('cpu-percent') >= 0) return flags.int('cpu-percent');
  const [, percent] = /^(\d+)%$/.exec(flags.string('cpu').trim()) ?? [];
  return percent === undefined ? undefined : Number(percent);
}

function metricsOf({ flags }: Invocation): readonly JsonObject[] {
  const percent = flags.int('cpu-percent');
  const metric = (name: string, target: JsonObject): JsonObject => ({ type: 'Resource', resource: { name, target } });
  return [
    ...(percent >= 0 ? [metric('cpu', { type: 'Utilization', averageUtilization: percent })] : []),
    ...(flags.string('cpu') === '' ? [] : [metric('cpu', targetOf(flags.string('cpu').trim(), 'm'))]),
    ...(flags.string('memory') === '' ? [] : [metric('memory', targetOf(flags.string('memory').trim(), 'Mi'))]),
  ];
}

/** Throws CommandError for what is neither a percentage nor an amount. */
function targetOf(text: string, unit: string): JsonObject {
  if (text.endsWith('%')) {
    const percent = text.slice(0, -1);
    if (!/^[+-]?\d+$/.test(percent))
      throw new CommandError(`failed to parse percentage: strconv.ParseInt: parsing ${JSON.stringify(percent)}: invalid syntax`);
    if (Number(percent) < 0) throw new CommandError('percentage cannot be negative');
    return { type: 'Utilization', averageUtilization: Number(percent) };
  }
  try {
    return {
      type: 'AverageValue',
      averageValue: canonicalQuantity(/^[+-]?[\d.]+$/.test(text) ? `${Number(text)}${unit}` : text),
    };
  } catch (error) {
    if (error instanceof QuantityError) throw new CommandError(`invalid resource quantity: ${error.message}`);
    throw error;
  }
}
