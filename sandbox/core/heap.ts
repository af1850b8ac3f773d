/** Items of which the first, by `comesBefore`, is at hand: adding one and taking the first cost a path through a tree. */
export class Heap<T> {
  private readonly items: T[] = [];

  constructor(private readonly comesBefore: (left: T, right: T) => boolean) {}

  /** The first; undefined when there is none. */
  get first(): T | undefined {
    return this.items[0];
  }

  get size(): number {
    return this.items.length;
  }

  add(item: T): void {
    const { items } = this;
    let index = items.length;
    items.push(item);
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = items[parentIndex];
      if (parent === undefined || !this.comesBefore(item, parent)) break;
      items[index] = parent;
      index = parentIndex;
    }
    items[index] = item;
  }

  removeFirst(): void {
    const { items } = this;
    const last = items.pop();
    if (last === undefined || items.length === 0) return;
    let index = 0;
    for (;;) {
      let childIndex = 2 * index + 1;
      let child = items[childIndex];
      if (child === undefined) break;
      const right = items[childIndex + 1];
      if (right !== undefined && this.comesBefore(right, child)) {
        child = right;
        childIndex++;
      }
      if (!this.comesBefore(child, last)) break;
      items[index] = child;
      index = childIndex;
    }
    items[index] = last;
  }
}
