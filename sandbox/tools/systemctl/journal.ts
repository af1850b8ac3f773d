import type { Cancel } from '../../core/clock.ts';

/** As syslog(3) numbers them. */
export const PRIORITIES = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'] as const;
export type Priority = (typeof PRIORITIES)[number];

export interface JournalEntry {
  /** Virtual milliseconds since the epoch. */
  readonly time: number;
  /** The program that wrote it: `systemd`, `kubelet`, `kernel`. */
  readonly identifier: string;
  /** Absent for the kernel. */
  readonly pid?: number;
  /** The unit that it is about or comes from. */
  readonly unit?: string;
  readonly priority: Priority;
  readonly text: string;
}

/** What is older than so many entries is forgotten, as with `SystemMaxUse`. */
const LARGEST = 4_000;

/** The journal of one machine, without the messages of the kernel: those are in its own log. */
export class Journal {
  readonly entries: JournalEntry[] = [];
  private readonly listeners = new Set<(entry: JournalEntry) => void>();

  write(entry: JournalEntry): void {
    this.entries.push(entry);
    if (this.entries.length > LARGEST) this.entries.splice(0, this.entries.length - LARGEST);
    for (const listener of Array.from(this.listeners)) listener(entry);
  }

  onEntry(listener: (entry: JournalEntry) => void): Cancel {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
