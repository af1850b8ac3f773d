import { conditionOf, compact, withCondition, withoutCondition } from './conditions.ts';
import {
  claim,
  controllerOf,
  controllerReference,
  indexByController,
  isControlledBy,
  ownedBy,
  ownedOrOrphaned,
  watchOwned,
} from './ownership.ts';
import { PodControl, textOf } from './pod-control.ts';
import { isActive, isReady, isTerminating, untilAvailable } from './pod-state.ts';
import { slowStart } from './slow-start.ts';
import { victims } from './victims.ts';
import { defineController, keyOf, splitKey, type ControllerContext } from '../define-controller.ts';
import { deepEqual } from '../../core/json.ts';
import { matches, matchesLabels, type LabelSelectorValue } from '../../core/label-selector.ts';
import { formatTime } from '../../core/time-text.ts';
import type { Component } from '../../api/component.ts';
import type { KubeObject } from '../../api/client.ts';
import type { ResourceType } from '../../schema/resource-type.ts';
import { pods } from '../../schema/resources.ts';
import type { ReplicaSetStatus } from '../../schema/types/apps-v1.ts';
import type { Pod, PodTemplateSpec } from '../../schema/types/core-v1.ts';

/** At most this many Pods are made or deleted in one go. */
const BURST = 500;

/** A workload that is a number of Pods all alike. */
export interface Replicated extends KubeObject {
  readonly spec: { readonly replicas?: number; readonly minReadySeconds?: number; readonly template?: PodTemplateSpec };
  readonly status: Omit<ReplicaSetStatus, 'terminatingReplicas'>;
}

export interface ReplicatedDefinition<T extends Replicated> {
  readonly name: string;
  /** Who its Events say they come from, where that is not its name. */
  readonly eventSource?: string;
  readonly type: ResourceType<T>;
  selectorOf(workload: T): LabelSelectorValue | undefined;
  /** Whether its status counts Pods that are on their way out. */
  readonly countsTerminating: boolean;
}

/** A controller that keeps as many Pods as a workload asks for. Models pkg/controller/replicaset, which serves two types alike. */
export function defineReplicatedController<T extends Replicated>(options: ReplicatedDefinition<T>): Component {
  const { name, eventSource, type, selectorOf, countsTerminating } = options;
  return defineController({
    name,
    ...(eventSource === undefined ? {} : { eventSource }),
    // Slower than a Deployment's controller, and busy for a while after each step: who watches sees each of them.
    latency: 5,
    duration: 6,
    start(context) {
      const { client, clock } = context;
      const informer = client.informer(type);
      const podInformer = client.informer(pods);
      indexByController(informer);
      indexByController(podInformer);
      const podControl = new PodControl(client, context.events);

      context.track(informer.onChange(({ object }) => context.enqueue(keyOf(object))));
      context.track(
        watchOwned(podInformer, informer, {
          ownerKind: type.kind,
          selectorOf,
          concerns: (owner) => context.enqueue(keyOf(owner)),
        }),
      );

      /** Pods of all ReplicaSets that have the same manager as this one; a ReplicaSet on its own is not concerned with crowding. */
      const relatedPods = (workload: T): readonly Pod[] => {
        const manager = controllerOf(workload);
        if (manager === undefined) return [];
        return informer
          .list(workload.metadata.namespace)
          .filter((other) => controllerOf(other)?.uid === manager.uid)
          .flatMap((other) => ownedBy(podInformer, other));
      };

      return {
        reconcile(key) {
          const workload = informer.get(splitKey(key));
          if (!workload) return;
          const selector = selectorOf(workload);
          const candidates = ownedOrOrphaned(podInformer, workload);
          const active = claim(candidates.filter(isActive), {
            client,
            type: pods,
            ownerType: type,
            owner: workload,
            selector,
          });
          const terminating = candidates.filter(
            (pod) => isTerminating(pod) && isControlledBy(pod, workload) && matches(selector, pod.metadata.labels),
          );
          let failure: unknown;
          if (workload.metadata.deletionTimestamp === undefined) {
            failure = manageReplicas(type, workload, active, podControl, () => relatedPods(workload), clock.now());
          }
          const status = statusOf(workload, active, countsTerminating ? terminating.length : undefined, failure, clock.now());
          if (!deepEqual(status, workload.status)) client.updateStatus(type, { ...workload, status });
          if (failure !== undefined) throw failure;
          planAvailabilityCheck(context, key, workload, active);
        },
      };
    },
  });
}

/** Makes what is missing or deletes what is too much. Returns the first error. */
function manageReplicas(
  type: ResourceType<unknown>,
  workload: Replicated,
  active: readonly Pod[],
  podControl: PodControl,
  related: () => readonly Pod[],
  now: number,
): unknown {
  const difference = (workload.spec.replicas ?? 1) - active.length;
  if (difference > 0) {
    return slowStart(Array.from({ length: Math.min(difference, BURST) }), () => {
      podControl.create(workload, controllerReference(type, workload), workload.spec.template);
    });
  }
  let failure: unknown;
  for (const pod of difference < 0 ? victims(active, related(), Math.min(-difference, BURST), now) : []) {
    try {
      podControl.delete(workload, pod);
    } catch (error) {
      failure ??= error;
    }
  }
  return failure;
}

function statusOf(
  workload: Replicated,
  active: readonly Pod[],
  terminating: number | undefined,
  failure: unknown,
  now: number,
): ReplicaSetStatus {
  const minReadySeconds = workload.spec.minReadySeconds ?? 0;
  const templateLabels = workload.spec.template?.metadata?.labels;
  const missing = (workload.spec.replicas ?? 1) - active.length;
  const failed = conditionOf(workload.status.conditions, 'ReplicaFailure');
  let conditions = workload.status.conditions ?? [];
  if (failure !== undefined && !failed) {
    conditions = withCondition(conditions, {
      type: 'ReplicaFailure',
      status: 'True',
      lastTransitionTime: formatTime(now),
      reason: missing > 0 ? 'FailedCreate' : 'FailedDelete',
      message: textOf(failure),
    });
  } else if (failure === undefined && failed) {
    conditions = withoutCondition(conditions, 'ReplicaFailure');
  }
  return {
    ...compact({
      fullyLabeledReplicas: active.filter((pod) => matchesLabels(templateLabels ?? {}, pod.metadata.labels)).length,
      readyReplicas: active.filter(isReady).length,
      availableReplicas: active.filter((pod) => untilAvailable(pod, minReadySeconds, now) === 0).length,
      observedGeneration: workload.metadata.generation,
      conditions,
    }),
    replicas: active.length,
    ...(terminating === undefined ? {} : { terminatingReplicas: terminating }),
  };
}

/** Comes back when the next ready Pod has been ready for `minReadySeconds`. */
function planAvailabilityCheck(context: ControllerContext, key: string, workload: Replicated, active: readonly Pod[]): void {
  const minReadySeconds = workload.spec.minReadySeconds ?? 0;
  if (minReadySeconds === 0) return;
  const waits = active.map((pod) => untilAvailable(pod, minReadySeconds, context.clock.now()) ?? 0).filter((wait) => wait > 0);
  if (waits.length > 0) context.enqueueAfter(key, Math.min(...waits));
}
