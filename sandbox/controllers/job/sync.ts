import type { ComponentClient } from '../../api/client.ts';
import type { EventRecorder } from '../../api/component.ts';
import { isReason } from '../../api/status-error.ts';
import { deepEqual } from '../../core/json.ts';
import { formatTime } from '../../core/time-text.ts';
import { jobs, pods as podType } from '../../schema/resources.ts';
import type { Job, JobCondition, JobStatus } from '../../schema/types/batch-v1.ts';
import type { Pod } from '../../schema/types/core-v1.ts';
import { compact } from '../workload/conditions.ts';
import { controllerReference } from '../workload/ownership.ts';
import { isNamespaceTerminating, type PodControl } from '../workload/pod-control.ts';
import { isActive, isTerminating } from '../workload/pod-state.ts';
import { nextBackOff, type BackOff } from './back-off.ts';
import { decision, jobCondition, untilDeadline, withJobCondition } from './conditions.ts';
import { formatIndexes, parseIndexes, union, type Indexes } from './indexes.ts';
import { awaitingReplacement, countReady, planOf, type Plan, type Standing } from './manage.ts';
import { failureVerdict } from './policies.ts';
import { earlierFailures, indexOf, isFailed, isIndexed, isSuspended, isTracked, trackingFinalizer } from './pods.ts';

/** After a pause at least as long as this. */
const BATCH_PERIOD = 1_000;
/** How many counted Pods a status names at once. */
const MAX_UNCOUNTED = 500;

export interface JobTools {
  readonly client: ComponentClient;
  readonly events: EventRecorder;
  readonly podControl: PodControl;
  readonly now: number;
  /** Back-offs of the Jobs that have one, by uid. */
  readonly backOffs: Map<string, BackOff>;
  again(milliseconds: number): void;
}

/**
 * Brings one Job that has not finished a step further: makes and deletes Pods, counts what ended and says how it stands. Counting goes
 * in two steps, so that a Pod is counted once whatever happens in between: its uid is written into the status, then its finalizer
 * is taken off, and only then the number changes. Models syncJob of pkg/controller/job. Throws StatusError.
 */
export function syncJob(stored: Job, pods: readonly Pod[], tools: JobTools): void {
  const { now } = tools;
  const starts = stored.status.startTime === undefined && !isSuspended(stored);
  const job = starts ? { ...stored, status: { ...stored.status, startTime: formatTime(now) } } : stored;
  const standing = standingOf(job, pods, tools);
  let active = standing.active.length;
  let ready = countReady(standing.active);
  let terminating = pods.filter(isTerminating).length;
  let conditions = job.status.conditions;
  let { startTime } = job.status;
  let failure: unknown;

  const deadline = untilDeadline(job, now);
  let decided = decision(job, pods, { ...standing, failed: standing.failed }, now);
  if (decided !== undefined) {
    const removal = remove(job, standing.active, tools, false);
    failure = removal.failure;
    active -= removal.removed.length;
    terminating += removal.removed.length;
    ready -= countReady(removal.removed);
    if (active > 0) decided = undefined;
  } else {
    if (deadline !== undefined) tools.again(deadline);
    const managed = job.metadata.deletionTimestamp === undefined;
    if (managed) {
      const plan = planOf(standing, now);
      const result = carryOut(plan, job, tools);
      failure = result.failure;
      active = plan.wait === undefined ? active + result.made - result.removed.length : 0;
      terminating += result.removed.length;
      ready -= countReady(result.removed);
    }
    const { completions } = job.spec;
    const complete = completions === undefined ? standing.succeeded > 0 : standing.succeeded >= completions;
    if (complete && active === 0) {
      const message = 'Reached expected number of succeeded pods';
      decided = jobCondition('SuccessCriteriaMet', 'True', 'CompletionsReached', message, now);
    } else if (managed) {
      const suspended = isSuspended(job);
      const condition = suspended
        ? jobCondition('Suspended', 'True', 'JobSuspended', 'Job suspended', now)
        : jobCondition('Suspended', 'False', 'JobResumed', 'Job resumed', now);
      const changed = withJobCondition(conditions, condition);
      if (changed !== conditions) {
        conditions = changed;
        startTime = suspended ? undefined : formatTime(now);
        tools.events.event(job, 'Normal', suspended ? 'Suspended' : 'Resumed', condition.message ?? '');
      }
    }
  }
  const status = { ...job.status, ...(conditions === undefined ? {} : { conditions }), startTime, active, ready, terminating };
  track({ ...job, status: status as JobStatus }, stored, { ...standing, decided }, tools);
  if (failure !== undefined) throw failure;
}

interface Count extends Standing {
  readonly failed: number;
  readonly indexesBefore: Indexes;
}

