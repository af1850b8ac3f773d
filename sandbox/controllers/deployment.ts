import { syncPausedCondition, syncStatus } from './deployment/progress.ts';
import { sortOut, syncRevision } from './deployment/revisions.ts';
import type { Rollout, RolloutTools } from './deployment/rollout.ts';
import { isScalingEvent, scale } from './deployment/scaling.ts';
import { cleanUp, strategies } from './deployment/strategies.ts';
import { claim, controllerOf, indexByController, ownedBy, ownedOrOrphaned, watchOwned } from './workload/ownership.ts';
import { defineController, keyOf, splitKey } from './define-controller.ts';
import { deployments, pods, replicaSets } from '../schema/resources.ts';
import type { Deployment } from '../schema/types/apps-v1.ts';

/** Rolls out Deployments by way of ReplicaSets. Models pkg/controller/deployment. */
export const deploymentController = defineController({
  name: 'deployment-controller',
  latency: 4,
  // ReplicaSets hear of one step before the next is taken.
  duration: 6,
  start(context) {
    const { client, clock, events } = context;
    const deploymentInformer = client.informer(deployments);
    const replicaSetInformer = client.informer(replicaSets);
    const podInformer = client.informer(pods);
    indexByController(replicaSetInformer);
    indexByController(podInformer);

    context.track(deploymentInformer.onChange(({ object }) => context.enqueue(keyOf(object))));
    context.track(
      watchOwned(replicaSetInformer, deploymentInformer, {
        ownerKind: deployments.kind,
        selectorOf: (owner) => owner.spec.selector,
        concerns: (owner) => context.enqueue(keyOf(owner)),
      }),
    );
    // Only Recreate waits for Pods themselves, and only for their end.
    context.track(
      podInformer.onChange(({ type, object }) => {
        const reference = controllerOf(object);
        if (type !== 'deleted' || reference?.kind !== replicaSets.kind) return;
        const { namespace } = object.metadata;
        const manager = replicaSetInformer.get({ name: reference.name, namespace });
        const owner = manager && controllerOf(manager);
        const deployment = owner && deploymentInformer.get({ name: owner.name, namespace });
        if (deployment?.spec.strategy?.type === 'Recreate') context.enqueue(keyOf(deployment));
      }),
    );

    const rolloutOf = (deployment: Deployment): Rollout => {
      const owned = claim(ownedOrOrphaned(replicaSetInformer, deployment), {
        client,
        type: replicaSets,
        ownerType: deployments,
        owner: deployment,
        selector: deployment.spec.selector,
      });
      const ownedPods = owned.flatMap((replicaSet) => ownedBy(podInformer, replicaSet));
      return { deployment, ...sortOut(deployment, owned), pods: ownedPods };
    };

    return {
      reconcile(key) {
        const deployment = deploymentInformer.get(splitKey(key));
        if (!deployment) return;
        const tools: RolloutTools = {
          client,
          events,
          now: () => clock.now(),
          enqueueAfter: (milliseconds) => context.enqueueAfter(key, milliseconds),
        };
        if (Object.keys(deployment.spec.selector).length === 0) {
          const message = 'This deployment is selecting all pods. A non-empty selector is required.';
          events.event(deployment, 'Warning', 'SelectingAll', message);
          return;
        }
        return reconcileRollout(tools, rolloutOf(deployment));
      },
    };
  },
});

function reconcileRollout(tools: RolloutTools, found: Rollout): 'unfinished' | void {
  if (found.deployment.metadata.deletionTimestamp !== undefined) {
    syncStatus(tools, syncRevision(tools, found, false));
    return;
  }
  const rollout = syncRevision(tools, { ...found, deployment: syncPausedCondition(tools, found.deployment) }, false);
  const paused = rollout.deployment.spec.paused === true;
  if (paused || isScalingEvent(rollout)) {
    scale(tools, rollout);
    if (paused) cleanUp(tools, rollout);
    syncStatus(tools, rollout);
    return;
  }
  return strategies[rollout.deployment.spec.strategy?.type ?? 'RollingUpdate']?.(tools, rollout);
}
