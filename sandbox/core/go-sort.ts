/** Longest part that is sorted by insertion. */
const MAX_INSERTION = 12;

/**
 * Sorts as Go's `sort.Sort` does, in place of which nothing says what becomes of equal items: what Go makes of them is what people see. `isLess`
 * need not be a true order. Models sort/zsortinterface.go (pattern-defeating quicksort).
 */
export function goSorted<T>(items: readonly T[], isLess: (left: T, right: T) => boolean): readonly T[] {
  const result = [...items];
  if (result.length > 1) new Sorting(result, isLess).sort(0, result.length, bitLength(result.length));
  return result;
}

const bitLength = (value: number): number => value.toString(2).length;

class Sorting<T> {
  constructor(
    private readonly items: T[],
    private readonly isLess: (left: T, right: T) => boolean,
  ) {}

  private less(left: number, right: number): boolean {
    return this.isLess(this.items[left] as T, this.items[right] as T);
  }

  private swap(left: number, right: number): void {
    [this.items[left], this.items[right]] = [this.items[right] as T, this.items[left] as T];
  }

  sort(from: number, to: number, badTurns: number): void {
    let [a, b, limit] = [from, to, badTurns];
    let [balanced, partitioned] = [true, true];
    for (;;) {
      const length = b - a;
      if (length <= MAX_INSERTION) return this.insertion(a, b);
      if (limit === 0) return this.heap(a, b);
      if (!balanced) {
        this.breakPatterns(a, b);
        limit--;
      }
      let { pivot, hint } = this.choosePivot(a, b);
      if (hint === 'decreasing') {
        for (let i = a, j = b - 1; i < j; i++, j--) this.swap(i, j);
        pivot = b - 1 - (pivot - a);
        hint = 'increasing';
      }
      if (balanced && partitioned && hint === 'increasing' && this.partialInsertion(a, b)) return;
      if (a > 0 && !this.less(a - 1, pivot)) {
        a = this.partitionEqual(a, b, pivot);
        continue;
      }
      const { middle, already } = this.partition(a, b, pivot);
      partitioned = already;
      const [left, right] = [middle - a, b - middle];
      balanced = Math.min(left, right) >= Math.floor(length / 8);
      if (left < right) {
        this.sort(a, middle, limit);
        a = middle + 1;
      } else {
        this.sort(middle + 1, b, limit);
        b = middle;
      }
    }
  }

  private insertion(a: number, b: number): void {
    for (let i = a + 1; i < b; i++) for (let j = i; j > a && this.less(j, j - 1); j--) this.swap(j, j - 1);
  }

  private heap(a: number, b: number): void {
    const size = b - a;
    for (let i = Math.floor((size - 1) / 2); i >= 0; i--) this.siftDown(i, size, a);
    for (let i = size - 1; i >= 0; i--) {
      this.swap(a, a + i);
      this.siftDown(0, i, a);
    }
  }

  private siftDown(low: number, high: number, first: number): void {
    for (let root = low; ;) {
      let child = 2 * root + 1;
      if (child >= high) return;
      if (child + 1 < high && this.less(first + child, first + child + 1)) child++;
      if (!this.less(first + root, first + child)) return;
      this.swap(first + root, first + child);
      root = child;
    }
  }

  private partition(a: number, b: number, pivot: number): { readonly middle: number; readonly already: boolean } {
    this.swap(a, pivot);
    let [i, j, already] = [a + 1, b - 1, true];
    for (;;) {
      while (i <= j && this.less(i, a)) i++;
      while (i <= j && !this.less(j, a)) j--;
      if (i > j) break;
      already = false;
      this.swap(i++, j--);
    }
    this.swap(j, a);
    return { middle: j, already };
  }

  private partitionEqual(a: number, b: number, pivot: number): number {
    this.swap(a, pivot);
    let [i, j] = [a + 1, b - 1];
    for (;;) {
      while (i <= j && !this.less(a, i)) i++;
      while (i <= j && this.less(a, j)) j--;
      if (i > j) return i;
      this.swap(i++, j--);
    }
  }

  /** Mends what is almost sorted; false when it is not. */
  private partialInsertion(a: number, b: number): boolean {
    let i = a + 1;
    for (let turn = 0; turn < 5; turn++) {
      while (i < b && !this.less(i, i - 1)) i++;
      if (i === b) return true;
      if (b - a < 50) return false;
      this.swap(i, i - 1);
      if (i - a >= 2) for (let j = i - 1; j >= 1 && this.less(j, j - 1); j--) this.swap(j, j - 1);
      if (b - i >= 2) for (let j = i + 1; j < b && this.less(j, j - 1); j++) this.swap(j, j - 1);
    }
    return false;
  }

  private breakPatterns(a: number, b: number): void {
    const length = b - a;
    if (length < 8) return;
    let random = BigInt(length);
    const middle = a + Math.floor(length / 4) * 2 - 1;
    for (let i = 0; i < 3; i++) {
      random = BigInt.asUintN(64, random ^ (random << 13n));
      random ^= random >> 7n;
      random = BigInt.asUintN(64, random ^ (random << 17n));
      const other = Number(random & ((1n << BigInt(bitLength(length))) - 1n));
      this.swap(middle - 1 + i, a + (other >= length ? other - length : other));
    }
  }

  private choosePivot(a: number, b: number): { pivot: number; hint: 'increasing' | 'decreasing' | 'unknown' } {
    const length = b - a;
    const quarter = Math.floor(length / 4);
    const swaps = { count: 0 };
    let [i, j, k] = [a + quarter, a + quarter * 2, a + quarter * 3];
    if (length >= 8) {
      if (length >= 50) [i, j, k] = [i, j, k].map((at) => this.median(at - 1, at, at + 1, swaps)) as [number, number, number];
      j = this.median(i, j, k, swaps);
    }
    return { pivot: j, hint: swaps.count === 0 ? 'increasing' : swaps.count === 12 ? 'decreasing' : 'unknown' };
  }

  private median(first: number, second: number, third: number, swaps: { count: number }): number {
    const ordered = (a: number, b: number): readonly [number, number] => {
      if (!this.less(b, a)) return [a, b];
      swaps.count++;
      return [b, a];
    };
    const [a, b] = ordered(first, second);
    const [c] = ordered(b, third);
    const [, d] = ordered(a, c);
    return d;
  }
}
