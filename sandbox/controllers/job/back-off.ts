import { parseTime } from '../../core/time-text.ts';
import type { ContainerStatus, Pod } from '../../schema/types/core-v1.ts';
import { podCondition } from '../workload/pod-state.ts';

const FIRST_PAUSE = 10_000;
const LONGEST_PAUSE = 600_000;

/** How often Pods of a Job failed since the last success, and when the last one did. */
export interface BackOff {
  readonly failures: number;
  /** Milliseconds since the epoch. */
  readonly lastFailure?: number;
}

/** What newly finished Pods make of it. Models newBackoffRecord of pkg/controller/job/backoff_utils.go. */
export function nextBackOff(before: BackOff, succeeded: readonly Pod[], failed: readonly Pod[]): BackOff {
  if (succeeded.length === 0 && failed.length === 0) return before;
  const times = failed.map(finishedAt);
  if (succeeded.length === 0) return { failures: before.failures + failed.length, lastFailure: Math.max(...times) };
  const lastSuccess = Math.max(...succeeded.map(finishedAt));
  const since = times.filter((time) => time > lastSuccess);
  return since.length === 0 ? { failures: 0 } : { failures: since.length, lastFailure: Math.max(...since) };
}

/** Milliseconds until a new Pod may be made: 10 s after the first failure, then twice as long each time, at most 10 minutes. */
export function remainingPause({ failures, lastFailure }: BackOff, now: number): number {
  if (failures === 0 || lastFailure === undefined) return 0;
  const pause = Math.min(FIRST_PAUSE * 2 ** (failures - 1), LONGEST_PAUSE);
  return Math.max(0, lastFailure + pause - now);
}

/** When a Pod ended, as well as it can be told. Models getFinishedTime. */
export function finishedAt(pod: Pod): number {
  const { metadata, spec, status } = pod;
  const sidecars = new Set((spec.initContainers ?? []).filter((each) => each.restartPolicy === 'Always').map(({ name }) => name));
  const containers = [
    ...(status.containerStatuses ?? []),
    ...(status.initContainerStatuses ?? []).filter(({ name }) => sidecars.has(name)),
  ].map(endOf);
  const ends = containers.filter((end) => end !== undefined);
  if (ends.length > 0 && ends.length === containers.length) return Math.max(...ends);
  const ready = podCondition(pod, 'Ready');
  const unready = ready?.status === 'False' ? parseTime(ready.lastTransitionTime ?? '') : undefined;
  if (unready !== undefined) return unready;
  const deleted = parseTime(metadata.deletionTimestamp ?? '');
  if (deleted !== undefined) return deleted - (metadata.deletionGracePeriodSeconds ?? 0) * 1000;
  return parseTime(metadata.creationTimestamp) ?? 0;
}

function endOf({ state }: ContainerStatus): number | undefined {
  return parseTime(state?.terminated?.finishedAt ?? '');
}
