import type { FieldError } from '../../api/field-error.ts';
import type { Container, Volume, VolumeMount } from '../../schema/types/core-v1.ts';
import { each, forbidden, invalid, notFound, notSupported, required } from '../validation/field-errors.ts';
import { validateDescending, validateNoBacksteps } from './paths.ts';

/** Volumes of a Pod that are sound, by name. */
export type Volumes = ReadonlyMap<string, Volume>;

/** Models ValidateVolumeMounts in pkg/apis/core/validation. */
export function* validateVolumeMounts(container: Container, volumes: Volumes, path: string): Generator<FieldError> {
  const seen = new Set<string>();
  const devices = container.volumeDevices ?? [];
  for (const [mount, at] of each(container.volumeMounts, path)) {
    const { name = '', mountPath = '', subPath, subPathExpr } = mount;
    if (!name) yield required(`${at}.name`);
    if (!volumes.has(name)) yield notFound(`${at}.name`, name);
    if (!mountPath) yield required(`${at}.mountPath`);
    if (seen.has(mountPath)) yield invalid(`${at}.mountPath`, mountPath, 'must be unique');
    seen.add(mountPath);
    if (devices.some((device) => device.name === name))
      yield invalid(`${at}.name`, name, 'must not already exist in volumeDevices');
    if (devices.some(({ devicePath }) => devicePath === mountPath)) {
      yield invalid(`${at}.mountPath`, mountPath, 'must not already exist as a path in volumeDevices');
    }
    if (subPath) yield* validateDescending(subPath, `${path}.subPath`);
    if (subPathExpr) {
      if (subPath) yield invalid(`${at}.subPathExpr`, subPathExpr, 'subPathExpr and subPath are mutually exclusive');
      yield* validateDescending(subPathExpr, `${path}.subPathExpr`);
    }
    yield* validatePropagation(mount, container, `${path}.mountPropagation`);
    yield* validateRecursiveReadOnly(mount, `${path}.recursiveReadOnly`);
  }
}

const propagations = ['Bidirectional', 'HostToContainer', 'None'];

function* validatePropagation({ mountPropagation }: VolumeMount, container: Container, path: string): Generator<FieldError> {
  if (mountPropagation === undefined) return;
  if (!propagations.includes(mountPropagation)) yield notSupported(path, mountPropagation, propagations);
  if (mountPropagation === 'Bidirectional' && container.securityContext?.privileged !== true) {
    yield forbidden(path, 'Bidirectional mount propagation is available only to privileged containers');
  }
}

const readOnlyModes = ['Disabled', 'Enabled', 'IfPossible'];

function* validateRecursiveReadOnly(mount: VolumeMount, path: string): Generator<FieldError> {
  const mode = mount.recursiveReadOnly;
  if (mode === undefined || mode === 'Disabled') return;
  if (!readOnlyModes.includes(mode)) {
    yield notSupported(path, mode, readOnlyModes);
    return;
  }
  if (!mount.readOnly) yield forbidden(path, 'may only be specified when readOnly is true');
  if (mount.mountPropagation !== undefined && mount.mountPropagation !== 'None') {
    yield forbidden(path, 'may only be specified when mountPropagation is None or not specified');
  }
}

/** Models ValidateVolumeDevices. */
export function* validateVolumeDevices(container: Container, volumes: Volumes, path: string): Generator<FieldError> {
  const mounts = container.volumeMounts ?? [];
  const names = new Set<string>();
  const paths = new Set<string>();
  for (const [{ name = '', devicePath = '' }, at] of each(container.volumeDevices, path)) {
    const volume = volumes.get(name);
    if (!name) yield required(`${at}.name`);
    if (names.has(name)) yield invalid(`${at}.name`, name, 'must be unique');
    if (volume !== undefined && volume.persistentVolumeClaim === undefined && volume.ephemeral === undefined) {
      yield invalid(`${at}.name`, name, 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode');
    }
    if (volume === undefined) yield notFound(`${at}.name`, name);
    if (!devicePath) yield required(`${at}.devicePath`);
    if (paths.has(devicePath)) yield invalid(`${at}.devicePath`, devicePath, 'must be unique');
    if ([...validateNoBacksteps(devicePath, '')].length > 0) {
      yield invalid(`${at}.devicePath`, devicePath, "can not contain backsteps ('..')");
    } else {
      paths.add(devicePath);
    }
    if (mounts.some((mount) => mount.name === name)) yield invalid(`${at}.name`, name, 'must not already exist in volumeMounts');
    if (mounts.some(({ mountPath }) => mountPath === devicePath)) {
      yield invalid(`${at}.devicePath`, devicePath, 'must not already exist as a path in volumeMounts');
    }
    if (name) names.add(name);
  }
}
