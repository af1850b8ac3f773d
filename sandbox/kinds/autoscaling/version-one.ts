import { isObject } from '../../core/json.ts';
import type { HorizontalPodAutoscaler as VersionOne } from '../../schema/types/autoscaling-v1.ts';
import type {
  HorizontalPodAutoscaler,
  HorizontalPodAutoscalerBehavior,
  HPAScalingRules,
  MetricSpec,
  MetricStatus,
} from '../../schema/types/autoscaling-v2.ts';
import { defaultUtilization, emptyStatus } from './horizontal-pod-autoscaler.ts';

/** What the first version has no fields for stands in annotations. */
const metricsAnnotation = 'autoscaling.alpha.kubernetes.io/metrics';
const currentAnnotation = 'autoscaling.alpha.kubernetes.io/current-metrics';
const conditionsAnnotation = 'autoscaling.alpha.kubernetes.io/conditions';
const behaviorAnnotation = 'autoscaling.alpha.kubernetes.io/behavior';
const own: ReadonlySet<string> = new Set([metricsAnnotation, currentAnnotation, conditionsAnnotation, behaviorAnnotation]);

type Fields = { readonly [key: string]: unknown };

/** Fields that have a value. */
const given = (fields: Fields): Fields => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

const isCpuShare = ({ type, resource }: MetricSpec): boolean =>
  type === 'Resource' && resource?.name === 'cpu' && resource.target.averageUtilization !== undefined;

/** Shows an autoscaler in its first version. Models Convert_autoscaling_HorizontalPodAutoscaler_To_v1_HorizontalPodAutoscaler. */
export function toVersionOne(object: HorizontalPodAutoscaler): VersionOne {
  const { metadata, spec, status } = object;
  const others = (spec.metrics ?? []).filter((metric) => !isCpuShare(metric));
  const added = given({
    [metricsAnnotation]: others.length === 0 ? undefined : JSON.stringify(others.map(oldMetric)),
    [currentAnnotation]:
      (status.currentMetrics ?? []).length === 0 ? undefined : JSON.stringify(status.currentMetrics?.map(oldMetricStatus)),
    [behaviorAnnotation]: spec.behavior === undefined ? undefined : JSON.stringify(oldBehavior(spec.behavior)),
    [conditionsAnnotation]: (status.conditions ?? []).length === 0 ? undefined : JSON.stringify(status.conditions),
  });
  const annotations = { ...without(metadata.annotations), ...added };
  const { annotations: _annotations, ...meta } = metadata;
  const share = (spec.metrics ?? []).find(isCpuShare)?.resource?.target.averageUtilization;
  const current = (status.currentMetrics ?? []).find(({ type, resource }) => type === 'Resource' && resource?.name === 'cpu');
  return {
    apiVersion: 'autoscaling/v1',
    kind: object.kind,
    metadata: { ...meta, ...(Object.keys(annotations).length === 0 ? {} : { annotations }) },
    spec: {
      ...given({ minReplicas: spec.minReplicas, targetCPUUtilizationPercentage: share }),
      scaleTargetRef: spec.scaleTargetRef,
      maxReplicas: spec.maxReplicas,
    },
    status: {
      ...given({
        observedGeneration: status.observedGeneration,
        lastScaleTime: status.lastScaleTime,
        currentCPUUtilizationPercentage: current?.resource?.current.averageUtilization,
      }),
      currentReplicas: status.currentReplicas ?? 0,
      desiredReplicas: status.desiredReplicas ?? 0,
    },
  } as VersionOne;
}

/** The way back. Models Convert_v1_HorizontalPodAutoscaler_To_autoscaling_HorizontalPodAutoscaler. */
export function fromVersionOne(object: VersionOne): HorizontalPodAutoscaler {
  const { metadata, spec, status } = object;
  const { annotations, ...meta } = metadata;
  const kept = without(annotations);
  const share = spec.targetCPUUtilizationPercentage;
  const others = listIn(annotations?.[metricsAnnotation]).map(newMetric);
  const cpu = others.length === 0 ? (share ?? defaultUtilization) : share;
  const shares = cpu === undefined ? [] : [cpuShare(cpu)];
  const behavior = behaviorIn(annotations?.[behaviorAnnotation]);
  const used = status?.currentCPUUtilizationPercentage;
  const current =
    annotations?.[currentAnnotation] === undefined ? undefined : listIn(annotations[currentAnnotation]).map(newMetricStatus);
  const usedMetric =
    used === undefined ? undefined : [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: used } } }];
  const conditions = listIn(annotations?.[conditionsAnnotation]);
  return {
    apiVersion: 'autoscaling/v2',
    kind: object.kind,
    metadata: { ...meta, ...(Object.keys(kept).length === 0 ? {} : { annotations: kept }) },
    spec: {
      ...given({ minReplicas: spec.minReplicas, behavior }),
      scaleTargetRef: spec.scaleTargetRef,
      maxReplicas: spec.maxReplicas,
      metrics: [...others, ...shares],
    },
    status: {
      ...emptyStatus,
      ...given({
        observedGeneration: status?.observedGeneration,
        lastScaleTime: status?.lastScaleTime,
        currentReplicas: status?.currentReplicas || undefined,
        desiredReplicas: status?.desiredReplicas,
        currentMetrics: current ?? usedMetric,
        conditions: conditions.length === 0 ? undefined : conditions,
      }),
    },
  } as HorizontalPodAutoscaler;
}

const cpuShare = (averageUtilization: number): MetricSpec => ({
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } },
});

const without = (annotations: { readonly [key: string]: string } | undefined): { readonly [key: string]: string } =>
  Object.fromEntries(Object.entries(annotations ?? {}).filter(([key]) => !own.has(key)));

function parsed(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // What cannot be read counts for nothing, as on the server.
    return undefined;
  }
}

