import type { Cluster } from '../../sandbox/index.ts';

const PIECE = 1_000;

/** Lets virtual time pass, as fast as it can be computed, until the promise is settled. Between pieces `breath` lets signals in. */
export async function drive<T>(clock: Cluster['clock'], promise: Promise<T>, breath: () => Promise<void>): Promise<T> {
  while (true) {
    const target = clock.now() + PIECE;
    if (await clock.runUntil(promise, PIECE)) return promise;
    // With nothing due before it, `runUntil` leaves the time where it is.
    await clock.advance(Math.max(0, target - clock.now()));
    await breath();
  }
}
