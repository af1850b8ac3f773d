import type { FieldError } from '../../api/field-error.ts';
import { deepEqual, type Draft } from '../../core/json.ts';
import type { AppArmorProfile, Pod, PodSpec, SeccompProfile } from '../../schema/types/core-v1.ts';
import type { ObjectMeta } from '../../schema/types/meta-v1.ts';
import { forbidden, invalid } from '../validation/field-errors.ts';
import { goJsonList } from '../validation/go-json.ts';
import { validateDescending } from './paths.ts';
import { validateTolerations } from './scheduling.ts';
import { allContainers } from './all-containers.ts';
import { validateAppArmor } from './security.ts';

/** Says that the Pod was made by a kubelet from a file. */
export const MIRROR_ANNOTATION = 'kubernetes.io/config.mirror';
const TOLERATIONS = 'scheduler.alpha.kubernetes.io/tolerations';
const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';
const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/';
const SECCOMP_POD = 'seccomp.security.alpha.kubernetes.io/pod';
const SECCOMP_CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/';
const LOCALHOST = 'localhost/';
const LARGEST = 2_147_483_647;

type Annotations = ObjectMeta['annotations'];

/** Models ValidatePodSpecificAnnotations. */
export function* validatePodAnnotations(
  annotations: Annotations,
  spec: PodSpec | undefined,
  path: string,
): Generator<FieldError> {
  if (annotations === undefined) return;
  const mirror = annotations[MIRROR_ANNOTATION];
  if (mirror !== undefined && !spec?.nodeName)
    yield invalid(`${path}[${MIRROR_ANNOTATION}]`, mirror, 'must set spec.nodeName if mirror pod annotation is set');
  if (annotations[TOLERATIONS]) yield* validateTolerationsText(annotations[TOLERATIONS], path);
  const cost = annotations[DELETION_COST];
  if (cost !== undefined && (!/^([1-9]\d*|-[1-9]\d*|0)$/.test(cost) || Math.abs(Number(cost)) > LARGEST))
    yield invalid(`${path}[${DELETION_COST}]`, cost, 'must be a 32bit integer');
  const seccomp = annotations[SECCOMP_POD];
  if (seccomp !== undefined) yield* validateSeccompText(seccomp, `${path}.${SECCOMP_POD}`);
  for (const [key, value] of Object.entries(annotations))
    if (key.startsWith(SECCOMP_CONTAINER)) yield* validateSeccompText(value, `${path}.${key}`);
  const names = new Set(spec === undefined ? [] : [...allContainers(spec, '')].map(([{ name }]) => name));
  for (const [key, value] of Object.entries(annotations)) {
    if (!key.startsWith(APP_ARMOR)) continue;
    const container = key.slice(APP_ARMOR.length);
    if (!names.has(container)) yield invalid(`${path}[${key}]`, container, 'container not found');
    if (value !== '' && value !== 'runtime/default' && value !== 'unconfined' && !value.startsWith(LOCALHOST))
      yield invalid(`${path}[${key}]`, value, `invalid AppArmor profile name: ${JSON.stringify(value)}`);
  }
}

/** Tolerations as they were written before Pods had a field for them. Models ValidateTolerationsInPodAnnotations. */
function* validateTolerationsText(text: string, path: string): Generator<FieldError> {
  const list = goJsonList(text, '[]core.Toleration');
  if ('problem' in list) yield invalid(path, TOLERATIONS, list.problem);
  else yield* validateTolerations(list.items, `${path}.${TOLERATIONS}`);
}

function* validateSeccompText(text: string, path: string): Generator<FieldError> {
  if (text === 'runtime/default' || text === 'docker/default' || text === 'unconfined') return;
  if (text.startsWith(LOCALHOST)) yield* validateDescending(text.slice(LOCALHOST.length), path);
  else yield invalid(path, text, 'must be a valid seccomp profile');
}

type Profile = SeccompProfile | AppArmorProfile;

