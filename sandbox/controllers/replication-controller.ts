import { defineReplicatedController } from './workload/replicated.ts';
import { replicationControllers } from '../schema/resources.ts';

/** Keeps as many Pods as a ReplicationController asks for. Models pkg/controller/replication, the ReplicaSet controller in other clothes. */
export const replicationController = defineReplicatedController({
  name: 'replicationcontroller-controller',
  eventSource: 'replication-controller',
  type: replicationControllers,
  selectorOf: ({ spec }) => (spec.selector === undefined ? undefined : { matchLabels: spec.selector }),
  countsTerminating: false,
});
