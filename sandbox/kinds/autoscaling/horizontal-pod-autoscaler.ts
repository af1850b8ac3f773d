import { defineKind } from '../../api/kind.ts';
import type { Draft } from '../../core/json.ts';
import { horizontalPodAutoscalers } from '../../schema/resources.ts';
import type {
  HorizontalPodAutoscaler,
  HorizontalPodAutoscalerStatus,
  HPAScalingRules,
} from '../../schema/types/autoscaling-v2.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { nonNegative } from '../validation/field-errors.ts';
import { describeAutoscaler, metricsText } from './metrics-text.ts';
import { validateAutoscalerSpec } from './validation.ts';

/** The share of the request for CPU that Pods should use when the author does not say. */
export const defaultUtilization = 80;

const scaleUp: HPAScalingRules = {
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [
    { type: 'Pods', value: 4, periodSeconds: 15 },
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ],
};
const scaleDown: HPAScalingRules = {
  selectPolicy: 'Max',
  policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
};

/** A status of which nothing is known. The list of metrics is shown though it is empty. */
export const emptyStatus = { desiredReplicas: 0, currentMetrics: null } as unknown as HorizontalPodAutoscalerStatus;

export const horizontalPodAutoscaler = defineKind<HorizontalPodAutoscaler>({
  type: horizontalPodAutoscalers,
  singular: 'horizontalpodautoscaler',
  shortNames: ['hpa'],
  categories: ['all'],
  statusSubresource: true,
  default(object) {
    object.spec ??= {} as typeof object.spec;
    const { spec } = object;
    spec.scaleTargetRef ??= {} as typeof spec.scaleTargetRef;
    spec.minReplicas ??= 1;
    if ((spec.metrics ?? []).length === 0) {
      const target = { type: 'Utilization', averageUtilization: defaultUtilization };
      spec.metrics = [{ type: 'Resource', resource: { name: 'cpu', target } }];
    }
    if (spec.behavior === undefined) return;
    spec.behavior.scaleUp = { ...(scaleUp as Draft<HPAScalingRules>), ...spec.behavior.scaleUp };
    spec.behavior.scaleDown = { ...(scaleDown as Draft<HPAScalingRules>), ...spec.behavior.scaleDown };
  },
  prepareForCreate(object) {
    object.status = { ...(emptyStatus as Draft<HorizontalPodAutoscalerStatus>) };
  },
  prepareForStatusUpdate(object) {
    object.status = { ...(emptyStatus as Draft<HorizontalPodAutoscalerStatus>), ...object.status };
  },
  validate: ({ spec }) => [...validateAutoscalerSpec(spec ?? {}, undefined)],
  validateUpdate: ({ spec }, old) => [...validateAutoscalerSpec(spec ?? {}, old.spec)],
  validateStatusUpdate: ({ status }) => [
    ...nonNegative('status.currentReplicas', status?.currentReplicas),
    ...nonNegative('status.desiredReplicas', status?.desiredReplicas),
  ],
  describe: describeAutoscaler,
  columns: [
    nameColumn,
    textColumn('Reference', ({ spec }) => `${spec?.scaleTargetRef?.kind ?? ''}/${spec?.scaleTargetRef?.name ?? ''}`),
    textColumn('Targets', metricsText),
    textColumn('MinPods', ({ spec }) => (spec?.minReplicas === undefined ? '<unset>' : String(spec.minReplicas))),
    textColumn('MaxPods', ({ spec }) => spec?.maxReplicas ?? 0),
    textColumn('Replicas', ({ status }) => status?.currentReplicas ?? 0),
    ageColumn,
  ],
});
