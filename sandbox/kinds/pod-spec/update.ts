import type { FieldError } from '../../api/field-error.ts';
import { deepEqual } from '../../core/json.ts';
import { inclusiveRange } from '../../core/names.ts';
import type { Container, Pod, PodSpec, Toleration } from '../../schema/types/core-v1.ts';
import { each, forbidden, invalid, required } from '../validation/field-errors.ts';
import { repeatedMetadata } from '../validation/metadata.ts';
import { validatePodAnnotationUpdate } from './annotations.ts';
import { untrimmedImage } from './containers.ts';
import { validateNarrowed } from './gated-update.ts';
import { validateTolerations } from './scheduling.ts';
import { validatePod } from './validation.ts';
import { unifiedDiff } from '../../core/unified-diff.ts';
import { internalForm } from './internal-form.ts';

const changeable = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
].join(',');

const longest = 2_147_483_647;

/** What may change in a Pod that exists. Models ValidatePodUpdate in pkg/apis/core/validation. */
export function* validatePodUpdate(pod: Pod, old: Pod): Generator<FieldError> {
  yield* repeatedMetadata(pod);
  yield* validatePod(pod);
  yield* validatePodAnnotationUpdate(pod, old, 'metadata.annotations');
  const { spec } = pod;
  for (const field of ['containers', 'initContainers'] as const) {
    if ((spec?.[field] ?? []).length !== (old.spec?.[field] ?? []).length) {
      yield forbidden(`spec.${field}`, 'pod updates may not add or remove containers');
      return;
    }
    for (const [container, at] of each(spec?.[field], `spec.${field}`)) {
      // Found for the second time, as by the real server.
      if (!container.image) yield required(`${at}.image`);
      yield* untrimmedImage(container, at);
    }
  }
  const deadline = spec?.activeDeadlineSeconds;
  const before = old.spec?.activeDeadlineSeconds;
  if (deadline !== undefined) {
    if (deadline < 0 || deadline > longest) {
      yield invalid('spec.activeDeadlineSeconds', deadline, inclusiveRange(0, longest));
      return;
    }
    if (before !== undefined && before < deadline) {
      yield invalid('spec.activeDeadlineSeconds', deadline, 'must be less than or equal to previous value');
      return;
    }
  } else if (before !== undefined) {
    yield invalid('spec.activeDeadlineSeconds', null, 'must not update from a positive integer to nil value');
  }
  yield* validateAddedTolerations(spec?.tolerations ?? [], old.spec?.tolerations ?? []);
  const gates = new Set((old.spec?.schedulingGates ?? []).map(({ name }) => name));
  for (const [{ name }, at] of each(spec?.schedulingGates, 'spec.schedulingGates')) {
    if (!gates.has(name)) yield forbidden(`${at}.name`, `only deletion is allowed, but found new scheduling gate '${name}'`);
  }
  if (spec === undefined || old.spec === undefined || deepEqual(spec, old.spec)) return;
  if ((old.spec.schedulingGates ?? []).length > 0) yield* validateNarrowed(spec, old.spec);
  if (!deepEqual(withoutChangeable(spec, old.spec), old.spec)) {
    yield forbidden(
      'spec',
      `pod updates may not change fields other than ${changeable}\n${unifiedDiff(shown(old.spec), shown(withoutChangeable(spec, old.spec)))}`,
    );
  }
}

function* validateAddedTolerations(tolerations: readonly Toleration[], old: readonly Toleration[]): Generator<FieldError> {
  for (const toleration of old) {
    const kept = tolerations.some((other) => deepEqual({ ...toleration, tolerationSeconds: other.tolerationSeconds }, other));
    if (kept) continue;
    yield forbidden('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds');
    return;
  }
  yield* validateTolerations(tolerations, 'spec.tolerations');
}

/** The new spec with everything that may change as it was. */
function withoutChangeable(spec: PodSpec, old: PodSpec): PodSpec {
  const images = (
    containers: readonly Container[] | undefined,
    before: readonly Container[] | undefined,
  ): readonly Container[] | undefined =>
    containers?.map((container, index) => ({ ...container, image: before?.[index]?.image ?? '' }));
  const mayEnd = (old.terminationGracePeriodSeconds ?? 0) < 0 && spec.terminationGracePeriodSeconds === 1;
  const changed: { [field in keyof PodSpec]?: unknown } = {
    ...spec,
    containers: images(spec.containers, old.containers),
    initContainers: images(spec.initContainers, old.initContainers),
    activeDeadlineSeconds: old.activeDeadlineSeconds,
    schedulingGates: old.schedulingGates,
    tolerations: old.tolerations,
    terminationGracePeriodSeconds: mayEnd ? old.terminationGracePeriodSeconds : spec.terminationGracePeriodSeconds,
  };
  if ((old.schedulingGates ?? []).length > 0) {
    // Until a Pod is let go to the scheduler, where it may run can still be narrowed down.
    return { ...changed, nodeSelector: old.nodeSelector, affinity: settledAffinity(spec.affinity, old.affinity) } as PodSpec;
  }
  return changed as PodSpec;
}

/** The new affinity with that to nodes as it was. */
function settledAffinity(affinity: PodSpec['affinity'], old: PodSpec['affinity']): PodSpec['affinity'] {
  const before = old?.nodeAffinity;
  if (deepEqual(affinity?.nodeAffinity, before)) return affinity;
  if (affinity === undefined) return before === undefined ? undefined : { nodeAffinity: before };
  const { nodeAffinity: _, ...others } = affinity;
  if (old === undefined && Object.keys(others).length === 0) return undefined;
  return { ...others, ...(before === undefined ? {} : { nodeAffinity: before }) };
}

const shown = (spec: PodSpec): string => JSON.stringify(internalForm(spec), null, 1);
