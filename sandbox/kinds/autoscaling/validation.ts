import type { FieldError } from '../../api/field-error.ts';
import { dns1123Label, pathSegment } from '../../core/names.ts';
import { parseQuantity } from '../../core/quantity.ts';
import type {
  CrossVersionObjectReference,
  HorizontalPodAutoscaler,
  HPAScalingRules,
  MetricIdentifier,
  MetricSpec,
  MetricTarget,
} from '../../schema/types/autoscaling-v2.ts';
import { validateAmount, validateContainerResourceName } from '../pod-spec/resources.ts';
import { each, forbidden, invalid, invalidFor, notSupported, required } from '../validation/field-errors.ts';

const longestPeriod = 1800;
const longestWindow = 3600;
const metricTypes = ['ContainerResource', 'External', 'Object', 'Pods', 'Resource'];
const selectPolicies = ['Disabled', 'Max', 'Min'];
const policyTypes = ['Percent', 'Pods'];

type Errors = Generator<FieldError>;
type Spec = HorizontalPodAutoscaler['spec'];
type Target = Partial<MetricTarget>;

/** Models validateHorizontalPodAutoscalerSpec in pkg/apis/autoscaling/validation. */
export function* validateAutoscalerSpec(spec: Partial<Spec>, old: Spec | undefined): Errors {
  const { minReplicas, maxReplicas = 0, scaleTargetRef = {}, metrics, behavior } = spec;
  const lowest = old?.minReplicas === 0 ? 0 : 1;
  if (minReplicas !== undefined && minReplicas < lowest)
    yield invalid('spec.minReplicas', minReplicas, `must be greater than or equal to ${lowest}`);
  if (maxReplicas === 0) yield required('spec.maxReplicas', 'must be set and greater than 0');
  else if (maxReplicas < 0) yield invalid('spec.maxReplicas', maxReplicas, 'must be greater than or equal to 1');
  if (minReplicas !== undefined && maxReplicas < minReplicas)
    yield invalid('spec.maxReplicas', maxReplicas, 'must be greater than or equal to `minReplicas`');
  yield* validateReference(scaleTargetRef, 'spec.scaleTargetRef', versionRule(scaleTargetRef, old));
  const oldIsWrong = (old?.metrics ?? []).some(
    ({ type, object }) => type === 'Object' && versionProblem(object?.describedObject.apiVersion, 'any group') !== undefined,
  );
  for (const [metric, path] of each(metrics, 'spec.metrics')) yield* validateMetric(metric, path, oldIsWrong);
  const canIdle = (metrics ?? []).some(({ type }) => type === 'Object' || type === 'External');
  if (minReplicas === 0 && !canIdle)
    yield forbidden('spec.metrics', 'must specify at least one Object or External metric to support scaling to zero replicas');
  yield* validateRules(behavior?.scaleUp, 'spec.behavior.scaleUp');
  yield* validateRules(behavior?.scaleDown, 'spec.behavior.scaleDown');
}

type VersionRule = 'own group' | 'any group' | 'unchecked';

function versionRule({ kind, apiVersion }: Partial<CrossVersionObjectReference>, old: Spec | undefined): VersionRule {
  const before = old?.scaleTargetRef;
  if (before !== undefined && before.kind === kind && (before.apiVersion ?? '') === (apiVersion ?? '')) return 'unchecked';
  // Only one kind that can be scaled belongs to the core group.
  return kind === 'ReplicationController' ? 'any group' : 'own group';
}

function versionProblem(apiVersion = '', rule: VersionRule): string | undefined {
  if (rule === 'unchecked') return undefined;
  const parts = apiVersion.split('/');
  if (parts.length > 2) return `unexpected GroupVersion string: ${apiVersion}`;
  const group = parts.length === 2 ? parts[0] : '';
  return rule === 'own group' && group === '' ? 'apiVersion must specify API group' : undefined;
}

function* validateReference(reference: Partial<CrossVersionObjectReference>, path: string, rule: VersionRule): Errors {
  const { kind, name, apiVersion = '' } = reference;
  if (!kind) yield required(`${path}.kind`);
  else yield* invalidFor(`${path}.kind`, kind, pathSegment);
  if (!name) yield required(`${path}.name`);
  else yield* invalidFor(`${path}.name`, name, pathSegment);
  const problem = versionProblem(apiVersion, rule);
  if (problem !== undefined) yield invalid(`${path}.apiVersion`, apiVersion, problem);
}

function* validateMetric(metric: MetricSpec, path: string, unchecked: boolean): Errors {
  const { type = '', object, external, pods, resource, containerResource } = metric;
  if (type === '') yield required(`${path}.type`, 'must specify a metric source type');
  if (!metricTypes.includes(type)) yield notSupported(`${path}.type`, type, metricTypes);
  const sources: readonly (readonly [field: string, errors: Errors | undefined])[] = [
    ['object', object && validateObject(object, `${path}.object`, unchecked)],
    ['external', external && validateExternal(external, `${path}.external`)],
    ['pods', pods && validatePods(pods, `${path}.pods`)],
    ['resource', resource && validateResource(resource, `${path}.resource`)],
    ['containerResource', containerResource && validateContainer(containerResource, `${path}.containerResource`)],
  ];
  const present = sources.filter(([, errors]) => errors !== undefined);
  yield* present[0]?.[1] ?? [];
  const wanted = metricTypes.includes(type) ? type[0]?.toLowerCase() + type.slice(1) : undefined;
  if (wanted === undefined) yield notSupported(`${path}.type`, type, metricTypes);
  else if (!present.some(([field]) => field === wanted))
    yield required(`${path}.${wanted}`, 'must populate information for the given metric source');
  if (present.length > 1)
    for (const [field] of present)
      if (field !== wanted) yield forbidden(`${path}.${field}`, 'must populate the given metric source only');
}

