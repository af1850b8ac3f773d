/**
 * Names with their objects, in the order of the names' code units. Adding and removing costs a binary search; listing walks an
 * array that is kept until the next change.
 */
export class SortedObjects<T> {
  private readonly objects = new Map<string, T>();
  private names: string[] = [];
  private listed: readonly T[] | undefined;

  get size(): number {
    return this.objects.size;
  }

  get(name: string): T | undefined {
    return this.objects.get(name);
  }

  set(name: string, object: T): void {
    if (!this.objects.has(name)) this.names.splice(this.position(name), 0, name);
    this.objects.set(name, object);
    this.listed = undefined;
  }

  delete(name: string): void {
    if (!this.objects.delete(name)) return;
    this.names.splice(this.position(name), 1);
    this.listed = undefined;
  }

  list(): readonly T[] {
    this.listed ??= this.names.map((name) => this.objects.get(name) as T);
    return this.listed;
  }

  /** Index of the first name that does not come before this one. */
  private position(name: string): number {
    const last = this.names.at(-1);
    if (last === undefined || last < name) return this.names.length;
    let low = 0;
    let high = this.names.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.names[middle] as string) < name) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
