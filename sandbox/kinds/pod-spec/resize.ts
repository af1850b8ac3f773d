import type { FieldError } from '../../api/field-error.ts';
import type { PartialUpdate } from '../../api/kind.ts';
import { deepEqual, draftOf, type Draft } from '../../core/json.ts';
import type { Container, Pod, PodSpec, ResourceRequirements } from '../../schema/types/core-v1.ts';
import { forbidden, invalid, wholeObject } from '../validation/field-errors.ts';
import { MIRROR_ANNOTATION } from './annotations.ts';
import { qosClassOf } from './qos.ts';
import { validatePod } from './validation.ts';

const lists = ['containers', 'initContainers'] as const;

/** Changes what the containers of a running Pod may use. Models pkg/registry/core/pod.podResizeStrategy. */
export const resize: PartialUpdate<Pod> = {
  prepare(object, old) {
    const wanted = object.spec;
    const same = (list: (typeof lists)[number]): boolean => (wanted?.[list] ?? []).length === (old.spec?.[list] ?? []).length;
    // Containers that came, went or changed places are left for validation to find.
    if (!lists.every(same)) return;
    const kept = draftOf(old.spec);
    if (kept === undefined) return;
    for (const list of lists) {
      const merged = withResources(wanted?.[list], kept[list]);
      if (merged !== undefined) kept[list] = merged;
    }
    if (wanted?.resources === undefined) delete kept.resources;
    else kept.resources = wanted.resources;
    object.spec = kept;
    if (old.status !== undefined) object.status = draftOf(old.status);
  },
  validate: (object, old) => validateResize(object, old),
};

function withResources(
  wanted: Draft<Container>[] | undefined,
  old: Draft<Container>[] | undefined,
): Draft<Container>[] | undefined {
  if (wanted === undefined || old === undefined) return old;
  if (old.some(({ name }, index) => wanted[index]?.name !== name)) return wanted;
  return old.map(({ resources: _resources, resizePolicy: _policy, ...container }, index) => {
    const { resources = {}, resizePolicy } = wanted[index] ?? {};
    return { ...container, resources, ...(resizePolicy === undefined ? {} : { resizePolicy }) } as Draft<Container>;
  });
}

/** Models ValidatePodResize in pkg/apis/core/validation. */
function* validateResize(pod: Pod, old: Pod): Generator<FieldError> {
  const { spec = noSpec } = pod;
  const before = old.spec ?? noSpec;
  if (old.metadata.annotations?.[MIRROR_ANNOTATION] !== undefined) {
    yield forbidden(wholeObject, 'static pods cannot be resized');
    return;
  }
  if (before.os?.name === 'windows') {
    yield forbidden(wholeObject, 'windows pods cannot be resized');
    return;
  }
  let faults = 0;
  const counted = function* (errors: Iterable<FieldError>): Generator<FieldError> {
    for (const error of errors) {
      faults++;
      yield error;
    }
  };
  yield* counted(validatePod(pod));
  const qos = qosClassOf(before);
  if (qos !== qosClassOf(spec)) yield* counted([invalid('spec', qos, 'Pod QOS Class may not change as a result of resizing')]);
  const running = (old.status?.containerStatuses ?? []).find(({ state }) => state?.running !== undefined);
  if (running !== undefined && running.resources === undefined)
    yield* counted([forbidden('spec', 'Pod running on node without support for resize')]);
  if (hasResources(before) || hasResources(spec)) yield* counted(podLevel(spec, before));
  const order = [...disordered(spec, before)];
  yield* counted(order);
  if (order.length > 0) return;
  for (const list of ['initContainers', 'containers'] as const)
    for (const [index, container] of (before[list] ?? []).entries())
      yield* counted(removed(spec[list]?.[index]?.resources, container.resources, `spec.${list}[${index}].resources`));
  for (const [index, container] of spec.containers.entries())
    if (!sameButAmounts(container, before.containers[index]))
      yield* counted([forbidden('spec', 'only cpu and memory resources are mutable')]);
  for (const [index, container] of (spec.initContainers ?? []).entries()) {
    const was = before.initContainers?.[index];
    if (!sameButAmounts(container, was)) {
      const detail = 'only cpu and memory resources for init or sidecar containers are mutable';
      yield* counted([forbidden(`spec.initContainers[${index}]`, detail)]);
    }
    if (container.restartPolicy === 'Always' || deepEqual(container, was)) continue;
    const detail = 'non-sidecar init containers with a resize policy of RestartContainer cannot be resized';
    for (const { restartPolicy } of container.resizePolicy ?? [])
      if (restartPolicy === 'RestartContainer') yield* counted([forbidden(`spec.initContainers[${index}]`, detail)]);
  }
  if (faults > 0) return;
  const rest = ({ containers: _containers, initContainers: _inits, resources: _resources, ...others }: PodSpec): object => others;
  if (!deepEqual(rest(spec), rest(before))) yield forbidden('spec', 'only cpu and memory resources are mutable');
}

const noSpec: PodSpec = { containers: [] };

function hasResources({ resources }: PodSpec): boolean {
  return Object.keys(resources?.requests ?? {}).length + Object.keys(resources?.limits ?? {}).length > 0;
}

function* podLevel(spec: PodSpec, old: PodSpec): Generator<FieldError> {
  if (old.resources !== undefined && spec.resources === undefined) {
    yield forbidden('spec.resources', 'pod-level resources cannot be removed');
    return;
  }
  yield* removed(spec.resources, old.resources, 'spec.resources', 'pod-level resource');
  if (!deepEqual(withoutAmounts(spec.resources), withoutAmounts(old.resources)))
    yield forbidden('spec', 'only cpu and memory resources are mutable at pod-level');
}

function* disordered(spec: PodSpec, old: PodSpec): Generator<FieldError> {
  for (const list of lists) {
    const [now, before] = [spec[list] ?? [], old[list] ?? []];
    if (now.length !== before.length) yield forbidden(`spec.${list}`, `${list} may not be added or removed on resize`);
    else
      for (const [index, { name }] of before.entries())
        if (now[index]?.name !== name)
          yield forbidden(`spec.${list}[${index}].name`, `${list} may not be renamed or reordered on resize`);
  }
}

/** What was promised can be changed but not taken back. */
function* removed(
  now: ResourceRequirements | undefined,
  before: ResourceRequirements | undefined,
  path: string,
  what = 'resource',
): Generator<FieldError> {
  for (const kind of ['requests', 'limits'] as const) {
    const gone = Object.keys(before?.[kind] ?? {}).some((name) => now?.[kind]?.[name] === undefined);
    if (gone) yield forbidden(`${path}.${kind}`, `${what} ${kind} cannot be removed`);
  }
}

/** Whether two containers differ in nothing but how much CPU and memory they get, and what a change of that asks for. */
function sameButAmounts(now: Container, before: Container | undefined): boolean {
  if (before === undefined) return false;
  const { resources, resizePolicy: _, ...others } = now;
  const { resources: old, resizePolicy: _before, ...oldOthers } = before;
  return deepEqual(others, oldOthers) && deepEqual(withoutAmounts(resources), withoutAmounts(old));
}

function withoutAmounts(resources: ResourceRequirements | undefined): object {
  const rest = (amounts: ResourceRequirements['limits']): object => {
    const { cpu: _, memory: _memory, ...others } = amounts ?? {};
    return others;
  };
  return { claims: resources?.claims ?? [], limits: rest(resources?.limits), requests: rest(resources?.requests) };
}
