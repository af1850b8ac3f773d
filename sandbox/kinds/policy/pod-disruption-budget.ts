import type { FieldError } from '../../api/field-error.ts';
import { defineKind } from '../../api/kind.ts';
import { formatLabelSelector } from '../../core/label-selector.ts';
import { DescribeText } from '../../core/text-table.ts';
import { podDisruptionBudgets } from '../../schema/resources.ts';
import type { PodDisruptionBudget, PodDisruptionBudgetSpec } from '../../schema/types/policy-v1.ts';
import { validateAtMostAll, validateIntOrPercent } from '../apps/workload.ts';
import { ageColumn, nameColumn, numberColumn, textColumn } from '../columns.ts';
import { writeEvents } from '../describing/events.ts';
import { validateConditions } from '../validation/conditions.ts';
import { invalid, nonNegative, notSupported } from '../validation/field-errors.ts';
import { shownSelector, validateLabelSelector } from '../validation/labels.ts';

const evictionPolicies = ['AlwaysAllow', 'IfHealthyBudget'];
const counters = ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods'] as const;

/** Models ValidatePodDisruptionBudgetSpec in pkg/apis/policy/validation. */
function* validateSpec(spec: PodDisruptionBudgetSpec): Generator<FieldError> {
  const { minAvailable, maxUnavailable, selector, unhealthyPodEvictionPolicy } = spec;
  if (minAvailable !== undefined && maxUnavailable !== undefined) {
    const shown = {
      MinAvailable: minAvailable,
      Selector: shownSelector(selector),
      MaxUnavailable: maxUnavailable,
      UnhealthyPodEvictionPolicy: unhealthyPodEvictionPolicy ?? null,
    };
    yield invalid('spec', shown, 'minAvailable and maxUnavailable cannot be both set');
  }
  for (const field of ['minAvailable', 'maxUnavailable'] as const) {
    yield* validateIntOrPercent(spec[field], `spec.${field}`);
    yield* validateAtMostAll(spec[field], `spec.${field}`);
  }
  yield* validateLabelSelector(selector, 'spec.selector');
  if (unhealthyPodEvictionPolicy !== undefined && !evictionPolicies.includes(unhealthyPodEvictionPolicy))
    yield notSupported('spec.unhealthyPodEvictionPolicy', unhealthyPodEvictionPolicy, evictionPolicies);
}

export const podDisruptionBudget = defineKind<PodDisruptionBudget>({
  type: podDisruptionBudgets,
  singular: 'poddisruptionbudget',
  shortNames: ['pdb'],
  generation: true,
  statusSubresource: true,
  needsResourceVersion: true,
  nameRule: 'pathSegment',
  default(object) {
    object.spec ??= {};
  },
  prepareForCreate(object) {
    object.status = { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 };
  },
  prepareForStatusUpdate(object) {
    object.status ??= {};
    for (const counter of counters) object.status[counter] ??= 0;
  },
  validate: ({ spec = {} }) => [...validateSpec(spec)],
  validateUpdate: ({ spec = {} }) => [...validateSpec(spec)],
  validateStatusUpdate: ({ status = {} }) => [
    ...validateConditions(status.conditions, 'status.conditions'),
    ...counters.flatMap((counter) => [...nonNegative(`status.${counter}`, status[counter])]),
  ],
  async describe(object, context) {
    const text = new DescribeText();
    const { metadata, spec, status = {} } = object;
    text.line(0, `Name:\t${metadata.name ?? ''}`);
    text.line(0, `Namespace:\t${metadata.namespace ?? ''}`);
    if (spec?.minAvailable !== undefined) text.line(0, `Min available:\t${spec.minAvailable}`);
    else if (spec?.maxUnavailable !== undefined) text.line(0, `Max unavailable:\t${spec.maxUnavailable}`);
    text.line(0, `Selector:\t${spec?.selector === undefined ? '<unset>' : formatLabelSelector(spec.selector)}`);
    text.line(0, 'Status:');
    text.line(2, `Allowed disruptions:\t${status.disruptionsAllowed ?? 0}`);
    text.line(2, `Current:\t${status.currentHealthy ?? 0}`);
    text.line(2, `Desired:\t${status.desiredHealthy ?? 0}`);
    text.line(2, `Total:\t${status.expectedPods ?? 0}`);
    await writeEvents(text, object, context);
    return text.toString();
  },
  columns: [
    nameColumn,
    textColumn('Min Available', ({ spec }) => String(spec?.minAvailable ?? 'N/A')),
    textColumn('Max Unavailable', ({ spec }) => String(spec?.maxUnavailable ?? 'N/A')),
    numberColumn('Allowed Disruptions', ({ status }) => status?.disruptionsAllowed ?? 0),
    ageColumn,
  ],
  podSelector: ({ spec }) => spec?.selector,
});
