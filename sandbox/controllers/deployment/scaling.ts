import type { ReplicaSet } from '../../schema/types/apps-v1.ts';
import { fenceposts, isRollingUpdate, wantedReplicas } from './fenceposts.ts';
import {
  activeOnes,
  allReplicaSets,
  byAge,
  DESIRED_REPLICAS,
  MAX_REPLICAS,
  scaleReplicaSet,
  total,
  type Rollout,
  type RolloutTools,
} from './rollout.ts';

/** Whether the Deployment was given another size since its ReplicaSets were last told. */
export function isScalingEvent(rollout: Rollout): boolean {
  return activeOnes(allReplicaSets(rollout)).some((replicaSet) => {
    const desired = countAnnotation(replicaSet, DESIRED_REPLICAS);
    return desired !== undefined && desired !== wantedReplicas(rollout.deployment);
  });
}

/**
 * Brings the ReplicaSets to the Deployment's size. In the middle of a rolling update, or while it is paused, what is to be added or removed
 * is spread over them in proportion, so that a bad new version does not gain ground by it. Models scale of
 * pkg/controller/deployment/sync.go. Throws StatusError.
 */
export function scale(tools: RolloutTools, rollout: Rollout): void {
  const { deployment, newReplicaSet, oldReplicaSets } = rollout;
  const only = onlyActiveOrLatest(rollout);
  if (only) {
    if (wantedReplicas(only) !== wantedReplicas(deployment)) {
      scaleReplicaSet(tools, deployment, only, wantedReplicas(deployment));
    }
    return;
  }
  if (newReplicaSet && isSaturated(rollout, newReplicaSet)) {
    for (const old of activeOnes(oldReplicaSets)) scaleReplicaSet(tools, deployment, old, 0);
    return;
  }
  if (!isRollingUpdate(deployment)) return;
  for (const [replicaSet, size] of proportionalSizes(rollout)) scaleReplicaSet(tools, deployment, replicaSet, size);
}

function onlyActiveOrLatest({ newReplicaSet, oldReplicaSets }: Rollout): ReplicaSet | undefined {
  const newestFirst = oldReplicaSets.toSorted((left, right) => byAge(right, left));
  const active = activeOnes(newReplicaSet ? [...newestFirst, newReplicaSet] : newestFirst);
  if (active.length === 0) return newReplicaSet ?? newestFirst[0];
  return active.length === 1 ? active[0] : undefined;
}

function isSaturated({ deployment }: Rollout, replicaSet: ReplicaSet): boolean {
  const replicas = wantedReplicas(deployment);
  return (
    wantedReplicas(replicaSet) === replicas &&
    countAnnotation(replicaSet, DESIRED_REPLICAS) === replicas &&
    (replicaSet.status.availableReplicas ?? 0) === replicas
  );
}

function proportionalSizes(rollout: Rollout): ReadonlyMap<ReplicaSet, number> {
  const { deployment } = rollout;
  const active = activeOnes(allReplicaSets(rollout));
  const replicas = wantedReplicas(deployment);
  const allowed = replicas > 0 ? replicas + fenceposts(deployment).maxSurge : 0;
  const toAdd = allowed - total(active, wantedReplicas);
  if (toAdd === 0) return new Map(active.map((replicaSet) => [replicaSet, wantedReplicas(replicaSet)]));

  // From the largest to the smallest; of equal ones the newer gains first and the older loses first.
  const bySize = active.toSorted(
    (left, right) => wantedReplicas(right) - wantedReplicas(left) || (toAdd > 0 ? byAge(right, left) : byAge(left, right)),
  );
  let added = 0;
  const sizes = new Map<ReplicaSet, number>();
  for (const replicaSet of bySize) {
    const share = toAdd === added ? 0 : fairShare(rollout, replicaSet);
    const rest = toAdd - added;
    const change = toAdd > 0 ? Math.min(share, rest) : Math.max(share, rest);
    sizes.set(replicaSet, wantedReplicas(replicaSet) + change);
    added += change;
  }
  const [largest] = bySize;
  if (largest) sizes.set(largest, Math.max(0, (sizes.get(largest) ?? 0) + toAdd - added));
  return sizes;
}

/** By how much a ReplicaSet would change if it kept its part of the whole. */
function fairShare({ deployment }: Rollout, replicaSet: ReplicaSet): number {
  const size = wantedReplicas(replicaSet);
  const replicas = wantedReplicas(deployment);
  if (replicas === 0) return -size;
  const before = countAnnotation(replicaSet, MAX_REPLICAS) || deployment.status.replicas || 0;
  if (before === 0) return 0;
  return Math.round((size * (replicas + fenceposts(deployment).maxSurge)) / before) - size;
}

/** A count that an annotation holds; undefined for one that is missing or no 32-bit count. */
function countAnnotation(replicaSet: ReplicaSet, key: string): number | undefined {
  const text = replicaSet.metadata.annotations?.[key];
  if (text === undefined || !/^\d+$/.test(text)) return undefined;
  const count = Number(text);
  return count <= 2_147_483_647 ? count : undefined;
}