function standingOf(job: Job, pods: readonly Pod[], { backOffs }: JobTools): Count {
  const {
    succeeded = 0,
    failed = 0,
    uncountedTerminatedPods: uncounted = {},
    completedIndexes = '',
    failedIndexes = '',
  } = job.status;
  const { completions = 0, backoffLimitPerIndex } = job.spec;
  const indexed = isIndexed(job);
  const valid = pods.filter((pod) => isTracked(pod) && (!indexed || indexOf(pod, job) !== undefined));
  const isSucceeded = ({ status }: Pod): boolean => status.phase === 'Succeeded';
  const newSucceeded = valid.filter((pod) => isSucceeded(pod) && !uncounted.succeeded?.includes(pod.metadata.uid));
  const allFailed = valid.filter((pod) => isFailed(pod, job));
  const newFailed = allFailed.filter((pod) => !uncounted.failed?.includes(pod.metadata.uid));
  const counted = newFailed.filter((pod) => failureVerdict(job, pod).counts);
  const indexesOf = (list: readonly Pod[]) => list.map((pod) => indexOf(pod, job)).filter((index) => index !== undefined);
  const active = pods.filter(isActive);
  const indexesBefore = parseIndexes(completedIndexes, completions);
  const succeededIndexes = union(indexesBefore, indexed ? indexesOf(valid.filter(isSucceeded)) : []);
  const lost =
    backoffLimitPerIndex === undefined
      ? []
      : allFailed.filter((pod) => {
          const { action, counts } = failureVerdict(job, pod);
          return action === 'FailIndex' || (counts && earlierFailures(pod).counted >= backoffLimitPerIndex);
        });
  const failedSoFar = union(parseIndexes(failedIndexes, completions), indexesOf(lost));
  const settled = union(succeededIndexes, failedSoFar, indexesOf(active));
  return {
    job,
    pods,
    active,
    succeeded: indexed ? succeededIndexes.size : succeeded + newSucceeded.length + (uncounted.succeeded?.length ?? 0),
    failed: failed + counted.length + (uncounted.failed?.length ?? 0),
    indexesBefore,
    succeededIndexes,
    failedIndexes: failedSoFar,
    backOff: nextBackOff(backOffs.get(job.metadata.uid) ?? { failures: 0 }, newSucceeded, newFailed),
    awaitingReplacement: backoffLimitPerIndex === undefined ? new Map() : awaitingReplacement(allFailed, job, settled),
  };
}

interface Removal {
  readonly removed: readonly Pod[];
  readonly failure?: unknown;
}

function remove(job: Job, list: readonly Pod[], { client, podControl }: JobTools, untrack: boolean): Removal {
  const removed: Pod[] = [];
  let failure: unknown;
  for (const pod of list) {
    try {
      if (untrack) releasePod(client, pod);
      podControl.delete(job, pod);
      removed.push(pod);
    } catch (error) {
      failure ??= error;
    }
  }
  return { removed, failure };
}

function carryOut(plan: Plan, job: Job, tools: JobTools): Removal & { readonly made: number } {
  const removal = remove(job, plan.remove, tools, true);
  if (plan.wait !== undefined) tools.again(Math.max(plan.wait, BATCH_PERIOD));
  let made = 0;
  try {
    for (const change of plan.make) {
      tools.podControl.create(job, controllerReference(jobs, job), job.spec.template, change);
      made++;
    }
  } catch (error) {
    return { ...removal, made, ...(isNamespaceTerminating(error) ? {} : { failure: error }) };
  }
  return { ...removal, made };
}

/** Takes the finalizer off a Pod that is counted or need not be. Throws StatusError, but not for a Pod that is gone already. */
export function releasePod(client: ComponentClient, pod: Pod): void {
  if (!isTracked(pod)) return;
  const { name, namespace } = pod.metadata;
  const patch = { metadata: { '$deleteFromPrimitiveList/finalizers': [trackingFinalizer] } };
  try {
    client.patch(podType, { name, namespace }, patch, { type: 'strategic' });
  } catch (error) {
    if (!isReason(error, 'NotFound')) throw error;
  }
}

