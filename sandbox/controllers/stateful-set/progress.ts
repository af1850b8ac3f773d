import type { StatefulSet } from '../../schema/types/apps-v1.ts';
import type { Pod } from '../../schema/types/core-v1.ts';
import { templateOf } from '../workload/controller-revisions.ts';
import { isFinished, untilAvailable } from '../workload/pod-state.ts';
import { slowStart } from '../workload/slow-start.ts';
import { firstOrdinal, isWanted, newPod, podName, revisionNameOf, wantedMembers, type Member } from './identity.ts';
import type { MemberControl } from './members.ts';
import type { Revisions } from './revisions.ts';
import { isRunningAndReady } from './status.ts';

/** A StatefulSet with its Pods, as they were when this look at them began. */
export interface Membership {
  readonly set: StatefulSet;
  readonly revisions: Revisions;
  readonly members: readonly Replica[];
  readonly now: number;
}

/** A place in the set, with its Pod if it has one. */
export interface Replica {
  readonly member: Member;
  readonly pod: Pod | undefined;
}

/** Whether what comes next may be looked at now, or only after this has changed. */
type Progress = 'go on' | 'wait';

/**
 * Brings a set one step nearer to its size and its revision: first what is missing, lowest ordinal first, then what is too much, highest
 * first, then old Pods, highest first. An ordered set does one thing at a time and goes on only when all before is available.
 * Returns how many old Pods were told to go. Models updateStatefulSet of pkg/controller/statefulset. Throws an error.
 */
export function progress(control: MemberControl, membership: Membership): number {
  const { set, members } = membership;
  if (set.metadata.deletionTimestamp !== undefined) return 0;
  const wanted = wantedReplicas(membership);
  const condemned = members
    .filter(({ member }) => !isWanted(set, member))
    .toSorted((left, right) => right.member.ordinal - left.member.ordinal);
  const firstUnavailable = [...wanted, ...condemned.toReversed()].find((replica) => !isAvailable(membership, replica));
  const forAll = set.spec.podManagementPolicy === 'Parallel' ? allAtOnce : oneByOne;

  const steps: readonly (() => Progress)[] = [
    () => forAll(wanted, (replica) => tend(control, membership, replica)),
    () => forAll(condemned, ({ member }) => keepPolicy(control, set, member)),
    () => forAll(condemned, (replica) => dismiss(control, membership, replica, replica === firstUnavailable)),
  ];
  if (steps.some((step) => step() === 'wait')) return 0;
  return set.spec.updateStrategy?.type === 'OnDelete' ? 0 : replaceOne(control, membership, wanted);
}

function wantedReplicas({ set, members }: Membership): readonly Replica[] {
  const present = new Map(members.map((replica) => [replica.member.ordinal, replica]));
  return Array.from({ length: wantedMembers(set) }, (_, index) => {
    const ordinal = firstOrdinal(set) + index;
    return present.get(ordinal) ?? { member: { name: podName(set, ordinal), ordinal }, pod: undefined };
  });
}

function oneByOne(replicas: readonly Replica[], act: (replica: Replica) => Progress): Progress {
  return replicas.some((replica) => act(replica) === 'wait') ? 'wait' : 'go on';
}

function allAtOnce(replicas: readonly Replica[], act: (replica: Replica) => Progress): Progress {
  const failure = slowStart(replicas, act);
  if (failure !== undefined) throw failure;
  return 'go on';
}

/** Makes a Pod that is missing, removes one that has ended, mends one that works. */
function tend(control: MemberControl, membership: Membership, replica: Replica): Progress {
  const { set } = membership;
  const { member, pod } = replica;
  if (pod === undefined) {
    if (!control.claims.areStale(set, member)) control.create(set, member, podFor(membership, member.ordinal));
    return 'wait';
  }
  if (isFinished(pod)) {
    if (!isGoing(pod)) control.delete(set, member);
    return 'wait';
  }
  if (pod.status.phase === 'Pending') control.createMissingClaims(set, member);
  const ordered = set.spec.podManagementPolicy !== 'Parallel';
  if (ordered && (!isRunningAndReady(pod) || !isAvailable(membership, replica))) return 'wait';
  control.mend(set, member, pod);
  return 'go on';
}

/** During an update the places below the partition are still filled from the old revision. */
function podFor({ set, revisions }: Membership, ordinal: number): ReturnType<typeof newPod> {
  const { type, rollingUpdate } = set.spec.updateStrategy ?? {};
  const untouched = type === 'RollingUpdate' ? (set.status.currentReplicas ?? 0) : 0;
  const old = ordinal < firstOrdinal(set) + (rollingUpdate === undefined ? untouched : (rollingUpdate.partition ?? 0));
  const revision = old ? revisions.current : revisions.update;
  return newPod(set, templateOf(revision) ?? set.spec.template, revision.metadata.name, ordinal);
}

function keepPolicy(control: MemberControl, set: StatefulSet, member: Member): Progress {
  if (!control.claims.followPolicy(set, member)) control.claims.applyPolicy(set, member);
  return 'go on';
}

/** Deletes a Pod that is too much; an ordered set waits for unavailable ones first, unless this is the one. */
function dismiss(control: MemberControl, membership: Membership, replica: Replica, isBlocking: boolean): Progress {
  const { set } = membership;
  const { member, pod } = replica;
  if (pod === undefined || isGoing(pod)) return 'wait';
  const ordered = set.spec.podManagementPolicy !== 'Parallel';
  const works = isRunningAndReady(pod) && isAvailable(membership, replica);
  if (!ordered || works || isBlocking) control.delete(set, member);
  return 'wait';
}

/** Deletes the old Pod with the highest ordinal, once all above it are new and available. Returns how many went. */
function replaceOne(control: MemberControl, membership: Membership, wanted: readonly Replica[]): number {
  const { set, revisions } = membership;
  const partition = set.spec.updateStrategy?.rollingUpdate?.partition ?? 0;
  for (const replica of wanted.slice(partition).toReversed()) {
    const { member, pod } = replica;
    if (pod && revisionNameOf(pod) !== revisions.update.metadata.name && !isGoing(pod)) {
      control.delete(set, member);
      return 1;
    }
    if (!isAvailable(membership, replica)) return 0;
  }
  return 0;
}

function isGoing({ metadata }: Pod): boolean {
  return metadata.deletionTimestamp !== undefined;
}

/** Whether a place has a Pod that does its work and stays. */
function isAvailable({ set, now }: Membership, { pod }: Replica): boolean {
  return pod !== undefined && !isGoing(pod) && untilAvailable(pod, set.spec.minReadySeconds ?? 0, now) === 0;
}
