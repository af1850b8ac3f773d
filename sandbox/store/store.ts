import type { Cancel } from '../core/clock.ts';
import { deepFreeze, type JsonObject } from '../core/json.ts';
import { SortedObjects } from './sorted-objects.ts';

/** An object as it is stored: at least a name, and the revision it was written at. */
export interface Stored extends JsonObject {
  readonly metadata: JsonObject & { readonly name: string; readonly namespace?: string; readonly resourceVersion: string };
}

/** An object on its way into the store. */
export interface Unstored extends JsonObject {
  readonly metadata: JsonObject & { readonly name: string; readonly namespace?: string };
}

export interface StoreKey {
  readonly name: string;
  readonly namespace?: string | undefined;
}

export interface StoreEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** `group/resource`, or `resource` in the core group. */
  readonly resource: string;
  /** For `DELETED` the last state, with the revision of the deletion. */
  readonly object: Stored;
  /** The object before, for `MODIFIED` and `DELETED`. */
  readonly old?: Stored;
  readonly revision: number;
}

export interface StoreOptions {
  /** Freezes every object that comes in: slower, but a part that changes what it was given fails at once. */
  readonly freeze?: boolean;
  /** How many changes are kept for watches that begin in the past. */
  readonly history?: number;
}

/** Why the store did not write. */
export type StoreRefusal = 'exists' | 'missing' | 'conflict' | 'expired';

export class StoreError extends Error {
  constructor(
    readonly refusal: StoreRefusal,
    /** The revision at which the object, or the oldest change still known, stands. */
    readonly revision: number,
  ) {
    super(refusal);
    this.name = 'StoreError';
  }
}

const DEFAULT_HISTORY = 10_000;

/**
 * All objects of a cluster, by resource, namespace and name, under one revision that counts every change. Objects in it are
 * never changed in place. Models what kube-apiserver sees of etcd.
 */
export class Store {
  private current = 1;
  private readonly resources = new Map<string, Map<string, SortedObjects<Stored>>>();
  private readonly watchers = new Map<string, Set<(event: StoreEvent) => void>>();
  private readonly queue: StoreEvent[] = [];
  private telling = false;
  /** Changes by revision: `history[0]` is the change that made revision `forgotten + 1`. */
  private history: StoreEvent[] = [];
  private forgotten = 1;

  constructor(private readonly options: StoreOptions = {}) {}

  /** The revision of the last change. */
  get revision(): number {
    return this.current;
  }

  /** The oldest revision from which a watch can still begin. */
  get oldestRevision(): number {
    return this.forgotten;
  }

  get(resource: string, key: StoreKey): Stored | undefined {
    return this.resources
      .get(resource)
      ?.get(key.namespace ?? '')
      ?.get(key.name);
  }

  /** In the order of the keys, as etcd lists them. */
  list(resource: string, namespace?: string): readonly Stored[] {
    const places = this.resources.get(resource);
    if (places === undefined) return [];
    if (namespace !== undefined) return places.get(namespace)?.list() ?? [];
    if (places.size === 1) return [...places.values()][0]?.list() ?? [];
    return [...places.entries()]
      .sort(([left], [right]) => (`${left}/` < `${right}/` ? -1 : 1))
      .flatMap(([, objects]) => objects.list());
  }

