import type { AdmissionContext } from '../api/admission.ts';
import type { KubeObject } from '../api/client.ts';
import type { ResourceType } from '../schema/resource-type.ts';

/** The class that an annotation marks as the default. Of several the newest counts, then the first by name. */
export function defaultClass<T extends KubeObject>(
  context: AdmissionContext,
  type: ResourceType<T>,
  markers: readonly string[],
): T | undefined {
  const created = ({ metadata }: T): string => metadata.creationTimestamp ?? '';
  const [chosen] = context
    .list(type)
    .filter(({ metadata }) => markers.some((marker) => metadata.annotations?.[marker] === 'true'))
    .sort((left, right) => {
      if (created(left) !== created(right)) return created(left) > created(right) ? -1 : 1;
      return left.metadata.name < right.metadata.name ? -1 : 1;
    });
  return chosen;
}
