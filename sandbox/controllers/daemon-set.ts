import { noChanges, type Changes } from './daemon-set/changes.ts';
import { podsByNode, templateLabels, type Daemons } from './daemon-set/daemons.ts';
import { FailedPodsBackoff } from './daemon-set/failed-pods.ts';
import { cleanUpHistory, constructHistory, hashOf } from './daemon-set/history.ts';
import { placementOn, specForNode, targetNode } from './daemon-set/placement.ts';
import { placePods } from './daemon-set/placing.ts';
import { rollingUpdate } from './daemon-set/rolling-update.ts';
import { statusOf } from './daemon-set/status.ts';
import { revisionsOf } from './workload/controller-revisions.ts';
import { claim, controllerReference, indexByController, ownedBy, ownedOrOrphaned, watchOwned } from './workload/ownership.ts';
import { PodControl } from './workload/pod-control.ts';
import { isReady, untilAvailable } from './workload/pod-state.ts';
import { slowStart } from './workload/slow-start.ts';
import { defineController, keyOf, splitKey } from './define-controller.ts';
import { deepEqual } from '../core/json.ts';
import { controllerRevisions, daemonSets, nodes, pods } from '../schema/resources.ts';
import type { DaemonSet } from '../schema/types/apps-v1.ts';
import type { Pod } from '../schema/types/core-v1.ts';

/** At most this many Pods are made or deleted in one go. */
const BURST = 250;

/** Runs one Pod of a DaemonSet on every node that fits. Models pkg/controller/daemon. */
export const daemonSetController = defineController({
  name: 'daemon-set-controller',
  eventSource: 'daemonset-controller',
  // Quicker than who evicts Pods from a tainted node.
  latency: 4,
  start(context) {
    const { client, clock, events } = context;
    const daemonSetInformer = client.informer(daemonSets);
    const revisionInformer = client.informer(controllerRevisions);
    const podInformer = client.informer(pods);
    const nodeInformer = client.informer(nodes);
    indexByController(revisionInformer);
    indexByController(podInformer);
    const podControl = new PodControl(client, events);
    const backoff = new FailedPodsBackoff();

    const owners = {
      ownerKind: daemonSets.kind,
      selectorOf: (owner: DaemonSet) => owner.spec.selector,
      concerns: (owner: DaemonSet) => context.enqueue(keyOf(owner)),
    };
    context.track(daemonSetInformer.onChange(({ object }) => context.enqueue(keyOf(object))));
    context.track(watchOwned(podInformer, daemonSetInformer, owners));
    context.track(watchOwned(revisionInformer, daemonSetInformer, owners));
    context.track(
      nodeInformer.onChange(({ type, object, old }) => {
        // The end of a node shows in the end of its Pods.
        if (type === 'deleted') return;
        const sameTaints = deepEqual(object.spec?.taints ?? [], old?.spec?.taints ?? []);
        if (type === 'modified' && sameTaints && deepEqual(object.metadata.labels ?? {}, old?.metadata.labels ?? {})) return;
        for (const daemonSet of daemonSetInformer.list()) {
          const { shouldRun, mayStay } = placementOn(object, daemonSet);
          const present = ownedBy(podInformer, daemonSet).some((pod) => targetNode(pod) === object.metadata.name);
          const misscheduled = daemonSet.status.numberMisscheduled > 0;
          if (present ? !mayStay || misscheduled : shouldRun) context.enqueue(keyOf(daemonSet));
        }
      }),
    );

    const ownedPods = (daemonSet: DaemonSet): readonly Pod[] =>
      claim(ownedOrOrphaned(podInformer, daemonSet), {
        client,
        type: pods,
        ownerType: daemonSets,
        owner: daemonSet,
        selector: daemonSet.spec.selector,
      });

    /** Makes and deletes Pods. Returns the first error. */
    const carryOut = (daemons: Daemons, { create, remove }: Changes): unknown => {
      const { daemonSet } = daemons;
      const reference = controllerReference(daemonSets, daemonSet);
      const { template } = daemonSet.spec;
      let failure = slowStart(create.slice(0, BURST), (nodeName) => {
        podControl.create(daemonSet, reference, template, (pod) => ({
          ...pod,
          metadata: { ...pod.metadata, labels: { ...pod.metadata.labels, ...templateLabels(daemons) } },
          spec: specForNode(pod.spec, nodeName),
        }));
      });
      for (const name of remove.slice(0, BURST)) {
        const pod = podInformer.get({ name, namespace: daemonSet.metadata.namespace });
        if (!pod) continue;
        try {
          podControl.delete(daemonSet, pod);
        } catch (error) {
          failure ??= error;
        }
      }
      return failure;
    };

    return {
      reconcile(key) {
        const daemonSet = daemonSetInformer.get(splitKey(key));
        if (!daemonSet || daemonSet.metadata.deletionTimestamp !== undefined) return;
        if (Object.keys(daemonSet.spec.selector).length === 0) {
          const message = 'This daemon set is selecting all pods. A non-empty selector is required.';
          events.event(daemonSet, 'Warning', 'SelectingAll', message);
          return;
        }
        const owned = ownedPods(daemonSet);
        const revisions = revisionsOf(client, revisionInformer, daemonSets, daemonSet);
        const { current, old } = constructHistory(client, daemonSet, revisions, owned);
        const daemons: Daemons = {
          daemonSet,
          hash: hashOf(current),
          nodes: nodeInformer.list(),
          podsOn: podsByNode(owned),
          now: clock.now(),
        };
        const enqueueAfter = (milliseconds: number) => context.enqueueAfter(key, milliseconds);
        const placing = placePods({ events, backoff, enqueueAfter }, daemons);
        const settled = deepEqual(placing, noChanges);
        // An update goes on only from what is settled: what was just begun must show its effect first.
        const updates = settled && daemonSet.spec.updateStrategy?.type === 'RollingUpdate';
        const failure = carryOut(daemons, updates ? rollingUpdate(daemons) : placing);
        if (failure === undefined) cleanUpHistory(client, daemonSet, old, owned);

        const after: Daemons = { ...daemons, podsOn: podsByNode(ownedPods(daemonSet)) };
        const status = statusOf(after);
        if (!deepEqual(status, daemonSet.status)) client.updateStatus(daemonSets, { ...daemonSet, status });
        if (failure !== undefined) throw failure;
        const waits = owned
          .filter(isReady)
          .map((pod) => untilAvailable(pod, daemonSet.spec.minReadySeconds ?? 0, clock.now()) ?? 0)
          .filter((wait) => wait > 0);
        if (waits.length > 0) enqueueAfter(Math.min(...waits));
      },
    };
  },
});
