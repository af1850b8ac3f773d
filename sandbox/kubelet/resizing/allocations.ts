import type { EventRecorder } from '../../api/component.ts';
import type { Cancel, Clock } from '../../core/clock.ts';
import { deepEqual } from '../../core/json.ts';
import { compareQuantities, zeroQuantity } from '../../core/quantity.ts';
import { formatTime } from '../../core/time-text.ts';
import { podTotals } from '../../quota/pod-totals.ts';
import type { Container, Pod, PodCondition, ResourceRequirements } from '../../schema/types/core-v1.ts';
import type { Rejection } from '../admission.ts';
import { qualityOfService } from '../quality-of-service.ts';
import { isSidecar } from '../restart-policy.ts';
import { resizeMessage } from './resize-message.ts';

/** Milliseconds between two looks at what could not be given. */
const RETRY = 180_000;

interface Allocation {
  /** That asked for it. */
  readonly spec: Pod['spec'];
  readonly containers: ReadonlyMap<string, ResourceRequirements>;
  readonly pod: ResourceRequirements | undefined;
}

export interface AllocationsOptions {
  readonly clock: Clock;
  readonly events: EventRecorder;
  /** The Pod as the API has it, while it is on the node. */
  pod(uid: string): Pod | undefined;
  /** Why the node cannot carry the Pod as it shall be. */
  judge(pod: Pod): Rejection | undefined;
  /** Called when what a Pod is given, or what is said of it, has changed. */
  onChange(uid: string): void;
}

/**
 * What the node has promised to its Pods. A Pod whose spec asks for more (or less) waits here until the node can carry it; until then
 * the kubelet goes by what it was given before. Models pkg/kubelet/allocation.
 */
export class Allocations {
  private readonly kept = new Map<string, Allocation>();
  private readonly waiting = new Set<string>();
  private readonly pending = new Map<string, PodCondition>();
  private readonly inProgress = new Map<string, PodCondition>();

  private timer: Cancel | undefined;

  constructor(private readonly options: AllocationsOptions) {}

  stop(): void {
    this.timer?.();
  }

  /** Promises what the spec asks for now. */
  take(pod: Pod): void {
    this.kept.set(pod.metadata.uid, allocationOf(pod));
  }

  forget(uid: string): void {
    for (const map of [this.kept, this.pending, this.inProgress]) map.delete(uid);
    this.waiting.delete(uid);
  }

  /** The Pod with the resources that it was promised. */
  allocated(pod: Pod): Pod {
    const { spec } = pod;
    const kept = this.kept.get(pod.metadata.uid);
    if (kept === undefined || isGranted(pod, kept)) return pod;
    const given = (container: Container): Container => {
      const resources = kept.containers.get(container.name);
      return resources === undefined ? container : { ...container, resources };
    };
    const { resources: _resources, ...others } = spec;
    return {
      ...pod,
      spec: {
        ...others,
        ...(kept.pod === undefined ? {} : { resources: kept.pod }),
        containers: spec.containers.map(given),
        ...(spec.initContainers === undefined ? {} : { initContainers: spec.initContainers.map(given) }),
      },
    };
  }

  /** Sees whether a Pod whose spec has changed asks for other resources, and gives them where it can. */
  request(pod: Pod): void {
    const { uid } = pod.metadata;
    const kept = this.kept.get(uid);
    if (kept === undefined) return;
    if (isGranted(pod, kept)) {
      this.waiting.delete(uid);
      this.pending.delete(uid);
      return;
    }
    this.waiting.add(uid);
    this.retry();
  }

  /** Tries again what had to wait: a Pod has gone or asks for less, or time has passed. */
  retry(): void {
    for (const pod of this.inOrder()) {
      const { uid } = pod.metadata;
      const before = this.conditions(uid);
      if (this.grant(pod) || !deepEqual(before.map(essence), this.conditions(uid).map(essence))) this.options.onChange(uid);
    }
    this.timer?.();
    if (this.waiting.size > 0) this.timer = this.options.clock.after(RETRY, () => this.retry(), { background: true });
  }

  /** `PodResizePending` and `PodResizeInProgress`, where they hold. */
  conditions(uid: string): readonly PodCondition[] {
    return [this.pending.get(uid), this.inProgress.get(uid)].filter((condition) => condition !== undefined);
  }

  /** What containers have is not yet what was promised. */
  progress(pod: Pod): void {
    this.setInProgress(pod, '', '');
  }

