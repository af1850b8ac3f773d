import type { Cancel, Clock } from '../core/clock.ts';
import type { Pod } from '../schema/types/core-v1.ts';

const FIRST_BACKOFF = 1_000;
const LONGEST_BACKOFF = 10_000;
const LONGEST_REST = 5 * 60_000;

interface Entry {
  readonly key: string;
  pod: Pod;
  addedAt: number;
  attempts: number;
  failedAt: number;
  rejectedBy: ReadonlySet<string>;
  state: 'active' | 'backing off' | 'resting' | 'in work';
  /** A change came while the Pod was in work. */
  wokenMeanwhile: boolean;
  cancel: Cancel | undefined;
}

/**
 * Pods that want a node: those to be tried next by priority and age, those that wait out a pause after a failure, and those that
 * rest until something changes that may help them. Models pkg/scheduler/backend/queue.
 */
export class SchedulingQueue {
  private readonly entries = new Map<string, Entry>();

  constructor(
    private readonly clock: Clock,
    private readonly onReady: () => void,
  ) {}

  /** Adds a Pod, or takes note of its new version. */
  put(key: string, pod: Pod, changed: boolean): void {
    const entry = this.entries.get(key);
    if (entry?.pod.metadata.uid === pod.metadata.uid) {
      entry.pod = pod;
      if (changed && entry.state === 'resting') this.wake(entry);
      return;
    }
    this.remove(key);
    this.entries.set(key, {
      key,
      pod,
      addedAt: this.clock.now(),
      attempts: 0,
      failedAt: 0,
      rejectedBy: new Set(),
      state: 'active',
      wokenMeanwhile: false,
      cancel: undefined,
    });
    this.onReady();
  }

  remove(key: string): void {
    this.entries.get(key)?.cancel?.();
    this.entries.delete(key);
  }

  /** The next Pod to be tried, which counts as an attempt; undefined when there is none. */
  take(): { readonly key: string; readonly pod: Pod } | undefined {
    let next: Entry | undefined;
    for (const entry of this.entries.values()) {
      if (entry.state === 'active' && (next === undefined || comesBefore(entry, next))) next = entry;
    }
    if (next === undefined) return undefined;
    next.state = 'in work';
    next.attempts++;
    next.wokenMeanwhile = false;
    return { key: next.key, pod: next.pod };
  }

  get hasReady(): boolean {
    for (const { state } of this.entries.values()) if (state === 'active') return true;
    return false;
  }

  /** No node would do: the Pod rests until one of these plug-ins hears of a change that helps. */
  rest(key: string, rejectedBy: ReadonlySet<string>): void {
    const entry = this.entries.get(key);
    if (!entry) return;
    entry.failedAt = this.clock.now();
    entry.rejectedBy = rejectedBy;
    entry.state = 'resting';
    if (entry.wokenMeanwhile) this.wake(entry);
    else entry.cancel = this.clock.after(LONGEST_REST, () => this.wake(entry), { background: true });
  }

  /** Something went wrong that has nothing to do with nodes: once more after a pause. */
  backOff(key: string): void {
    const entry = this.entries.get(key);
    if (!entry) return;
    entry.failedAt = this.clock.now();
    this.wake(entry);
  }

  /** Wakes the resting Pods that a change may help. */
  wakeIf(helps: (pod: Pod, rejectedBy: ReadonlySet<string>) => boolean): void {
    for (const entry of this.entries.values()) {
      if (entry.state === 'in work') entry.wokenMeanwhile = true;
      else if (entry.state === 'resting' && helps(entry.pod, entry.rejectedBy)) this.wake(entry);
    }
  }

  private wake(entry: Entry): void {
    entry.cancel?.();
    const pause = Math.min(LONGEST_BACKOFF, FIRST_BACKOFF * 2 ** (entry.attempts - 1));
    const wait = entry.failedAt + pause - this.clock.now();
    if (wait <= 0) {
      this.activate(entry);
      return;
    }
    entry.state = 'backing off';
    entry.cancel = this.clock.after(wait, () => this.activate(entry));
  }

  private activate(entry: Entry): void {
    entry.cancel = undefined;
    entry.state = 'active';
    entry.addedAt = this.clock.now();
    this.onReady();
  }

  /** Forgets all Pods and timers. */
  stop(): void {
    for (const key of this.entries.keys()) this.remove(key);
  }
}

function comesBefore(left: Entry, right: Entry): boolean {
  const difference = (left.pod.spec.priority ?? 0) - (right.pod.spec.priority ?? 0);
  return difference === 0 ? left.addedAt < right.addedAt : difference > 0;
}
