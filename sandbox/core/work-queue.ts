import type { Cancel, Clock } from './clock.ts';

export interface WorkQueueOptions {
  /** Virtual milliseconds between being added and being worked on. */
  readonly latency?: number;
  /** First and longest pause before a failed key is tried again, in milliseconds. */
  readonly retry?: { readonly first: number; readonly longest: number };
}

/**
 * Keys that want work, each at most once however often it was added. Models k8s.io/client-go/util/workqueue: `process` may
 * add its own key again, and a key whose `process` throws comes back after an exponential pause.
 */
export class WorkQueue {
  private readonly waiting = new Map<string, Cancel>();
  private readonly failures = new Map<string, number>();
  private readonly latency: number;
  private readonly retry: { readonly first: number; readonly longest: number };
  private stopped = false;

  constructor(
    private readonly clock: Clock,
    private readonly process: (key: string) => void,
    private readonly onError: (key: string, error: unknown) => void,
    options: WorkQueueOptions = {},
  ) {
    this.latency = options.latency ?? 5;
    this.retry = options.retry ?? { first: 5, longest: 1_000_000 };
  }

  add(key: string): void {
    if (!this.waiting.has(key)) this.plan(key, this.latency);
  }

  /** Adds the key after a pause, unless it is waiting for something sooner already. */
  private readonly later = new Map<string, { readonly at: number; readonly cancel: Cancel }>();

  addAfter(key: string, milliseconds: number): void {
    if (this.stopped) return;
    const at = this.clock.now() + milliseconds;
    const planned = this.later.get(key);
    if (planned && planned.at <= at) return;
    planned?.cancel();
    const cancel = this.clock.after(milliseconds, () => {
      this.later.delete(key);
      this.add(key);
    });
    this.later.set(key, { at, cancel });
  }

  /** Forgets all keys and works on none from now on. */
  stop(): void {
    this.stopped = true;
    for (const cancel of this.waiting.values()) cancel();
    for (const { cancel } of this.later.values()) cancel();
    this.waiting.clear();
    this.later.clear();
    this.failures.clear();
  }

  private plan(key: string, delay: number): void {
    if (this.stopped) return;
    this.waiting.set(
      key,
      this.clock.after(delay, () => {
        this.waiting.delete(key);
        this.attempt(key);
      }),
    );
  }

  private attempt(key: string): void {
    try {
      this.process(key);
      this.failures.delete(key);
    } catch (error) {
      const failed = this.failures.get(key) ?? 0;
      this.failures.set(key, failed + 1);
      this.onError(key, error);
      this.addAfter(key, Math.min(this.retry.longest, this.retry.first * 2 ** failed));
    }
  }
}
