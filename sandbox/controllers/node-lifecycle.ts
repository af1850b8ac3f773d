import { defineController } from './define-controller.ts';
import {
  GRACE,
  heartbeat,
  isEvicting,
  isInTrouble,
  isSilent,
  readyCondition,
  taintsFor,
  unknownConditions,
  type Heartbeat,
} from './node/health.ts';
import { Disruption } from './node/disruption.ts';
import { isReady, podCondition } from './workload/pod-state.ts';
import type { Component } from '../api/component.ts';
import { deepEqual } from '../core/json.ts';
import { formatTime } from '../core/time-text.ts';
import { leases, nodes, pods } from '../schema/resources.ts';
import type { Node, Taint } from '../schema/types/core-v1.ts';

const PERIOD = 5_000;
/** The taints that evict come by a queue of their own, some milliseconds after those that keep new Pods away. */
const EVICTION_PAUSE = 100;
const EVICTING = ' evicting';
const LEASES = 'kube-node-lease';

/**
 * Watches over the nodes' heartbeats: who is silent for longer than `grace` milliseconds becomes `Unknown`, gets taints, and its Pods
 * count as not ready. Models pkg/controller/nodelifecycle.
 */
export const nodeLifecycleController = (grace: number = GRACE): Component =>
  defineController({
    name: 'node-lifecycle-controller',
    eventSource: 'node-controller',
    start(context) {
      const { client, clock, events } = context;
      const nodeInformer = client.informer(nodes);
      const podInformer = client.informer(pods);
      const leaseInformer = client.informer(leases);
      podInformer.addIndex('node', ({ spec }) => (spec.nodeName ? [spec.nodeName] : []));
      const heartbeats = new Map<string, Heartbeat>();
      const known = new Map<string, Node>();
      const disruption = new Disruption();

      const listen = (node: Node): Heartbeat => {
        const { name } = node.metadata;
        const lease = leaseInformer.get({ name, namespace: LEASES });
        const next = heartbeat(heartbeats.get(name), node, lease, clock.now());
        heartbeats.set(name, next);
        return next;
      };

      const markPodsNotReady = (nodeName: string): void => {
        for (const pod of podInformer.indexed('node', nodeName)) {
          if (!isReady(pod)) continue;
          const ready = podCondition(pod, 'Ready');
          const condition = { ...ready, type: 'Ready', status: 'False', lastTransitionTime: formatTime(clock.now()) };
          const { name, namespace } = pod.metadata;
          const patch = { metadata: { uid: pod.metadata.uid }, status: { conditions: [condition] } };
          client.patch(pods, { name, namespace }, patch, { type: 'strategic', subresource: 'status' });
          events.event(pod, 'Warning', 'NodeNotReady', 'Node is not ready');
        }
      };

      context.track(nodeInformer.onChange((change) => disruption.see(change)));
      context.track(
        nodeInformer.onChange(({ type, object, old }) => {
          const { name } = object.metadata;
          // Taints follow conditions and cordons at once; heartbeats are looked at from time to time.
          if (type === 'deleted' || old === undefined) context.enqueue(name);
          else if (!deepEqual(old.spec, object.spec) || !deepEqual(statuses(old), statuses(object))) context.enqueue(name);
        }),
      );
      context.track(
        clock.every(PERIOD, () => {
          for (const { metadata } of nodeInformer.list()) context.enqueue(metadata.name);
        }),
      );

      const withTaints = (node: Node, taints: readonly Taint[]): Node =>
        deepEqual(taints, node.spec.taints ?? []) ? node : client.update(nodes, { ...node, spec: { ...node.spec, taints } });

      /** Marks a node in trouble for eviction when its turn has come, and frees one that is well. */
      const evict = (key: string, node: Node): void => {
        const isWanted = disruption.concerns(node);
        const wait = isWanted && !isEvicting(node) ? disruption.wait(node, clock.now()) : 0;
        if (wait === 0) withTaints(node, taintsFor(node, isWanted, formatTime(clock.now())));
        else if (wait < Infinity) context.enqueueAfter(key, wait);
      };

      return {
        reconcile(key) {
          const name = key.replace(EVICTING, '');
          const node = nodeInformer.get({ name });
          if (!node) {
            const gone = known.get(name);
            known.delete(name);
            heartbeats.delete(name);
            if (gone) events.event(gone, 'Normal', 'RemovingNode', `Node ${name} event: Removing Node ${name} from Controller`);
            return;
          }
          if (known.get(name)?.metadata.uid !== node.metadata.uid) {
            heartbeats.delete(name);
            events.event(node, 'Normal', 'RegisteredNode', `Node ${name} event: Registered Node ${name} in Controller`);
          }
          known.set(name, node);
          const time = formatTime(clock.now());
          if (key !== name) {
            evict(key, node);
            return;
          }
          let current = node;
          if (isSilent(listen(node), grace, clock.now())) {
            const conditions = unknownConditions(node, time);
            if (!deepEqual(conditions, node.status.conditions)) {
              const wasReady = readyCondition(node)?.status === 'True';
              current = client.updateStatus(nodes, { ...node, status: { ...node.status, conditions } });
              if (wasReady) events.event(node, 'Normal', 'NodeNotReady', `Node ${name} status is now: NodeNotReady`);
              markPodsNotReady(name);
            }
          } else if (readyCondition(node)?.status === 'False') markPodsNotReady(name);
          current = withTaints(current, taintsFor(current, undefined, time));
          if (isInTrouble(current) || isEvicting(current)) context.enqueueAfter(`${name}${EVICTING}`, EVICTION_PAUSE);
        },
      };
    },
  });

function statuses({ status }: Node): readonly string[] {
  return (status.conditions ?? []).map((condition) => `${condition.type}=${condition.status}`);
}