function* validateObject(source: NonNullable<MetricSpec['object']>, path: string, unchecked: boolean): Errors {
  const target: Target = source.target ?? {};
  yield* validateReference(source.describedObject ?? {}, `${path}.describedObject`, unchecked ? 'unchecked' : 'any group');
  yield* validateIdentifier(source.metric ?? {}, `${path}.metric`);
  yield* validateTarget(target, `${path}.target`);
  if (target.value === undefined && target.averageValue === undefined)
    yield required(`${path}.target.averageValue`, 'must set either a target value or averageValue');
}

function* validateExternal(source: NonNullable<MetricSpec['external']>, path: string): Errors {
  const target: Target = source.target ?? {};
  yield* validateIdentifier(source.metric ?? {}, `${path}.metric`);
  yield* validateTarget(target, `${path}.target`);
  if (target.value === undefined && target.averageValue === undefined)
    yield required(`${path}.target.averageValue`, 'must set either a target value for metric or a per-pod target');
  if (target.value !== undefined && target.averageValue !== undefined)
    yield forbidden(`${path}.target.value`, 'may not set both a target value for metric and a per-pod target');
}

function* validatePods(source: NonNullable<MetricSpec['pods']>, path: string): Errors {
  const target: Target = source.target ?? {};
  yield* validateIdentifier(source.metric ?? {}, `${path}.metric`);
  yield* validateTarget(target, `${path}.target`);
  if (target.averageValue === undefined)
    yield required(`${path}.target.averageValue`, 'must specify a positive target averageValue');
}

function* validateResource(source: NonNullable<MetricSpec['resource']>, path: string): Errors {
  if (!source.name) yield required(`${path}.name`, 'must specify a resource name');
  yield* validateUtilization(source.target ?? {}, `${path}.target`);
}

function* validateContainer(source: NonNullable<MetricSpec['containerResource']>, path: string): Errors {
  if (!source.name) yield required(`${path}.name`, 'must specify a resource name');
  else yield* validateContainerResourceName(source.name, `${path}.name`);
  if (!source.container) yield required(`${path}.container`, 'must specify a container');
  else yield* invalidFor(`${path}.container`, source.container, dns1123Label);
  yield* validateUtilization(source.target ?? {}, `${path}.target`);
}

function* validateUtilization(target: Target, path: string): Errors {
  yield* validateTarget(target, path);
  const { averageUtilization, averageValue } = target;
  if (averageUtilization === undefined && averageValue === undefined)
    yield required(`${path}.averageUtilization`, 'must set either a target raw value or a target utilization');
  if (averageUtilization !== undefined && averageValue !== undefined)
    yield forbidden(`${path}.averageValue`, 'may not set both a target raw value and a target utilization');
}

function* validateIdentifier({ name }: Partial<MetricIdentifier>, path: string): Errors {
  if (!name) yield required(`${path}.name`, 'must specify a metric name');
  else yield* invalidFor(`${path}.name`, name, pathSegment);
}

function* validateTarget({ type = '', value, averageValue, averageUtilization }: Target, path: string): Errors {
  if (type === '') yield required(`${path}.type`, 'must specify a metric target type');
  if (!['Utilization', 'Value', 'AverageValue'].includes(type))
    yield invalid(`${path}.type`, type, 'must be either Utilization, Value, or AverageValue');
  const isPositive = (amount: string): boolean => parseQuantity(amount).nanos > 0n;
  if (value !== undefined && !isPositive(value)) yield invalid(`${path}.value`, value, 'must be positive');
  if (averageValue !== undefined && !isPositive(averageValue))
    yield invalid(`${path}.averageValue`, averageValue, 'must be positive');
  if (averageUtilization !== undefined && averageUtilization < 1)
    yield invalid(`${path}.averageUtilization`, averageUtilization, 'must be greater than 0');
}

function* validateRules(rules: HPAScalingRules | undefined, path: string): Errors {
  if (rules === undefined) return;
  const { stabilizationWindowSeconds: window, selectPolicy, policies, tolerance } = rules;
  if (window !== undefined && window < 0)
    yield invalid(`${path}.stabilizationWindowSeconds`, window, 'must be greater than or equal to zero');
  if (window !== undefined && window > longestWindow)
    yield invalid(`${path}.stabilizationWindowSeconds`, window, `must be less than or equal to ${longestWindow}`);
  if (selectPolicy !== undefined && !selectPolicies.includes(selectPolicy))
    yield notSupported(`${path}.selectPolicy`, selectPolicy, selectPolicies);
  if ((policies ?? []).length === 0) yield required(`${path}.policies`, 'must specify at least one Policy');
  for (const [{ type = '', value = 0, periodSeconds = 0 }, at] of each(policies, `${path}.policies`)) {
    if (!policyTypes.includes(type)) yield notSupported(`${at}.type`, type, policyTypes);
    if (value <= 0) yield invalid(`${at}.value`, value, 'must be greater than zero');
    if (periodSeconds <= 0) yield invalid(`${at}.periodSeconds`, periodSeconds, 'must be greater than zero');
    if (periodSeconds > longestPeriod)
      yield invalid(`${at}.periodSeconds`, periodSeconds, `must be less than or equal to ${longestPeriod}`);
  }
  if (tolerance !== undefined) yield* validateAmount('', tolerance, `${path}.tolerance`);
}
