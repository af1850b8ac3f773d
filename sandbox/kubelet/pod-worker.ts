import { pods } from '../schema/resources.ts';
import type { Pod } from '../schema/types/core-v1.ts';
import { isReason } from '../api/status-error.ts';
import type { Cancel } from '../core/clock.ts';
import type { NodeContext } from './node-context.ts';
import { reportStatus, syncPod, type Reasons, type SyncOutcome } from './pod-sync.ts';
import { parseTime } from '../core/time-text.ts';
import type { PodVerdict } from './pod-status.ts';
import { qualityOfService } from './quality-of-service.ts';
import { killPodContainers } from './termination.ts';

/** The longest pause between two syncs of a Pod, in milliseconds (`syncFrequency`). */
const RESYNC = 60_000;
/** Milliseconds until a sync that failed without a known reason is repeated. */
const RETRY = 10_000;
/** Milliseconds that the look at the containers takes which follows a change. */
const LOOK = 100;
/** Milliseconds that the node takes to clean up after a Pod. */
const CLEAN_UP = 120;

/**
 * Looks after one Pod from the time it is bound to the node until it is gone: syncing, then terminating, then terminated.
 * Models pkg/kubelet/pod_workers.go.
 */
export class PodWorker {
  private readonly reasons: Reasons = new Map();
  private hasNews = true;
  private isDeletionWanted = false;
  private isGone = false;
  private isStopped = false;
  private isTerminal = false;
  private isCleanedUp = false;
  private verdict: PodVerdict | undefined;
  private wakeUp: (() => void) | undefined;
  private plannedLook: Cancel | undefined;

  constructor(
    private current: Pod,
    private readonly context: NodeContext,
    /** Called when nothing of the Pod is left on the node. */
    private readonly onFinished: () => void,
  ) {
    this.isDeletionWanted = current.metadata.deletionTimestamp !== undefined;
  }

  get pod(): Pod {
    return this.current;
  }

  /** Whether nothing of it is left on the node but what is said of it. */
  get isClean(): boolean {
    return this.isCleanedUp;
  }

  /** Whether it takes something of the node still. */
  get isActive(): boolean {
    return !this.isTerminal && !isFinal(this.current);
  }

  /** Whether nobody wants it, or the kubelet itself, to go on. */
  private get isStopping(): boolean {
    return this.isStopped || this.isDeletionWanted;
  }

  /** Whether it shall not go on: it is to be deleted, it has to go, or the kubelet stops. */
  private get isEnding(): boolean {
    return this.isStopping || this.verdict !== undefined;
  }

  /** The Pod with the resources that it was given. */
  private get allocated(): Pod {
    return this.context.allocations.allocated(this.current);
  }

  /** Takes the Pod as the API has it now. */
  update(pod: Pod): void {
    const specChanged = pod.metadata.generation !== this.current.metadata.generation;
    const labelsChanged =
      pod.metadata.labels !== this.current.metadata.labels || pod.metadata.annotations !== this.current.metadata.annotations;
    this.current = pod;
    if (specChanged) this.context.allocations.request(pod);
    const wasWanted = this.isDeletionWanted;
    this.isDeletionWanted ||= pod.metadata.deletionTimestamp !== undefined;
    // What the kubelet itself wrote is no news.
    if (specChanged || labelsChanged || wasWanted !== this.isDeletionWanted) this.wake();
  }

  /** The object is no longer in the API; containers may still be running. */
  removed(): void {
    this.isGone = true;
    this.isDeletionWanted = true;
    this.wake();
  }

  /** Syncs as soon as what is being done is done. */
  wake(): void {
    this.hasNews = true;
    this.wakeUp?.();
  }

  /** Syncs when the kubelet looks at its containers next. */
  wakeAtRelist(): void {
    if (this.plannedLook !== undefined) return;
    this.plannedLook = this.context.clock.after(this.context.nextRelist() - this.context.clock.now(), () => {
      this.plannedLook = undefined;
      this.wake();
    });
  }

  /** Reports the Pod's status anew, whatever else is going on. */
  report(): void {
    if (!this.isStopped) reportStatus(this.allocated, this.reasons, this.isTerminal, this.context, this.verdict);
  }

  /** Ends the Pod for this reason. */
  evict(verdict: PodVerdict): void {
    if (this.verdict !== undefined || !this.isActive) return;
    this.verdict = verdict;
    this.wake();
  }

  /** Leaves the containers as they are. */
  stop(): void {
    this.isStopped = true;
    this.plannedLook?.();
    this.wakeUp?.();
  }

  /** The worker's activity. */
  async work(): Promise<void> {
    try {
      if (!this.admit()) return await this.cleanUp();
      await this.keepInSync();
      if (this.isStopped) return;
      await this.terminate();
      if (this.isStopped) return;
      await this.cleanUp();
    } catch (error) {
      this.context.onError(`pod ${this.current.metadata.namespace ?? ''}/${this.current.metadata.name}`, error);
    }
  }

  /** Whether the node takes the Pod; what ran here before was taken once. */
  private admit(): boolean {
    const { context, current } = this;
    const { uid } = current.metadata;
    const isKnown = context.runtime.sandbox(uid) !== undefined || isFinal(current) || this.isDeletionWanted;
    const rejection = isKnown ? undefined : context.reject(current);
    if (rejection === undefined) {
      context.allocations.take(current);
      return true;
    }
    context.events.event(current, 'Warning', rejection.reason, rejection.message);
    this.isTerminal = true;
    const message = `Pod was rejected: ${rejection.message}`;
    context.statuses.set(current, { phase: 'Failed', reason: rejection.reason, message, qosClass: qualityOfService(current) });
    return false;
  }