/** Models trackJobStatusAndRemoveFinalizers. */
function track(job: Job, stored: Job, standing: Count & { readonly decided: JobCondition | undefined }, tools: JobTools): void {
  const { client, events, now, backOffs } = tools;
  const { decided } = standing;
  const indexed = isIndexed(job);
  const stillTracked = new Set(standing.pods.filter(isTracked).map(({ metadata }) => metadata.uid));
  const cleaned = counted(job.status, stillTracked);
  const uncounted = {
    succeeded: [...(cleaned.uncountedTerminatedPods?.succeeded ?? [])],
    failed: [...(cleaned.uncountedTerminatedPods?.failed ?? [])],
  };
  const released: Pod[] = [];
  const newIndexes: number[] = [];
  const byIndex = indexed
    ? standing.pods.toSorted((left, right) => (indexOf(left, job) ?? -1) - (indexOf(right, job) ?? -1))
    : standing.pods;
  let tooMany = false;
  for (const pod of byIndex.filter(isTracked)) {
    const { uid } = pod.metadata;
    const index = indexOf(pod, job);
    const failed = isFailed(pod, job);
    const waits = index !== undefined && standing.awaitingReplacement.get(index)?.metadata.uid === uid;
    const ends = job.metadata.deletionTimestamp !== undefined || decided !== undefined || pod.status.phase === 'Succeeded';
    if (!ends && (!failed || waits)) continue;
    released.push(pod);
    if (pod.status.phase === 'Succeeded' && !uncounted.failed.includes(uid)) {
      if (indexed && index !== undefined && !standing.indexesBefore.has(index)) newIndexes.push(index);
      else if (!indexed && !uncounted.succeeded.includes(uid)) uncounted.succeeded.push(uid);
    } else if (failed || decided?.type === 'FailureTarget') {
      const counts = failureVerdict(job, pod).counts && (!indexed || index !== undefined);
      if (counts && !uncounted.failed.includes(uid)) uncounted.failed.push(uid);
    }
    tooMany = newIndexes.length + uncounted.succeeded.length + uncounted.failed.length >= MAX_UNCOUNTED;
    if (tooMany) break;
  }
  const indexes = union(standing.indexesBefore, newIndexes);
  const status: JobStatus = {
    ...cleaned,
    uncountedTerminatedPods: compact(uncounted),
    ...(indexed ? { succeeded: indexes.size, completedIndexes: formatIndexes(indexes) } : {}),
    ...(job.spec.backoffLimitPerIndex === undefined ? {} : { failedIndexes: formatIndexes(standing.failedIndexes) }),
    ...(decided === undefined ? {} : { conditions: withDecision(cleaned.conditions, decided) }),
  };
  let current = job;
  const flush = (next: JobStatus): void => {
    const written = shown(next);
    if (deepEqual(written, current === job ? stored.status : current.status)) return;
    current = client.updateStatus(jobs, { ...current, status: written });
  };
  flush(status);
  backOffs.set(job.metadata.uid, standing.backOff);
  for (const pod of released) {
    releasePod(client, pod);
    stillTracked.delete(pod.metadata.uid);
  }
  const afterwards = counted(status, stillTracked);
  const left =
    (afterwards.uncountedTerminatedPods?.succeeded?.length ?? 0) + (afterwards.uncountedTerminatedPods?.failed?.length ?? 0);
  if (decided === undefined || tooMany || left > 0 || (afterwards.terminating ?? 0) > 0) {
    flush(afterwards);
    return;
  }
  const succeeded = decided.type === 'SuccessCriteriaMet';
  const { reason = '', message = '' } = decided;
  const end = jobCondition(succeeded ? 'Complete' : 'Failed', 'True', reason, message, now);
  const conditions = withJobCondition(afterwards.conditions, end) ?? [];
  flush({ ...afterwards, conditions, ...(succeeded ? { completionTime: formatTime(now) } : {}) });
  if (!succeeded) {
    events.event(job, 'Warning', reason, message);
    return;
  }
  if (job.spec.completions !== undefined && (afterwards.succeeded ?? 0) > job.spec.completions) {
    const excess = 'Too many succeeded pods running after completion count reached';
    events.event(job, 'Warning', 'TooManySucceededPods', excess);
  }
  events.event(job, 'Normal', 'Completed', 'Job completed');
}

/** A decision is written once; when it was made stays. */
function withDecision(conditions: readonly JobCondition[] | undefined, decided: JobCondition): readonly JobCondition[] {
  return conditions?.some(({ type }) => type === decided.type) ? conditions : [...(conditions ?? []), decided];
}

/** Moves Pods that have no finalizer any more from the list of the uncounted to the counts. */
function counted(status: JobStatus, stillTracked: ReadonlySet<string>): JobStatus {
  const { succeeded = [], failed = [] } = status.uncountedTerminatedPods ?? {};
  const keep = (uids: readonly string[]): readonly string[] => uids.filter((uid) => stillTracked.has(uid));
  const left = { succeeded: keep(succeeded), failed: keep(failed) };
  return {
    ...status,
    uncountedTerminatedPods: left,
    succeeded: (status.succeeded ?? 0) + succeeded.length - left.succeeded.length,
    failed: (status.failed ?? 0) + failed.length - left.failed.length,
  };
}

/** A status as it goes to the API: some counts are there even when they are 0. */
function shown(status: JobStatus): JobStatus {
  const { ready = 0, terminating = 0, failedIndexes, completedIndexes, uncountedTerminatedPods = {}, ...rest } = status;
  return {
    ...compact(rest),
    ready,
    terminating,
    uncountedTerminatedPods: compact(uncountedTerminatedPods),
    ...(completedIndexes ? { completedIndexes } : {}),
    ...(failedIndexes === undefined ? {} : { failedIndexes }),
  };
}
