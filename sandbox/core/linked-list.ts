/** A place in a list. */
export interface Place<T> {
  readonly value: T;
  before: Place<T> | undefined;
  after: Place<T> | undefined;
  isIn: boolean;
}

/**
 * Values in the order of their coming, each of which may leave at any time. For what comes and goes all the time it is lighter than a `Set`: that
 * makes itself a new table now and then, and each old one keeps the next, with all that was in it, until the memory is swept in full.
 */
export class LinkedList<T> {
  private first: Place<T> | undefined;
  private last: Place<T> | undefined;

  get isEmpty(): boolean {
    return this.first === undefined;
  }

  get values(): readonly T[] {
    const values: T[] = [];
    for (let place = this.first; place !== undefined; place = place.after) values.push(place.value);
    return values;
  }

  add(value: T): Place<T> {
    const place: Place<T> = { value, before: this.last, after: undefined, isIn: true };
    if (this.last === undefined) this.first = place;
    else this.last.after = place;
    this.last = place;
    return place;
  }

  /** A place that has been left already stays so. */
  remove(place: Place<T>): void {
    if (!place.isIn) return;
    const { before, after } = place;
    if (before === undefined) this.first = after;
    else before.after = after;
    if (after === undefined) this.last = before;
    else after.before = before;
    place.isIn = false;
    place.before = undefined;
    place.after = undefined;
  }
}