/** What annotations of former days say must be what the fields say. Models validateSeccompAnnotationsAndFields and its like for AppArmor. */
export function* validateProfilesMatch(annotations: Annotations, spec: PodSpec, path: string): Generator<FieldError> {
  if (annotations === undefined) return;
  const pod = spec.securityContext;
  const podSeccomp = annotations[SECCOMP_POD];
  if (podSeccomp !== undefined && pod?.seccompProfile !== undefined)
    yield* matching(podSeccomp, pod.seccompProfile, 'seccomp', `${path}.securityContext.seccompProfile`);
  for (const [{ name, securityContext }, at] of allContainers(spec, path)) {
    const text = annotations[SECCOMP_CONTAINER + name];
    const profile = securityContext?.seccompProfile;
    if (text !== undefined && profile !== undefined)
      yield* matching(text, profile, 'seccomp', `${at}.securityContext.seccompProfile`);
  }
  if (spec.os?.name === 'windows') return;
  for (const [{ name, securityContext }, at] of allContainers(spec, path)) {
    const text = annotations[APP_ARMOR + name];
    const profile = securityContext?.appArmorProfile ?? pod?.appArmorProfile;
    if (text !== undefined && profile !== undefined)
      yield* matching(text, profile, 'apparmor', `${at}.securityContext.appArmorProfile`);
  }
}

function* matching(text: string, { type, localhostProfile }: Profile, what: string, path: string): Generator<FieldError> {
  const wrongType = forbidden(`${path}.type`, `${what} type in annotation and field must match`);
  const isDefault = text === 'runtime/default' || (what === 'seccomp' && text === 'docker/default');
  if (type === 'Unconfined' && text !== 'unconfined') yield wrongType;
  if (type === 'RuntimeDefault' && !isDefault) yield wrongType;
  if (type !== 'Localhost') return;
  if (!text.startsWith(LOCALHOST)) yield wrongType;
  else if (localhostProfile === undefined || text.slice(LOCALHOST.length) !== localhostProfile)
    yield forbidden(`${path}.localhostProfile`, `${what} profile in annotation and field must match`);
}

/** Models ValidatePodSpecificAnnotationUpdates. */
export function* validatePodAnnotationUpdate({ metadata, spec }: Pod, old: Pod, path: string): Generator<FieldError> {
  const [now, before] = [metadata.annotations ?? {}, old.metadata.annotations ?? {}];
  for (const [key, value] of Object.entries(before)) {
    if (now[key] === value) continue;
    if (key.startsWith(APP_ARMOR)) yield forbidden(`${path}[${key}]`, 'may not remove or update AppArmor annotations');
    if (key === MIRROR_ANNOTATION) yield forbidden(`${path}[${key}]`, 'may not remove or update mirror pod annotation');
  }
  for (const key of Object.keys(now)) {
    if (Object.hasOwn(before, key)) continue;
    if (key.startsWith(APP_ARMOR)) yield forbidden(`${path}[${key}]`, 'may not add AppArmor annotations');
    if (key === MIRROR_ANNOTATION) yield forbidden(`${path}[${key}]`, 'may not add mirror pod annotation');
  }
  yield* validatePodAnnotations(metadata.annotations, spec, path);
}

/**
 * Puts what annotations say of AppArmor into the fields of today. Returns what is to be warned of. Models applyAppArmorVersionSkew in
 * pkg/registry/core/pod.
 */
export function settleAppArmor({ metadata, spec }: Draft<Pod>): readonly string[] {
  const { annotations } = metadata;
  if (annotations === undefined || spec === undefined || spec.os?.name === 'windows') return [];
  const warnings: string[] = [];
  for (const list of [spec.initContainers, spec.containers, spec.ephemeralContainers])
    for (const container of list ?? []) {
      const key = APP_ARMOR + container.name;
      const text = annotations[key];
      if (text === undefined || container.securityContext?.appArmorProfile !== undefined) continue;
      const profile = profileOf(text);
      const differs = profile !== undefined && !deepEqual(profile, spec.securityContext?.appArmorProfile);
      if (differs) container.securityContext = { ...container.securityContext, appArmorProfile: { ...profile } };
      if (profile === undefined || differs)
        warnings.push(`metadata.annotations[${key}]: deprecated since v1.30; use the "appArmorProfile" field instead`);
    }
  return warnings;
}

/** The profile that an annotation names; undefined for a text that names none. */
function profileOf(text: string): AppArmorProfile | undefined {
  if (text === 'unconfined') return { type: 'Unconfined' };
  if (text === 'runtime/default') return { type: 'RuntimeDefault' };
  if (!text.startsWith(LOCALHOST)) return undefined;
  const profile = { type: 'Localhost', localhostProfile: text.slice(LOCALHOST.length) };
  return [...validateAppArmor(profile, '')].length === 0 ? profile : undefined;
}
