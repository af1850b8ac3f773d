import type { FieldError } from '../../api/field-error.ts';
import { deepEqual } from '../../core/json.ts';
import type { Job, JobStatus } from '../../schema/types/batch-v1.ts';
import { duplicate, immutableText, invalid, nonNegative, required, withoutValue } from '../validation/field-errors.ts';
import { readIndexList, sharedIndex } from './index-list.ts';

const isTrue = ({ conditions }: JobStatus, wanted: string): boolean =>
  (conditions ?? []).some(({ type, status }) => type === wanted && status === 'True');
const isFinished = (status: JobStatus): boolean => isTrue(status, 'Complete') || isTrue(status, 'Failed');

/**
 * A status must fit together. What an earlier version was allowed to hold is judged only where it changes. Models
 * ValidateJobStatusUpdate in pkg/apis/batch/validation with the options of the Job strategy.
 */
export function* validateJobStatus(job: Job, before: Job): Generator<FieldError> {
  const { status = {}, spec } = job;
  const old = before.status ?? {};
  const changes = (read: (status: JobStatus) => unknown): boolean => !deepEqual(read(status), read(old));
  const condition = (type: string): boolean => changes((each) => isTrue(each, type));
  const finishedChanges = changes(isFinished);
  const [complete, failed] = [isTrue(status, 'Complete'), isTrue(status, 'Failed')];
  const [target, criteria] = [isTrue(status, 'FailureTarget'), isTrue(status, 'SuccessCriteriaMet')];
  const finished = complete || failed;
  const conditions = 'status.conditions';

  yield* validateCounts(status);
  yield* validateUncounted(status);
  const completeChanges = condition('Complete');
  if ((completeChanges || condition('Failed')) && complete && failed)
    yield withoutValue(conditions, 'cannot set Complete=True and Failed=true conditions');
  if ((completeChanges || condition('FailureTarget')) && complete && target)
    yield withoutValue(conditions, 'cannot set Complete=True and FailureTarget=true conditions');
  yield* validateTimes(status, old, completeChanges);
  if ((condition('Failed') || changes(({ failedIndexes }) => failedIndexes)) && failed && !target)
    yield withoutValue(conditions, 'cannot set Failed=True condition without the FailureTarget=true condition');
  if ((completeChanges || condition('SuccessCriteriaMet')) && complete && !criteria)
    yield withoutValue(conditions, 'cannot set Complete=True condition without the SuccessCriteriaMet=true condition');
  if ((finishedChanges || changes(({ active }) => active ?? 0)) && finished && (status.active ?? 0) > 0)
    yield invalid('status.active', status.active, 'active>0 is invalid for finished job');
  const neverRan = spec?.suspend === true && spec.completions === 0;
  const startChanges = changes(({ startTime }) => startTime);
  if ((finishedChanges || startChanges) && !neverRan && finished && status.startTime === undefined)
    yield required('status.startTime', 'startTime is required for finished job');
  const uncounted = status.uncountedTerminatedPods;
  if (
    (finishedChanges || changes(({ uncountedTerminatedPods }) => uncountedTerminatedPods)) &&
    finished &&
    (uncounted?.failed ?? []).length + (uncounted?.succeeded ?? []).length > 0
  ) {
    const shown = { Succeeded: uncounted?.succeeded ?? null, Failed: uncounted?.failed ?? null };
    yield invalid('status.uncountedTerminatedPods', shown, 'must be empty for finished job');
  }
  yield* validateIndexes(job, old);
  if ((finishedChanges || changes(({ terminating }) => terminating)) && (status.terminating ?? 0) > 0 && finished)
    yield invalid('status.terminating', status.terminating, 'terminating>0 is invalid for finished job');
  if (
    (changes(({ ready }) => ready) || changes(({ active }) => active ?? 0)) &&
    status.ready !== undefined &&
    status.ready > (status.active ?? 0)
  ) {
    yield invalid('status.ready', status.ready, 'cannot set more ready pods than active');
  }
  if (criteria && failed) yield withoutValue(conditions, 'cannot set SuccessCriteriaMet=True and Failed=true conditions');
  if (criteria && target) yield withoutValue(conditions, 'cannot set SuccessCriteriaMet=True and FailureTarget=true conditions');
  if (spec?.successPolicy !== undefined && !criteria && complete) {
    const detail = 'cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True';
    yield withoutValue(conditions, detail);
  }
  yield* validateProgress(job, before, startChanges);
}

function* validateCounts(status: JobStatus): Generator<FieldError> {
  for (const name of ['active', 'succeeded', 'failed', 'ready', 'terminating'] as const)
    yield* nonNegative(`status.${name}`, status[name]);
}

