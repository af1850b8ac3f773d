import type { ComponentClient } from '../api/client.ts';
import type { Component, ComponentContext } from '../api/component.ts';
import { isReason } from '../api/status-error.ts';
import type { Cancel } from '../core/clock.ts';
import { deepEqual, type JsonValue } from '../core/json.ts';
import { formatTime } from '../core/time-text.ts';
import { pods } from '../schema/resources.ts';
import type { Node, Pod } from '../schema/types/core-v1.ts';
import { Binder } from './binder.ts';
import { protectionBy } from './budgets.ts';
import { ClusterView } from './cluster-view.ts';
import { bestNodes, failureMessage, search, type Failure } from './cycle.ts';
import type { ClusterChange } from './define-plugin.ts';
import { plugins } from './plugins/index.ts';
import { findVictims } from './preemption.ts';
import { SchedulingQueue } from './queue.ts';
import type { NodeState, Snapshot } from './snapshot.ts';

const NAME = 'default-scheduler';
/** Virtual milliseconds that one try takes. */
const CYCLE = 2;
/** Virtual milliseconds for which a Pod waits for its volumes before it is tried anew. */
const VOLUME_PATIENCE = 600_000;
const NOTHING_FOUND = 'not found';

/** Finds a node for every Pod that has none. Models pkg/scheduler. */
export const scheduler: Component = {
  name: 'kube-scheduler',
  eventSource: NAME,
  start(context) {
    const run = new SchedulerRun(context);
    return () => run.stop();
  },
};

class SchedulerRun {
  private readonly queue: SchedulingQueue;
  private readonly subscriptions: Cancel[] = [];
  private readonly view: ClusterView;
  private readonly client: ComponentClient;
  private readonly binder: Binder;
  /** Pods that have claim to the room they made, by key. */
  private readonly nominated = new Map<string, Pod>();
  /** Pods whose volumes are on their way, with the node they will go to. */
  private readonly awaitingVolumes = new Map<string, { readonly pod: Pod; readonly nodeName: string }>();
  private planned: Cancel | undefined;
  /** Where the next search begins, so that in a large cluster all nodes get their turn. */
  private nextNode = 0;

  constructor(private readonly context: ComponentContext) {
    const { client } = context;
    this.client = client;
    this.queue = new SchedulingQueue(context.clock, () => this.plan());
    this.view = new ClusterView(client);
    this.binder = new Binder(client, this.view.storage);
    this.subscriptions.push(
      this.view.pods.onChange((change) => {
        const { type, object, old } = change;
        const key = keyOf(object);
        const wanting = type !== 'deleted' && wantsNode(object);
        if (wanting && object.status.nominatedNodeName) this.nominated.set(key, object);
        else this.nominated.delete(key);
        if (wanting) {
          this.queue.put(key, object, old === undefined || !deepEqual(old.spec, object.spec) || labelsDiffer(old, object));
          return;
        }
        this.queue.remove(key);
        this.awaitingVolumes.delete(key);
        if (object.spec.nodeName) this.noticed({ what: 'pod', change: endedChange(change) });
      }),
      this.view.nodes.onChange((change) => {
        if (change.old === undefined || nodeMatters(change.old, change.object)) this.noticed({ what: 'node', change });
      }),
      this.view.onStorage((change) => {
        this.noticed({ what: 'other', change });
        this.lookAfterVolumes();
      }),
    );
  }

  stop(): void {
    this.planned?.();
    this.queue.stop();
    this.view.stop();
    for (const cancel of this.subscriptions) cancel();
  }

  private noticed(change: ClusterChange): void {
    this.queue.wakeIf((pod, rejectedBy) =>
      plugins.some((plugin) => rejectedBy.has(plugin.name) && plugin.helps?.(change, pod) === true),
    );
  }

  private plan(): void {
    this.planned ??= this.context.clock.after(CYCLE, () => {
      this.planned = undefined;
      const next = this.queue.take();
      if (next) {
        try {
          this.schedule(next.key, next.pod);
        } catch (error) {
          this.context.onError(`${NAME} ${next.key}`, error);
          this.queue.backOff(next.key);
        }
      }
      if (this.queue.hasReady) this.plan();
    });
  }

