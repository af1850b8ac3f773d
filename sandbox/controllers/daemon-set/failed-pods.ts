const FIRST = 1_000;
const LONGEST = 15 * 60_000;

/** How long to wait before a failed Pod is replaced again on the same node: twice as long each time. Models flowcontrol.Backoff. */
export class FailedPodsBackoff {
  private readonly entries = new Map<string, { readonly at: number; readonly wait: number }>();

  /** Milliseconds still to wait; 0, and the next wait begins, when the Pod may be replaced now. */
  next(key: string, now: number): number {
    for (const [other, { at }] of this.entries) if (now - at > 2 * LONGEST) this.entries.delete(other);
    const entry = this.entries.get(key);
    if (entry && now - entry.at < entry.wait) return entry.wait;
    this.entries.set(key, { at: now, wait: entry ? Math.min(LONGEST, entry.wait * 2) : FIRST });
    return 0;
  }
}
