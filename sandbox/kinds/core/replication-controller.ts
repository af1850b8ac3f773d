import type { FieldError } from '../../api/field-error.ts';
import { defineKind, type DescribeContext } from '../../api/kind.ts';
import { formatLabels, matchesLabels } from '../../core/label-selector.ts';
import { DescribeText } from '../../core/text-table.ts';
import { replicationControllers } from '../../schema/resources.ts';
import type { ReplicationController } from '../../schema/types/core-v1.ts';
import { workloadWarnings } from '../apps/workload-warnings.ts';
import { validateCounterOrder, validateCounters } from '../apps/workload.ts';
import { ageColumn, containerImages, containerNames, nameColumn, numberColumn, wideColumn } from '../columns.ts';
import { writeEvents } from '../describing/events.ts';
import { writeAnnotations, writeLabels } from '../describing/metadata.ts';
import { writePodTemplate } from '../describing/pod-parts.ts';
import { podsStatus, writeConditions } from '../describing/workloads.ts';
import { defaultPodTemplate } from '../pod-spec/defaults.ts';
import { dropDisabledFields } from '../pod-spec/disabled-fields.ts';
import { validatePodTemplate } from '../pod-spec/validation.ts';
import { forbidden, invalid, nonNegative, notSupported, required } from '../validation/field-errors.ts';

type Spec = NonNullable<ReplicationController['spec']>;

export const replicationController = defineKind<ReplicationController>({
  type: replicationControllers,
  singular: 'replicationcontroller',
  orphansByDefault: true,
  anyGenerateName: true,
  storageKey: 'controllers',
  shortNames: ['rc'],
  categories: ['all'],
  generation: true,
  statusSubresource: true,
  default(object) {
    object.spec ??= {};
    const { spec, metadata } = object;
    spec.replicas ??= 1;
    if (spec.template !== undefined) spec.template.spec ??= { containers: [] };
    defaultPodTemplate(spec.template);
    const labels = spec.template?.metadata?.labels;
    if (labels === undefined) return;
    if (Object.keys(spec.selector ?? {}).length === 0) spec.selector = { ...labels };
    if (Object.keys(metadata.labels ?? {}).length === 0) metadata.labels = { ...labels };
  },
  prepareForCreate(object) {
    dropDisabledFields(object.spec?.template?.spec);
    object.status = { replicas: 0 };
  },
  prepareForUpdate: ({ spec }) => dropDisabledFields(spec?.template?.spec),
  validate: ({ spec }) => [...validateSpec(spec ?? {})],
  validateUpdate: ({ spec }) => [...validateSpec(spec ?? {})],
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
  selectableFields: { 'status.replicas': ({ status }) => String(status?.replicas ?? 0) },
  describe: describeReplicationController,
  columns: [
    nameColumn,
    numberColumn('Desired', ({ spec }) => spec?.replicas ?? 0),
    numberColumn('Current', ({ status }) => status?.replicas ?? 0),
    numberColumn('Ready', ({ status }) => status?.readyReplicas ?? 0),
    ageColumn,
    wideColumn('Containers', ({ spec }) => containerNames(spec?.template?.spec?.containers)),
    wideColumn('Images', ({ spec }) => containerImages(spec?.template?.spec?.containers)),
    wideColumn('Selector', ({ spec }) => formatLabels(spec?.selector)),
  ],
  scale: {
    specPath: '.spec.replicas',
    statusPath: '.status.replicas',
    selector: ({ spec }) => selectorText(spec?.selector),
  },
  podTemplate: ({ spec }) => spec?.template,
  podSelector: ({ spec }) => (spec?.selector === undefined ? undefined : { matchLabels: spec.selector }),
});

const selectorText = (selector: Spec['selector']): string =>
  Object.keys(selector ?? {}).length === 0 ? '' : formatLabels(selector);

/** Models ValidateReplicationControllerSpec in pkg/apis/core/validation. */
function* validateSpec({ minReadySeconds, selector, replicas, template }: Spec): Generator<FieldError> {
  yield* nonNegative('spec.minReadySeconds', minReadySeconds);
  const selects = Object.keys(selector ?? {}).length > 0;
  if (!selects) yield required('spec.selector');
  if (replicas === undefined) yield required('spec.replicas');
  yield* nonNegative('spec.replicas', replicas);
  const path = 'spec.template';
  if (template === undefined) {
    yield required(path);
    return;
  }
  const labels = template.metadata?.labels;
  if (selects && !matchesLabels(selector ?? {}, labels))
    yield invalid(`${path}.metadata.labels`, labels, '`selector` does not match template `labels`');
  yield* validatePodTemplate(template, path);
  const policy = template.spec?.restartPolicy ?? 'Always';
  if (policy !== 'Always') yield notSupported(`${path}.spec.restartPolicy`, policy, ['Always']);
  if (template.spec?.activeDeadlineSeconds !== undefined)
    yield forbidden(`${path}.spec.activeDeadlineSeconds`, 'activeDeadlineSeconds in ReplicationController is not Supported');
}

/** Models describeReplicationController in k8s.io/kubectl/pkg/describe. */
async function describeReplicationController(object: ReplicationController, context: DescribeContext): Promise<string> {
  const text = new DescribeText();
  const { metadata, spec, status } = object;
  text.line(0, `Name:\t${metadata.name ?? ''}`);
  text.line(0, `Namespace:\t${metadata.namespace ?? ''}`);
  text.line(0, `Selector:\t${formatLabels(spec?.selector)}`);
  writeLabels(text, 'Labels', metadata.labels);
  writeAnnotations(text, 'Annotations', metadata.annotations);
  text.line(0, `Replicas:\t${status?.replicas ?? 0} current / ${spec?.replicas ?? 0} desired`);
  text.line(0, `Pods Status:\t${await podsStatus(object, { matchLabels: spec?.selector ?? {} }, context)}`);
  writePodTemplate(text, spec?.template);
  writeConditions(text, status?.conditions);
  await writeEvents(text, object, context);
  return text.toString();
}
