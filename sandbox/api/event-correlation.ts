import type { Clock } from '../core/clock.ts';

/** How many objects of one source stay known. */
const MAX_KNOWN = 4096;
/** So many different messages of one reason within ten minutes are put together into one. */
const MAX_SIMILAR = 10;
const SIMILAR_FOR = 600_000;
/** So many Events about one object at once; then one every five minutes. */
const BURST = 25;
const REFILL = 300_000;

/** Puts an entry at the end of a map, and forgets the oldest ones. */
export function remember<T>(map: Map<string, T>, key: string, value: T): T {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > MAX_KNOWN && oldest !== undefined) map.delete(oldest);
  return value;
}

interface Similar {
  readonly messages: Set<string>;
  last: number;
}

interface Bucket {
  tokens: number;
  filled: number;
}

/**
 * Keeps a source from flooding the cluster with Events: what differs by its message only is put together, and of one object only so many are
 * told. Models EventAggregator and EventSourceObjectSpamFilter in k8s.io/client-go/tools/record.
 */
export class EventCorrelation {
  private readonly similar = new Map<string, Similar>();
  private readonly buckets = new Map<string, Bucket>();

  constructor(private readonly clock: Clock) {}

  /** The message to write, and whether it stands for several. `reason` names everything that similar Events have in common. */
  aggregate(reason: string, message: string): { readonly message: string; readonly combined: boolean } {
    const now = this.clock.now();
    const before = this.similar.get(reason);
    const record = before === undefined || now - before.last > SIMILAR_FOR ? { messages: new Set<string>(), last: now } : before;
    record.messages.add(message);
    record.last = now;
    remember(this.similar, reason, record);
    if (record.messages.size < MAX_SIMILAR) return { message, combined: false };
    for (const one of record.messages) {
      record.messages.delete(one);
      break;
    }
    return { message: `(combined from similar events): ${message}`, combined: true };
  }

  /** Whether one more Event about this object may be written now. */
  mayWrite(object: string): boolean {
    const now = this.clock.now();
    const bucket = this.buckets.get(object) ?? { tokens: BURST, filled: now };
    bucket.tokens = Math.min(BURST, bucket.tokens + (now - bucket.filled) / REFILL);
    bucket.filled = now;
    remember(this.buckets, object, bucket);
    if (bucket.tokens < 1) return false;
    bucket.tokens--;
    return true;
  }
}
