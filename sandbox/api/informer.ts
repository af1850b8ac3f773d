import type { Cancel } from '../core/clock.ts';
import type { Change, Informer, KubeObject, ObjectKey } from './client.ts';
import type { WatchEvent } from './request.ts';

/**
 * The informer of a resource: a copy of what the store holds, by key and by index, that a watch keeps up to date. One serves all parts that
 * ask for the resource. Its handlers run in the order in which they were added.
 */
export class SharedInformer<T extends KubeObject> implements Informer<T> {
  private readonly namespaces = new Map<string, Map<string, T>>();
  private readonly indexes = new Map<string, Index<T>>();
  private readonly handlers = new Set<(change: Change<T>) => void>();

  get(key: ObjectKey): T | undefined {
    return this.namespaces.get(key.namespace ?? '')?.get(key.name);
  }

  list(namespace?: string): readonly T[] {
    if (namespace !== undefined) return [...(this.namespaces.get(namespace)?.values() ?? [])];
    return [...this.namespaces.values()].flatMap((objects) => [...objects.values()]);
  }

  indexed(index: string, value: string): readonly T[] {
    const found = this.indexes.get(index);
    if (found === undefined) throw new Error(`there is no index ${index}`);
    return [...(found.objects.get(value)?.values() ?? [])];
  }

  addIndex(name: string, values: (object: T) => readonly string[]): void {
    if (this.indexes.has(name)) return;
    const index = new Index(values);
    this.indexes.set(name, index);
    for (const object of this.list()) index.add(object);
  }

  onChange(handler: (change: Change<T>) => void): Cancel {
    // A handler of its own for each call, so that the same function may be added twice.
    const own = (change: Change<T>): void => handler(change);
    this.handlers.add(own);
    for (const object of this.list()) own({ type: 'added', object });
    return () => this.handlers.delete(own);
  }

  onChangeIn(index: string, value: string, handler: (change: Change<T>) => void): Cancel {
    const found = this.indexes.get(index);
    if (found === undefined) throw new Error(`there is no index ${index}`);
    const own = (change: Change<T>): void => handler(change);
    const handlers = found.handlers.get(value) ?? new Set();
    found.handlers.set(value, handlers.add(own));
    for (const object of this.indexed(index, value)) own({ type: 'added', object });
    return () => {
      handlers.delete(own);
      if (handlers.size === 0 && found.handlers.get(value) === handlers) found.handlers.delete(value);
    };
  }

  /** Takes in what the watch says. */
  take(event: WatchEvent): void {
    if (event.type !== 'ADDED' && event.type !== 'MODIFIED' && event.type !== 'DELETED') return;
    const object = event.object as unknown as T;
    const { name, namespace = '' } = object.metadata;
    const objects = this.namespaces.get(namespace) ?? new Map<string, T>();
    this.namespaces.set(namespace, objects);
    const old = objects.get(name);
    if (event.type === 'DELETED') objects.delete(name);
    else objects.set(name, object);
    for (const index of this.indexes.values()) {
      if (old !== undefined) index.remove(old);
      if (event.type !== 'DELETED') index.add(object);
    }
    const change = changeOf(event.type, object, old);
    for (const handler of this.handlers) handler(change);
    for (const index of this.indexes.values()) index.tell(change);
  }
}

function changeOf<T>(type: 'ADDED' | 'MODIFIED' | 'DELETED', object: T, old: T | undefined): Change<T> {
  if (type === 'DELETED') return { type: 'deleted', object };
  return old === undefined ? { type: 'added', object } : { type: 'modified', object, old };
}

class Index<T extends KubeObject> {
  readonly objects = new Map<string, Map<string, T>>();
  readonly handlers = new Map<string, Set<(change: Change<T>) => void>>();

  constructor(private readonly values: (object: T) => readonly string[]) {}

  add(object: T): void {
    for (const value of this.values(object)) {
      const found = this.objects.get(value) ?? new Map<string, T>();
      this.objects.set(value, found);
      found.set(object.metadata.uid, object);
    }
  }

  /** Tells those who asked for the object's value. */
  tell(change: Change<T>): void {
    if (this.handlers.size === 0) return;
    for (const value of this.values(change.object)) for (const handler of this.handlers.get(value) ?? []) handler(change);
  }

  remove(object: T): void {
    for (const value of this.values(object)) {
      const found = this.objects.get(value);
      found?.delete(object.metadata.uid);
      if (found?.size === 0) this.objects.delete(value);
    }
  }
}
