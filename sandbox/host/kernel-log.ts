import type { Cancel } from '../core/clock.ts';

export interface KernelLogEntry {
  /** Virtual milliseconds since the epoch. */
  readonly time: number;
  readonly text: string;
}

/** What the kernel says: dmesg(1) prints it. */
export interface KernelLog {
  readonly entries: readonly KernelLogEntry[];
  write(text: string): void;
  onEntry(listener: (entry: KernelLogEntry) => void): Cancel;
}

/** The ring buffer forgets what is older than this many lines. */
const LINES = 2_000;

export function createKernelLog(clock: { now(): number }): KernelLog {
  const entries: KernelLogEntry[] = [];
  const listeners = new Set<(entry: KernelLogEntry) => void>();
  return {
    entries,
    write(text) {
      const entry = { time: clock.now(), text };
      entries.push(entry);
      if (entries.length > LINES) entries.shift();
      for (const listener of Array.from(listeners)) listener(entry);
    },
    onEntry(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