function* validateUncounted({ uncountedTerminatedPods }: JobStatus): Generator<FieldError> {
  const seen = new Set<string>();
  for (const list of ['succeeded', 'failed'] as const) {
    for (const [index, uid] of (uncountedTerminatedPods?.[list] ?? []).entries()) {
      const at = `status.uncountedTerminatedPods.${list}[${index}]`;
      if (uid === '') yield invalid(at, uid, 'must not be empty');
      else if (seen.has(uid)) yield duplicate(at, uid);
      else seen.add(uid);
    }
  }
}

function* validateTimes(status: JobStatus, old: JobStatus, completeChanges: boolean): Generator<FieldError> {
  const { completionTime, startTime } = status;
  const completionChanges = completionTime !== old.completionTime;
  const complete = isTrue(status, 'Complete');
  const path = 'status.completionTime';
  if ((completeChanges || completionChanges) && completionTime !== undefined && !complete)
    yield invalid(path, completionTime, 'cannot set completionTime when there is no Complete=True condition');
  if ((completeChanges || completionChanges) && completionTime === undefined && complete)
    yield required(path, 'completionTime is required for Complete jobs');
  if (
    (completionChanges || startTime !== old.startTime) &&
    startTime !== undefined &&
    completionTime !== undefined &&
    completionTime < startTime
  ) {
    yield invalid(path, completionTime, 'must be equal to or after `startTime`');
  }
}

function* validateIndexes({ spec, status = {} }: Job, old: JobStatus): Generator<FieldError> {
  const { completedIndexes = '', failedIndexes } = status;
  const completions = spec?.completions;
  const completedChanges = completedIndexes !== (old.completedIndexes ?? '');
  const failedChanges = failedIndexes !== old.failedIndexes;
  if (completedChanges && completions !== undefined) {
    const { problem } = readIndexList(completedIndexes, completions);
    if (problem !== undefined)
      yield invalid('status.completedIndexes', completedIndexes, `error parsing completedIndexes: ${problem}`);
  }
  const perIndex = spec?.backoffLimitPerIndex !== undefined;
  if (failedChanges && completions !== undefined && perIndex && failedIndexes !== undefined) {
    const { problem } = readIndexList(failedIndexes, completions);
    if (problem !== undefined) yield invalid('status.failedIndexes', failedIndexes, `error parsing failedIndexes: ${problem}`);
  }
  if (completedChanges && completedIndexes !== '' && spec?.completionMode !== 'Indexed') {
    const detail = 'cannot set non-empty completedIndexes when non-indexed completion mode';
    yield invalid('status.completedIndexes', completedIndexes, detail);
  }
  if (failedChanges && !perIndex && failedIndexes !== undefined)
    yield invalid('status.failedIndexes', failedIndexes, 'cannot set non-null failedIndexes when backoffLimitPerIndex is null');
  if ((failedChanges || completedChanges) && completions !== undefined && failedIndexes) {
    const shared = sharedIndex(completedIndexes, failedIndexes, completions);
    if (shared !== undefined)
      yield invalid('status.failedIndexes', failedIndexes, `failedIndexes and completedIndexes overlap at index: ${shared}`);
  }
}

/** What may not be taken back. */
function* validateProgress(job: Job, before: Job, startChanges: boolean): Generator<FieldError> {
  const { status = {}, spec } = job;
  const old = before.status ?? {};
  for (const type of ['Failed', 'Complete', 'FailureTarget']) {
    if (isTrue(old, type) && !isTrue(status, type))
      yield withoutValue('status.conditions', `cannot disable the terminal ${type}=True condition`);
  }
  const [failed, succeeded] = [status.failed ?? 0, status.succeeded ?? 0];
  if (failed < (old.failed ?? 0)) yield invalid('status.failed', failed, 'cannot decrease the failed counter');
  const scales = spec?.completionMode === 'Indexed' && spec.completions === spec.parallelism;
  if (!scales && succeeded < (old.succeeded ?? 0))
    yield invalid('status.succeeded', succeeded, 'cannot decrease the succeeded counter');
  const { completionTime, startTime } = status;
  if (completionTime !== undefined && old.completionTime !== undefined && completionTime !== old.completionTime)
    yield invalid('status.completionTime', completionTime, immutableText);
  const resumes =
    isTrue(old, 'Suspended') && (status.conditions ?? []).some((each) => each.type === 'Suspended' && each.status === 'False');
  if (startChanges && !resumes && old.startTime !== undefined && spec?.suspend !== true)
    yield invalid('status.startTime', startTime, 'field is immutable for unsuspended job once set');
  const [met, metBefore] = [isTrue(status, 'SuccessCriteriaMet'), isTrue(old, 'SuccessCriteriaMet')];
  if (metBefore && !met) yield withoutValue('status.conditions', 'cannot disable the SuccessCriteriaMet=True condition');
  if (isTrue(old, 'Complete') && !metBefore && met) {
    const detail = 'cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions';
    yield withoutValue('status.conditions', detail);
  }
}
