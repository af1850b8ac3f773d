import type { Component } from '../api/component.ts';
import { apiServiceController } from './api-service.ts';
import { clusterRoleAggregationController } from './cluster-role-aggregation.ts';
import { daemonSetController } from './daemon-set.ts';
import { cronJobController } from './cron-job.ts';
import { deploymentController } from './deployment.ts';
import { disruptionController } from './disruption.ts';
import { endpointSliceController } from './endpoint-slice.ts';
import { endpointsController } from './endpoints.ts';
import { garbageCollector } from './garbage-collector.ts';
import { horizontalPodAutoscalerController } from './horizontal-pod-autoscaler.ts';
import { jobController } from './job.ts';
import { kubernetesServiceController } from './kubernetes-service.ts';
import { namespaceController } from './namespace.ts';
import { nodeIpamController } from './node-ipam.ts';
import { nodeLifecycleController } from './node-lifecycle.ts';
import { persistentVolumeController } from './persistent-volume.ts';
import { podGarbageCollector } from './pod-garbage-collector.ts';
import { priorityAndFairnessController } from './priority-and-fairness.ts';
import { replicaSetController } from './replica-set.ts';
import { replicationController } from './replication-controller.ts';
import { resourceQuotaController } from './resource-quota.ts';
import { rootCaPublisher } from './root-ca-publisher.ts';
import { serviceAccountController } from './service-account.ts';
import { statefulSetController } from './stateful-set.ts';
import { taintEvictionController } from './taint-eviction.ts';
import { ttlController } from './ttl.ts';
import { ttlAfterFinishedController } from './ttl-after-finished.ts';
import { claimProtectionController, volumeProtectionController } from './volume-protection.ts';

/** What a kube-apiserver does for itself, beside answering. */
export const apiServerControllers: readonly Component[] = [
  kubernetesServiceController,
  apiServiceController,
  priorityAndFairnessController,
];

/** What the flags of the real kube-controller-manager of these names say. */
export interface ControllerManagerOptions {
  /** How long a node may be silent before it counts as unreachable, in milliseconds; 50 seconds when absent. */
  readonly nodeMonitorGracePeriod?: number;
}

/** The controllers of the kube-controller-manager, in the order in which they start. */
export const controllersFor = ({ nodeMonitorGracePeriod }: ControllerManagerOptions = {}): readonly Component[] => [
  namespaceController,
  serviceAccountController,
  clusterRoleAggregationController,
  resourceQuotaController,
  rootCaPublisher,
  nodeIpamController,
  ttlController,
  nodeLifecycleController(nodeMonitorGracePeriod),
  taintEvictionController,
  podGarbageCollector,
  garbageCollector,
  daemonSetController,
  deploymentController,
  replicaSetController,
  replicationController,
  jobController,
  cronJobController,
  ttlAfterFinishedController,
  horizontalPodAutoscalerController,
  disruptionController,
  statefulSetController,
  endpointsController,
  endpointSliceController,
  persistentVolumeController,
  claimProtectionController,
  volumeProtectionController,
];

/** The same without flags. */
export const controllers = controllersFor();
