import { TimerHeap } from './timer-heap.ts';

/** Ends a timer or a subscription; calling it again does nothing. */
export type Cancel = () => void;

/** What parts of the cluster see of time. */
export interface Clock {
  /** Milliseconds since the Unix epoch, in virtual time. */
  now(): number;
  /**
   * Runs `callback` once, `milliseconds` from now. A `background` timer is housekeeping that goes on for ever (a heartbeat,
   * a resync): `settle` does not wait for it.
   */
  after(milliseconds: number, callback: () => void, options?: { readonly background?: boolean }): Cancel;
  /** Runs `callback` again and again, the first time one interval from now. Always a background timer. */
  every(milliseconds: number, callback: () => void): Cancel;
  /**
   * Starts an activity: asynchronous code that the clock waits for. Time stands still while it computes, and goes on only
   * when it waits through `block`, `sleep` or `join` of this clock. Code inside an activity calls other asynchronous code
   * directly, or starts a second activity and waits for it with `join`; awaiting the second one would stop time for ever.
   */
  run<T>(activity: () => Promise<T>): Promise<T>;
  /** The same for what may be over at once: then its value is there at once, too. A promise has to be waited for with `join` or `block`. */
  start<T>(activity: () => T | Promise<T>): T | Promise<T>;
  /**
   * Waits, inside an activity, until `wake` is called; only the first call counts. What `register` returns is called when
   * the wait is over.
   */
  block<T>(register: (wake: (value: T) => void) => Cancel | undefined): Promise<T>;
  /** Waits, inside an activity, for this much virtual time. */
  sleep(milliseconds: number): Promise<void>;
  /** Waits, inside an activity, for another activity's promise. */
  join<T>(activity: Promise<T>): Promise<T>;
}

/** Hours of virtual time are cheap; a loop that never lets time pass is not. */
const MAX_TIMERS_AT_ONE_INSTANT = 1_000_000;

/** How many turns of the engine's queue the end of an activity takes to reach whoever awaits it. */
const TURNS = 3;
const turn = Promise.resolve();

/**
 * The only source of time in a cluster. Nothing happens on its own: `advance`, `settle` and `runUntil` make the timers that
 * are due run, in order of their time and then of their making, each to its end.
 */
export class VirtualClock implements Clock {
  private current: number;
  private readonly timers = new TimerHeap();
  private active = 0;
  private driving = false;
  private whenIdle: (() => void) | undefined;
  private looking = false;
  private readonly lookers = Array.from({ length: TURNS }, (_, turns) => () => this.look(turns + 1));

  constructor(startTime: number) {
    this.current = startTime;
  }

  now(): number {
    return this.current;
  }

  after(milliseconds: number, callback: () => void, options?: { readonly background?: boolean }): Cancel {
    const at = this.current + Math.max(0, milliseconds);
    return this.timers.add(at, callback, options?.background ?? false);
  }

  every(milliseconds: number, callback: () => void): Cancel {
    let cancel: Cancel = () => undefined;
    const next = (): void => {
      cancel = this.after(milliseconds, () => (next(), callback()), { background: true });
    };
    next();
    return () => cancel();
  }

  run<T>(activity: () => Promise<T>): Promise<T> {
    this.active++;
    return this.finish(activity);
  }

  start<T>(activity: () => T | Promise<T>): T | Promise<T> {
    this.active++;
    let result: T | Promise<T> | undefined;
    try {
      result = activity();
    } finally {
      if (!(result instanceof Promise)) this.leave();
    }
    const begun = result;
    return begun instanceof Promise ? this.finish(() => begun) : begun;
  }

  /** Who waits for it hears of its end before time goes on: `finally` would take longer than `idle` waits. */
  private async finish<T>(activity: () => Promise<T>): Promise<T> {
    try {
      return await activity();
    } finally {
      this.leave();
    }
  }

