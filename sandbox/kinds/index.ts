import type { Kind } from '../api/kind.ts';
import { daemonSet } from './apps/daemon-set.ts';
import { deployment } from './apps/deployment.ts';
import { replicaSet } from './apps/replica-set.ts';
import { statefulSet } from './apps/stateful-set.ts';
import { cronJob } from './batch/cron-job.ts';
import { job } from './batch/job.ts';
import { lease } from './coordination/lease.ts';
import { configMap } from './core/config-map.ts';
import { endpoints } from './core/endpoints.ts';
import { event } from './core/event.ts';
import { namespace } from './core/namespace.ts';
import { node } from './core/node.ts';
import { pod } from './core/pod.ts';
import { secret } from './core/secret.ts';
import { serviceAccount } from './core/service-account.ts';
import { service } from './core/service.ts';
import { endpointSlice } from './discovery/endpoint-slice.ts';
import { clusterRoleBinding } from './rbac/cluster-role-binding.ts';
import { clusterRole } from './rbac/cluster-role.ts';
import { roleBinding } from './rbac/role-binding.ts';
import { role } from './rbac/role.ts';
import { priorityClass } from './scheduling/priority-class.ts';

/** All kinds that the API server serves. */
export const kinds = [
  namespace,
  pod,
  deployment,
  replicaSet,
  statefulSet,
  daemonSet,
  service,
  endpointSlice,
  endpoints,
  node,
  event,
  configMap,
  secret,
  serviceAccount,
  lease,
  priorityClass,
  role,
  clusterRole,
  roleBinding,
  clusterRoleBinding,
  job,
  cronJob,
] as unknown as readonly Kind[];
