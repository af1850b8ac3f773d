import type { ResourceType } from '../../../schema/resource-type.ts';
import type { Mapping } from '../discovery.ts';

/** A built-in resource without asking the server. */
export function mappingOf(type: ResourceType<unknown>): Mapping {
  const { group, version, resource, kind, namespaced } = type;
  return { group, version, resource, singular: kind.toLowerCase(), kind, namespaced, shortNames: [], categories: [], verbs: [] };
}
