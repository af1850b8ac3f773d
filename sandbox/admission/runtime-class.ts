import { defineAdmission, refuse } from '../api/admission.ts';
import { deepEqual, draftOf } from '../core/json.ts';
import { runtimeClasses } from '../schema/resources.ts';
import { createdPod } from './pod-creation.ts';

/** Takes overhead and node selector of a Pod's runtime class. Models plugin/pkg/admission/runtimeclass. */
export const runtimeClass = defineAdmission({
  name: 'RuntimeClass',
  mutate(request, context) {
    const pod = createdPod(request);
    if (pod === undefined) return;
    const { spec } = pod;
    const name = spec.runtimeClassName;
    const found = name === undefined ? undefined : context.find(runtimeClasses, { name });
    if (name !== undefined && found === undefined) throw refuse(request, `pod rejected: RuntimeClass "${name}" not found`);
    const overhead = found?.overhead?.podFixed;
    if (spec.overhead !== undefined && !deepEqual(spec.overhead, overhead)) {
      const why =
        overhead === undefined
          ? 'Pod Overhead set without corresponding RuntimeClass defined Overhead'
          : "Pod's Overhead doesn't match RuntimeClass's defined Overhead";
      throw refuse(request, `pod rejected: ${why}`);
    }
    if (overhead !== undefined) spec.overhead = draftOf(overhead);
    if (found?.scheduling?.nodeSelector !== undefined)
      spec.nodeSelector = { ...spec.nodeSelector, ...found.scheduling.nodeSelector };
    if (found?.scheduling?.tolerations !== undefined) {
      spec.tolerations = [...(spec.tolerations ?? []), ...draftOf(found.scheduling.tolerations)];
    }
  },
});
