import { controllerOf } from '../workload/ownership.ts';
import { isFinished } from '../workload/pod-state.ts';
import { isReason } from '../../api/status-error.ts';
import { replicaSets } from '../../schema/resources.ts';
import { fenceposts, wantedReplicas } from './fenceposts.ts';
import { isComplete, syncRolloutStatus } from './progress.ts';
import { revisionOf, syncRevision } from './revisions.ts';
import { activeOnes, allReplicaSets, byAge, scaleReplicaSet, total, type Rollout, type RolloutTools } from './rollout.ts';

/** One step of a rollout; called again until nothing changes. Throws StatusError. */
export type Strategy = (tools: RolloutTools, rollout: Rollout) => 'unfinished' | void;

/** New Pods first within the surge, then old ones go as far as availability allows. Models pkg/controller/deployment/rolling.go. */
const rollingUpdate: Strategy = (tools, start) => {
  const rollout = syncRevision(tools, start, true);
  // The next step waits until the new ReplicaSet has been looked at.
  if (start.newReplicaSet === undefined) return 'unfinished';
  const changed = scaleNew(tools, rollout) || scaleOld(tools, rollout);
  if (!changed && isComplete(rollout.deployment, rollout.deployment.status)) cleanUp(tools, rollout);
  syncRolloutStatus(tools, rollout);
  return undefined;
};

/** All old Pods must be gone before a new one starts. Models pkg/controller/deployment/recreate.go. */
const recreate: Strategy = (tools, start) => {
  const known = syncRevision(tools, start, false);
  let scaledDown = false;
  for (const old of activeOnes(known.oldReplicaSets)) {
    scaledDown = scaleReplicaSet(tools, known.deployment, old, 0) || scaledDown;
  }
  if (scaledDown || oldPodsRun(known)) {
    syncRolloutStatus(tools, known);
    return;
  }
  const rollout = known.newReplicaSet ? known : syncRevision(tools, known, true);
  const { deployment, newReplicaSet } = rollout;
  if (newReplicaSet && wantedReplicas(newReplicaSet) !== wantedReplicas(deployment)) {
    scaleReplicaSet(tools, deployment, newReplicaSet, wantedReplicas(deployment));
  }
  if (isComplete(deployment, deployment.status)) cleanUp(tools, rollout);
  syncRolloutStatus(tools, rollout);
};

export const strategies: { readonly [type: string]: Strategy } = { RollingUpdate: rollingUpdate, Recreate: recreate };

function scaleNew(tools: RolloutTools, rollout: Rollout): boolean {
  const { deployment, newReplicaSet } = rollout;
  if (!newReplicaSet) return false;
  const [current, wanted] = [wantedReplicas(newReplicaSet), wantedReplicas(deployment)];
  if (current === wanted) return false;
  if (current > wanted) return scaleReplicaSet(tools, deployment, newReplicaSet, wanted);
  const room = wanted + fenceposts(deployment).maxSurge - total(allReplicaSets(rollout), wantedReplicas);
  if (room <= 0) return false;
  return scaleReplicaSet(tools, deployment, newReplicaSet, current + Math.min(room, wanted - current));
}

/**
 * Takes Pods from the old ReplicaSets, oldest first: those that are not available anyway, then as many available ones as may be missing.
 * Pods of the new ReplicaSet that are not available yet count as missing already.
 */
function scaleOld(tools: RolloutTools, rollout: Rollout): boolean {
  const { deployment, newReplicaSet } = rollout;
  const active = activeOnes(rollout.oldReplicaSets).toSorted(byAge);
  if (active.length === 0 || !newReplicaSet) return false;
  const minAvailable = wantedReplicas(deployment) - fenceposts(deployment).maxUnavailable;
  const newUnavailable = wantedReplicas(newReplicaSet) - (newReplicaSet.status.availableReplicas ?? 0);
  const mayGo = total(allReplicaSets(rollout), wantedReplicas) - minAvailable - newUnavailable;
  if (mayGo <= 0) return false;

  let unhealthyGone = 0;
  const sizes = new Map(active.map((replicaSet) => [replicaSet, wantedReplicas(replicaSet)]));
  for (const replicaSet of active) {
    const unhealthy = wantedReplicas(replicaSet) - (replicaSet.status.availableReplicas ?? 0);
    const gone = Math.min(mayGo - unhealthyGone, Math.max(0, unhealthy));
    sizes.set(replicaSet, wantedReplicas(replicaSet) - gone);
    unhealthyGone += gone;
  }
  const available = total([...active, newReplicaSet], ({ status }) => status.availableReplicas);
  let surplus = available - minAvailable;
  for (const replicaSet of active) {
    const size = sizes.get(replicaSet) ?? 0;
    const gone = Math.max(0, Math.min(size, surplus));
    sizes.set(replicaSet, size - gone);
    surplus -= gone;
  }
  let changed = false;
  for (const [replicaSet, size] of sizes) {
    if (size !== wantedReplicas(replicaSet)) changed = scaleReplicaSet(tools, deployment, replicaSet, size) || changed;
  }
  return changed;
}

function oldPodsRun({ oldReplicaSets, newReplicaSet, pods }: Rollout): boolean {
  if (total(oldReplicaSets, ({ status }) => status.replicas) > 0) return true;
  return pods.some((pod) => controllerOf(pod)?.uid !== newReplicaSet?.metadata.uid && !isFinished(pod));
}

/** Deletes the oldest empty ReplicaSets beyond `revisionHistoryLimit`. Throws StatusError. */
export function cleanUp({ client }: RolloutTools, { deployment, oldReplicaSets }: Rollout): void {
  const limit = deployment.spec.revisionHistoryLimit;
  if (limit === undefined || limit === 2_147_483_647) return;
  const alive = oldReplicaSets.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const surplus = alive.toSorted((left, right) => revisionOf(left) - revisionOf(right) || byAge(left, right));
  for (const replicaSet of surplus.slice(0, Math.max(0, alive.length - limit))) {
    const { metadata, status } = replicaSet;
    const settled = (metadata.generation ?? 0) <= (status.observedGeneration ?? 0);
    if (status.replicas !== 0 || wantedReplicas(replicaSet) !== 0 || !settled) continue;
    try {
      client.delete(replicaSets, { name: metadata.name, namespace: metadata.namespace });
    } catch (error) {
      if (!isReason(error, 'NotFound')) throw error;
    }
  }
}
