import { formatTime } from '../../core/time-text.ts';
import type { Job, JobCondition } from '../../schema/types/batch-v1.ts';
import type { Pod } from '../../schema/types/core-v1.ts';
import { failureVerdict, successMessage } from './policies.ts';
import { isFailed, isSuspended } from './pods.ts';
import type { Indexes } from './indexes.ts';
import { parseTime } from '../../core/time-text.ts';

export function jobCondition(type: string, status: string, reason: string, message: string, now: number): JobCondition {
  const time = formatTime(now);
  return { type, status, lastProbeTime: time, lastTransitionTime: time, reason, message };
}

const isTrue = (job: Job, wanted: string): JobCondition | undefined =>
  job.status.conditions?.find(({ type, status }) => type === wanted && status === 'True');

/** What a Job's end is decided by. */
export interface Score {
  readonly failed: number;
  readonly succeededIndexes: Indexes;
  readonly failedIndexes: Indexes;
}

/**
 * `SuccessCriteriaMet` or `FailureTarget` once it is decided how a Job ends, but not for reaching its completions; what was decided
 * before stands. Models the order of syncJob in pkg/controller/job.
 */
export function decision(job: Job, pods: readonly Pod[], score: Score, now: number): JobCondition | undefined {
  const before = isTrue(job, 'SuccessCriteriaMet') ?? isTrue(job, 'FailureTarget');
  if (before) return before;
  const fail = (reason: string, message: string): JobCondition => jobCondition('FailureTarget', 'True', reason, message, now);
  if (job.spec.podFailurePolicy !== undefined) {
    for (const pod of pods) {
      const reason = isFailed(pod, job) ? failureVerdict(job, pod).jobFailure : undefined;
      if (reason !== undefined) return fail('PodFailurePolicy', reason);
    }
  }
  if (score.failed > (job.spec.backoffLimit ?? 6) || restartsTooOften(job, pods))
    return fail('BackoffLimitExceeded', 'Job has reached the specified backoff limit');
  if ((untilDeadline(job, now) ?? 1) <= 0) return fail('DeadlineExceeded', 'Job was active longer than specified deadline');
  const { maxFailedIndexes, backoffLimitPerIndex, completions = 0 } = job.spec;
  const failedIndexes = score.failedIndexes.size;
  if (backoffLimitPerIndex !== undefined && failedIndexes > 0) {
    if (maxFailedIndexes !== undefined && failedIndexes > maxFailedIndexes)
      return fail('MaxFailedIndexesExceeded', 'Job has exceeded the specified maximal number of failed indexes');
    if (failedIndexes + score.succeededIndexes.size >= completions) return fail('FailedIndexes', 'Job has failed indexes');
  }
  const met = successMessage(job, score.succeededIndexes);
  return met === undefined ? undefined : jobCondition('SuccessCriteriaMet', 'True', 'SuccessPolicy', met, now);
}

/** Milliseconds until a Job has been active for too long; undefined where nothing limits it. */
export function untilDeadline(job: Job, now: number): number | undefined {
  const { activeDeadlineSeconds } = job.spec;
  const started = parseTime(job.status.startTime ?? '');
  if (activeDeadlineSeconds === undefined || started === undefined || isSuspended(job)) return undefined;
  return started + activeDeadlineSeconds * 1000 - now;
}

/** Where containers restart in their Pod, the restarts are what is limited. */
function restartsTooOften(job: Job, pods: readonly Pod[]): boolean {
  if (job.spec.template.spec?.restartPolicy !== 'OnFailure') return false;
  let restarts = 0;
  for (const { status } of pods) {
    if (status.phase !== 'Running' && status.phase !== 'Pending') continue;
    for (const { restartCount } of [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])])
      restarts += restartCount;
  }
  const limit = job.spec.backoffLimit ?? 6;
  return limit === 0 ? restarts > 0 : restarts >= limit;
}

/** Conditions with this one in its place, or at the end; a new one that is False says nothing and stays out. */
export function withJobCondition(
  conditions: readonly JobCondition[] | undefined,
  condition: JobCondition,
): readonly JobCondition[] | undefined {
  const same = conditions?.find(({ type }) => type === condition.type);
  if (same === undefined) return condition.status === 'False' ? conditions : [...(conditions ?? []), condition];
  if (same.status === condition.status && same.reason === condition.reason && same.message === condition.message)
    return conditions;
  return conditions?.map((each) => (each === same ? condition : each));
}
