import { isObject } from '../../../core/json.ts';
import { structureOfKind, type Kind } from '../../../api/kind.ts';
import type { PatchType } from '../../../api/client.ts';
import { applyJsonPatch, MalformedPatch } from '../../../api/patches/json-patch.ts';
import { mergePatch } from '../../../api/patches/merge-patch.ts';
import { PatchError, strategicMergePatch } from '../../../api/patches/strategic-merge-patch.ts';
import type { AnyObject } from '../cluster-session.ts';
import { groupVersion, type Mapping } from '../discovery.ts';
import { CommandError } from '../errors.ts';

/**
 * What a patch makes of an object, without a server. Throws CommandError for a patch that does not fit. Models getPatchedJSON of
 * k8s.io/kubectl/pkg/cmd/patch.
 */
export function patchedLocally(
  kind: Kind | undefined,
  mapping: Mapping,
  type: PatchType,
  object: AnyObject,
  patch: unknown,
): AnyObject {
  try {
    if (type === 'json') return applyJsonPatch(object, patch) as AnyObject;
    if (!isObject(patch)) throw new CommandError('Invalid JSON Patch');
    if (type === 'merge') return mergePatch(object, patch) as AnyObject;
    if (kind === undefined || kind.custom !== undefined)
      throw new CommandError(
        `strategic merge patch is not supported for ${groupVersion(mapping)}, Kind=${mapping.kind} locally, try --type merge`,
      );
    return strategicMergePatch(structureOfKind(kind), object, patch) as AnyObject;
  } catch (error) {
    if (error instanceof PatchError || error instanceof MalformedPatch) throw new CommandError(error.message);
    throw error;
  }
}
