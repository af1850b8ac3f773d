import type { Cancel, Clock } from '../../core/clock.ts';
import type { Random } from '../../core/random.ts';
import type { Pod } from '../../schema/types/core-v1.ts';
import type { Mirrors } from './mirrors.ts';

/** What a Pod's worker is to its source. */
export interface StaticWorker {
  readonly pod: Pod;
  /** Nobody wants the Pod any more. */
  removed(): void;
  wake(): void;
}

export interface StaticPodsOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly mirrors: Mirrors;
  /** Those that are being looked after, also while they end. */
  workers(): readonly StaticWorker[];
  start(pod: Pod): void;
  /** Told of a copy that the API has now, so that its status can be told. */
  onMirror(pod: Pod): void;
}

/** Until it is looked again whether the former Pod of the name has ended: at least, and how much more at most, in milliseconds. */
const WAIT = { least: 10_000, spread: 5_000 };
/** Milliseconds until a copy without a Pod is taken away (`housekeepingPeriod`). */
const HOUSEKEEPING = 2_000;

const fullName = ({ metadata }: Pod): string => `${metadata.namespace ?? ''}/${metadata.name}`;

/**
 * Which static Pods there should be, by name: one begins when the one before it has ended. Models what pkg/kubelet/pod_workers.go and
 * HandlePodCleanups do for them.
 */
export class StaticPods {
  private wanted: ReadonlyMap<string, Pod> = new Map();
  private readonly timers = new Set<Cancel>();

  constructor(private readonly options: StaticPodsOptions) {}

  /** Takes all that the folder holds. */
  set(pods: readonly Pod[]): void {
    this.wanted = new Map(pods.map((pod) => [fullName(pod), pod]));
    for (const worker of this.options.workers())
      if (this.wanted.get(fullName(worker.pod))?.metadata.uid !== worker.pod.metadata.uid) worker.removed();
    for (const pod of this.wanted.values()) this.begin(pod);
  }

  /** A copy came, changed or went. */
  mirrorChanged(mirror: Pod, isGone: boolean): void {
    const worker = this.workerOf(mirror);
    if (worker === undefined) {
      if (!isGone) this.after(HOUSEKEEPING, () => this.removeOrphan(mirror));
      return;
    }
    if (isGone || mirror.metadata.deletionTimestamp !== undefined) worker.wake();
    else this.options.onMirror(worker.pod);
  }

  /** Nothing of a Pod is left on the node. */
  ended(pod: Pod): void {
    if (this.wanted.has(fullName(pod))) return;
    const mirror = this.options.mirrors.find(pod);
    if (mirror !== undefined) this.removeOrphan(mirror);
  }

  stop(): void {
    for (const cancel of this.timers) cancel();
  }

  private begin(pod: Pod): void {
    const worker = this.workerOf(pod);
    if (worker?.pod.metadata.uid === pod.metadata.uid) return;
    if (worker === undefined) return this.options.start(pod);
    this.after(WAIT.least + this.options.random.below(WAIT.spread), () => {
      if (this.wanted.get(fullName(pod)) === pod) this.begin(pod);
    });
  }

  private removeOrphan(mirror: Pod): void {
    const name = fullName(mirror);
    if (this.wanted.has(name) || this.workerOf(mirror) !== undefined) return;
    this.options.mirrors.delete(mirror);
  }

  private workerOf(pod: Pod): StaticWorker | undefined {
    return this.options.workers().find((worker) => fullName(worker.pod) === fullName(pod));
  }

  private after(milliseconds: number, work: () => void): void {
    const cancel = this.options.clock.after(milliseconds, () => {
      this.timers.delete(cancel);
      work();
    });
    this.timers.add(cancel);
  }
}