function listIn(text: string | undefined): readonly Fields[] {
  const value = parsed(text);
  return Array.isArray(value) ? value.filter(isObject) : [];
}

const names = ['object', 'pods', 'resource', 'containerResource', 'external'] as const;

/** A metric with its target in fields of its own. */
function oldMetric(metric: MetricSpec): Fields {
  const { object, pods, resource, containerResource, external } = metric;
  const ofResource = (source: { readonly name: string; readonly target: Fields } | undefined): Fields | undefined =>
    source && {
      name: source.name,
      targetAverageUtilization: source.target['averageUtilization'],
      targetAverageValue: source.target['averageValue'],
    };
  return {
    type: metric.type,
    object: object && {
      target: object.describedObject,
      metricName: object.metric.name,
      targetValue: object.target.value ?? '0',
      selector: object.metric.selector,
      averageValue: object.target.averageValue,
    },
    pods: pods && {
      metricName: pods.metric.name,
      targetAverageValue: pods.target.averageValue ?? '0',
      selector: pods.metric.selector,
    },
    resource: ofResource(resource as never),
    containerResource: containerResource && { ...ofResource(containerResource as never), container: containerResource.container },
    external: external && {
      metricName: external.metric.name,
      metricSelector: external.metric.selector,
      targetValue: external.target.value,
      targetAverageValue: external.target.averageValue,
    },
  };
}

function newMetric(old: Fields): MetricSpec {
  const name = names.find((each) => isObject(old[each]));
  if (name === undefined) return { type: String(old['type'] ?? '') };
  const source = old[name] as Fields;
  const averageValue = source['targetAverageValue'] ?? source['averageValue'];
  const averageUtilization = source['targetAverageUtilization'];
  // An amount of nothing stands for none where there is an average.
  const value = averageValue !== undefined && source['targetValue'] === '0' ? undefined : source['targetValue'];
  const type = averageUtilization !== undefined ? 'Utilization' : averageValue !== undefined ? 'AverageValue' : 'Value';
  const target = given({ type, value, averageValue, averageUtilization });
  const metric = given({ name: source['metricName'], selector: source['selector'] ?? source['metricSelector'] });
  const identity = given({
    name: source['name'],
    container: source['container'],
    describedObject: name === 'object' ? source['target'] : undefined,
    metric: source['metricName'] === undefined ? undefined : metric,
  });
  return { type: String(old['type'] ?? ''), [name]: { ...identity, target } } as unknown as MetricSpec;
}

function oldMetricStatus(status: MetricStatus): Fields {
  const name = names.find((each) => status[each] !== undefined);
  if (name === undefined) return { type: status.type };
  const { current, metric, describedObject, ...identity } = status[name] as unknown as { readonly [key: string]: Fields };
  const shown = {
    ...identity,
    target: describedObject,
    metricName: metric?.['name'],
    ...(name === 'external' ? { metricSelector: metric?.['selector'] } : { selector: metric?.['selector'] }),
    currentValue: name === 'object' || name === 'external' ? (current?.['value'] ?? '0') : undefined,
    currentAverageUtilization: current?.['averageUtilization'],
    [name === 'object' ? 'averageValue' : 'currentAverageValue']: current?.['averageValue'],
  };
  return { type: status.type, [name]: shown };
}

function newMetricStatus(old: Fields): MetricStatus {
  const name = names.find((each) => isObject(old[each]));
  if (name === undefined) return { type: String(old['type'] ?? '') };
  const source = old[name] as Fields;
  const current = given({
    value: source['currentValue'],
    averageValue: source['currentAverageValue'] ?? source['averageValue'],
    averageUtilization: source['currentAverageUtilization'],
  });
  const metric = given({ name: source['metricName'], selector: source['selector'] ?? source['metricSelector'] });
  const identity = given({
    name: source['name'],
    container: source['container'],
    describedObject: source['target'],
    metric: source['metricName'] === undefined ? undefined : metric,
  });
  return { type: String(old['type'] ?? ''), [name]: { ...identity, current } } as unknown as MetricStatus;
}

/** The behaviour with the names that the server's own types give to its fields. */
function oldBehavior({ scaleUp, scaleDown }: HorizontalPodAutoscalerBehavior): Fields {
  const rules = (given: HPAScalingRules | undefined): Fields | null =>
    given === undefined
      ? null
      : {
          StabilizationWindowSeconds: given.stabilizationWindowSeconds ?? null,
          SelectPolicy: given.selectPolicy ?? null,
          Policies:
            given.policies?.map(({ type, value, periodSeconds }) => ({
              Type: type,
              Value: value,
              PeriodSeconds: periodSeconds,
            })) ?? null,
          Tolerance: given.tolerance ?? null,
        };
  return { ScaleUp: rules(scaleUp), ScaleDown: rules(scaleDown) };
}

function behaviorIn(text: string | undefined): Fields | undefined {
  const value = parsed(text);
  if (!isObject(value)) return undefined;
  const rules = given({ scaleUp: newRules(value['ScaleUp']), scaleDown: newRules(value['ScaleDown']) });
  return Object.keys(rules).length === 0 ? undefined : rules;
}

function newRules(value: unknown): Fields | undefined {
  if (!isObject(value)) return undefined;
  const policies = Array.isArray(value['Policies']) ? value['Policies'].filter(isObject) : undefined;
  return given({
    stabilizationWindowSeconds: value['StabilizationWindowSeconds'] ?? undefined,
    selectPolicy: value['SelectPolicy'] ?? undefined,
    policies: policies?.map(({ Type, Value, PeriodSeconds }) => ({ type: Type, value: Value, periodSeconds: PeriodSeconds })),
    tolerance: value['Tolerance'] ?? undefined,
  });
}
