import { controllerReference, isControlledBy } from '../workload/ownership.ts';
import { conditionOf, withCondition } from '../workload/conditions.ts';
import { isNamespaceTerminating, textOf } from '../workload/pod-control.ts';
import { templateHash } from '../workload/template-hash.ts';
import { isReason } from '../../api/status-error.ts';
import { deepEqual } from '../../core/json.ts';
import { deployments, replicaSets } from '../../schema/resources.ts';
import type { Deployment, ReplicaSet } from '../../schema/types/apps-v1.ts';
import type { PodTemplateSpec } from '../../schema/types/core-v1.ts';
import { fenceposts, isRollingUpdate, wantedReplicas } from './fenceposts.ts';
import { hasProgressDeadline, progressing } from './progress.ts';
import {
  byAge,
  REVISION,
  REVISION_HISTORY,
  DESIRED_REPLICAS,
  MAX_REPLICAS,
  sizeAnnotations,
  total,
  type Rollout,
  type RolloutTools,
} from './rollout.ts';

const HASH_LABEL = 'pod-template-hash';
const HISTORY_CHARACTERS = 2000;
/** Annotations of a Deployment that its ReplicaSets do not inherit. */
const ownAnnotations: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  REVISION,
  REVISION_HISTORY,
  DESIRED_REPLICAS,
  MAX_REPLICAS,
  'deprecated.deployment.rollback.to',
]);

/** Splits the ReplicaSets of a Deployment into the one with its template (the oldest, if there are more) and the others. */
export function sortOut(deployment: Deployment, all: readonly ReplicaSet[]): Pick<Rollout, 'newReplicaSet' | 'oldReplicaSets'> {
  const sorted = all.toSorted(byAge);
  const newReplicaSet = sorted.find((candidate) => sameTemplate(candidate.spec.template, deployment.spec.template));
  return { newReplicaSet, oldReplicaSets: sorted.filter((candidate) => candidate !== newReplicaSet) };
}

function sameTemplate(left: PodTemplateSpec | undefined, right: PodTemplateSpec): boolean {
  return deepEqual(withoutHash(left), withoutHash(right));
}

function withoutHash(template: PodTemplateSpec | undefined): PodTemplateSpec | undefined {
  const labels = Object.entries(template?.metadata?.labels ?? {}).filter(([key]) => key !== HASH_LABEL);
  return template && { ...template, metadata: { ...template.metadata, labels: Object.fromEntries(labels) } };
}

export function revisionOf(object: Deployment | ReplicaSet): number {
  return Number.parseInt(object.metadata.annotations?.[REVISION] ?? '0', 10) || 0;
}

/**
 * Brings revision numbers up to date: the new ReplicaSet has the highest one, and the Deployment the same. With `create` a missing new
 * ReplicaSet is made. Models getNewReplicaSet of pkg/controller/deployment/sync.go. Throws StatusError.
 */
export function syncRevision(tools: RolloutTools, rollout: Rollout, create: boolean): Rollout {
  const revision = Math.max(0, ...rollout.oldReplicaSets.map(revisionOf)) + 1;
  const { newReplicaSet } = rollout;
  if (newReplicaSet !== undefined) return updateRevision(tools, rollout, newReplicaSet, revision);
  return create ? createReplicaSet(tools, rollout, revision) : rollout;
}

function updateRevision(tools: RolloutTools, rollout: Rollout, replicaSet: ReplicaSet, revision: number): Rollout {
  const { deployment } = rollout;
  const annotations = annotationsFor(deployment, replicaSet.metadata.annotations ?? {}, revision);
  const { minReadySeconds } = deployment.spec;
  if (
    !deepEqual(annotations, replicaSet.metadata.annotations ?? {}) ||
    (replicaSet.spec.minReadySeconds ?? 0) !== (minReadySeconds ?? 0)
  ) {
    const newReplicaSet = tools.client.update(replicaSets, {
      ...replicaSet,
      metadata: { ...replicaSet.metadata, annotations },
      spec: { ...replicaSet.spec, ...(minReadySeconds === undefined ? {} : { minReadySeconds }) },
    });
    return { ...rollout, newReplicaSet };
  }
  const found =
    hasProgressDeadline(deployment) && conditionOf(deployment.status.conditions, 'Progressing') === undefined
      ? progressing(tools, 'True', 'FoundNewReplicaSet', `Found new replica set "${replicaSet.metadata.name}"`)
      : undefined;
  return { ...rollout, deployment: saveRevision(tools, deployment, annotations[REVISION] ?? String(revision), found) };
}

