import type { Pod } from '../schema/types/core-v1.ts';

/** How Events name a container of a Pod: `spec.containers{web}`. */
export function containerFieldPath(pod: Pod, name: string): string {
  if (pod.spec?.containers.some((container) => container.name === name)) return `spec.containers{${name}}`;
  if (pod.spec?.initContainers?.some((container) => container.name === name)) return `spec.initContainers{${name}}`;
  return `spec.ephemeralContainers{${name}}`;
}