  block<T>(register: (wake: (value: T) => void) => Cancel | undefined): Promise<T> {
    return new Promise((resolve) => {
      let awake = false;
      let cancel: Cancel | undefined = undefined as Cancel | undefined;
      let registered = false;
      const wake = (value: T): void => {
        if (awake) return;
        awake = true;
        if (registered) {
          this.active++;
          cancel?.();
        }
        resolve(value);
      };
      cancel = register(wake);
      if (awake) cancel?.();
      else {
        registered = true;
        this.leave();
      }
    });
  }

  /** What `block` would do, with less to make and to throw away: most waits are of this kind. */
  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(milliseconds, () => {
        this.active++;
        resolve();
      });
      this.leave();
    });
  }

  async join<T>(activity: Promise<T>): Promise<T> {
    await this.block<void>((wake) => {
      const done = (): void => wake(undefined);
      activity.then(done, done);
      return undefined;
    });
    return activity;
  }

  /** The time of the next timer, background ones included, or undefined when nothing is planned. */
  nextDue(): number | undefined {
    return this.timers.peek()?.at;
  }

  /** Lets `milliseconds` pass. Throws Error when the clock is already being driven. */
  async advance(milliseconds: number): Promise<void> {
    const target = this.current + milliseconds;
    await this.drive(() => {
      const timer = this.timers.peek();
      return timer !== undefined && timer.at <= target;
    });
    this.current = Math.max(this.current, target);
  }

  /**
   * Lets time pass until nothing but housekeeping is due within `horizon` milliseconds of now, at most `limit` milliseconds.
   * Returns whether it came to rest.
   */
  async settle(options: { readonly horizon?: number; readonly limit?: number } = {}): Promise<boolean> {
    const { horizon = 2_000, limit = 10 * 60_000 } = options;
    const end = this.current + limit;
    const due = (): number | undefined => {
      const at = this.timers.nextForeground();
      return at !== undefined && at <= this.current + horizon ? at : undefined;
    };
    await this.drive(() => {
      const at = due();
      return at !== undefined && at <= end;
    });
    return due() === undefined;
  }

  /**
   * Lets time pass, as fast as it can be computed, until `promise` is settled, at most `limit` milliseconds of virtual time.
   * Returns whether it was settled.
   */
  async runUntil(promise: Promise<unknown>, limit = Infinity): Promise<boolean> {
    const end = this.current + limit;
    let settled = false;
    const done = (): void => {
      settled = true;
    };
    promise.then(done, done);
    await this.drive(() => {
      const timer = this.timers.peek();
      return !settled && timer !== undefined && timer.at <= end;
    });
    return settled;
  }

  /** Resolves when every activity waits or has ended. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.whenIdle = resolve;
      if (this.active === 0) this.look(0);
    });
  }

  /** A few turns later, so that whoever awaited the last activity sees its end before time goes on. */
  private look(turns: number): void {
    if (turns === 0 && this.looking) return;
    this.looking = turns < TURNS;
    if (this.looking) {
      void turn.then(this.lookers[turns]);
      return;
    }
    // What has been woken meanwhile looks again when it waits.
    if (this.active > 0) return;
    const resolve = this.whenIdle;
    this.whenIdle = undefined;
    resolve?.();
  }

  private async drive(wanted: () => boolean): Promise<void> {
    if (this.driving) throw new Error('the clock is already being driven');
    this.driving = true;
    try {
      let instant = this.current;
      let atThisInstant = 0;
      await this.idle();
      while (wanted()) {
        const timer = this.timers.pop();
        if (timer === undefined) break;
        this.current = Math.max(this.current, timer.at);
        atThisInstant = this.current === instant ? atThisInstant + 1 : 0;
        instant = this.current;
        if (atThisInstant > MAX_TIMERS_AT_ONE_INSTANT)
          throw new Error('virtual time stands still: something reschedules itself without delay');
        timer.callback();
        if (this.active > 0) await this.idle();
      }
    } finally {
      this.driving = false;
    }
  }

  private leave(): void {
    this.active--;
    if (this.active === 0 && this.whenIdle !== undefined) this.look(0);
  }
}
