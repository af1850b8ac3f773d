import { defineKind } from '../../api/kind.ts';
import { horizontalPodAutoscalersV1 } from '../../schema/resources.ts';
import type { HorizontalPodAutoscaler } from '../../schema/types/autoscaling-v1.ts';
import { horizontalPodAutoscaler } from './horizontal-pod-autoscaler.ts';
import { metricsText } from './metrics-text.ts';
import { validateAutoscalerSpec } from './validation.ts';
import { fromVersionOne, toVersionOne } from './version-one.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { nonNegative } from '../validation/field-errors.ts';

/** The first version: it knows but one metric. Objects are stored in the second one. */
export const horizontalPodAutoscalerV1 = defineKind<HorizontalPodAutoscaler>({
  type: horizontalPodAutoscalersV1,
  singular: 'horizontalpodautoscaler',
  shortNames: ['hpa'],
  categories: ['all'],
  statusSubresource: true,
  storedAs: { version: 'v2', toStored: fromVersionOne, fromStored: (stored) => toVersionOne(stored as never) },
  default(object) {
    object.spec ??= {} as typeof object.spec;
    object.spec.scaleTargetRef ??= {} as typeof object.spec.scaleTargetRef;
    object.spec.minReplicas ??= 1;
  },
  prepareForCreate(object) {
    object.status = { currentReplicas: 0, desiredReplicas: 0 };
  },
  validate: (object) => [...validateAutoscalerSpec(fromVersionOne(object).spec, undefined)],
  validateUpdate: (object, old) => [...validateAutoscalerSpec(fromVersionOne(object).spec, fromVersionOne(old).spec)],
  validateStatusUpdate: ({ status }) => [
    ...nonNegative('status.currentReplicas', status?.currentReplicas),
    ...nonNegative('status.desiredReplicas', status?.desiredReplicas),
  ],
  describe: async (object, context) => (await horizontalPodAutoscaler.describe?.(fromVersionOne(object), context)) ?? '',
  columns: [
    nameColumn,
    textColumn('Reference', ({ spec }) => `${spec?.scaleTargetRef?.kind ?? ''}/${spec?.scaleTargetRef?.name ?? ''}`),
    textColumn('Targets', (object) => metricsText(fromVersionOne(object))),
    textColumn('MinPods', ({ spec }) => (spec?.minReplicas === undefined ? '<unset>' : String(spec.minReplicas))),
    textColumn('MaxPods', ({ spec }) => spec?.maxReplicas ?? 0),
    textColumn('Replicas', ({ status }) => status?.currentReplicas ?? 0),
    ageColumn,
  ],
});
