import type { FieldError } from '../../api/field-error.ts';
import { defineKind } from '../../api/kind.ts';
import { deepEqual, type Draft } from '../../core/json.ts';
import { formatLabelSelector, matches } from '../../core/label-selector.ts';
import { dns1123Label } from '../../core/names.ts';
import { jobs } from '../../schema/resources.ts';
import type { Job, JobSpec } from '../../schema/types/batch-v1.ts';
import type { PodTemplateSpec } from '../../schema/types/core-v1.ts';
import { ageColumn, containerImages, containerNames, nameColumn, textColumn, wideColumn } from '../columns.ts';
import { defaultPodTemplate } from '../pod-spec/defaults.ts';
import { dropDisabledFields } from '../pod-spec/disabled-fields.ts';
import { internalForm } from '../pod-spec/internal-form.ts';
import { immutableText, invalid, required } from '../validation/field-errors.ts';
import { isUsableSelector, shownSelector, validateLabelSelector } from '../validation/labels.ts';
import { describeJob, jobDuration } from './describe.ts';
import { shownFailurePolicy, shownSuccessPolicy, validateJobSpec } from './job-spec.ts';
import { validateJobStatus } from './job-status.ts';
import { jobSpecWarnings, unwiseName } from './job-warnings.ts';

/** Labels by which a Job knows its Pods, each with its older name. */
const nameLabels = ['job-name', 'batch.kubernetes.io/job-name'];
const uidLabels = ['controller-uid', 'batch.kubernetes.io/controller-uid'];
const selectorLabel = 'batch.kubernetes.io/controller-uid';
const largestInt32 = 2_147_483_647;

export const job = defineKind<Job>({
  type: jobs,
  singular: 'job',
  categories: ['all'],
  generation: true,
  statusSubresource: true,
  orphansByDefault: true,
  deletionWarning:
    'child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning',
  default(object) {
    object.spec ??= {} as NonNullable<typeof object.spec>;
    const { spec } = object;
    if (spec.parallelism === undefined) spec.completions ??= 1;
    spec.parallelism ??= 1;
    spec.backoffLimit ??= spec.backoffLimitPerIndex === undefined ? 6 : largestInt32;
    spec.completionMode ??= 'NonIndexed';
    spec.suspend ??= false;
    spec.podReplacementPolicy ??= spec.podFailurePolicy === undefined ? 'TerminatingOrFailed' : 'Failed';
    spec.manualSelector ??= false;
    spec.template ??= {};
    spec.template.spec ??= {} as NonNullable<typeof spec.template.spec>;
    defaultPodTemplate(spec.template);
    for (const { onPodConditions } of spec.podFailurePolicy?.rules ?? [])
      for (const condition of onPodConditions ?? []) condition.status ||= 'True';
    labelLikeTemplate(object);
  },
  prepareForCreate(object) {
    const bare = deepEqual(object.metadata.labels, object.spec?.template.metadata?.labels);
    if (object.spec?.manualSelector === false) generateSelector(object);
    // Labels that came from the template follow it.
    if (bare) delete object.metadata.labels;
    labelLikeTemplate(object);
    dropDisabledFields(object.spec?.template.spec);
    object.status = {};
  },
  prepareForUpdate: ({ spec }) => dropDisabledFields(spec?.template.spec),
  validate: (object) => [...validateJob(object)],
  validateUpdate: (object, old) => [
    ...validateJob(object),
    ...validateSpec(object.spec ?? {}),
    ...validateChanges(object.spec ?? {}, old),
  ],
  validateStatusUpdate: (object, old) => [...validateJobStatus(object, old)],
  warnings(object, old) {
    if (old !== undefined && old.metadata.generation === object.metadata.generation) return [];
    return [...(old === undefined ? unwiseName(object) : []), ...jobSpecWarnings(object.spec ?? {}, 'spec')];
  },
  unknownField: (field) => `field label ${JSON.stringify(field)} not supported for Job`,
  selectableFields: { 'status.successful': ({ status }) => String(status?.succeeded ?? 0) },
  describe: describeJob,
  columns: [
    nameColumn,
    textColumn('Status', statusText),
    textColumn('Completions', completionsText),
    textColumn('Duration', (object, { now }) => jobDuration(object, now) ?? ''),
    ageColumn,
    wideColumn('Containers', ({ spec }) => containerNames(spec?.template?.spec?.containers)),
    wideColumn('Images', ({ spec }) => containerImages(spec?.template?.spec?.containers)),
    wideColumn('Selector', ({ spec }) => formatLabelSelector(spec?.selector)),
  ],
  podTemplate: ({ spec }) => spec?.template,
  podSelector: ({ spec }) => spec?.selector,
});

