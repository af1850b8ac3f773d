import type { Cancel, Clock } from '../core/clock.ts';
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
  const waits = new Set<() => void>();
  const timers = new Set<Cancel>();
  let ended: Signal | undefined;
  let held = false;
  /** What happens when a stopped process goes on, in order. */
  const resumed = new Set<() => void>();

  const keep = (cancel: Cancel): Cancel => {
    timers.add(cancel);
    return () => {
      timers.delete(cancel);
      cancel();
    };
  };

  const block = async <T>(register: (wake: (value: T) => void) => Cancel | undefined): Promise<T> => {
    if (ended !== undefined) throw new ProcessEnded(ended);
    const outcome = await clock.block<{ readonly value: T } | undefined>((wake) => {
      const end = (): void => wake(undefined);
      waits.add(end);
      const cancel = register((value) => wake({ value }));
      return () => {
        waits.delete(end);
        cancel?.();
      };
    });
    while (held && ended === undefined) {
      await clock.block<void>((wake) => {
        const go = (): void => wake(undefined);
        resumed.add(go);
        waits.add(go);
        return () => {
          resumed.delete(go);
          waits.delete(go);
        };
      });
    }
    if (outcome === undefined || ended !== undefined) throw new ProcessEnded(ended ?? 'SIGKILL');
    return outcome.value;
  };

  return {
    now: () => clock.now(),
    after(milliseconds, callback, options) {
      if (ended !== undefined) return () => undefined;
      const fire = (): void => {
        if (held) return void resumed.add(fire);
        stop();
        callback();
      };
      const cancel = clock.after(milliseconds, fire, options);
      const stop = keep(() => {
        resumed.delete(fire);
        cancel();
      });
      return stop;
    },
    every(milliseconds, callback) {
      if (ended !== undefined) return () => undefined;
      const fire = (): void => {
        if (held) return void resumed.add(fire);
        resumed.delete(fire);
        callback();
      };
      const cancel = clock.every(milliseconds, fire);
      return keep(() => {
        resumed.delete(fire);
        cancel();
      });
    },
    run(activity) {
      const result = clock.run(activity);
      // A part of the program that nobody waits for may end with the process; any other error stays an error.
      result.catch((error: unknown) => {
        if (!(error instanceof ProcessEnded)) throw error;
      });
      return result;
    },
    block,
    sleep: (milliseconds) => block((wake) => clock.after(milliseconds, () => wake(undefined))),
    async join(activity) {
      await block<void>((wake) => {
        const done = (): void => wake(undefined);
        activity.then(done, done);
        return undefined;
      });
      return activity;
    },
    get waiting() {
      return waits.size > 0;
    },
    hold(stop) {
      if (held === stop) return;
      held = stop;
      if (held) return;
      // One may cancel another.
      for (const go of Array.from(resumed)) if (resumed.has(go)) go();
    },
    end(signal) {
      ended ??= signal;
      for (const cancel of Array.from(timers)) cancel();
      timers.clear();
      for (const wake of Array.from(waits)) wake();
    },
  };
}
