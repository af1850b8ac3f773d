import type { StatefulSet, StatefulSetStatus } from '../../schema/types/apps-v1.ts';
import type { Pod } from '../../schema/types/core-v1.ts';
import { compact } from '../workload/conditions.ts';
import { isReady, untilAvailable } from '../workload/pod-state.ts';
import { revisionNameOf, wantedMembers } from './identity.ts';
import type { Revisions } from './revisions.ts';

/** What a StatefulSet's status counts; `replaced` old Pods have just been told to go. */
export function statusOf(
  set: StatefulSet,
  { current, update, collisionCount }: Revisions,
  pods: readonly Pod[],
  replaced: number,
  now: number,
): StatefulSetStatus {
  const staying = pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const from = (revision: string): number => staying.filter((pod) => revisionNameOf(pod) === revision).length;
  const ready = pods.filter(isRunningAndReady);
  const minReadySeconds = set.spec.minReadySeconds ?? 0;
  const updated = from(update.metadata.name);
  // An update is over when all Pods are new and ready.
  const complete =
    set.spec.updateStrategy?.type === 'RollingUpdate' &&
    [updated, ready.length, pods.length].every((count) => count === wantedMembers(set));
  return {
    ...compact({
      observedGeneration: set.metadata.generation,
      currentRevision: (complete ? update : current).metadata.name,
      updateRevision: update.metadata.name,
      currentReplicas: complete ? updated : from(current.metadata.name) - replaced,
      updatedReplicas: updated,
      readyReplicas: ready.length,
    }),
    collisionCount,
    replicas: pods.length,
    availableReplicas: ready.filter((pod) => untilAvailable(pod, minReadySeconds, now) === 0).length,
  };
}

export function isRunningAndReady(pod: Pod): boolean {
  return pod.status.phase === 'Running' && isReady(pod);
}