function statusText({ metadata, status }: Job): string {
  const has = (wanted: string): boolean => status?.conditions?.find(({ type }) => type === wanted)?.status === 'True';
  if (has('Complete')) return 'Complete';
  if (has('Failed')) return 'Failed';
  if (metadata.deletionTimestamp) return 'Terminating';
  return ['Suspended', 'FailureTarget', 'SuccessCriteriaMet'].find(has) ?? 'Running';
}

function completionsText({ spec, status }: Job): string {
  const succeeded = status?.succeeded ?? 0;
  if (spec?.completions !== undefined) return `${succeeded}/${spec.completions}`;
  const parallelism = spec?.parallelism ?? 0;
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

/** A Job without labels has those of its template. */
function labelLikeTemplate({ metadata, spec }: Draft<Job>): void {
  const labels = spec?.template.metadata?.labels;
  if (labels !== undefined && Object.keys(metadata.labels ?? {}).length === 0) metadata.labels = { ...labels };
}

/** Models generateSelector of the Job strategy. */
function generateSelector({ metadata, spec }: Draft<Job>): void {
  if (spec === undefined) return;
  spec.template.metadata ??= {};
  spec.template.metadata.labels ??= {};
  const { labels } = spec.template.metadata;
  for (const label of nameLabels) labels[label] ??= metadata.name ?? '';
  for (const label of uidLabels) labels[label] ??= metadata.uid ?? '';
  spec.selector ??= {};
  spec.selector.matchLabels ??= {};
  spec.selector.matchLabels[selectorLabel] ??= metadata.uid ?? '';
}

/** Models ValidateJob in pkg/apis/batch/validation. */
function* validateJob(object: Job): Generator<FieldError> {
  yield* validateGeneratedSelector(object);
  const { metadata, spec = {} as Partial<JobSpec> } = object;
  yield* validateSpec(spec);
  if (spec.completionMode === 'Indexed' && (spec.completions ?? 0) > 0) {
    const name = metadata.name ?? '';
    const longest = `${name}-${(spec.completions ?? 0) - 1}`;
    if (dns1123Label(longest).length > 0)
      yield invalid('metadata.name', name, `will not able to create pod with invalid DNS label: ${longest}`);
  }
}

function* validateGeneratedSelector({ metadata, spec }: Job): Generator<FieldError> {
  if (spec === undefined || spec.manualSelector === true || spec.selector === undefined) return;
  const labels = spec.template.metadata?.labels ?? {};
  const wanted: readonly (readonly [string, string])[] = [
    ['controller-uid', metadata.uid ?? ''],
    ['job-name', metadata.name ?? ''],
    ['batch.kubernetes.io/controller-uid', metadata.uid ?? ''],
    ['batch.kubernetes.io/job-name', metadata.name ?? ''],
  ];
  for (const [label, value] of wanted) {
    const path = `spec.template.metadata.labels[${label}]`;
    const found = labels[label];
    if (found === undefined) yield required(path, `must be '${value}'`);
    else if (found !== value) yield invalid(path, labels, `must be '${value}'`);
  }
  if (isUsableSelector(spec.selector) && !matches(spec.selector, Object.fromEntries(wanted)))
    yield invalid('spec.selector', shownSelector(spec.selector), '`selector` not auto-generated');
}

/** Models ValidateJobSpec. */
function* validateSpec(spec: Partial<JobSpec>): Generator<FieldError> {
  yield* validateJobSpec(spec, 'spec');
  const { selector, template } = spec;
  if (selector === undefined) yield required('spec.selector');
  else yield* validateLabelSelector(selector, 'spec.selector');
  const labels = template?.metadata?.labels;
  // No selector at all selects nothing.
  if (isUsableSelector(selector) && (selector === undefined || !matches(selector, labels)))
    yield invalid('spec.template.metadata.labels', labels, '`selector` does not match template `labels`');
}

/** Models ValidateJobSpecUpdate. */
function* validateChanges(spec: Partial<JobSpec>, old: Job): Generator<FieldError> {
  const before: Partial<JobSpec> = old.spec ?? {};
  yield* validateCompletionsChange(spec, before);
  const keep = function* (field: keyof JobSpec, shown: unknown): Generator<FieldError> {
    if (!deepEqual(spec[field], before[field])) yield invalid(`spec.${field}`, shown ?? null, immutableText);
  };
  yield* keep('selector', shownSelector(spec.selector));
  yield* validateTemplateChange(spec.template ?? {}, old);
  yield* keep('completionMode', spec.completionMode);
  yield* keep('podFailurePolicy', shownFailurePolicy(spec.podFailurePolicy));
  yield* keep('backoffLimitPerIndex', spec.backoffLimitPerIndex);
  yield* keep('managedBy', spec.managedBy);
  yield* keep('successPolicy', shownSuccessPolicy(spec.successPolicy));
}

function* validateCompletionsChange(spec: Partial<JobSpec>, before: Partial<JobSpec>): Generator<FieldError> {
  const { completions, parallelism } = spec;
  if (completions === before.completions) return;
  if (spec.completionMode !== 'Indexed') yield invalid('spec.completions', completions, immutableText);
  else if (completions !== undefined && completions !== parallelism)
    yield invalid('spec.completions', completions, 'can only be modified in tandem with spec.parallelism');
}

type Fields = { readonly [key: string]: unknown };

/** While a Job is suspended, where its Pods may run and what they ask for can still change. */
function* validateTemplateChange(template: PodTemplateSpec, old: Job): Generator<FieldError> {
  const before = old.spec?.template ?? {};
  const isSuspended = old.status?.conditions?.some(({ type, status }) => type === 'Suspended' && status === 'True') ?? false;
  const suspended = old.spec?.suspend === true;
  const mutable = suspended && (old.status?.startTime === undefined || isSuspended) && (old.status?.active ?? 0) === 0;
  if (!mutable) {
    if (!deepEqual(template, before)) yield invalid('spec.template', shownTemplate(template), immutableText);
    return;
  }
  const [now, then] = [comparable(template), comparable(before)];
  if (!deepEqual(now, then)) yield invalid('spec.template.spec', internalForm(template.spec ?? emptyPod), immutableText);
}

/** The Pod spec without what a suspended Job may change. */
function comparable({ spec }: PodTemplateSpec): object {
  const rest: { [key: string]: unknown } = { ...spec };
  for (const field of ['nodeSelector', 'tolerations', 'schedulingGates']) delete rest[field];
  const { nodeAffinity: _nodeAffinity, ...affinity } = (spec?.affinity ?? {}) as Fields;
  rest['affinity'] = affinity;
  for (const field of ['containers', 'initContainers'] as const)
    rest[field] = (spec?.[field] ?? []).map(({ resources: _resources, ...container }) => container);
  return rest;
}

const emptyPod = { containers: [] } as const;
const metadataOrder = ['name', 'generateName', 'namespace', 'labels', 'annotations', 'ownerReferences', 'finalizers'];

/** A template as the server's own types hold it. */
function shownTemplate({ metadata, spec }: PodTemplateSpec): object {
  const fields: Fields = { ...metadata };
  const shown = metadataOrder.filter((field) => fields[field] !== undefined).map((field) => [field, sorted(fields[field])]);
  return { ...(Object.fromEntries(shown) as Fields), Spec: internalForm(spec ?? emptyPod) };
}

const sorted = (value: unknown): unknown =>
  typeof value !== 'object' || value === null || Array.isArray(value)
    ? value
    : Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)));
