import { storedPod } from './stored-pod.ts';
import type { ComponentClient } from '../api/client.ts';
import { isReason } from '../api/status-error.ts';
import type { Clock } from '../core/clock.ts';
import { deepEqual } from '../core/json.ts';
import { formatTime } from '../core/time-text.ts';
import { pods } from '../schema/resources.ts';
import type { Pod, PodCondition, PodStatus } from '../schema/types/core-v1.ts';
import { ownConditions } from './conditions.ts';
import { isMirrorOf } from './static-pods/sources.ts';

/** A condition that others write, too. */
const SHARED = 'DisruptionTarget';

/** Milliseconds between two tries to write what the API refused. */
const RETRY = 10_000;

/** The statuses of a node's Pods: what was computed last, and its way to the API. Models pkg/kubelet/status. */
export class StatusManager {
  private readonly latest = new Map<string, PodStatus>();

  constructor(
    private readonly client: ComponentClient,
    private readonly clock: Clock,
    private readonly onError: (where: string, error: unknown) => void,
  ) {}

  /** What was set last; probes and logs go by it. */
  get(podUid: string): PodStatus | undefined {
    return this.latest.get(podUid);
  }

  /** Takes a new status, keeps the times of what did not change, and writes it when anything did. */
  set(pod: Pod, status: PodStatus): void {
    const old = this.latest.get(pod.metadata.uid) ?? this.stored(pod)?.status ?? pod.status ?? {};
    const now = formatTime(this.clock.now());
    const next: PodStatus = {
      ...status,
      startTime: old.startTime ?? status.startTime ?? now,
      conditions: (status.conditions ?? []).map((condition) => withTime(condition, old.conditions ?? [], now)),
    };
    if (this.latest.has(pod.metadata.uid) && deepEqual(old, next)) return;
    this.latest.set(pod.metadata.uid, next);
    this.write(pod, next);
  }

  forget(podUid: string): void {
    this.latest.delete(podUid);
  }

  /** Tells the API again what was set last: there is a new copy of a static Pod. */
  rewrite(pod: Pod): void {
    const status = this.latest.get(pod.metadata.uid);
    if (status !== undefined) this.write(pod, status);
  }

  /** The Pod in the API, or the copy of a static one. */
  private stored(pod: Pod): Pod | undefined {
    const { name, namespace, uid } = pod.metadata;
    const found = storedPod(this.client, { name, namespace });
    return found !== undefined && (found.metadata.uid === uid || isMirrorOf(found, pod)) ? found : undefined;
  }

  private write(pod: Pod, status: PodStatus): void {
    const { name, namespace, uid } = pod.metadata;
    try {
      const stored = this.stored(pod);
      if (stored === undefined) return;
      const own = (status.conditions ?? []).filter(({ type }) => ownConditions.has(type) || type === SHARED);
      const foreign = (stored.status?.conditions ?? []).filter(
        ({ type }) => !ownConditions.has(type) && !(type === SHARED && own.some((condition) => condition.type === SHARED)),
      );
      const { reason: _reason, message: _message, ...before } = stored.status ?? {};
      const merged: PodStatus = { ...before, ...status, conditions: [...foreign, ...own] };
      if (!deepEqual(stored.status, merged)) this.client.updateStatus(pods, { ...stored, status: merged });
    } catch (error) {
      if (isReason(error, 'NotFound')) return;
      if (!isReason(error, 'Conflict')) this.onError(`status of pod ${namespace ?? ''}/${name}`, error);
      this.clock.after(RETRY, () => {
        if (this.latest.get(uid) === status) this.write(pod, status);
      });
    }
  }
}

function withTime(condition: PodCondition, old: readonly PodCondition[], now: string): PodCondition {
  const before = old.find((candidate) => candidate.type === condition.type);
  const unchanged = before !== undefined && before.status === condition.status;
  return {
    ...condition,
    lastTransitionTime: condition.lastTransitionTime ?? (unchanged ? before.lastTransitionTime : undefined) ?? now,
  };
}
