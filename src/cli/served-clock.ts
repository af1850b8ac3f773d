import type { VirtualClock } from '../../sandbox/index.ts';
import { everyTick } from '../platform/real-time.ts';

/** How long a write takes in virtual milliseconds, as one to etcd's disk would: enough for two controllers to react one after the other. */
const WRITE = 12;

/** How far virtual time may run ahead of real time; a busy client's writes take no time of their own beyond it. */
const LONGEST_LEAD = 100;

export interface ServedClock {
  /** Lets the time pass that a write takes, at once, so that whoever writes twice in a row does not outrun the controllers. */
  write(): Promise<void>;
  stop(): void;
}

/** Drives the clock of a cluster that others talk to: `speed` virtual seconds in a real one. */
export function serveInRealTime(clock: VirtualClock, speed: number, onError: (error: unknown) => void): ServedClock {
  let busy = false;
  let owed = 0;
  const pass = async (milliseconds: number): Promise<void> => {
    if (busy) return;
    busy = true;
    owed -= milliseconds;
    try {
      await clock.advance(milliseconds);
    } catch (error) {
      onError(error);
    } finally {
      busy = false;
    }
  };
  const stop = everyTick(20, (milliseconds) => {
    owed = Math.min(owed + milliseconds * speed, 1_000 * Math.max(1, speed));
    if (owed >= 1) void pass(Math.floor(owed));
  });
  return {
    write: async () => {
      if (speed > 0 && owed - WRITE >= -LONGEST_LEAD) await pass(WRITE);
    },
    stop,
  };
}