function createReplicaSet(tools: RolloutTools, rollout: Rollout, revision: number): Rollout {
  const { deployment } = rollout;
  const { collisionCount } = deployment.status;
  const hash = templateHash(deployment.spec.template, collisionCount);
  const { metadata } = deployment.spec.template;
  const labels = { ...metadata?.labels, [HASH_LABEL]: hash };
  const name = `${deployment.metadata.name.slice(0, 252 - hash.length)}-${hash}`;
  const size = initialSize(rollout);
  let created: ReplicaSet;
  try {
    created = tools.client.create(replicaSets, {
      metadata: {
        name,
        ...(deployment.metadata.namespace === undefined ? {} : { namespace: deployment.metadata.namespace }),
        labels,
        annotations: { ...annotationsFor(deployment, {}, revision), ...sizeAnnotations(deployment) },
        ownerReferences: [controllerReference(deployments, deployment)],
      },
      spec: {
        replicas: size,
        ...(deployment.spec.minReadySeconds === undefined ? {} : { minReadySeconds: deployment.spec.minReadySeconds }),
        selector: {
          ...deployment.spec.selector,
          matchLabels: { ...deployment.spec.selector.matchLabels, [HASH_LABEL]: hash },
        },
        template: { ...deployment.spec.template, metadata: { ...metadata, labels } },
      },
    });
  } catch (error) {
    if (isReason(error, 'AlreadyExists')) return resolveCollision(tools, rollout, name, revision, error);
    if (!isNamespaceTerminating(error)) reportFailure(tools, deployment, name, error);
    throw error;
  }
  if (size > 0) {
    tools.events.event(deployment, 'Normal', 'ScalingReplicaSet', `Scaled up replica set ${name} from 0 to ${size}`);
  }
  const condition = hasProgressDeadline(deployment)
    ? progressing(tools, 'True', 'NewReplicaSetCreated', `Created new replica set "${name}"`)
    : undefined;
  return {
    ...rollout,
    deployment: saveRevision(tools, deployment, String(revision), condition),
    newReplicaSet: created,
  };
}

/** How many Pods a new ReplicaSet starts with. */
function initialSize({ deployment, oldReplicaSets }: Rollout): number {
  const replicas = wantedReplicas(deployment);
  if (!isRollingUpdate(deployment)) return replicas;
  const room = replicas + fenceposts(deployment).maxSurge - total(oldReplicaSets, wantedReplicas);
  return Math.max(0, Math.min(room, replicas));
}

/** Somebody else's ReplicaSet has the name: another hash must be found next time. */
function resolveCollision(tools: RolloutTools, rollout: Rollout, name: string, revision: number, error: unknown): Rollout {
  const { deployment } = rollout;
  const existing = tools.client.get(replicaSets, { name, namespace: deployment.metadata.namespace });
  if (isControlledBy(existing, deployment) && sameTemplate(existing.spec.template, deployment.spec.template)) {
    return { ...rollout, deployment: saveRevision(tools, deployment, String(revision), undefined), newReplicaSet: existing };
  }
  const collisionCount = (deployment.status.collisionCount ?? 0) + 1;
  tools.client.updateStatus(deployments, { ...deployment, status: { ...deployment.status, collisionCount } });
  throw error;
}

function reportFailure(tools: RolloutTools, deployment: Deployment, name: string, error: unknown): void {
  const message = `Failed to create new replica set "${name}": ${textOf(error)}`;
  if (hasProgressDeadline(deployment)) {
    const conditions = withCondition(deployment.status.conditions, progressing(tools, 'False', 'ReplicaSetCreateError', message));
    tools.client.updateStatus(deployments, { ...deployment, status: { ...deployment.status, conditions } });
  }
  tools.events.event(deployment, 'Warning', 'ReplicaSetCreateError', message);
}

function saveRevision(
  { client }: RolloutTools,
  deployment: Deployment,
  revision: string,
  condition: ReturnType<typeof progressing> | undefined,
): Deployment {
  const conditions = condition ? withCondition(deployment.status.conditions, condition) : deployment.status.conditions;
  if (deployment.metadata.annotations?.[REVISION] === revision && conditions === deployment.status.conditions) return deployment;
  return client.updateStatus(deployments, {
    ...deployment,
    metadata: { ...deployment.metadata, annotations: { ...deployment.metadata.annotations, [REVISION]: revision } },
    status: { ...deployment.status, ...(conditions === undefined ? {} : { conditions }) },
  });
}

/** A ReplicaSet's annotations: those of its Deployment, its revision, and which revisions it was before. */
function annotationsFor(
  deployment: Deployment,
  current: { readonly [key: string]: string },
  revision: number,
): { readonly [key: string]: string } {
  const inherited = Object.entries(deployment.metadata.annotations ?? {}).filter(([key]) => !ownAnnotations.has(key));
  const annotations = { ...current, ...Object.fromEntries(inherited) };
  const before = current[REVISION];
  if (before !== undefined && !/^\d+$/.test(before)) return annotations;
  if (Number(before ?? 0) >= revision) return annotations;
  annotations[REVISION] = String(revision);
  if (before !== undefined) annotations[REVISION_HISTORY] = history(current[REVISION_HISTORY], before);
  return annotations;
}

function history(earlier: string | undefined, revision: string): string {
  const revisions = [...(earlier ?? '').split(',').filter(Boolean), revision];
  while (revisions.join().length > HISTORY_CHARACTERS) revisions.shift();
  return revisions.join();
}
