import { defineReplicatedController } from './workload/replicated.ts';
import { replicaSets } from '../schema/resources.ts';

/** Keeps as many Pods as a ReplicaSet asks for. Models pkg/controller/replicaset. */
export const replicaSetController = defineReplicatedController({
  name: 'replicaset-controller',
  type: replicaSets,
  selectorOf: ({ spec }) => spec.selector,
  countsTerminating: true,
});
