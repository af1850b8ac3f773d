import type { DescribeContext } from '../../api/kind.ts';
import { DescribeText } from '../../core/text-table.ts';
import type {
  HorizontalPodAutoscaler,
  HPAScalingRules,
  MetricSpec,
  MetricStatus,
  MetricTarget,
  MetricValueStatus,
} from '../../schema/types/autoscaling-v2.ts';
import { writeEvents } from '../describing/events.ts';
import { timeText, writeAnnotations, writeLabels } from '../describing/metadata.ts';

const shownMetrics = 2;
const unknown = '<unknown>';

type SourceName = 'resource' | 'containerResource' | 'pods' | 'object' | 'external';
const sources: ReadonlyMap<string, SourceName> = new Map([
  ['Resource', 'resource'],
  ['ContainerResource', 'containerResource'],
  ['Pods', 'pods'],
  ['Object', 'object'],
  ['External', 'external'],
]);

/** What one metric aims at and where it stands. */
interface Reading {
  readonly source: SourceName;
  readonly target: Partial<MetricTarget>;
  readonly current: MetricValueStatus | undefined;
}

function readingOf(spec: MetricSpec, status: MetricStatus | undefined): Reading | undefined {
  const source = sources.get(spec.type);
  if (source === undefined) return undefined;
  return { source, target: spec[source]?.target ?? {}, current: status?.[source]?.current };
}

const ofResources = ({ source }: Reading): boolean => source === 'resource' || source === 'containerResource';
const averaged = ({ source, target }: Reading): boolean => source === 'pods' || target.averageValue !== undefined;

function amounts(reading: Reading): readonly [current: string, target: string] {
  const { target, current } = reading;
  if (averaged(reading)) return [current?.averageValue ?? unknown, target.averageValue ?? '0'];
  if (!ofResources(reading)) return [current === undefined ? unknown : (current.value ?? '0'), target.value ?? '0'];
  const used = current?.averageUtilization;
  const aim = target.averageUtilization;
  return [used === undefined ? unknown : `${used}%`, aim === undefined ? '<auto>' : `${aim}%`];
}

/** `cpu: 12%/80%, <unknown>/10 + 1 more...`. Models formatHPAMetrics in pkg/printers/internalversion. */
export function metricsText({ spec, status }: HorizontalPodAutoscaler): string {
  const metrics = spec?.metrics ?? [];
  if (metrics.length === 0) return '<none>';
  const texts = metrics.map((metric, index) => {
    const reading = readingOf(metric, status?.currentMetrics?.[index]);
    if (reading === undefined) return '<unknown type>';
    const text = amounts(reading).join('/');
    if (ofResources(reading)) return `${metric.resource?.name ?? metric.containerResource?.name ?? ''}: ${text}`;
    return averaged(reading) && reading.source !== 'pods' ? `${text} (avg)` : text;
  });
  const shown = texts.slice(0, shownMetrics).join(', ');
  return texts.length > shownMetrics ? `${shown} + ${texts.length - shownMetrics} more...` : shown;
}

/** Models describeHorizontalPodAutoscalerV2 in k8s.io/kubectl/pkg/describe. */
export async function describeAutoscaler(object: HorizontalPodAutoscaler, context: DescribeContext): Promise<string> {
  const text = new DescribeText();
  const { metadata, spec, status } = object;
  text.line(0, `Name:\t${metadata.name ?? ''}`);
  text.line(0, `Namespace:\t${metadata.namespace ?? ''}`);
  writeLabels(text, 'Labels', metadata.labels);
  writeAnnotations(text, 'Annotations', metadata.annotations);
  text.line(0, `CreationTimestamp:\t${timeText(metadata.creationTimestamp)}`);
  text.line(0, `Reference:\t${spec.scaleTargetRef.kind}/${spec.scaleTargetRef.name}`);
  text.line(0, 'Metrics:\t( current / target )');
  for (const [index, metric] of (spec.metrics ?? []).entries()) text.line(1, metricLine(metric, status?.currentMetrics?.[index]));
  text.line(0, `Min replicas:\t${spec.minReplicas ?? '<unset>'}`);
  text.line(0, `Max replicas:\t${spec.maxReplicas}`);
  if (spec.behavior !== undefined) {
    text.line(0, 'Behavior:');
    writeRules(text, 'Scale Up', spec.behavior.scaleUp);
    writeRules(text, 'Scale Down', spec.behavior.scaleDown);
  }
  const counts = `${status?.currentReplicas ?? 0} current / ${status?.desiredReplicas ?? 0} desired`;
  text.line(0, `${spec.scaleTargetRef.kind} pods:\t${counts}`);
  if ((status?.conditions ?? []).length > 0) {
    text.line(0, 'Conditions:');
    text.line(1, 'Type\tStatus\tReason\tMessage');
    text.line(1, '----\t------\t------\t-------');
    for (const { type, status: state, reason, message } of status.conditions ?? [])
      text.line(1, `${type}\t${state}\t${reason ?? ''}\t${message ?? ''}`);
  }
  await writeEvents(text, object, context);
  return text.toString();
}

function metricLine(metric: MetricSpec, status: MetricStatus | undefined): string {
  const reading = readingOf(metric, status);
  if (reading === undefined) return `<unknown metric type ${JSON.stringify(metric.type)}>`;
  const { containerResource, resource, object, pods, external } = metric;
  const [current, target] = amounts(reading);
  if (ofResources(reading)) {
    const container = containerResource === undefined ? '' : ` of container "${containerResource.container}"`;
    const what = `resource ${(resource ?? containerResource)?.name ?? ''}${container} on pods`;
    if (averaged(reading)) return `${what}:\t${current} / ${target}`;
    const value = reading.current?.averageUtilization === undefined ? '' : ` (${reading.current.averageValue ?? '0'})`;
    return `${what}  (as a percentage of request):\t${current}${value} / ${target}`;
  }
  const name = JSON.stringify((object ?? pods ?? external)?.metric.name ?? '');
  if (pods !== undefined) return `${name} on pods:\t${current} / ${target}`;
  const where = object === undefined ? '' : ` on ${object.describedObject.kind}/${object.describedObject.name}`;
  return `${name}${where} (target ${averaged(reading) ? 'average value' : 'value'}):\t${current} / ${target}`;
}

function writeRules(text: DescribeText, direction: string, rules: HPAScalingRules | undefined): void {
  if (rules === undefined) return;
  text.line(1, `${direction}:`);
  if (rules.stabilizationWindowSeconds !== undefined)
    text.line(2, `Stabilization Window: ${rules.stabilizationWindowSeconds} seconds`);
  if ((rules.policies ?? []).length === 0) return;
  text.line(2, `Select Policy: ${rules.selectPolicy ?? 'Max'}`);
  text.line(2, 'Policies:');
  for (const { type, value, periodSeconds } of rules.policies ?? [])
    text.line(3, `- Type: ${type}\tValue: ${value}\tPeriod: ${periodSeconds} seconds`);
}
