import { performance } from 'node:perf_hooks';

/** Calls `tick` about every `interval` milliseconds with the real milliseconds that went by, until the returned function is called. */
export function everyTick(interval: number, tick: (milliseconds: number) => void): () => void {
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    tick(now - last);
    last = now;
  }, interval);
  return () => clearInterval(timer);
}

/** A stopwatch: real milliseconds since it was asked last. */
export function stopwatch(): () => number {
  let last = performance.now();
  return () => {
    const now = performance.now();
    const passed = now - last;
    last = now;
    return Math.round(passed);
  };
}
