/** Values that come when they come, for one reader. */
export class Queue<T> {
  private readonly waiting: T[] = [];
  private over = false;
  private wake: (() => void) | undefined;

  push(value: T): void {
    if (this.over) return;
    this.waiting.push(value);
    this.wake?.();
  }

  /** What waits is still read. */
  end(): void {
    this.over = true;
    this.wake?.();
  }

  /** Reads until the end; `wait` says how to wait for the call of `wake`. */
  async *read(wait: (register: (wake: () => void) => void) => Promise<void> = plainly): AsyncGenerator<T> {
    for (;;) {
      const [value] = this.waiting;
      if (this.waiting.length > 0) {
        this.waiting.shift();
        yield value as T;
      } else if (this.over) return;
      else await wait((wake) => (this.wake = wake));
    }
  }
}

const plainly = (register: (wake: () => void) => void): Promise<void> => new Promise((resolve) => register(resolve));
