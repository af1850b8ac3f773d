import type { Deployment } from '../../schema/types/apps-v1.ts';
import { share } from '../workload/share.ts';

/** How far a rolling update may leave the wanted number of Pods, in Pods. */
export interface Fenceposts {
  readonly maxSurge: number;
  readonly maxUnavailable: number;
}

export function isRollingUpdate(deployment: Deployment): boolean {
  return deployment.spec.strategy?.type === 'RollingUpdate';
}

/**
 * Percentages round up for surge and down for unavailability; both becoming 0 would stop the update, so one Pod may be missing then.
 * Models ResolveFenceposts of pkg/controller/deployment/util.
 */
export function fenceposts(deployment: Deployment): Fenceposts {
  if (!isRollingUpdate(deployment)) return { maxSurge: 0, maxUnavailable: 0 };
  const replicas = wantedReplicas(deployment);
  const { maxSurge = 0, maxUnavailable = 0 } = deployment.spec.strategy?.rollingUpdate ?? {};
  const surge = share(maxSurge, replicas, Math.ceil);
  const unavailable = share(maxUnavailable, replicas, Math.floor);
  return {
    maxSurge: surge,
    maxUnavailable: Math.min(replicas, surge === 0 && unavailable === 0 ? 1 : unavailable),
  };
}

export function wantedReplicas(workload: { readonly spec: { readonly replicas?: number } }): number {
  return workload.spec.replicas ?? 1;
}
