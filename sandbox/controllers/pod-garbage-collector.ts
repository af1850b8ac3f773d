import { defineController, keyOf, splitKey } from './define-controller.ts';
import { isFinished } from './workload/pod-state.ts';
import { isReason } from '../api/status-error.ts';
import { formatTime } from '../core/time-text.ts';
import { nodes, pods } from '../schema/resources.ts';
import type { Pod } from '../schema/types/core-v1.ts';

const PERIOD = 20_000;
/** How long a node must be gone before its Pods are given up. */
const QUARANTINE = 40_000;
const MAX_FINISHED = 12_500;

/**
 * Removes Pods whose node is gone, that were deleted before they had a node, and the oldest finished ones when there are too many.
 * Models pkg/controller/podgc.
 */
export const podGarbageCollector = defineController({
  name: 'pod-garbage-collector-controller',
  start(context) {
    const { client, clock } = context;
    const podInformer = client.informer(pods);
    const nodeInformer = client.informer(nodes);
    const missingSince = new Map<string, number>();

    const doomed = (): readonly Pod[] => {
      const all = podInformer.list();
      const now = clock.now();
      for (const { spec } of all) {
        if (spec.nodeName && !nodeInformer.get({ name: spec.nodeName })) {
          if (!missingSince.has(spec.nodeName)) missingSince.set(spec.nodeName, now);
        } else if (spec.nodeName) missingSince.delete(spec.nodeName);
      }
      const orphans = all.filter(({ spec }) => now - (missingSince.get(spec.nodeName ?? '') ?? now) >= QUARANTINE);
      const unplaced = all.filter(({ spec, metadata }) => !spec.nodeName && metadata.deletionTimestamp !== undefined);
      const finished = all
        .filter(isFinished)
        .toSorted((left, right) => (left.metadata.creationTimestamp < right.metadata.creationTimestamp ? -1 : 1));
      return [...orphans, ...unplaced, ...finished.slice(0, Math.max(0, finished.length - MAX_FINISHED))];
    };
    context.track(
      clock.every(PERIOD, () => {
        for (const pod of doomed()) context.enqueue(keyOf(pod));
      }),
    );

    return {
      reconcile(key) {
        const place = splitKey(key);
        const pod = podInformer.get(place);
        if (!pod) return;
        const message = 'PodGC: node no longer exists';
        try {
          if (!isFinished(pod) && pod.spec.nodeName) {
            const condition = {
              type: 'DisruptionTarget',
              status: 'True',
              reason: 'DeletionByPodGC',
              message,
              lastTransitionTime: formatTime(clock.now()),
            };
            const patch = { status: { phase: 'Failed', conditions: [condition] } };
            client.patch(pods, place, patch, { type: 'strategic', subresource: 'status' });
          }
          client.delete(pods, place, { gracePeriodSeconds: 0, preconditions: { uid: pod.metadata.uid } });
        } catch (error) {
          if (!isReason(error, 'NotFound')) throw error;
        }
      },
    };
  },
});
