import type { Cancel, Clock } from '../core/clock.ts';
import { Heap } from '../core/heap.ts';
import type { Pod } from '../schema/types/core-v1.ts';

const FIRST_BACKOFF = 1_000;
const LONGEST_BACKOFF = 10_000;
const LONGEST_REST = 5 * 60_000;

/** Whether a change may help a Pod that these plug-ins rejected. */
export type Helps = (pod: Pod, rejectedBy: ReadonlySet<string>) => boolean;

interface Entry {
  readonly key: string;
  /** Of coming to the queue. */
  readonly order: number;
  pod: Pod;
  addedAt: number;
  attempts: number;
  failedAt: number;
  rejectedBy: ReadonlySet<string>;
  state: 'active' | 'backing off' | 'resting' | 'in work';
  /** Changes that came while the Pod was in work: whether they help shows once it is known what it lacks. */
  meanwhile: Helps[];
  cancel: Cancel | undefined;
  /** Whether its pause follows an error: then it is waited out even when nothing else is to do. */
  erred: boolean;
}

/**
 * Pods that want a node: those to be tried next by priority and age, those that wait out a pause after a failure, and those that
 * rest until something changes that may help them. Models pkg/scheduler/backend/queue.
 */
export class SchedulingQueue {
  private readonly entries = new Map<string, Entry>();
  /** Those to be tried next. */
  private readonly active = new Heap<Entry>(comesBefore);
  /** Those whom a change may help or who may be tried early, in the order of their coming: few beside all that wait for their turn. */
  private readonly apart = new Set<Entry>();
  private came = 0;

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
    const added: Entry = {
      key,
      order: this.came++,
      pod,
      addedAt: this.clock.now(),
      attempts: 0,
      failedAt: 0,
      rejectedBy: new Set(),
      state: 'active',
      meanwhile: [],
      cancel: undefined,
      erred: false,
    };
    this.entries.set(key, added);
    this.active.add(added);
    this.onReady();
  }

  remove(key: string): void {
    const entry = this.entries.get(key);
    if (entry === undefined) return;
    entry.cancel?.();
    this.entries.delete(key);
    this.apart.delete(entry);
  }

  /** The next Pod to be tried, which counts as an attempt; undefined when there is none. */
  take(): { readonly key: string; readonly pod: Pod } | undefined {
    const active = this.firstActive();
    if (active !== undefined) this.active.removeFirst();
    const next = active ?? this.firstBackingOff();
    if (next === undefined) return undefined;
    next.cancel?.();
    next.cancel = undefined;
    next.erred = false;
    this.set(next, 'in work');
    next.attempts++;
    next.meanwhile = [];
    return { key: next.key, pod: next.pod };
  }

  get hasReady(): boolean {
    return this.firstActive() !== undefined || this.firstBackingOff() !== undefined;
  }

  private firstActive(): Entry | undefined {
    // Those that were removed meanwhile are passed over.
    while (this.active.first !== undefined && this.entries.get(this.active.first.key) !== this.active.first)
      this.active.removeFirst();
    return this.active.first;
  }

  /** A Pod that is only to give way to others for a while need not, when there are no others. */
  private firstBackingOff(): Entry | undefined {
    let next: Entry | undefined;
    for (const entry of this.apart)
      if (entry.state === 'backing off' && !entry.erred && (next === undefined || comesBefore(entry, next))) next = entry;
    return next;
  }

  /** No node would do: the Pod rests until one of these plug-ins hears of a change that helps. */
  rest(key: string, rejectedBy: ReadonlySet<string>): void {
    const entry = this.entries.get(key);
    if (!entry) return;
    entry.failedAt = this.clock.now();
    entry.rejectedBy = rejectedBy;
    this.set(entry, 'resting');
    if (entry.meanwhile.some((helps) => helps(entry.pod, rejectedBy))) this.wake(entry);
    else entry.cancel = this.clock.after(LONGEST_REST, () => this.wake(entry), { background: true });
  }

  /** Something went wrong that has nothing to do with nodes: once more after a pause. */
  backOff(key: string): void {
    const entry = this.entries.get(key);
    if (!entry) return;
    entry.failedAt = this.clock.now();
    entry.erred = true;
    this.wake(entry);
  }

  /** Wakes the resting Pods that a change may help. */
  wakeIf(helps: Helps): void {
    if (this.apart.size === 0) return;
    for (const entry of [...this.apart].sort((left, right) => left.order - right.order)) {
      if (entry.state === 'in work') entry.meanwhile.push(helps);
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
    this.set(entry, 'backing off');
    entry.cancel = this.clock.after(wait, () => this.activate(entry));
    if (!entry.erred) this.onReady();
  }

  private set(entry: Entry, state: Entry['state']): void {
    entry.state = state;
    if (state === 'active') this.apart.delete(entry);
    else this.apart.add(entry);
  }

  private activate(entry: Entry): void {
    entry.cancel = undefined;
    this.set(entry, 'active');
    entry.addedAt = this.clock.now();
    this.active.add(entry);
    this.onReady();
  }

  /** Forgets all Pods and timers. */
  stop(): void {
    for (const key of this.entries.keys()) this.remove(key);
  }
}

function comesBefore(left: Entry, right: Entry): boolean {
  const difference = (left.pod.spec.priority ?? 0) - (right.pod.spec.priority ?? 0);
  if (difference !== 0) return difference > 0;
  return left.addedAt === right.addedAt ? left.order < right.order : left.addedAt < right.addedAt;
}
