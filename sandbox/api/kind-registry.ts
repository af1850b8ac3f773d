import type { Kind, KindRegistry } from './kind.ts';

/** Kinds by what requests and manifests call them. */
export function createKindRegistry(kinds: readonly Kind[]): KindRegistry {
  const byResource = new Map(kinds.map((kind) => [key(kind.type.group, kind.type.version, kind.type.resource), kind]));
  const byKind = new Map(kinds.map((kind) => [key(kind.type.group, kind.type.version, kind.type.kind), kind]));
  return {
    all: kinds,
    byResource: (group, version, resource) => byResource.get(key(group, version, resource)),
    byKind: (group, version, kind) => byKind.get(key(group, version, kind)),
  };
}

const key = (group: string, version: string, name: string): string => `${group}/${version}/${name}`;

/** Where objects of the kind are stored: the same place for all versions of a group. */
export function storePlace({ type }: Kind): string {
  return type.group === '' ? type.resource : `${type.group}/${type.resource}`;
}