  /** One try for one Pod. */
  private schedule(key: string, pod: Pod): void {
    const cluster = this.snapshot(pod);
    if (cluster.nodes.length === 0) {
      this.report(pod, 'no nodes available to schedule pods');
      this.queue.rest(key, new Set(plugins.map(({ name }) => name)));
      return;
    }
    const found = search(plugins, pod, cluster, this.nextNode);
    if ('failure' in found) {
      this.fail(key, pod, cluster, found.failure);
      return;
    }
    this.nextNode = found.next;
    const node = this.context.random.pick(bestNodes(found.judgements, found.feasible));
    try {
      if (!this.binder.prepareVolumes(pod, node)) {
        this.awaitVolumes(key, pod, node);
        return;
      }
    } catch (error) {
      this.cannotBind(key, pod, 'running PreBind plugin "VolumeBinding"', error);
      return;
    }
    this.bind(key, pod, node.name);
  }

  private awaitVolumes(key: string, pod: Pod, node: NodeState): void {
    this.awaitingVolumes.set(key, { pod, nodeName: node.name });
    this.context.clock.after(VOLUME_PATIENCE, () => {
      if (this.awaitingVolumes.get(key)?.pod !== pod) return;
      this.awaitingVolumes.delete(key);
      this.cannotBind(
        key,
        pod,
        'running PreBind plugin "VolumeBinding"',
        new Error('binding volumes: context deadline exceeded'),
      );
    });
    this.lookAfterVolumes();
  }

  /** Binds the Pods whose volumes have come. */
  private lookAfterVolumes(): void {
    for (const [key, { pod, nodeName }] of this.awaitingVolumes) {
      if (!this.binder.hasVolumes(pod)) continue;
      this.awaitingVolumes.delete(key);
      this.bind(key, pod, nodeName);
    }
  }

  private cannotBind(key: string, pod: Pod, what: string, error: unknown): void {
    this.report(pod, `${what}: ${error instanceof Error ? error.message : String(error)}`, 'SchedulerError');
    this.queue.backOff(key);
  }

  private bind(key: string, pod: Pod, nodeName: string): void {
    const { name, namespace } = pod.metadata;
    try {
      this.binder.bind(pod, nodeName);
    } catch (error) {
      if (isReason(error, 'NotFound')) this.queue.remove(key);
      else this.cannotBind(key, pod, 'running Bind plugin "DefaultBinder"', error);
      return;
    }
    this.context.events.event(pod, 'Normal', 'Scheduled', `Successfully assigned ${namespace}/${name} to ${nodeName}`, {
      action: 'Binding',
    });
  }

  private fail(key: string, pod: Pod, cluster: Snapshot, failure: Failure): void {
    if (failure.refusal !== undefined) {
      // No plug-in after the one that refused was asked, and so none can say what would help.
      this.report(pod, failureMessage(cluster.nodes.length, failure, NOTHING_FOUND));
      this.queue.rest(key, failure.rejectedBy);
      return;
    }
    const preemption = findVictims(plugins, pod, cluster, failure, protectionBy(this.view.budgets.list()));
    if (preemption.node !== undefined) {
      this.report(pod, failureMessage(cluster.nodes.length, failure), 'Unschedulable', preemption.node);
      for (const victim of preemption.victims) this.preempt(pod, victim, preemption.node);
    } else {
      const outcome =
        'ineligible' in preemption
          ? preemption.ineligible
          : failureMessage(cluster.nodes.length, { rejections: preemption.rejections, rejectedBy: new Set() });
      const afterwards = `no new claims to deallocate, preemption: ${outcome}`;
      this.report(pod, failureMessage(cluster.nodes.length, failure, afterwards));
    }
    this.queue.rest(key, failure.rejectedBy);
  }

