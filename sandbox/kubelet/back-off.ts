import type { Clock } from '../core/clock.ts';

interface Entry {
  delay: number;
  lastUpdate: number;
}

export interface BackOffOptions {
  /** First and longest delay in milliseconds. */
  readonly initial: number;
  readonly longest: number;
  /** Milliseconds of quiet after which the next failure counts as the first again. */
  readonly resetAfter: number;
}

/** Delays that double from failure to failure. Models k8s.io/client-go/util/flowcontrol.Backoff, without jitter. */
export class BackOff {
  private readonly entries = new Map<string, Entry>();

  constructor(
    private readonly clock: Clock,
    private readonly options: BackOffOptions,
  ) {}

  delay(key: string): number {
    return this.entries.get(key)?.delay ?? 0;
  }

  /** Notes a failure that happened at `eventTime`. */
  next(key: string, eventTime: number): void {
    const entry = this.entries.get(key);
    const delay =
      entry === undefined || this.expired(entry, eventTime)
        ? this.options.initial
        : Math.min(entry.delay * 2, this.options.longest);
    this.entries.set(key, { delay, lastUpdate: this.clock.now() });
  }

  /** Whether less than the delay has passed since `eventTime`. */
  holdsSince(key: string, eventTime: number): boolean {
    const entry = this.entries.get(key);
    if (entry === undefined || this.expired(entry, eventTime)) return false;
    return this.clock.now() - eventTime < entry.delay;
  }

  /** Whether less than the delay has passed since the last failure was noted. */
  holdsSinceUpdate(key: string): boolean {
    const entry = this.entries.get(key);
    if (entry === undefined || this.expired(entry, this.clock.now())) return false;
    return this.clock.now() - entry.lastUpdate < entry.delay;
  }

  forget(key: string): void {
    this.entries.delete(key);
  }

  private expired(entry: Entry, eventTime: number): boolean {
    return eventTime - entry.lastUpdate > this.options.resetAfter;
  }
}
