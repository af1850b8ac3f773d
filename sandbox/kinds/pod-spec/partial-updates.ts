import type { FieldError } from '../../api/field-error.ts';
import type { PartialUpdate } from '../../api/kind.ts';
import { deepEqual, draftOf } from '../../core/json.ts';
import type { Container, Pod } from '../../schema/types/core-v1.ts';
import { forbidden, invalid } from '../validation/field-errors.ts';
import { qosClassOf } from './qos.ts';
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
    yield* validatePod(object);
    const now = new Map((object.spec?.ephemeralContainers ?? []).map((container) => [container.name, container]));
    for (const before of old.spec?.ephemeralContainers ?? []) {
      const after = now.get(before.name);
      const at = 'spec.ephemeralContainers';
      if (after === undefined) yield forbidden(at, `existing ephemeral containers "${before.name}" may not be removed\n`);
      else if (!deepEqual(after, before))
        yield forbidden(at, `existing ephemeral containers "${before.name}" may not be changed\n`);
    }
  },
};

/** Changes what the containers of a running Pod may use. Models pkg/registry/core/pod.podResizeStrategy. */
export const resize: PartialUpdate<Pod> = {
  prepare(object, old) {
    const wanted = object.spec;
    object.spec = draftOf(old.spec);
    for (const field of ['containers', 'initContainers'] as const) {
      const given = new Map((wanted?.[field] ?? []).map((container) => [container.name, container]));
      for (const container of object.spec?.[field] ?? []) {
        const next = given.get(container.name);
        if (next === undefined) continue;
        container.resources = next.resources ?? {};
        if (next.resizePolicy !== undefined) container.resizePolicy = next.resizePolicy;
      }
    }
    if (old.status !== undefined) object.status = draftOf(old.status);
  },
  *validate(object, old) {
    yield* validatePod(object);
    const qos = qosClassOf(old.spec);
    if (qos !== qosClassOf(object.spec)) yield invalid('spec', qos, 'Pod QOS Class may not change as a result of resizing');
    yield* removedResources(object.spec?.containers, old.spec?.containers, 'spec.containers');
  },
};

/** What a container was promised can be changed but not taken back. */
function* removedResources(
  containers: readonly Container[] | undefined,
  before: readonly Container[] | undefined,
  path: string,
): Generator<FieldError> {
  for (const [index, container] of (containers ?? []).entries()) {
    const old = before?.find(({ name }) => name === container.name)?.resources;
    for (const kind of ['requests', 'limits'] as const) {
      const gone = Object.keys(old?.[kind] ?? {}).some((name) => container.resources?.[kind]?.[name] === undefined);
      if (gone) yield forbidden(`${path}[${index}].resources.${kind}`, `resource ${kind} cannot be removed`);
    }
  }
}
