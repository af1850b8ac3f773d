import type { Cancel, Clock } from '../core/clock.ts';
import { LinkedList } from '../core/linked-list.ts';
import { ProcessEnded, type Signal } from './program.ts';

/** The clock as one process uses it: all its waits and timers end with the process. */
export interface ProcessClock extends Clock {
  readonly waiting: boolean;
  /** Stops the process, or lets it go on: while it is stopped no wait of it ends and no timer of it fires. */
  hold(held: boolean): void;
  /** Ends all waits, now and later, with `ProcessEnded`, and cancels all timers. */
  end(signal: Signal): void;
}

export function createProcessClock(clock: Clock): ProcessClock {
  return new OwnClock(clock);
}

class OwnClock implements ProcessClock {
  private readonly waits = new LinkedList<() => void>();
  private readonly timers = new LinkedList<Cancel>();
  private ended: Signal | undefined;
  private held = false;
  /** What happens when a stopped process goes on, in order. */
  private resumed: Set<() => void> | undefined;

  constructor(private readonly clock: Clock) {}

  now(): number {
    return this.clock.now();
  }

  after(milliseconds: number, callback: () => void, options?: { readonly background?: boolean }): Cancel {
    if (this.ended !== undefined) return () => undefined;
    const fire = (): void => {
      if (this.held) return void this.onResume(fire);
      stop();
      callback();
    };
    const cancel = this.clock.after(milliseconds, fire, options);
    const stop = this.keep(() => {
      this.resumed?.delete(fire);
      cancel();
    });
    return stop;
  }

  every(milliseconds: number, callback: () => void): Cancel {
    if (this.ended !== undefined) return () => undefined;
    const fire = (): void => {
      if (this.held) return void this.onResume(fire);
      this.resumed?.delete(fire);
      callback();
    };
    const cancel = this.clock.every(milliseconds, fire);
    return this.keep(() => {
      this.resumed?.delete(fire);
      cancel();
    });
  }

  run<T>(activity: () => Promise<T>): Promise<T> {
    const result = this.clock.run(activity);
    mayEnd(result);
    return result;
  }

  start<T>(activity: () => T | Promise<T>): T | Promise<T> {
    const result = this.clock.start(activity);
    if (result instanceof Promise) mayEnd(result);
    return result;
  }

  async block<T>(register: (wake: (value: T) => void) => Cancel | undefined): Promise<T> {
    if (this.ended !== undefined) throw new ProcessEnded(this.ended);
    const outcome = await this.clock.block<{ readonly value: T } | undefined>((wake) => {
      const place = this.waits.add(() => wake(undefined));
      const cancel = register((value) => wake({ value }));
      return () => {
        this.waits.remove(place);
        cancel?.();
      };
    });
    while (this.held && this.ended === undefined) {
      await this.clock.block<void>((wake) => {
        const go = (): void => wake(undefined);
        this.onResume(go);
        const place = this.waits.add(go);
        return () => {
          this.resumed?.delete(go);
          this.waits.remove(place);
        };
      });
    }
    if (outcome === undefined || this.ended !== undefined) throw new ProcessEnded(this.ended ?? 'SIGKILL');
    return outcome.value;
  }

  sleep(milliseconds: number): Promise<void> {
    return this.block((wake) => this.clock.after(milliseconds, () => wake(undefined)));
  }

  async join<T>(activity: Promise<T>): Promise<T> {
    await this.block<void>((wake) => {
      const done = (): void => wake(undefined);
      activity.then(done, done);
      return undefined;
    });
    return activity;
  }

  get waiting(): boolean {
    return !this.waits.isEmpty;
  }

  hold(stop: boolean): void {
    if (this.held === stop) return;
    this.held = stop;
    const { resumed } = this;
    if (stop || resumed === undefined) return;
    // One may cancel another.
    for (const go of Array.from(resumed)) if (resumed.has(go)) go();
  }

  end(signal: Signal): void {
    this.ended ??= signal;
    for (const cancel of this.timers.values) cancel();
    for (const wake of this.waits.values) wake();
  }

  private onResume(go: () => void): void {
    (this.resumed ??= new Set()).add(go);
  }

  private keep(cancel: Cancel): Cancel {
    const place = this.timers.add(cancel);
    return () => {
      this.timers.remove(place);
      cancel();
    };
  }
}

/** A part of the program that nobody waits for may end with the process; any other error stays an error. */
function mayEnd(activity: Promise<unknown>): void {
  activity.catch((error: unknown) => {
    if (!(error instanceof ProcessEnded)) throw error;
  });
}
