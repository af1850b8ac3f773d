import { defineController, keyOf, splitKey } from './define-controller.ts';
import { isReason } from '../api/status-error.ts';
import { deepEqual } from '../core/json.ts';
import { formatTime } from '../core/time-text.ts';
import { tolerationFits } from '../core/toleration.ts';
import { nodes, pods } from '../schema/resources.ts';
import type { Pod, Taint, Toleration } from '../schema/types/core-v1.ts';

/** What was decided about a Pod: since when its time runs, and whether it was carried out. */
interface Eviction {
  readonly uid: string;
  readonly start: number;
  readonly done: boolean;
}

/** Deletes Pods that do not, or no longer, tolerate the NoExecute taints of their node. Models pkg/controller/tainteviction. */
export const taintEvictionController = defineController({
  name: 'taint-eviction-controller',
  start(context) {
    const { client, clock, events } = context;
    const nodeInformer = client.informer(nodes);
    const podInformer = client.informer(pods);
    podInformer.addIndex('node', ({ spec }) => (spec.nodeName ? [spec.nodeName] : []));
    const planned = new Map<string, Eviction>();

    context.track(
      nodeInformer.onChange(({ type, object, old }) => {
        if (type === 'deleted' || deepEqual(old?.spec.taints, object.spec.taints)) return;
        for (const pod of podInformer.indexed('node', object.metadata.name)) context.enqueue(keyOf(pod));
      }),
    );
    context.track(
      podInformer.onChange(({ type, object, old }) => {
        if (type === 'deleted') planned.delete(keyOf(object));
        else if (object.spec.nodeName && !deepEqual(old?.spec, object.spec)) context.enqueue(keyOf(object));
      }),
    );

    const evict = (pod: Pod): void => {
      const { name, namespace, uid } = pod.metadata;
      events.event(pod, 'Normal', 'TaintManagerEviction', `Marking for deletion Pod ${namespace}/${name}`);
      const condition = {
        type: 'DisruptionTarget',
        status: 'True',
        reason: 'DeletionByTaintManager',
        message: 'Taint manager: deleting due to NoExecute taint',
        lastTransitionTime: formatTime(clock.now()),
      };
      try {
        const patch = { metadata: { uid }, status: { conditions: [condition] } };
        client.patch(pods, { name, namespace }, patch, { type: 'strategic', subresource: 'status' });
        client.delete(pods, { name, namespace }, { preconditions: { uid } });
      } catch (error) {
        if (!isReason(error, 'NotFound')) throw error;
      }
    };

    return {
      reconcile(key) {
        const pod = podInformer.get(splitKey(key));
        // One that is on its way out already is marked all the same: it was deleted for another reason, and this one holds too.
        if (!pod?.spec.nodeName) {
          planned.delete(key);
          return;
        }
        const node = nodeInformer.get({ name: pod.spec.nodeName });
        const taints = (node?.spec.taints ?? []).filter(({ effect }) => effect === 'NoExecute');
        const earlier = planned.get(key);
        const seconds = toleratedSeconds(pod.spec.tolerations ?? [], taints);
        if (seconds === Infinity) {
          if (earlier?.uid === pod.metadata.uid && !earlier.done) {
            const { namespace, name } = pod.metadata;
            events.event(pod, 'Normal', 'TaintManagerEviction', `Cancelling deletion of Pod ${namespace}/${name}`);
          }
          planned.delete(key);
          return;
        }
        if (earlier?.uid === pod.metadata.uid && earlier.done) return;
        const start = earlier?.uid === pod.metadata.uid ? earlier.start : clock.now();
        const due = start + seconds * 1000;
        if (clock.now() >= due) {
          planned.set(key, { uid: pod.metadata.uid, start, done: true });
          evict(pod);
          return;
        }
        planned.set(key, { uid: pod.metadata.uid, start, done: false });
        context.enqueueAfter(key, due - clock.now());
      },
    };
  },
});

/** How long a Pod may stay with these taints, in seconds: for ever, for as long as the shortest toleration says, or not at all. */
function toleratedSeconds(tolerations: readonly Toleration[], taints: readonly Taint[]): number {
  let shortest = Infinity;
  for (const taint of taints) {
    const fitting = tolerations.filter((toleration) => tolerationFits(toleration, taint));
    if (fitting.length === 0) return 0;
    for (const { tolerationSeconds } of fitting) {
      if (tolerationSeconds !== undefined) shortest = Math.min(shortest, Math.max(0, tolerationSeconds));
    }
  }
  return shortest;
}