  /** What was promised cannot be had; returns whether that is news. */
  failed(pod: Pod, message: string): boolean {
    const before = this.inProgress.get(pod.metadata.uid);
    const now = this.setInProgress(pod, 'Error', message);
    return before?.message !== now.message;
  }

  /** Containers have what was promised; returns whether there was something to wait for. */
  done(uid: string): number | undefined {
    const condition = this.inProgress.get(uid);
    this.inProgress.delete(uid);
    return condition === undefined ? undefined : (condition.observedGeneration ?? 0);
  }

  private grant(pod: Pod): boolean {
    const { uid } = pod.metadata;
    const rejection = this.options.judge(pod);
    if (rejection === undefined) {
      this.take(pod);
      this.waiting.delete(uid);
      this.pending.delete(uid);
      this.inProgress.delete(uid);
      this.setInProgress(pod, '', '');
      this.options.events.event(pod, 'Normal', 'ResizeStarted', resizeMessage('Pod resize started', pod));
      return true;
    }
    const before = this.pending.get(uid);
    const generation = pod.metadata.generation ?? 0;
    this.pending.set(uid, this.condition('PodResizePending', before, 'Deferred', rejection.message, generation));
    if (before?.observedGeneration !== generation) {
      const message = resizeMessage(`Pod resize ${rejection.reason}`, pod, rejection.message);
      this.options.events.event(pod, 'Warning', 'ResizeDeferred', message);
    }
    return false;
  }

  private setInProgress(pod: Pod, reason: string, message: string): PodCondition {
    const { uid, generation = 0 } = pod.metadata;
    const before = this.inProgress.get(uid);
    const kept = reason === '' && before !== undefined;
    const next = this.condition(
      'PodResizeInProgress',
      before,
      kept ? (before.reason ?? '') : reason,
      kept ? (before.message ?? '') : message,
      before?.observedGeneration ?? generation,
    );
    this.inProgress.set(uid, next);
    return next;
  }

  private condition(
    type: string,
    before: PodCondition | undefined,
    reason: string,
    message: string,
    observedGeneration: number,
  ): PodCondition {
    const now = formatTime(this.options.clock.now());
    const isSame = before !== undefined && (before.reason ?? '') === reason;
    if (isSame && (before.message ?? '') === message && before.observedGeneration === observedGeneration) return before;
    return {
      type,
      status: 'True',
      lastProbeTime: now,
      lastTransitionTime: isSame ? (before.lastTransitionTime ?? now) : now,
      observedGeneration,
      ...(reason === '' ? {} : { reason }),
      ...(message === '' ? {} : { message }),
    };
  }

  /** First those that ask for no more, then by priority, then by class of service, then by how long they have waited. */
  private inOrder(): readonly Pod[] {
    const pods = [...this.waiting].flatMap((uid) => this.options.pod(uid) ?? []);
    const rank = (pod: Pod): readonly number[] => [
      this.asksForMore(pod) ? 1 : 0,
      -(pod.spec.priority ?? 0),
      qualityOfService(pod) === 'Guaranteed' ? 0 : 1,
    ];
    return pods
      .map((pod) => ({ pod, rank: rank(pod) }))
      .sort((left, right) => {
        const differing = left.rank.findIndex((value, index) => value !== right.rank[index]);
        return differing < 0 ? 0 : (left.rank[differing] ?? 0) - (right.rank[differing] ?? 0);
      })
      .map(({ pod }) => pod);
  }

  private asksForMore(pod: Pod): boolean {
    const before = podTotals(this.allocated(pod).spec, 'requests');
    const wanted = podTotals(pod.spec, 'requests');
    return ['cpu', 'memory'].some(
      (name) => compareQuantities(wanted.get(name) ?? zeroQuantity, before.get(name) ?? zeroQuantity) > 0,
    );
  }
}

function essence({ lastProbeTime: _time, ...condition }: PodCondition): object {
  return condition;
}

function allocationOf({ spec }: Pod): Allocation {
  const resizable = [...spec.containers, ...(spec.initContainers ?? []).filter(isSidecar)];
  return { spec, containers: new Map(resizable.map(({ name, resources = {} }) => [name, resources])), pod: spec.resources };
}

function isGranted(pod: Pod, kept: Allocation): boolean {
  if (pod.spec === kept.spec) return true;
  const wanted = allocationOf(pod);
  if (wanted.pod !== kept.pod && !deepEqual(wanted.pod, kept.pod)) return false;
  for (const [name, resources] of wanted.containers) {
    const given = kept.containers.get(name);
    if (given !== undefined && given !== resources && !deepEqual(given, resources)) return false;
  }
  return true;
}
