import { Heap } from './heap.ts';

export interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/** From how many instants on those without timers are looked for. */
const WORTH_TIDYING = 1_000;

/** The timers of one instant, in the order of their making. */
interface Instant {
  readonly at: number;
  timers: Entry[];
  /** Position of the first that is left. */
  next: number;
  /** Neither run nor cancelled. */
  left: number;
  foreground: number;
  isAmongForeground: boolean;
}

interface Entry extends Timer {
  readonly background: boolean;
  isOver: boolean;
}

/**
 * Timers in order of their time and, at the same time, of their making. Most requests end long before the timer that would have ended them: what
 * is cancelled gives its memory back, however far away its time is.
 */
export class TimerHeap {
  private readonly instants = new Map<number, Instant>();
  private all = new Heap<Instant>(before);
  private foreground = new Heap<Instant>(before);
  /** Instants in `all` that have no timer left. */
  private empty = 0;

  add(at: number, callback: () => void, background: boolean): () => void {
    const instant = this.instants.get(at) ?? this.makeInstant(at);
    const entry: Entry = { at, callback, background, isOver: false };
    instant.timers.push(entry);
    instant.left++;
    if (!background && instant.foreground++ === 0 && !instant.isAmongForeground) {
      instant.isAmongForeground = true;
      this.foreground.add(instant);
    }
    return () => this.end(instant, entry);
  }

  peek(): Timer | undefined {
    const instant = this.first();
    if (instant === undefined) return undefined;
    while (instant.timers[instant.next]?.isOver) instant.next++;
    return instant.timers[instant.next];
  }

  pop(): Timer | undefined {
    const timer = this.peek();
    const instant = this.all.first;
    const entry = instant?.timers[instant.next];
    if (instant === undefined || entry === undefined) return undefined;
    this.end(instant, entry);
    return timer;
  }

  /** The time of the next timer that is not in the background. */
  nextForeground(): number | undefined {
    for (;;) {
      const instant = this.foreground.first;
      if (instant === undefined || instant.foreground > 0) return instant?.at;
      instant.isAmongForeground = false;
      this.foreground.removeFirst();
    }
  }

  private makeInstant(at: number): Instant {
    const instant = { at, timers: [], next: 0, left: 0, foreground: 0, isAmongForeground: false };
    this.instants.set(at, instant);
    this.all.add(instant);
    return instant;
  }

  /** The first instant that has a timer left. */
  private first(): Instant | undefined {
    for (;;) {
      const instant = this.all.first;
      if (instant === undefined || instant.left > 0) return instant;
      this.all.removeFirst();
      this.empty--;
      // What is over for one heap is so for the other.
      this.nextForeground();
    }
  }

  private end(instant: Instant, entry: Entry): void {
    if (entry.isOver) return;
    entry.isOver = true;
    if (!entry.background) instant.foreground--;
    if (--instant.left > 0) return;
    // Whoever asks for this instant again gets a new one, in its order.
    this.instants.delete(instant.at);
    instant.timers = [];
    instant.next = 0;
    this.empty++;
    if (this.all.size > WORTH_TIDYING && this.empty * 2 > this.all.size) this.tidy();
  }

  private tidy(): void {
    this.all = new Heap<Instant>(before);
    this.foreground = new Heap<Instant>(before);
    for (const instant of this.instants.values()) {
      this.all.add(instant);
      instant.isAmongForeground = instant.foreground > 0;
      if (instant.isAmongForeground) this.foreground.add(instant);
    }
    this.empty = 0;
  }
}

function before(left: Instant, right: Instant): boolean {
  return left.at < right.at;
}
