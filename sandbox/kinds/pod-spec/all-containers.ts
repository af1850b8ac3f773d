import type { Container, PodSpec } from '../../schema/types/core-v1.ts';
import { each } from '../validation/field-errors.ts';

/** All containers of a Pod with their paths, in the order of VisitContainersWithPath. */
export function* allContainers(spec: PodSpec, path: string): Generator<readonly [Container, string]> {
  for (const [container, at] of each(spec.initContainers, `${path}.initContainers`)) yield [container, at];
  for (const [container, at] of each(spec.containers, `${path}.containers`)) yield [container, at];
  for (const [container, at] of each(spec.ephemeralContainers, `${path}.ephemeralContainers`)) yield [container, at];
}
