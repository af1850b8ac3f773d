import type { PartialUpdate } from '../../api/kind.ts';
import { deepEqual, draftOf } from '../../core/json.ts';
import type { EphemeralContainer, Pod } from '../../schema/types/core-v1.ts';
import { unifiedDiff } from '../../core/unified-diff.ts';
import { forbidden, wholeObject } from '../validation/field-errors.ts';
import { MIRROR_ANNOTATION, validatePodAnnotationUpdate } from './annotations.ts';
import { internalFormOf } from './internal-form.ts';
import { validatePod } from './validation.ts';

/** Adds containers to a running Pod. Models pkg/registry/core/pod.podEphemeralContainersStrategy. */
export const ephemeralContainers: PartialUpdate<Pod> = {
  prepare(object, old) {
    const added = object.spec?.ephemeralContainers;
    object.spec = draftOf(old.spec);
    if (object.spec !== undefined && added !== undefined) object.spec.ephemeralContainers = added;
    if (old.status !== undefined) object.status = draftOf(old.status);
  },
  *validate(object, old) {
    if (old.metadata.annotations?.[MIRROR_ANNOTATION] !== undefined) {
      yield forbidden(wholeObject, 'static pods do not support ephemeral containers');
      return;
    }
    yield* validatePod(object);
    yield* validatePodAnnotationUpdate(object, old, 'metadata.annotations');
    const now = new Map((object.spec?.ephemeralContainers ?? []).map((container) => [container.name, container]));
    for (const before of old.spec?.ephemeralContainers ?? []) {
      const after = now.get(before.name);
      const at = 'spec.ephemeralContainers';
      if (after === undefined) yield forbidden(at, `existing ephemeral containers "${before.name}" may not be removed\n`);
      else if (!deepEqual(after, before))
        yield forbidden(
          at,
          `existing ephemeral containers "${before.name}" may not be changed\n${unifiedDiff(shown(before), shown(after))}`,
        );
    }
  },
};

const shown = (container: EphemeralContainer): string => JSON.stringify(internalFormOf('EphemeralContainer', container), null, 1);
