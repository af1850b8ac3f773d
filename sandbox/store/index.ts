export { Store, StoreError } from './store.ts';
export type { Stored, StoreEvent, StoreKey, StoreOptions, StoreRefusal, Unstored } from './store.ts';
