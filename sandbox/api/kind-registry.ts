import type { Kind, KindRegistry } from './kind.ts';

/** A registry whose kinds defined at run time may change. */
export interface ChangingKindRegistry extends KindRegistry {
  /** Sets the kinds that are served beside the built-in ones. */
  setCustom(kinds: readonly Kind[]): void;
  /** Serves a kind whose objects are computed, or ceases to. */
  setServed(kind: Kind, served: boolean): void;
}

/** Kinds by what requests and manifests call them. */
export function createKindRegistry(kinds: readonly Kind[]): ChangingKindRegistry {
  const served = new Set<Kind>();
  let custom: readonly Kind[] = [];
  let all: readonly Kind[] = [];
  let byResource: ReadonlyMap<string, Kind> = new Map();
  let byKind: ReadonlyMap<string, Kind> = new Map();
  const settle = (): void => {
    all = [...kinds.filter((kind) => !kind.computed || served.has(kind)), ...custom];
    byResource = index(all, ({ type }) => type.resource);
    byKind = index(all, ({ type }) => type.kind);
  };
  settle();
  return {
    get all() {
      return all;
    },
    byResource: (group, version, resource) => byResource.get(key(group, version, resource)),
    byKind: (group, version, kind) => byKind.get(key(group, version, kind)),
    setCustom(defined) {
      custom = defined;
      settle();
    },
    setServed(kind, isServed) {
      if (isServed) served.add(kind);
      else served.delete(kind);
      settle();
    },
  };
}

function index(kinds: readonly Kind[], nameOf: (kind: Kind) => string): ReadonlyMap<string, Kind> {
  return new Map(kinds.map((kind) => [key(kind.type.group, kind.type.version, nameOf(kind)), kind]));
}

const key = (group: string, version: string, name: string): string => `${group}/${version}/${name}`;

/** Where objects of the kind are stored: the same place for all versions of a group. */
export function storePlace({ type, storedAs }: Kind): string {
  const group = storedAs?.group ?? type.group;
  return group === '' ? type.resource : `${group}/${type.resource}`;
}
