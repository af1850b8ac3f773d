import { conditionOf, compact, withCondition, withoutCondition } from './workload/conditions.ts';
import {
  claim,
  controllerOf,
  controllerReference,
  indexByController,
  isControlledBy,
  ownedBy,
  ownedOrOrphaned,
  watchOwned,
} from './workload/ownership.ts';
import { isNamespaceTerminating, PodControl, textOf } from './workload/pod-control.ts';
import { isActive, isReady, isTerminating, untilAvailable } from './workload/pod-state.ts';
import { victims } from './workload/victims.ts';
import { defineController, keyOf, splitKey, type ControllerContext } from './define-controller.ts';
import { deepEqual } from '../core/json.ts';
import { matches, matchesLabels } from '../core/label-selector.ts';
import { formatTime } from '../core/time-text.ts';
import { pods, replicaSets } from '../schema/resources.ts';
import type { ReplicaSet, ReplicaSetStatus } from '../schema/types/apps-v1.ts';
import type { Pod } from '../schema/types/core-v1.ts';

/** At most this many Pods are made or deleted in one go. */
const BURST = 500;

/** Keeps as many Pods as a ReplicaSet asks for. Models pkg/controller/replicaset. */
export const replicaSetController = defineController({
  name: 'replicaset-controller',
  // Quick to act, and then busy with it: who watches sees each step.
  latency: 3,
  duration: 6,
  start(context) {
    const { client, clock } = context;
    const replicaSetInformer = client.informer(replicaSets);
    const podInformer = client.informer(pods);
    indexByController(replicaSetInformer);
    indexByController(podInformer);
    const podControl = new PodControl(client, context.events);

    context.track(replicaSetInformer.onChange(({ object }) => context.enqueue(keyOf(object))));
    context.track(
      watchOwned(podInformer, replicaSetInformer, {
        ownerKind: replicaSets.kind,
        selectorOf: (owner) => owner.spec.selector,
        concerns: (owner) => context.enqueue(keyOf(owner)),
      }),
    );

    /** Pods of all ReplicaSets that have the same manager as this one; a ReplicaSet on its own is not concerned with crowding. */
    const relatedPods = (replicaSet: ReplicaSet): readonly Pod[] => {
      const manager = controllerOf(replicaSet);
      if (manager === undefined) return [];
      return replicaSetInformer
        .list(replicaSet.metadata.namespace)
        .filter((other) => controllerOf(other)?.uid === manager.uid)
        .flatMap((other) => ownedBy(podInformer, other));
    };

    return {
      reconcile(key) {
        const replicaSet = replicaSetInformer.get(splitKey(key));
        if (!replicaSet) return;
        const { selector } = replicaSet.spec;
        const candidates = ownedOrOrphaned(podInformer, replicaSet);
        const active = claim(candidates.filter(isActive), {
          client,
          type: pods,
          ownerType: replicaSets,
          owner: replicaSet,
          selector,
        });
        const terminating = candidates.filter(
          (pod) => isTerminating(pod) && isControlledBy(pod, replicaSet) && matches(selector, pod.metadata.labels),
        );
        let failure: unknown;
        if (replicaSet.metadata.deletionTimestamp === undefined) {
          failure = manageReplicas(replicaSet, active, podControl, () => relatedPods(replicaSet), clock.now());
        }
        const status = statusOf(replicaSet, active, terminating.length, failure, clock.now());
        if (!deepEqual(status, replicaSet.status)) client.updateStatus(replicaSets, { ...replicaSet, status });
        if (failure !== undefined) throw failure;
        planAvailabilityCheck(context, key, replicaSet, active);
      },
    };
  },
});

/** Makes what is missing or deletes what is too much. Returns the first error. */
function manageReplicas(
  replicaSet: ReplicaSet,
  active: readonly Pod[],
  podControl: PodControl,
  related: () => readonly Pod[],
  now: number,
): unknown {
  const difference = (replicaSet.spec.replicas ?? 1) - active.length;
  if (difference > 0) {
    return slowStart(Math.min(difference, BURST), () => {
      podControl.create(replicaSet, controllerReference(replicaSets, replicaSet), replicaSet.spec.template);
    });
  }
  let failure: unknown;
  for (const pod of difference < 0 ? victims(active, related(), Math.min(-difference, BURST), now) : []) {
    try {
      podControl.delete(replicaSet, pod);
    } catch (error) {
      failure ??= error;
    }
  }
  return failure;
}

/** Calls `create` in batches that double; after a batch with an error it stops. Returns the first error. */
function slowStart(count: number, create: () => void): unknown {
  let failure: unknown;
  let remaining = count;
  for (let batch = 1; remaining > 0 && failure === undefined; batch *= 2) {
    const size = Math.min(batch, remaining);
    for (let index = 0; index < size; index++) {
      try {
        create();
      } catch (error) {
        if (!isNamespaceTerminating(error)) failure ??= error;
      }
    }
    remaining -= size;
  }
  return failure;
}

function statusOf(
  replicaSet: ReplicaSet,
  active: readonly Pod[],
  terminating: number,
  failure: unknown,
  now: number,
): ReplicaSetStatus {
  const minReadySeconds = replicaSet.spec.minReadySeconds ?? 0;
  const templateLabels = replicaSet.spec.template?.metadata?.labels;
  const missing = (replicaSet.spec.replicas ?? 1) - active.length;
  const failed = conditionOf(replicaSet.status.conditions, 'ReplicaFailure');
  let conditions = replicaSet.status.conditions ?? [];
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
      observedGeneration: replicaSet.metadata.generation,
      conditions,
    }),
    replicas: active.length,
    terminatingReplicas: terminating,
  };
}

/** Comes back when the next ready Pod has been ready for `minReadySeconds`. */
function planAvailabilityCheck(context: ControllerContext, key: string, replicaSet: ReplicaSet, active: readonly Pod[]): void {
  const minReadySeconds = replicaSet.spec.minReadySeconds ?? 0;
  if (minReadySeconds === 0) return;
  const waits = active.map((pod) => untilAvailable(pod, minReadySeconds, context.clock.now()) ?? 0).filter((wait) => wait > 0);
  if (waits.length > 0) context.enqueueAfter(key, Math.min(...waits));
}
