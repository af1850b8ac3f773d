import { compact, conditionOf, withCondition, withoutCondition } from '../workload/conditions.ts';
import { deepEqual } from '../../core/json.ts';
import { formatTime, parseTime } from '../../core/time-text.ts';
import { deployments } from '../../schema/resources.ts';
import type { Deployment, DeploymentCondition, DeploymentStatus, ReplicaSet } from '../../schema/types/apps-v1.ts';
import { fenceposts, wantedReplicas } from './fenceposts.ts';
import { allReplicaSets, total, type Rollout, type RolloutTools } from './rollout.ts';

/** The largest 32-bit number stands for "no deadline". */
const NO_DEADLINE = 2_147_483_647;

export function hasProgressDeadline({ spec }: Deployment): boolean {
  return spec.progressDeadlineSeconds !== undefined && spec.progressDeadlineSeconds !== NO_DEADLINE;
}

export function progressing(
  tools: RolloutTools,
  status: 'True' | 'False' | 'Unknown',
  reason: string,
  message: string,
): DeploymentCondition {
  return condition(tools, 'Progressing', status, reason, message);
}

function condition({ now }: RolloutTools, type: string, status: string, reason: string, message: string): DeploymentCondition {
  const time = formatTime(now());
  return { type, status, lastUpdateTime: time, lastTransitionTime: time, reason, message };
}

