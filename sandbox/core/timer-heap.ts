export interface Timer {
  readonly at: number;
  readonly order: number;
  readonly callback: () => void;
  readonly background: boolean;
  cancelled: boolean;
}

/** Timers in order of their time and, at the same time, of their making. Cancelled ones are dropped when they come up. */
export class TimerHeap {
  private readonly all: Timer[] = [];
  private readonly foreground: Timer[] = [];
  private made = 0;

  add(at: number, callback: () => void, background: boolean): () => void {
    const timer: Timer = { at, order: this.made++, callback, background, cancelled: false };
    push(this.all, timer);
    if (!background) push(this.foreground, timer);
    return () => {
      timer.cancelled = true;
    };
  }

  peek(): Timer | undefined {
    return top(this.all);
  }

  pop(): Timer | undefined {
    const timer = top(this.all);
    if (timer === undefined) return undefined;
    removeTop(this.all);
    // It has run: to the second heap that is the same as cancelled.
    timer.cancelled = true;
    return timer;
  }

  /** The time of the next timer that is not in the background. */
  nextForeground(): number | undefined {
    return top(this.foreground)?.at;
  }
}

function top(heap: Timer[]): Timer | undefined {
  while (heap[0]?.cancelled) removeTop(heap);
  return heap[0];
}

function before(left: Timer, right: Timer): boolean {
  return left.at < right.at || (left.at === right.at && left.order < right.order);
}

function push(heap: Timer[], timer: Timer): void {
  let index = heap.length;
  heap.push(timer);
  while (index > 0) {
    const parentIndex = (index - 1) >> 1;
    const parent = heap[parentIndex];
    if (parent === undefined || !before(timer, parent)) break;
    heap[index] = parent;
    index = parentIndex;
  }
  heap[index] = timer;
}

function removeTop(heap: Timer[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let index = 0;
  for (;;) {
    let childIndex = 2 * index + 1;
    let child = heap[childIndex];
    if (child === undefined) break;
    const right = heap[childIndex + 1];
    if (right !== undefined && before(right, child)) {
      child = right;
      childIndex++;
    }
    if (!before(child, last)) break;
    heap[index] = child;
    index = childIndex;
  }
  heap[index] = last;
}
