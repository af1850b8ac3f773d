import { Heap } from './heap.ts';

export interface Timer {
  readonly at: number;
  readonly order: number;
  readonly callback: () => void;
  readonly background: boolean;
  cancelled: boolean;
}

/** Timers in order of their time and, at the same time, of their making. Cancelled ones are dropped when they come up. */
export class TimerHeap {
  private readonly all = new Heap<Timer>(before);
  private readonly foreground = new Heap<Timer>(before);
  private made = 0;

  add(at: number, callback: () => void, background: boolean): () => void {
    const timer: Timer = { at, order: this.made++, callback, background, cancelled: false };
    this.all.add(timer);
    if (!background) this.foreground.add(timer);
    return () => {
      timer.cancelled = true;
    };
  }

  peek(): Timer | undefined {
    return firstOf(this.all);
  }

  pop(): Timer | undefined {
    const timer = firstOf(this.all);
    if (timer === undefined) return undefined;
    this.all.removeFirst();
    // It has run: to the second heap that is the same as cancelled.
    timer.cancelled = true;
    return timer;
  }

  /** The time of the next timer that is not in the background. */
  nextForeground(): number | undefined {
    return firstOf(this.foreground)?.at;
  }
}

function firstOf(heap: Heap<Timer>): Timer | undefined {
  while (heap.first?.cancelled) heap.removeFirst();
  return heap.first;
}

function before(left: Timer, right: Timer): boolean {
  return left.at < right.at || (left.at === right.at && left.order < right.order);
}
