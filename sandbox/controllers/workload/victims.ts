import { parseTime } from '../../core/time-text.ts';
import type { Pod } from '../../schema/types/core-v1.ts';
import { isActive, isReady, readySince } from './pod-state.ts';

const phaseRank: { readonly [phase: string]: number } = { Pending: 0, Unknown: 1, Running: 2 };
const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';

/**
 * The `count` Pods whose loss hurts least. `related` are the Pods of all owners that serve the same purpose (the ReplicaSets of
 * one Deployment): of two alike the one on the more crowded node goes. Models ActivePodsWithRanks of pkg/controller/controller_utils.go.
 */
export function victims(candidates: readonly Pod[], related: readonly Pod[], count: number, now: number): readonly Pod[] {
  if (count >= candidates.length) return candidates;
  const crowd = new Map<string | undefined, number>();
  for (const pod of related) {
    if (isActive(pod)) crowd.set(pod.spec.nodeName, (crowd.get(pod.spec.nodeName) ?? 0) + 1);
  }
  return firstBy(candidates, count, [
    ...standing,
    by((pod) => deletionCost(pod)),
    by((pod) => -(crowd.get(pod.spec.nodeName) ?? 0)),
    (left, right) => (isReady(left) && isReady(right) ? byAge(left, right, readySince, now) : 0),
    by((pod) => -mostRestarts(pod)),
    (left, right) => byAge(left, right, createdAt, now),
  ]);
}

/** The same where neither costs nor crowding count, and the younger always goes first. Models ActivePods of pkg/controller/controller_utils.go. */
export function youngestVictims(candidates: readonly Pod[], count: number): readonly Pod[] {
  if (count >= candidates.length) return candidates;
  return firstBy(candidates, count, [
    ...standing,
    (left, right) => (isReady(left) && isReady(right) ? youngerFirst(left, right, readySince) : 0),
    by((pod) => -mostRestarts(pod)),
    (left, right) => youngerFirst(left, right, createdAt),
  ]);
}

type Compare = (left: Pod, right: Pod) => number;

/** Pods that have got less far go first. */
const standing: readonly Compare[] = [
  by((pod) => (pod.spec.nodeName ? 1 : 0)),
  by((pod) => phaseRank[pod.status.phase ?? 'Pending'] ?? 0),
  by((pod) => (isReady(pod) ? 1 : 0)),
];

function firstBy(candidates: readonly Pod[], count: number, criteria: readonly Compare[]): readonly Pod[] {
  return candidates
    .toSorted((left, right) => {
      for (const compare of criteria) {
        const order = compare(left, right);
        if (order !== 0) return order;
      }
      return 0;
    })
    .slice(0, count);
}

function createdAt({ metadata }: Pod): number | undefined {
  return parseTime(metadata.creationTimestamp);
}

/** Without a time comes before with one. */
function youngerFirst(left: Pod, right: Pod, timeOf: (pod: Pod) => number | undefined): number {
  return (timeOf(right) ?? Infinity) - (timeOf(left) ?? Infinity) || 0;
}

function by(rank: (pod: Pod) => number): Compare {
  return (left, right) => rank(left) - rank(right);
}

/** What the annotation says; 0 where it says nothing usable. */
function deletionCost(pod: Pod): number {
  const text = pod.metadata.annotations?.[DELETION_COST];
  return text !== undefined && /^(0|-?[1-9]\d*)$/.test(text) ? Number(text) : 0;
}

function mostRestarts(pod: Pod): number {
  return Math.max(0, ...(pod.status.containerStatuses ?? []).map((status) => status.restartCount));
}

/** The younger first, but ages of the same order of magnitude count as equal, so that old Pods are not always spared. */
function byAge(left: Pod, right: Pod, timeOf: (pod: Pod) => number | undefined, now: number): number {
  const [leftTime, rightTime] = [timeOf(left), timeOf(right)];
  if (leftTime === rightTime) return 0;
  if (leftTime === undefined || rightTime === undefined) return leftTime === undefined ? -1 : 1;
  const difference = magnitude(now - leftTime) - magnitude(now - rightTime);
  return difference === 0 ? compareText(left.metadata.uid, right.metadata.uid) : difference;
}

function magnitude(milliseconds: number): number {
  // In nanoseconds, as the real one counts: the borders between magnitudes depend on the unit.
  return milliseconds > 0 ? Math.trunc(Math.log2(milliseconds * 1e6)) : -1;
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
