/**
 * Names with their objects, in the order of the names' code units. Most are written far more often than they are listed, so that only a
 * list puts them in order, and it holds until the next change.
 */
export class SortedObjects<T> {
  private readonly objects = new Map<string, T>();
  /** In order; some may be gone meanwhile. */
  private names: string[] = [];
  /** Names that came since. */
  private fresh: string[] = [];
  private isTidy = true;
  private listed: readonly T[] | undefined;

  get size(): number {
    return this.objects.size;
  }

  get(name: string): T | undefined {
    return this.objects.get(name);
  }

  set(name: string, object: T): void {
    if (!this.objects.has(name)) this.come(name);
    this.objects.set(name, object);
    this.listed = undefined;
  }

  delete(name: string): void {
    if (!this.objects.delete(name)) return;
    this.isTidy = false;
    this.listed = undefined;
  }

  list(): readonly T[] {
    if (this.listed !== undefined) return this.listed;
    if (!this.isTidy) this.tidy();
    this.listed = this.names.map((name) => this.objects.get(name) as T);
    return this.listed;
  }

  private come(name: string): void {
    this.fresh.push(name);
    this.isTidy = false;
    // What comes and goes without ever being listed leaves its name for no longer than this.
    if (this.fresh.length > 2 * this.objects.size + MANY) this.tidy();
  }

  private tidy(): void {
    // Long runs that are in order already cost next to nothing.
    const all = this.names.concat(this.fresh.sort()).sort();
    this.names = all.filter((name, index) => name !== all[index - 1] && this.objects.has(name));
    this.fresh = [];
    this.isTidy = true;
  }
}

const MANY = 1_000;