  private preempt(pod: Pod, victim: Pod, nodeName: string): void {
    const { name, namespace } = victim.metadata;
    const time = formatTime(this.context.clock.now());
    const message = `${NAME}: preempting to accommodate a higher priority pod`;
    const condition = {
      type: 'DisruptionTarget',
      status: 'True',
      reason: 'PreemptionByScheduler',
      message,
      lastTransitionTime: time,
    };
    try {
      this.patchStatus(victim, { conditions: [condition] });
      this.client.delete(pods, { name, namespace });
    } catch (error) {
      if (isReason(error, 'NotFound')) return;
      throw error;
    }
    const text = `Preempted by pod ${pod.metadata.uid} on node ${nodeName}`;
    this.context.events.event(victim, 'Normal', 'Preempted', text, { action: 'Preempting', related: pod });
  }

  /** Says on the Pod, and in an Event, why it has no node. */
  private report(pod: Pod, message: string, reason = 'Unschedulable', nominatedNodeName?: string): void {
    this.context.events.event(pod, 'Warning', 'FailedScheduling', message, { action: 'Scheduling' });
    const current = pod.status.conditions?.find(({ type }) => type === 'PodScheduled');
    const same = current?.status === 'False' && current.reason === reason && current.message === message;
    if (same && (nominatedNodeName ?? pod.status.nominatedNodeName) === pod.status.nominatedNodeName) return;
    const { generation } = pod.metadata;
    const lastTransitionTime =
      current?.status === 'False' && current.lastTransitionTime !== undefined
        ? current.lastTransitionTime
        : formatTime(this.context.clock.now());
    this.patchStatus(pod, {
      conditions: [
        {
          type: 'PodScheduled',
          status: 'False',
          reason,
          message,
          lastProbeTime: null,
          lastTransitionTime,
          ...(generation === undefined ? {} : { observedGeneration: generation }),
        },
      ],
      ...(nominatedNodeName === undefined ? {} : { nominatedNodeName }),
    });
  }

  private patchStatus(pod: Pod, status: JsonValue): void {
    const { name, namespace, uid } = pod.metadata;
    this.client.patch(pods, { name, namespace }, { metadata: { uid }, status }, { type: 'strategic', subresource: 'status' });
  }

  private snapshot(pod: Pod): Snapshot {
    const own = pod.metadata.uid;
    // A Pod that preempted others has a claim to the room it made, against Pods of no higher priority.
    const nominated = [...this.nominated.values()].flatMap((other) => {
      const stronger = (other.spec.priority ?? 0) >= (pod.spec.priority ?? 0);
      return stronger && other.metadata.uid !== own ? [{ pod: other, nodeName: other.status.nominatedNodeName ?? '' }] : [];
    });
    const assumed = [...this.awaitingVolumes.values()].filter((other) => other.pod.metadata.uid !== own);
    return this.view.snapshot([...nominated, ...assumed]);
  }
}

function keyOf({ metadata }: Pod): string {
  return `${metadata.namespace}/${metadata.name}`;
}

function wantsNode({ spec, metadata, status }: Pod): boolean {
  return (
    !spec.nodeName &&
    spec.schedulerName === NAME &&
    metadata.deletionTimestamp === undefined &&
    status.phase !== 'Succeeded' &&
    status.phase !== 'Failed' &&
    (spec.schedulingGates ?? []).length === 0
  );
}

function labelsDiffer(left: Pod, right: Pod): boolean {
  return !deepEqual(left.metadata.labels, right.metadata.labels);
}

/** A Pod that has ended frees its node as a deleted one does. */
function endedChange<T extends { readonly type: 'added' | 'modified' | 'deleted'; readonly object: Pod }>(change: T): T {
  const { phase } = change.object.status;
  return phase === 'Succeeded' || phase === 'Failed' ? { ...change, type: 'deleted' } : change;
}

/** Whether more changed than a heartbeat. */
function nodeMatters(before: Node, after: Node): boolean {
  return (
    !deepEqual(before.spec, after.spec) ||
    !deepEqual(before.metadata.labels, after.metadata.labels) ||
    !deepEqual(before.status.allocatable, after.status.allocatable)
  );
}
