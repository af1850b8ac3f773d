/** So many different texts of one reason about one object, and further ones are combined … */
const MANY = 10;
/** … as long as not more than so many milliseconds pass between two. */
const SPELL = 600_000;
/** So many Events of one source about one object come through at once, and after them one in so many milliseconds. */
const BURST = 25;
const REFILL = 300_000;
/** How many of each kind of record stay known. */
const MAX_KNOWN = 4096;

const COMBINED = '(combined from similar events): ';

export interface Observation {
  /** Which object it is about. */
  readonly object: string;
  /** What it says but for the text: which part of the object, type and reason. */
  readonly fieldPath: string | undefined;
  readonly type: string;
  readonly reason: string;
  readonly message: string;
}

export interface Correlated {
  /** Equal for what is one Event that is counted. */
  readonly key: string;
  readonly message: string;
  /** Whether it is too much: it is counted, and not written. */
  readonly isSpam: boolean;
}

interface Group {
  readonly messages: Set<string>;
  last: number;
}

interface Bucket {
  left: number;
  at: number;
}

/**
 * Keeps one source from writing too many Events: texts that differ only a little become one Event, and of what goes on and on only some comes
 * through. Models EventCorrelator of k8s.io/client-go/tools/record/events_cache.go; which text of a full group is forgotten is chance there,
 * and the oldest here.
 */
export class EventCorrelator {
  private readonly groups = new Recent<Group>();
  private readonly buckets = new Recent<Bucket>();

  /** `now` in milliseconds. */
  take({ object, fieldPath, type, reason, message }: Observation, now: number): Correlated {
    const groupKey = JSON.stringify([object, type, reason]);
    const isCombined = this.combines(groupKey, message, now);
    const isSpam = !this.passes(object, now);
    if (isCombined) return { key: groupKey, message: `${COMBINED}${message}`, isSpam };
    return { key: JSON.stringify([object, fieldPath ?? null, type, reason, message]), message, isSpam };
  }

  private combines(key: string, message: string, now: number): boolean {
    const known = this.groups.get(key);
    const group = known !== undefined && now - known.last <= SPELL ? known : { messages: new Set<string>(), last: now };
    group.messages.add(message);
    group.last = now;
    this.groups.set(key, group);
    if (group.messages.size < MANY) return false;
    const [oldest = message] = group.messages;
    group.messages.delete(oldest);
    return true;
  }

  private passes(object: string, now: number): boolean {
    const bucket = this.buckets.get(object) ?? { left: BURST, at: now };
    bucket.left = Math.min(BURST, bucket.left + (now - bucket.at) / REFILL);
    bucket.at = now;
    this.buckets.set(object, bucket);
    if (bucket.left < 1) return false;
    bucket.left--;
    return true;
  }
}

/** The last so many values by key. */
export class Recent<T> {
  private readonly values = new Map<string, T>();

  get(key: string): T | undefined {
    return this.values.get(key);
  }

  set(key: string, value: T): void {
    this.values.delete(key);
    this.values.set(key, value);
    if (this.values.size <= MAX_KNOWN) return;
    const [oldest] = this.values.keys();
    if (oldest !== undefined) this.values.delete(oldest);
  }
}
