import type { FieldError } from '../../api/field-error.ts';
import { defineKind } from '../../api/kind.ts';
import { formatLabelSelector } from '../../core/label-selector.ts';
import { cronJobs } from '../../schema/resources.ts';
import type { CronJob, CronJobSpec, JobSpec } from '../../schema/types/batch-v1.ts';
import {
  ageColumn,
  ageOf,
  containerImages,
  containerNames,
  nameColumn,
  numberColumn,
  textColumn,
  wideColumn,
} from '../columns.ts';
import { defaultPodTemplate } from '../pod-spec/defaults.ts';
import { dropDisabledFields } from '../pod-spec/disabled-fields.ts';
import { invalid, nonNegative, notSupported, required } from '../validation/field-errors.ts';
import { shownSelector } from '../validation/labels.ts';
import { describeCronJob } from './describe.ts';
import { validateJobSpec } from './job-spec.ts';
import { jobSpecWarnings, unwiseName } from './job-warnings.ts';
import { scheduleProblem, timeZoneProblems } from './schedule.ts';

const policies = ['Allow', 'Forbid', 'Replace'];
/** Jobs are named after the CronJob and the minute, which takes eleven characters of 63. */
const longestName = 52;

const containersOf = ({ spec }: CronJob): Parameters<typeof containerNames>[0] =>
  spec?.jobTemplate?.spec?.template?.spec?.containers;

export const cronJob = defineKind<CronJob>({
  type: cronJobs,
  singular: 'cronjob',
  shortNames: ['cj'],
  categories: ['all'],
  generation: true,
  statusSubresource: true,
  default(object) {
    object.spec ??= {} as NonNullable<typeof object.spec>;
    const { spec } = object;
    spec.concurrencyPolicy ||= 'Allow';
    spec.suspend ??= false;
    spec.successfulJobsHistoryLimit ??= 3;
    spec.failedJobsHistoryLimit ??= 1;
    spec.jobTemplate ??= {};
    spec.jobTemplate.metadata ??= {};
    spec.jobTemplate.spec ??= {} as NonNullable<typeof spec.jobTemplate.spec>;
    const job = spec.jobTemplate.spec;
    job.template ??= {};
    job.template.spec ??= {} as NonNullable<typeof job.template.spec>;
    defaultPodTemplate(job.template);
    for (const { onPodConditions } of job.podFailurePolicy?.rules ?? [])
      for (const condition of onPodConditions ?? []) condition.status ||= 'True';
  },
  prepareForCreate(object) {
    dropDisabledFields(object.spec?.jobTemplate.spec?.template.spec);
    object.status = {};
  },
  prepareForUpdate: ({ spec }) => dropDisabledFields(spec?.jobTemplate.spec?.template.spec),
  validate({ metadata, spec = emptySpec }) {
    const errors = [...validateSpec(spec, undefined)];
    const name = metadata.name ?? '';
    if (name.length > longestName) errors.push(invalid('metadata.name', name, `must be no more than ${longestName} characters`));
    return errors;
  },
  validateUpdate: ({ spec = emptySpec }, old) => [...validateSpec(spec, old.spec)],
  warnings(object, old) {
    if (old === undefined) return [...unwiseName(object), ...warnings(object)];
    const changed = object.metadata.generation !== old.metadata.generation;
    const schedule =
      'cannot use TZ or CRON_TZ in spec.spec.schedule, use timeZone instead, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details';
    return [...(changed ? warnings(object) : []), ...(object.spec?.schedule.includes('TZ') ? [schedule] : [])];
  },
  describe: describeCronJob,
  columns: [
    nameColumn,
    textColumn('Schedule', ({ spec }) => spec?.schedule ?? ''),
    textColumn('Timezone', ({ spec }) => spec?.timeZone ?? '<none>'),
    {
      name: 'Suspend',
      type: 'boolean',
      cell: ({ spec }) => (spec?.suspend === undefined ? '<unset>' : spec.suspend ? 'True' : 'False'),
    },
    numberColumn('Active', ({ status }) => (status?.active ?? []).length),
    textColumn('Last Schedule', ({ status }, { now }) =>
      status?.lastScheduleTime === undefined ? '<none>' : ageOf(status.lastScheduleTime, now),
    ),
    ageColumn,
    wideColumn('Containers', (object) => containerNames(containersOf(object))),
    wideColumn('Images', (object) => containerImages(containersOf(object))),
    wideColumn('Selector', ({ spec }) => formatLabelSelector(spec?.jobTemplate?.spec?.selector)),
  ],
  podTemplate: ({ spec }) => spec?.jobTemplate.spec?.template,
});

const emptySpec = {} as CronJobSpec;

const warnings = ({ spec }: CronJob): readonly string[] =>
  jobSpecWarnings(spec?.jobTemplate?.spec ?? {}, 'spec.jobTemplate.spec');

/** Models validateCronJobSpec in pkg/apis/batch/validation. */
function* validateSpec(spec: CronJobSpec, old: CronJobSpec | undefined): Generator<FieldError> {
  if (!spec.schedule) yield required('spec.schedule');
  else yield* validateSchedule(spec, old?.schedule.includes('TZ') ?? false);
  yield* nonNegative('spec.startingDeadlineSeconds', spec.startingDeadlineSeconds);
  const { timeZone, concurrencyPolicy } = spec;
  if (timeZone !== undefined && (old === undefined || old.timeZone !== timeZone))
    for (const problem of timeZoneProblems(timeZone)) yield invalid('spec.timeZone', timeZone, problem);
  if (!concurrencyPolicy) yield required('spec.concurrencyPolicy');
  else if (!policies.includes(concurrencyPolicy)) yield notSupported('spec.concurrencyPolicy', concurrencyPolicy, policies);
  const job: Partial<JobSpec> = spec.jobTemplate?.spec ?? {};
  const path = 'spec.jobTemplate.spec';
  yield* validateJobSpec(job, path);
  if (job.selector !== undefined)
    yield invalid(`${path}.selector`, shownSelector(job.selector), '`selector` will be auto-generated');
  if (job.manualSelector === true) yield notSupported(`${path}.manualSelector`, true, ['nil', 'false']);
  yield* nonNegative('spec.successfulJobsHistoryLimit', spec.successfulJobsHistoryLimit);
  yield* nonNegative('spec.failedJobsHistoryLimit', spec.failedJobsHistoryLimit);
}

function* validateSchedule({ schedule, timeZone }: CronJobSpec, zoneAllowed: boolean): Generator<FieldError> {
  const path = 'spec.schedule';
  const problem = scheduleProblem(schedule);
  if (problem !== undefined) yield invalid(path, schedule, problem);
  if (!schedule.includes('TZ')) return;
  if (!zoneAllowed) yield invalid(path, schedule, 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead');
  else if (timeZone !== undefined) yield invalid(path, schedule, 'cannot use both timeZone field and TZ or CRON_TZ in schedule');
}