  private async keepInSync(): Promise<void> {
    while (!this.isEnding) {
      this.hasNews = false;
      if (this.isOverdue()) return;
      // What the next look at the containers would find, this sync finds already.
      this.plannedLook?.();
      this.plannedLook = undefined;
      const outcome = await this.sync();
      if (outcome.isTerminal) return;
      if (outcome.didWork) {
        await this.context.clock.sleep(LOOK);
        continue;
      }
      // A real kubelet shows a back-off only at its next sync, some seconds later.
      if (outcome.isBackingOff)
        this.context.clock.after(this.context.nextRelist() - this.context.clock.now(), () => this.report());
      await this.waitForNews(earliest(outcome.retryAt, this.deadline()), () => this.hasNews || this.isEnding);
    }
  }

  /** When the Pod has been active for as long as it may be, in virtual milliseconds. */
  private deadline(): number | undefined {
    const { activeDeadlineSeconds } = this.current.spec ?? {};
    const started = parseTime(this.context.statuses.get(this.current.metadata.uid)?.startTime ?? '');
    return activeDeadlineSeconds === undefined || started === undefined ? undefined : started + activeDeadlineSeconds * 1_000;
  }

  /** Models pkg/kubelet/active_deadline.go. */
  private isOverdue(): boolean {
    const deadline = this.deadline();
    if (deadline === undefined || this.context.clock.now() < deadline) return false;
    const message = 'Pod was active on the node longer than the specified deadline';
    this.verdict = { reason: 'DeadlineExceeded', message };
    this.context.events.event(this.current, 'Normal', 'DeadlineExceeded', message);
    return true;
  }

  private async sync(): Promise<SyncOutcome> {
    const { context } = this;
    const pause = async (milliseconds: number): Promise<boolean> => {
      await this.waitForNews(context.clock.now() + milliseconds, () => this.isEnding);
      return !this.isEnding;
    };
    try {
      return await syncPod({ pod: this.allocated, reasons: this.reasons, context, pause });
    } catch (error) {
      // Whatever it was, the Pod is not given up.
      context.onError(`sync of pod ${this.current.metadata.namespace ?? ''}/${this.current.metadata.name}`, error);
      return { isTerminal: false, didWork: false, retryAt: context.clock.now() + RETRY };
    }
  }

  /** Waits until there is news (or, with `until`, until it holds), or until this time, or until the next regular sync. */
  private async waitForNews(time: number | undefined, until: () => boolean = () => this.hasNews): Promise<void> {
    const { clock } = this.context;
    const isRegular = time === undefined || time > clock.now() + RESYNC;
    const end = isRegular ? clock.now() + RESYNC : time;
    if (until() || this.isStopping) return;
    await clock.block<void>((wake) => {
      this.wakeUp = () => {
        if (until() || this.isStopping) wake(undefined);
      };
      return clock.after(end - clock.now(), () => wake(undefined), { background: time === undefined });
    });
    this.wakeUp = undefined;
  }

  private async terminate(): Promise<void> {
    const { context } = this;
    this.report();
    context.probes.remove(this.current.metadata.uid, ['Liveness', 'Startup']);
    while (!context.runtimeIsUp() && !this.isStopped) await context.clock.sleep(RETRY);
    const { deletionGracePeriodSeconds } = this.current.metadata;
    const grace = this.verdict?.grace ?? deletionGracePeriodSeconds ?? this.current.spec?.terminationGracePeriodSeconds;
    await killPodContainers(this.current, context, grace === undefined ? undefined : Math.max(grace, 1));
    if (this.isStopped) return;
    context.probes.remove(this.current.metadata.uid);
    context.runtime.stopSandbox(this.current.metadata.uid);
    this.isTerminal = true;
    this.report();
    context.allocations.retry();
  }

  private async cleanUp(): Promise<void> {
    const { context } = this;
    const { uid, name, namespace } = this.current.metadata;
    await context.clock.sleep(CLEAN_UP);
    const sandbox = context.runtime.sandbox(uid);
    if (sandbox !== undefined) {
      if (sandbox.address !== undefined) context.addresses.release(sandbox.address);
      context.detach(sandbox);
    }
    context.volumes.unmount(uid);
    // What an evicted Pod wrote goes at once; its status stays as it was.
    if (this.verdict?.grace !== undefined) context.runtime.prune(uid, 0);
    context.tokens.forget(uid);
    this.isCleanedUp = true;
    while (!this.isDeletionWanted && !this.isStopped) await this.waitForNews(undefined, () => this.isDeletionWanted);
    if (this.isStopped) return;
    context.statuses.forget(uid);
    context.allocations.forget(uid);
    context.runtime.forgetPod(uid);
    if (!this.isGone) {
      try {
        context.client.delete(pods, { name, namespace }, { gracePeriodSeconds: 0, preconditions: { uid } });
      } catch (error) {
        if (!isReason(error, 'NotFound', 'Conflict')) throw error;
      }
    }
    this.onFinished();
  }
}

function isFinal({ status }: Pod): boolean {
  return status?.phase === 'Failed' || status?.phase === 'Succeeded';
}

function earliest(left: number | undefined, right: number | undefined): number | undefined {
  return left === undefined || right === undefined ? (left ?? right) : Math.min(left, right);
}
