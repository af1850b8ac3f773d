import type { JsonObject } from '../../../core/json.ts';
import type { AnyObject } from '../cluster-session.ts';
import { threeWayMergePatch } from './merge-diff.ts';
import { threeWayStrategicPatch } from './strategic-diff.ts';
import { structureOf } from './structure.ts';

/** What `apply` sends: a strategic merge patch for built-in types, a JSON merge patch for all others. Empty when nothing changes. */
export function applyPatch(
  definition: string | undefined,
  original: { readonly [key: string]: unknown },
  modified: AnyObject,
  current: AnyObject,
): { readonly type: 'strategic' | 'merge'; readonly patch: JsonObject } {
  const structure = structureOf(definition);
  return structure === undefined
    ? { type: 'merge', patch: threeWayMergePatch(original, modified, current) as JsonObject }
    : { type: 'strategic', patch: threeWayStrategicPatch(original, modified, current, structure) as JsonObject };
}
