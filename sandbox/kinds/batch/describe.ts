import type { DescribeContext } from '../../api/kind.ts';
import { humanDuration } from '../../core/duration.ts';
import { formatSelector, requirementsOf } from '../../core/label-selector.ts';
import { DescribeText } from '../../core/text-table.ts';
import { parseTime } from '../../core/time-text.ts';
import type { CronJob, Job, JobSpec } from '../../schema/types/batch-v1.ts';
import { writeEvents } from '../describing/events.ts';
import { controllerOf, timeText, writeAnnotations, writeHead, writeLabels } from '../describing/metadata.ts';
import { writePodTemplate } from '../describing/pod-parts.ts';

const selectorText = ({ selector }: Partial<JobSpec>): string => formatSelector(requirementsOf(selector ?? {}));

/** How long a Job ran, or has been running; undefined before it starts. */
export function jobDuration({ status }: Job, now: number): string | undefined {
  const start = parseTime(status?.startTime ?? '');
  if (start === undefined) return undefined;
  return humanDuration((parseTime(status?.completionTime ?? '') ?? now) - start);
}

/** About fifty characters of a list of indexes. */
function shortIndexes(indexes: string): string {
  if (indexes === '') return '<none>';
  const end = indexes.indexOf(',', 50);
  return end < 0 ? indexes : `${indexes.slice(0, end + 1)}...`;
}

/** Models describeJob in k8s.io/kubectl/pkg/describe. */
export async function describeJob(job: Job, context: DescribeContext): Promise<string> {
  const text = new DescribeText();
  const { metadata, spec = {} as Partial<JobSpec>, status = {} } = job;
  const optional = (title: string, value: unknown): void => {
    if (value !== undefined) text.line(0, `${title}:\t${String(value as string | number | boolean)}`);
  };
  text.line(0, `Name:\t${metadata.name ?? ''}`);
  text.line(0, `Namespace:\t${metadata.namespace ?? ''}`);
  text.line(0, `Selector:\t${selectorText(spec)}`);
  writeLabels(text, 'Labels', metadata.labels);
  writeAnnotations(text, 'Annotations', metadata.annotations);
  optional('Controlled By', controllerOf(job));
  optional('Parallelism', spec.parallelism);
  text.line(0, `Completions:\t${spec.completions ?? '<unset>'}`);
  optional('Completion Mode', spec.completionMode);
  optional('Suspend', spec.suspend);
  optional('Backoff Limit', spec.backoffLimit);
  optional('TTL Seconds After Finished', spec.ttlSecondsAfterFinished);
  if (status.startTime !== undefined) text.line(0, `Start Time:\t${timeText(status.startTime)}`);
  if (status.completionTime !== undefined) text.line(0, `Completed At:\t${timeText(status.completionTime)}`);
  if (status.completionTime !== undefined) optional('Duration', jobDuration(job, context.now));
  if (spec.activeDeadlineSeconds !== undefined) text.line(0, `Active Deadline Seconds:\t${spec.activeDeadlineSeconds}s`);
  const ready = status.ready === undefined ? '' : ` (${status.ready} Ready)`;
  const ended = `${status.succeeded ?? 0} Succeeded / ${status.failed ?? 0} Failed`;
  text.line(0, `Pods Statuses:\t${status.active ?? 0} Active${ready} / ${ended}`);
  if (spec.completionMode === 'Indexed') text.line(0, `Completed Indexes:\t${shortIndexes(status.completedIndexes ?? '')}`);
  writePodTemplate(text, spec.template);
  await writeEvents(text, job, context);
  return text.toString();
}

/** Models describeCronJob. */
export async function describeCronJob(cronJob: CronJob, context: DescribeContext): Promise<string> {
  const text = new DescribeText();
  const { spec, status = {} } = cronJob;
  writeHead(text, cronJob);
  text.line(0, `Schedule:\t${spec?.schedule ?? ''}`);
  text.line(0, `Concurrency Policy:\t${spec?.concurrencyPolicy ?? ''}`);
  text.line(0, `Suspend:\t${spec?.suspend === undefined ? '<unset>' : spec.suspend ? 'True' : 'False'}`);
  text.line(0, `Time Zone:\t${spec?.timeZone ?? '<unset>'}`);
  text.line(0, `Successful Job History Limit:\t${spec?.successfulJobsHistoryLimit ?? '<unset>'}`);
  text.line(0, `Failed Job History Limit:\t${spec?.failedJobsHistoryLimit ?? '<unset>'}`);
  const deadline = spec?.startingDeadlineSeconds;
  text.line(0, `Starting Deadline Seconds:\t${deadline === undefined ? '<unset>' : `${deadline}s`}`);
  const job: Partial<JobSpec> = spec?.jobTemplate.spec ?? {};
  text.line(0, `Selector:\t${job.selector === undefined ? '<unset>' : selectorText(job)}`);
  text.line(0, `Parallelism:\t${job.parallelism ?? '<unset>'}`);
  text.line(0, `Completions:\t${job.completions ?? '<unset>'}`);
  if (job.activeDeadlineSeconds !== undefined) text.line(0, `Active Deadline Seconds:\t${job.activeDeadlineSeconds}s`);
  writePodTemplate(text, job.template);
  text.line(0, `Last Schedule Time:\t${status.lastScheduleTime === undefined ? '<unset>' : timeText(status.lastScheduleTime)}`);
  text.line(0, `Active Jobs:\t${(status.active ?? []).map(({ name }) => name ?? '').join(', ') || '<none>'}`);
  await writeEvents(text, cronJob, context);
  return text.toString();
}
