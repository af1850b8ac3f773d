import type { AdmissionRequest } from '../api/admission.ts';
import type { Draft } from '../core/json.ts';
import { pods } from '../schema/resources.ts';
import type { Pod, PodSpec } from '../schema/types/core-v1.ts';

/** A Pod on its way in, with the spec that plug-ins complete. */
export type NewPod = Draft<Pod> & { spec: Draft<PodSpec> };

/** The Pod that a request creates; undefined when it does anything else. */
export function createdPod(request: AdmissionRequest): NewPod | undefined {
  return request.operation === 'CREATE' ? writtenPod(request) : undefined;
}

/** The Pod that a request creates or changes as a whole; undefined when it does anything else. */
export function writtenPod(request: AdmissionRequest): NewPod | undefined {
  const { group, resource } = request.kind.type;
  if (request.operation !== 'CREATE' && request.operation !== 'UPDATE') return undefined;
  if (request.subresource !== undefined) return undefined;
  if (group !== pods.group || resource !== pods.resource) return undefined;
  const pod = request.object as unknown as Draft<Pod>;
  pod.spec ??= { containers: [] };
  return pod as NewPod;
}
