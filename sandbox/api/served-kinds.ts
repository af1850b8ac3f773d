import type { Unstored } from '../store/index.ts';
import { storePlace, type ChangingKindRegistry } from './kind-registry.ts';
import type { Kind } from './kind.ts';
import { asObject, listStored, type ServerState } from './server-state.ts';

/**
 * Follows the objects that bring kinds into being: completes what the server itself writes into them, serves their kinds, and removes
 * the objects of a kind whose definition is gone (without waiting for those objects' finalizers).
 */
export function followServedKinds(state: ServerState, registry: ChangingKindRegistry): void {
  const definers = registry.all.filter(({ servesKinds }) => servesKinds !== undefined);
  const served = (): readonly Kind[] =>
    definers.flatMap((definer) => listStored(state, definer).flatMap((object) => definer.servesKinds?.(object) ?? []));
  for (const definer of registry.all.filter(({ servesKinds, settle }) => servesKinds !== undefined || settle !== undefined)) {
    state.store.watch(storePlace(definer), ({ type, object }) => {
      const before = definer.servesKinds === undefined ? [] : registry.all.filter(({ custom }) => custom !== undefined);
      if (type !== 'DELETED' && definer.settle !== undefined) {
        const others = listStored(state, definer).filter(({ metadata }) => metadata.uid !== object.metadata['uid']);
        const settled = definer.settle(asObject(object), others, { now: state.clock.now() });
        if (settled !== undefined) state.store.update(storePlace(definer), settled as unknown as Unstored);
      }
      if (definer.servesKinds === undefined) return;
      registry.setCustom(served());
      const places = new Set(registry.all.map(storePlace));
      for (const place of new Set(before.map(storePlace))) if (!places.has(place)) forget(state, place);
    });
  }
}

function forget(state: ServerState, place: string): void {
  for (const { metadata } of state.store.list(place)) state.store.delete(place, metadata);
}
