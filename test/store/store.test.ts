import { describe, expect, it } from 'vitest';
import { Store, StoreError, type StoreEvent, type Unstored } from '../../sandbox/store/index.ts';

const object = (name: string, namespace?: string, value = 1): Unstored => ({
  metadata: namespace === undefined ? { name } : { name, namespace },
  value,
});
const names = (store: Store, namespace?: string): string[] => store.list('pods', namespace).map(({ metadata }) => metadata.name);

describe('a store', () => {
  it('counts every change of anything with one revision', () => {
    const store = new Store();
    expect(store.create('pods', object('a')).metadata.resourceVersion).toBe('2');
    expect(store.create('nodes', object('n')).metadata.resourceVersion).toBe('3');
    expect(store.update('pods', object('a', undefined, 2)).metadata.resourceVersion).toBe('4');
    expect(store.delete('pods', { name: 'a' }).metadata.resourceVersion).toBe('5');
    expect(store.revision).toBe(5);
  });

  it('lists in the order of the keys, as etcd does', () => {
    const store = new Store();
    for (const [name, namespace] of [
      ['b', 'x'],
      ['a', 'x-1'],
      ['c', 'x'],
      ['a', 'x'],
    ] as const)
      store.create('pods', object(name, namespace));
    expect(names(store, 'x')).toEqual(['a', 'b', 'c']);
    // `-` stands before the `/` that ends a namespace.
    expect(store.list('pods').map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)).toEqual([
      'x-1/a',
      'x/a',
      'x/b',
      'x/c',
    ]);
    store.delete('pods', { name: 'b', namespace: 'x' });
    expect(names(store, 'x')).toEqual(['a', 'c']);
    expect(store.list('services')).toEqual([]);
  });

  it.each([
    ['exists', (store: Store) => store.create('pods', object('a'))],
    ['missing', (store: Store) => store.update('pods', object('b'))],
    ['missing', (store: Store) => store.delete('pods', { name: 'b' })],
    ['conflict', (store: Store) => store.update('pods', object('a'), '1')],
    ['conflict', (store: Store) => store.delete('pods', { name: 'a' }, '1')],
  ] as const)('refuses with %s and changes nothing', (refusal, write) => {
    const store = new Store();
    store.create('pods', object('a'));
    const before = store.fingerprint();
    let error: unknown;
    try {
      write(store);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(StoreError);
    expect((error as StoreError).refusal).toBe(refusal);
    expect(store.fingerprint()).toBe(before);
  });

  it('freezes what it holds when asked to', () => {
    const store = new Store({ freeze: true });
    const stored = store.create('pods', { metadata: { name: 'a' }, spec: { list: [{ deep: 1 }] } });
    expect(Object.isFrozen((stored['spec'] as { list: object[] }).list[0])).toBe(true);
  });
});

describe('a watch', () => {
  it('sees the changes of its resource, in order, until it is cancelled', () => {
    const store = new Store();
    const seen: string[] = [];
    const cancel = store.watch('pods', ({ type, object: { metadata } }) =>
      seen.push(`${type} ${metadata.name} ${metadata.resourceVersion}`),
    );
    store.create('pods', object('a'));
    store.create('nodes', object('n'));
    store.update('pods', object('a', undefined, 2));
    store.delete('pods', { name: 'a' });
    cancel();
    store.create('pods', object('b'));
    expect(seen).toEqual(['ADDED a 2', 'MODIFIED a 4', 'DELETED a 5']);
  });

  it('keeps the order also for those who watch while a watcher writes', () => {
    const store = new Store();
    const seen: string[] = [];
    store.watch('pods', ({ type, object: { metadata } }) => {
      if (type === 'ADDED' && metadata.name === 'a') store.create('pods', object('b'));
    });
    store.watch('pods', ({ object: { metadata } }) => seen.push(metadata.name));
    store.create('pods', object('a'));
    expect(seen).toEqual(['a', 'b']);
  });

  it('may begin in the past, as far as the history goes', () => {
    const store = new Store({ history: 3 });
    for (let index = 0; index < 10; index++) store.create('pods', object(`p${index}`));
    const missed: StoreEvent[] = [];
    store.watch('pods', (event) => missed.push(event), store.revision - 2);
    expect(missed.map(({ object: { metadata } }) => metadata.name)).toEqual(['p8', 'p9']);
    expect(() => store.watch('pods', () => undefined, 1)).toThrow(StoreError);
    store.compact(store.revision);
    expect(() => store.watch('pods', () => undefined, store.revision - 1)).toThrow(StoreError);
  });
});

describe('a list of the past', () => {
  it('shows what there was at a revision', () => {
    const store = new Store();
    store.create('pods', object('a', 'x', 1));
    store.create('pods', object('b', 'x', 1));
    const then = store.revision;
    store.update('pods', object('a', 'x', 2));
    store.delete('pods', { name: 'b', namespace: 'x' });
    store.create('pods', object('c', 'x', 1));
    expect(store.listAt('pods', then, 'x').map(({ metadata, value }) => [metadata.name, value])).toEqual([
      ['a', 1],
      ['b', 1],
    ]);
    store.compact(then + 1);
    expect(() => store.listAt('pods', then, 'x')).toThrow(StoreError);
  });
});

describe('a fingerprint', () => {
  it('is the same for the same history, and no other', () => {
    const made = (value: number): Store => {
      const store = new Store();
      store.create('pods', object('a', 'x', value));
      return store;
    };
    expect(made(1).fingerprint()).toBe(made(1).fingerprint());
    expect(made(1).fingerprint()).not.toBe(made(2).fingerprint());
  });
});
