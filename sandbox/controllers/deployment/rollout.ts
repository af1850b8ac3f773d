import type { ComponentClient } from '../../api/client.ts';
import type { EventRecorder } from '../../api/component.ts';
import { replicaSets } from '../../schema/resources.ts';
import type { Deployment, ReplicaSet } from '../../schema/types/apps-v1.ts';
import type { Pod } from '../../schema/types/core-v1.ts';
import { fenceposts, wantedReplicas } from './fenceposts.ts';

/** What the steps of a rollout work with. */
export interface RolloutTools {
  readonly client: ComponentClient;
  readonly events: EventRecorder;
  now(): number;
  enqueueAfter(milliseconds: number): void;
}

/** A Deployment with its ReplicaSets, as they were when this look at them began. */
export interface Rollout {
  readonly deployment: Deployment;
  /** The one with the Deployment's own template; absent while there is none. */
  readonly newReplicaSet: ReplicaSet | undefined;
  readonly oldReplicaSets: readonly ReplicaSet[];
  readonly pods: readonly Pod[];
}

export const REVISION = 'deployment.kubernetes.io/revision';
export const REVISION_HISTORY = 'deployment.kubernetes.io/revision-history';
export const DESIRED_REPLICAS = 'deployment.kubernetes.io/desired-replicas';
export const MAX_REPLICAS = 'deployment.kubernetes.io/max-replicas';

export function allReplicaSets({ newReplicaSet, oldReplicaSets }: Rollout): readonly ReplicaSet[] {
  return newReplicaSet === undefined ? oldReplicaSets : [...oldReplicaSets, newReplicaSet];
}

export function activeOnes(list: readonly ReplicaSet[]): readonly ReplicaSet[] {
  return list.filter((replicaSet) => wantedReplicas(replicaSet) > 0);
}

export function total(list: readonly ReplicaSet[], count: (replicaSet: ReplicaSet) => number | undefined): number {
  return list.reduce((sum, replicaSet) => sum + (count(replicaSet) ?? 0), 0);
}

export function byAge(left: ReplicaSet, right: ReplicaSet): number {
  return (
    compare(left.metadata.creationTimestamp, right.metadata.creationTimestamp) || compare(left.metadata.name, right.metadata.name)
  );
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The annotations by which a ReplicaSet remembers how big its Deployment was. */
export function sizeAnnotations(deployment: Deployment): { readonly [key: string]: string } {
  const replicas = wantedReplicas(deployment);
  return {
    [DESIRED_REPLICAS]: String(replicas),
    [MAX_REPLICAS]: String(replicas + fenceposts(deployment).maxSurge),
  };
}

/** Gives a ReplicaSet a new size, with an Event on its Deployment. Returns whether the size changed. Throws StatusError. */
export function scaleReplicaSet(
  { client, events }: RolloutTools,
  deployment: Deployment,
  replicaSet: ReplicaSet,
  size: number,
): boolean {
  const before = wantedReplicas(replicaSet);
  const annotations = sizeAnnotations(deployment);
  const upToDate = Object.entries(annotations).every(([key, value]) => replicaSet.metadata.annotations?.[key] === value);
  if (before === size && upToDate) return false;
  client.update(replicaSets, {
    ...replicaSet,
    metadata: { ...replicaSet.metadata, annotations: { ...replicaSet.metadata.annotations, ...annotations } },
    spec: { ...replicaSet.spec, replicas: size },
  });
  if (before === size) return false;
  const direction = before < size ? 'up' : 'down';
  const message = `Scaled ${direction} replica set ${replicaSet.metadata.name} from ${before} to ${size}`;
  events.event(deployment, 'Normal', 'ScalingReplicaSet', message);
  return true;
}
