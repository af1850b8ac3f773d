import type { AdmissionRequest } from '../api/admission.ts';
import type { Draft } from '../core/json.ts';
import { persistentVolumeClaims } from '../schema/resources.ts';
import type { PersistentVolumeClaim } from '../schema/types/core-v1.ts';

/** The claim that a request writes as a whole; undefined for any other request. */
export function writtenClaim({
  operation,
  kind,
  subresource,
  object,
}: AdmissionRequest): Draft<PersistentVolumeClaim> | undefined {
  const { group, resource } = kind.type;
  const isClaim = group === persistentVolumeClaims.group && resource === persistentVolumeClaims.resource;
  if (!isClaim || subresource !== undefined || (operation !== 'CREATE' && operation !== 'UPDATE')) return undefined;
  return object as unknown as Draft<PersistentVolumeClaim>;
}
