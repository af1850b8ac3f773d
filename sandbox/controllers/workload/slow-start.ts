import { isNamespaceTerminating } from './pod-control.ts';

/**
 * Calls `act` for each item in batches that double; after a batch with an error it stops, so that a hopeless attempt is not made a hundred
 * times. Returns the first error. Models slowStartBatch of pkg/controller.
 */
export function slowStart<T>(items: readonly T[], act: (item: T) => void): unknown {
  let failure: unknown;
  let done = 0;
  for (let batch = 1; done < items.length && failure === undefined; batch *= 2) {
    for (const item of items.slice(done, done + batch)) {
      try {
        act(item);
      } catch (error) {
        if (!isNamespaceTerminating(error)) failure ??= error;
      }
    }
    done += batch;
  }
  return failure;
}
