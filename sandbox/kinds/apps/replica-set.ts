import { defineKind } from '../../api/kind.ts';
import { describeReplicaSet } from '../describing/workloads.ts';
import { formatLabelSelector, formatSelector, requirementsOf } from '../../core/label-selector.ts';
import { replicaSets } from '../../schema/resources.ts';
import type { ReplicaSet } from '../../schema/types/apps-v1.ts';
import { ageColumn, containerImages, containerNames, nameColumn, numberColumn, wideColumn } from '../columns.ts';
import type { FieldError } from '../../api/field-error.ts';
import { deepEqual } from '../../core/json.ts';
import { dropDisabledFields } from '../pod-spec/disabled-fields.ts';
import { defaultPodTemplate } from '../pod-spec/defaults.ts';
import { shownSelector } from '../validation/labels.ts';
import { workloadWarnings } from './workload-warnings.ts';
import { immutableText, invalid, nonNegative } from '../validation/field-errors.ts';
import { validateCounterOrder, validateCounters, validateSelectorAndTemplate } from './workload.ts';

/** Models ValidateReplicaSetSpec in pkg/apis/apps/validation. */
function* validateSpec(spec: Partial<ReplicaSet['spec']> = {}): Generator<FieldError> {
  yield* nonNegative('spec.replicas', spec.replicas);
  yield* nonNegative('spec.minReadySeconds', spec.minReadySeconds);
  yield* validateSelectorAndTemplate(spec, 'spec');
}

export const replicaSet = defineKind<ReplicaSet>({
  type: replicaSets,
  singular: 'replicaset',
  shortNames: ['rs'],
  categories: ['all'],
  generation: true,
  statusSubresource: true,
  default(object) {
    if (object.spec === undefined) return;
    object.spec.replicas ??= 1;
    defaultPodTemplate(object.spec.template);
  },
  prepareForCreate(object) {
    dropDisabledFields(object.spec?.template?.spec);
    object.status = { replicas: 0 };
  },
  prepareForUpdate: ({ spec }) => dropDisabledFields(spec?.template?.spec),
  validate: ({ spec }) => [...validateSpec(spec)],
  validateUpdate({ spec }, old) {
    const errors = [...validateSpec(spec)];
    if (!deepEqual(spec?.selector, old.spec?.selector))
      errors.push(invalid('spec.selector', shownSelector(spec?.selector), immutableText));
    return errors;
  },
  validateStatusUpdate: ({ status = { replicas: 0 } }) => [
    ...validateCounters(status, 'status'),
    ...validateCounterOrder({ ...status }, [
      ['fullyLabeledReplicas', 'replicas', 'cannot be greater than status.replicas'],
      ['readyReplicas', 'replicas', 'cannot be greater than status.replicas'],
      ['availableReplicas', 'replicas', 'cannot be greater than status.replicas'],
      ['availableReplicas', 'readyReplicas', 'cannot be greater than readyReplicas'],
    ]),
  ],
  warnings: (object, old) => workloadWarnings(object, old, object.spec?.template),
  describe: describeReplicaSet,
  columns: [
    nameColumn,
    numberColumn('Desired', ({ spec }) => spec?.replicas ?? 0),
    numberColumn('Current', ({ status }) => status?.replicas ?? 0),
    numberColumn('Ready', ({ status }) => status?.readyReplicas ?? 0),
    ageColumn,
    wideColumn('Containers', ({ spec }) => containerNames(spec?.template?.spec?.containers)),
    wideColumn('Images', ({ spec }) => containerImages(spec?.template?.spec?.containers)),
    wideColumn('Selector', ({ spec }) => formatLabelSelector(spec?.selector)),
  ],
  scale: {
    specPath: '.spec.replicas',
    statusPath: '.status.replicas',
    selector: ({ spec }) => formatSelector(requirementsOf(spec?.selector ?? {})),
  },
  podTemplate: ({ spec }) => spec?.template,
  podSelector: ({ spec }) => spec?.selector,
});