/** All Pods are new and available, and no old one is left. */
export function isComplete(deployment: Deployment, status: DeploymentStatus): boolean {
  const replicas = wantedReplicas(deployment);
  return (
    (status.updatedReplicas ?? 0) === replicas &&
    (status.replicas ?? 0) === replicas &&
    (status.availableReplicas ?? 0) === replicas &&
    (status.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
  );
}

/** Marks a Deployment as paused or resumed, so that its deadline does not run on meanwhile. Throws StatusError. */
export function syncPausedCondition(tools: RolloutTools, deployment: Deployment): Deployment {
  if (!hasProgressDeadline(deployment)) return deployment;
  const current = conditionOf(deployment.status.conditions, 'Progressing');
  if (current?.reason === 'ProgressDeadlineExceeded') return deployment;
  const wasPaused = current?.reason === 'DeploymentPaused';
  const isPaused = deployment.spec.paused === true;
  if (wasPaused === isPaused) return deployment;
  const next = isPaused
    ? progressing(tools, 'Unknown', 'DeploymentPaused', 'Deployment is paused')
    : progressing(tools, 'Unknown', 'DeploymentResumed', 'Deployment is resumed');
  const conditions = withCondition(deployment.status.conditions, next);
  return tools.client.updateStatus(deployments, { ...deployment, status: { ...deployment.status, conditions } });
}

/** Writes the counts, without a look at progress. Throws StatusError. */
export function syncStatus(tools: RolloutTools, rollout: Rollout): void {
  const { deployment } = rollout;
  const status = countedStatus(tools, rollout);
  if (!deepEqual(status, deployment.status)) tools.client.updateStatus(deployments, { ...deployment, status });
}

/** Writes the counts and how the rollout gets on. Models pkg/controller/deployment/progress.go. Throws StatusError. */
export function syncRolloutStatus(tools: RolloutTools, rollout: Rollout): void {
  const { deployment } = rollout;
  const counted = countedStatus(tools, rollout);
  const conditions = withFailure(rollout, progressConditions(tools, rollout, counted));
  const status = compactStatus({ ...counted, conditions });
  if (!deepEqual(status, deployment.status)) {
    tools.client.updateStatus(deployments, { ...deployment, status });
    return;
  }
  planDeadlineCheck(tools, deployment, status);
}

function countedStatus(tools: RolloutTools, rollout: Rollout): DeploymentStatus {
  const { deployment, newReplicaSet } = rollout;
  const all = allReplicaSets(rollout);
  const available = total(all, ({ status }) => status.availableReplicas);
  const enough = available >= wantedReplicas(deployment) - fenceposts(deployment).maxUnavailable;
  const availability = enough
    ? condition(tools, 'Available', 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.')
    : condition(tools, 'Available', 'False', 'MinimumReplicasUnavailable', 'Deployment does not have minimum availability.');
  return compactStatus({
    observedGeneration: deployment.metadata.generation,
    replicas: total(all, ({ status }) => status.replicas),
    updatedReplicas: newReplicaSet?.status.replicas ?? 0,
    readyReplicas: total(all, ({ status }) => status.readyReplicas),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, total(all, wantedReplicas) - available),
    terminatingReplicas: total(all, ({ status }) => status.terminatingReplicas),
    collisionCount: deployment.status.collisionCount,
    conditions: withCondition(deployment.status.conditions, availability),
  });
}

type LooseStatus = { readonly [Key in keyof DeploymentStatus]: DeploymentStatus[Key] | undefined };

function compactStatus(status: LooseStatus): DeploymentStatus {
  return { ...(compact(status) as DeploymentStatus), terminatingReplicas: status.terminatingReplicas ?? 0 };
}

function progressConditions(
  tools: RolloutTools,
  { deployment, newReplicaSet }: Rollout,
  status: DeploymentStatus,
): readonly DeploymentCondition[] {
  const conditions = status.conditions ?? [];
  if (!hasProgressDeadline(deployment)) return withoutCondition(conditions, 'Progressing');
  const current = conditionOf(deployment.status.conditions, 'Progressing');
  const alreadyComplete =
    (status.replicas ?? 0) === (status.updatedReplicas ?? 0) && current?.reason === 'NewReplicaSetAvailable';
  if (alreadyComplete) return conditions;
  const subject = newReplicaSet ? `ReplicaSet "${newReplicaSet.metadata.name}"` : `Deployment "${deployment.metadata.name}"`;
  if (isComplete(deployment, status)) {
    const message = `${subject} has successfully progressed.`;
    return withCondition(conditions, progressing(tools, 'True', 'NewReplicaSetAvailable', message));
  }
  if (madeProgress(deployment.status, status)) {
    const next = progressing(tools, 'True', 'ReplicaSetUpdated', `${subject} is progressing.`);
    const settled = current?.status === 'True' ? { ...next, lastTransitionTime: current.lastTransitionTime } : next;
    // Every sign of progress starts the deadline anew, also when the reason stays the same.
    return [...withoutCondition(conditions, 'Progressing'), settled] as readonly DeploymentCondition[];
  }
  if (isTimedOut(tools, deployment, conditionOf(conditions, 'Progressing'))) {
    const message = `${subject} has timed out progressing.`;
    return withCondition(conditions, progressing(tools, 'False', 'ProgressDeadlineExceeded', message));
  }
  return conditions;
}

function madeProgress(before: DeploymentStatus, after: DeploymentStatus): boolean {
  const old = ({ replicas = 0, updatedReplicas = 0 }: DeploymentStatus): number => replicas - updatedReplicas;
  return (
    (after.updatedReplicas ?? 0) > (before.updatedReplicas ?? 0) ||
    old(after) < old(before) ||
    (after.readyReplicas ?? 0) > (before.readyReplicas ?? 0) ||
    (after.availableReplicas ?? 0) > (before.availableReplicas ?? 0)
  );
}

function isTimedOut({ now }: RolloutTools, deployment: Deployment, current: DeploymentCondition | undefined): boolean {
  if (current === undefined || current.reason === 'NewReplicaSetAvailable') return false;
  if (current.reason === 'ProgressDeadlineExceeded') return true;
  return deadlineOf(deployment, current) < now();
}

function deadlineOf(deployment: Deployment, { lastUpdateTime = '' }: DeploymentCondition): number {
  return (parseTime(lastUpdateTime) ?? 0) + (deployment.spec.progressDeadlineSeconds ?? 0) * 1000;
}

/** The failure of a ReplicaSet to make its Pods shows on the Deployment; that of the new one comes first. */
function withFailure(rollout: Rollout, conditions: readonly DeploymentCondition[]): readonly DeploymentCondition[] {
  const candidates: readonly ReplicaSet[] = rollout.newReplicaSet
    ? [rollout.newReplicaSet, ...rollout.oldReplicaSets]
    : rollout.oldReplicaSets;
  for (const { status } of candidates) {
    const failure = conditionOf(status.conditions, 'ReplicaFailure');
    if (failure === undefined) continue;
    const { lastTransitionTime } = failure;
    return withCondition(
      conditions,
      lastTransitionTime === undefined ? failure : { ...failure, lastUpdateTime: lastTransitionTime },
    );
  }
  return withoutCondition(conditions, 'ReplicaFailure');
}

function planDeadlineCheck(tools: RolloutTools, deployment: Deployment, status: DeploymentStatus): void {
  const current = conditionOf(deployment.status.conditions, 'Progressing');
  if (!hasProgressDeadline(deployment) || current === undefined) return;
  if (isComplete(deployment, status) || current.reason === 'ProgressDeadlineExceeded') return;
  tools.enqueueAfter(Math.max(0, deadlineOf(deployment, current) - tools.now()) + 1000);
}
