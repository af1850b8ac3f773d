export interface KernelLogEntry {
  /** Virtual milliseconds since the epoch. */
  readonly time: number;
  readonly text: string;
}

/** What the kernel says: dmesg(1) prints it. */
export interface KernelLog {
  readonly entries: readonly KernelLogEntry[];
  write(text: string): void;
}

/** The ring buffer forgets what is older than this many lines. */
const LINES = 2_000;

export function createKernelLog(clock: { now(): number }): KernelLog {
  const entries: KernelLogEntry[] = [];
  return {
    entries,
    write(text) {
      entries.push({ time: clock.now(), text });
      if (entries.length > LINES) entries.shift();
    },
  };
}