  /** What `list` gave at this revision. Throws StoreError `expired` when it lies before the history. */
  listAt(resource: string, revision: number, namespace?: string): readonly Stored[] {
    if (revision < this.forgotten) throw new StoreError('expired', this.forgotten);
    const then = new Map(this.list(resource, namespace).map((object) => [etcdKey(object), object]));
    for (let index = this.history.length - 1; index >= 0; index--) {
      const event = this.history[index];
      if (event === undefined || event.revision <= revision) break;
      if (event.resource !== resource || (namespace !== undefined && event.object.metadata.namespace !== namespace)) continue;
      if (event.old === undefined) then.delete(etcdKey(event.object));
      else then.set(etcdKey(event.old), event.old);
    }
    return [...then].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, object]) => object);
  }

  count(resource: string): number {
    let count = 0;
    for (const objects of this.resources.get(resource)?.values() ?? []) count += objects.size;
    return count;
  }

  /** Throws StoreError `exists`. */
  create(resource: string, object: Unstored): Stored {
    const before = this.get(resource, object.metadata);
    if (before !== undefined) throw new StoreError('exists', Number(before.metadata.resourceVersion));
    return this.put('ADDED', resource, object, undefined);
  }

  /** Throws StoreError `missing`, or `conflict` when the object no longer stands at the expected revision. */
  update(resource: string, object: Unstored, expected?: string): Stored {
    const before = this.require(resource, object.metadata, expected);
    return this.put('MODIFIED', resource, object, before);
  }

  /** Returns the last state, with the revision of the deletion. Throws StoreError `missing` or `conflict`. */
  delete(resource: string, key: StoreKey, expected?: string): Stored {
    const before = this.require(resource, key, expected);
    this.place(resource, key).delete(key.name);
    return this.tell('DELETED', resource, before, before);
  }

  /**
   * Calls `onEvent` for every change of the resource after revision `from` (from now on when absent), while the change is
   * being made. Throws StoreError `expired` when `from` lies before the history.
   */
  watch(resource: string, onEvent: (event: StoreEvent) => void, from = this.current): Cancel {
    if (from < this.forgotten) throw new StoreError('expired', this.forgotten);
    const missed = this.history.slice(from - this.forgotten).filter((event) => event.resource === resource);
    // Changes that wait to be told are in the history already.
    const told = this.current;
    const watcher = (event: StoreEvent): void => {
      if (event.revision > told) onEvent(event);
    };
    const watchers = this.watchers.get(resource) ?? new Set();
    this.watchers.set(resource, watchers);
    watchers.add(watcher);
    for (const event of missed) onEvent(event);
    return () => watchers.delete(watcher);
  }

  /** Forgets the history up to this revision, as etcd does on compaction. */
  compact(revision: number): void {
    const keepFrom = Math.min(revision, this.current);
    if (keepFrom <= this.forgotten) return;
    this.history = this.history.slice(keepFrom - this.forgotten);
    this.forgotten = keepFrom;
  }

  /** All objects, sorted by resource, namespace and name. */
  dump(): readonly Stored[] {
    return [...this.resources.keys()].sort().flatMap((resource) => this.list(resource));
  }

  /** A short text that is equal for two stores that hold the same objects at the same revisions. */
  fingerprint(): string {
    let first = 0x811c9dc5;
    let second = 0x9e3779b9;
    const text = JSON.stringify([this.current, this.dump()]);
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      first = Math.imul(first ^ code, 0x01000193);
      second = Math.imul(second ^ code, 0x85ebca6b) ^ (second >>> 15);
    }
    const hex = (value: number): string => (value >>> 0).toString(16).padStart(8, '0');
    return `${this.current}-${hex(first)}${hex(second)}`;
  }

  private require(resource: string, key: StoreKey, expected: string | undefined): Stored {
    const before = this.get(resource, key);
    if (before === undefined) throw new StoreError('missing', this.current);
    if (expected !== undefined && before.metadata.resourceVersion !== expected) {
      throw new StoreError('conflict', Number(before.metadata.resourceVersion));
    }
    return before;
  }

  private place(resource: string, key: StoreKey): SortedObjects<Stored> {
    const places = this.resources.get(resource) ?? new Map<string, SortedObjects<Stored>>();
    this.resources.set(resource, places);
    const namespace = key.namespace ?? '';
    const objects = places.get(namespace) ?? new SortedObjects<Stored>();
    places.set(namespace, objects);
    return objects;
  }

  private put(type: 'ADDED' | 'MODIFIED', resource: string, object: Unstored, old: Stored | undefined): Stored {
    const stored = this.tell(type, resource, object, old, (written) =>
      this.place(resource, object.metadata).set(object.metadata.name, written),
    );
    return stored;
  }

  private tell(
    type: StoreEvent['type'],
    resource: string,
    object: Unstored,
    old: Stored | undefined,
    write?: (written: Stored) => void,
  ): Stored {
    const revision = ++this.current;
    const written: Stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } };
    if (this.options.freeze) deepFreeze(written);
    write?.(written);
    const event: StoreEvent = { type, resource, object: written, ...(old === undefined ? {} : { old }), revision };
    this.history.push(event);
    const limit = this.options.history ?? DEFAULT_HISTORY;
    // Dropped by halves, so that a write does not move the whole history.
    if (this.history.length > 2 * limit) this.compact(this.current - limit);
    this.queue.push(event);
    this.drain();
    return written;
  }

  /** Watchers see changes in order, also when one of them writes while it is told. */
  private drain(): void {
    if (this.telling) return;
    this.telling = true;
    try {
      for (let event = this.queue.shift(); event !== undefined; event = this.queue.shift()) {
        const watchers = this.watchers.get(event.resource);
        if (watchers !== undefined) for (const watcher of watchers) watcher(event);
      }
    } finally {
      this.telling = false;
    }
  }
}

const etcdKey = ({ metadata }: Stored): string => `${metadata.namespace ?? ''}/${metadata.name}`;
