import type { New } from '../../api/client.ts';
import type { Job } from '../../schema/types/batch-v1.ts';
import type { Pod } from '../../schema/types/core-v1.ts';
import { isReady, isTerminating } from '../workload/pod-state.ts';
import { youngestVictims } from '../workload/victims.ts';
import { finishedAt, remainingPause, type BackOff } from './back-off.ts';
import { firstFree, union, type Indexes } from './indexes.ts';
import { failureVerdict } from './policies.ts';
import { earlierFailures, indexOf, isIndexed, isSuspended, replacesFailedOnly, tracked, withIndex } from './pods.ts';

/** At most this many Pods are made or deleted in one go. */
const BURST = 500;

/** How a Job stands. */
export interface Standing {
  readonly job: Job;
  readonly pods: readonly Pod[];
  readonly active: readonly Pod[];
  /** Pods that succeeded, or indexes. */
  readonly succeeded: number;
  readonly succeededIndexes: Indexes;
  readonly failedIndexes: Indexes;
  readonly backOff: BackOff;
  /** With a limit of failures for each index: the failed Pod that waits for its replacement. */
  readonly awaitingReplacement: ReadonlyMap<number, Pod>;
}

/** What has to be done for a Job's Pods: some to delete, some to make, or neither before some time has passed. */
export interface Plan {
  readonly remove: readonly Pod[];
  readonly make: readonly ((pod: New<Pod>) => New<Pod>)[];
  /** Milliseconds. */
  readonly wait?: number;
}

/** Models manageJob of pkg/controller/job. */
export function planOf(standing: Standing, now: number): Plan {
  const { job, active } = standing;
  const nothing: Plan = { remove: [], make: [] };
  if (isSuspended(job)) return { ...nothing, remove: active };
  const wanted = wantedActive(standing);
  const remove = surplus(standing, Math.max(0, active.length - wanted)).slice(0, BURST);
  if (remove.length > 0) return { ...nothing, remove };
  const terminating = replacesFailedOnly(job) ? standing.pods.filter(isTerminating) : [];
  const missing = Math.min(wanted - terminating.length - active.length, BURST);
  if (missing <= 0) return nothing;
  const perIndex = job.spec.backoffLimitPerIndex !== undefined;
  const pause = perIndex ? 0 : remainingPause(standing.backOff, now);
  if (pause > 0) return { ...nothing, wait: pause };
  if (!isIndexed(job)) return { ...nothing, make: Array.from({ length: missing }, () => tracked) };

  const indexesOf = (pods: readonly Pod[]) => pods.map((pod) => indexOf(pod, job)).filter((index) => index !== undefined);
  const taken = union(standing.succeededIndexes, standing.failedIndexes, indexesOf(active), indexesOf(terminating));
  const indexes = firstFree(missing, job.spec.completions ?? 0, taken).map((index) => {
    const replaced = standing.awaitingReplacement.get(index);
    return { index, replaced, wait: perIndex && replaced ? indexPause(replaced, now) : 0 };
  });
  const ready = indexes.filter(({ wait }) => wait === 0);
  if (ready.length === 0 && indexes.length > 0) return { ...nothing, wait: Math.min(...indexes.map(({ wait }) => wait)) };
  const make = ready.map(({ index, replaced }) => {
    const failures = perIndex ? failuresAfter(job, replaced) : undefined;
    return (pod: New<Pod>) => withIndex(tracked(pod), job, index, failures);
  });
  return { ...nothing, make };
}

/** The failed Pods of indexes that nothing else stands for: one for each. Models getPodsWithDelayedDeletionPerIndex. */
export function awaitingReplacement(failed: readonly Pod[], job: Job, settled: Indexes): ReadonlyMap<number, Pod> {
  const found = new Map<number, Pod>();
  for (const pod of failed) {
    const index = indexOf(pod, job);
    if (index === undefined || settled.has(index)) continue;
    const other = found.get(index);
    const isLater = other && allFailures(other) <= allFailures(pod) && finishedAt(other) <= finishedAt(pod);
    if (other === undefined || isLater) found.set(index, pod);
  }
  return found;
}

function wantedActive({ job, active, succeeded }: Standing): number {
  const { completions, parallelism = 1 } = job.spec;
  if (completions === undefined) return succeeded > 0 ? active.length : parallelism;
  return Math.max(0, Math.min(completions - succeeded, parallelism));
}

/** Pods without a usable index, all but one of those that share one, and then as many more as there are too many. */
function surplus({ job, active }: Standing, atLeast: number): readonly Pod[] {
  const indexes = new Set(isIndexed(job) ? active.map((pod) => indexOf(pod, job)) : []);
  const wrong = [...indexes].flatMap((index) => {
    const sharing = active.filter((pod) => indexOf(pod, job) === index);
    return youngestVictims(sharing, index === undefined ? sharing.length : sharing.length - 1);
  });
  if (wrong.length >= atLeast) return wrong;
  const others = active.filter((pod) => !wrong.includes(pod));
  return [...wrong, ...youngestVictims(others, atLeast - wrong.length)];
}

function allFailures(pod: Pod): number {
  const { counted, ignored } = earlierFailures(pod);
  return counted + ignored;
}

function indexPause(failed: Pod, now: number): number {
  return remainingPause({ failures: allFailures(failed) + 1, lastFailure: finishedAt(failed) }, now);
}

function failuresAfter(job: Job, replaced: Pod | undefined): { readonly counted: number; readonly ignored: number } {
  if (replaced === undefined) return { counted: 0, ignored: 0 };
  const { counted, ignored } = earlierFailures(replaced);
  return failureVerdict(job, replaced).counts ? { counted: counted + 1, ignored } : { counted, ignored: ignored + 1 };
}

export function countReady(pods: readonly Pod[]): number {
  return pods.filter(isReady).length;
}
