import type { ComponentClient } from '../../api/client.ts';
import { formatQuantity, milliQuantityOf, quantityMilliValue, quantityOf } from '../../core/quantity.ts';
import type {
  ContainerResourceMetricSource,
  HorizontalPodAutoscaler,
  MetricSpec,
  MetricStatus,
  ResourceMetricSource,
} from '../../schema/types/autoscaling-v2.ts';
import type { Pod } from '../../schema/types/core-v1.ts';
import { resourceMetrics } from './pod-metrics.ts';
import { replicasForAverage, replicasForUtilization, type Proposal, type Tolerances } from './replica-count.ts';

/** Use may be off its target by so much without anything being done, where the object says nothing else. */
const TOLERANCE = 0.1;

/** A number of replicas that one metric asks for. */
export interface MetricProposal {
  readonly replicas: number;
  /** As the Event of a rescale names it. */
  readonly name: string;
  readonly status: MetricStatus;
}

/** A metric that says nothing: the reason of the condition and the words of both condition and Event. */
export class MetricFailure extends Error {
  constructor(
    readonly reason: string,
    /** Why, without what it was for. */
    override readonly cause: string,
    message: string,
  ) {
    super(message);
    this.name = 'MetricFailure';
  }
}

export interface MetricContext {
  readonly client: ComponentClient;
  readonly autoscaler: HorizontalPodAutoscaler;
  readonly replicas: number;
  readonly selector: string;
  readonly pods: readonly Pod[];
  readonly now: number;
}

/** Asks one metric. Throws MetricFailure. Models computeReplicasForMetric of pkg/controller/podautoscaler/horizontal.go. */
export function askMetric(spec: MetricSpec, context: MetricContext): MetricProposal {
  const source = sources[spec.type];
  if (source === undefined) {
    const message = `unknown metric source type ${JSON.stringify(spec.type)}`;
    throw new MetricFailure('InvalidMetricSourceType', message, message);
  }
  return source(spec, context);
}

const sources: { readonly [type: string]: (spec: MetricSpec, context: MetricContext) => MetricProposal } = {
  Resource({ resource }, context) {
    const source: ResourceMetricSource = resource ?? { name: '', target: { type: '' } };
    const about = `failed to get ${source.name} resource metric value`;
    const { proposal, name, current } = orFailure('FailedGetResourceMetric', about, () => measure(source, undefined, context));
    return { replicas: proposal.replicas, name, status: { type: 'Resource', resource: { name: source.name, current } } };
  },
  ContainerResource({ containerResource }, context) {
    const source: ContainerResourceMetricSource = containerResource ?? { container: '', name: '', target: { type: '' } };
    const { container } = source;
    const about = `failed to get ${container} container metric value`;
    const { proposal, name, current } = orFailure('FailedGetContainerResourceMetric', about, () =>
      measure(source, container, context),
    );
    const status = { type: 'ContainerResource', containerResource: { name: source.name, container, current } };
    return { replicas: proposal.replicas, name, status };
  },
  Pods({ pods }) {
    const name = pods?.metric.name ?? '';
    const cause = `unable to get metric ${name}: unable to fetch metrics from custom metrics API: ${nobodyServes('custom')}`;
    throw new MetricFailure('FailedGetPodsMetric', cause, `failed to get pods metric value: ${cause}`);
  },
  Object({ object }, { autoscaler }) {
    const { kind = '', name = '' } = object?.describedObject ?? {};
    const place = `${kind} on ${autoscaler.metadata.namespace} ${name}`;
    const cause = `unable to get metric ${object?.metric.name ?? ''}: ${place}/unable to fetch metrics from custom metrics API: ${nobodyServes('custom')}`;
    throw new MetricFailure('FailedGetObjectMetric', cause, `failed to get object metric value: ${cause}`);
  },
  External({ external }, { autoscaler }) {
    const name = external?.metric.name ?? '';
    const cause = `unable to get external metric ${autoscaler.metadata.namespace}/${name}/nil: unable to fetch metrics from external metrics API: ${nobodyServes('external')}`;
    throw new MetricFailure(
      'FailedGetExternalMetric',
      cause,
      `failed to get ${name} external metric value: failed to get ${name} external metric: ${cause}`,
    );
  },
};

/** No adapter for such metrics runs here, as none runs in a fresh cluster. */
function nobodyServes(api: 'custom' | 'external'): string {
  return `no ${api} metrics API (${api}.metrics.k8s.io) registered`;
}

function measure(
  { name: resource, target }: ResourceMetricSource,
  container: string | undefined,
  context: MetricContext,
): {
  readonly proposal: Proposal;
  readonly name: string;
  readonly current: { readonly averageValue: string; readonly averageUtilization?: number };
} {
  const { client, autoscaler, selector, replicas, pods, now } = context;
  const what = target.averageValue === undefined ? 'utilization' : 'usage';
  if (target.averageValue === undefined && target.averageUtilization === undefined)
    throw new Error(
      'invalid resource metric source: neither an average utilization target nor an average value (usage) target was set',
    );
  try {
    const metrics = metricsOr(resource, () =>
      resourceMetrics(client, autoscaler.metadata.namespace ?? '', selector, resource, container),
    );
    const question = { replicas, resource, container, pods, metrics, tolerances: tolerancesOf(autoscaler), now };
    const proposal =
      target.averageValue === undefined
        ? replicasForUtilization(question, target.averageUtilization ?? 0)
        : replicasForAverage(question, quantityMilliValue(String(target.averageValue)));
    const averageValue = formatQuantity(
      resource === 'memory' ? quantityOf(Math.round(proposal.average / 1000), 'BinarySI') : milliQuantityOf(proposal.average),
    );
    const kind = container === undefined ? 'resource' : 'container resource';
    return {
      proposal,
      name:
        target.averageValue === undefined ? `${resource} ${kind} utilization (percentage of request)` : `${resource} resource`,
      current: {
        ...(proposal.utilization === undefined ? {} : { averageUtilization: proposal.utilization }),
        averageValue,
      },
    };
  } catch (error) {
    throw new Error(`failed to get ${resource} ${what}: ${textOf(error)}`, { cause: error });
  }
}

function metricsOr<T>(resource: string, get: () => T): T {
  try {
    return get();
  } catch (error) {
    throw new Error(`unable to get metrics for resource ${resource}: ${textOf(error)}`, { cause: error });
  }
}

function orFailure<T>(reason: string, about: string, ask: () => T): T {
  try {
    return ask();
  } catch (error) {
    throw new MetricFailure(reason, textOf(error), `${about}: ${textOf(error)}`);
  }
}

function tolerancesOf({ spec }: HorizontalPodAutoscaler): Tolerances {
  const share = (tolerance: string | number | undefined): number =>
    tolerance === undefined ? TOLERANCE : quantityMilliValue(String(tolerance)) / 1000;
  return { up: share(spec.behavior?.scaleUp?.tolerance), down: share(spec.behavior?.scaleDown?.tolerance) };
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
