import type { FieldError } from '../../api/field-error.ts';
import { dns1123Label } from '../../core/names.ts';
import type {
  FlexPersistentVolumeSource,
  FlexVolumeSource,
  FlockerVolumeSource,
  GlusterfsPersistentVolumeSource,
  GlusterfsVolumeSource,
  QuobyteVolumeSource,
  StorageOSPersistentVolumeSource,
  StorageOSVolumeSource,
} from '../../schema/types/core-v1.ts';
import { invalid, invalidFor, required } from '../validation/field-errors.ts';
import { requiring, validateSecretRef } from './required-fields.ts';

/** Models validateGlusterfsVolumeSource. */
export const validateGlusterfs = requiring<GlusterfsVolumeSource>('endpoints', 'path');

/** Models validateGlusterfsPersistentVolumeSource. */
export function* validatePersistentGlusterfs(source: GlusterfsPersistentVolumeSource, path: string): Generator<FieldError> {
  yield* validateGlusterfs(source, path);
  const { endpointsNamespace: namespace } = source;
  const at = `${path}.endpointsNamespace`;
  if (namespace === '') yield invalid(at, '', 'if the endpointnamespace is set, it must be a valid namespace name');
  else if (namespace !== undefined) yield* invalidFor(at, namespace, dns1123Label);
}

/** Models validateFlockerVolumeSource. */
export function* validateFlocker(
  { datasetName = '', datasetUUID = '' }: FlockerVolumeSource,
  path: string,
): Generator<FieldError> {
  if (!datasetName && !datasetUUID) yield required(path, 'one of datasetName and datasetUUID is required');
  if (datasetName && datasetUUID) {
    yield invalid(path, 'resource', 'datasetName and datasetUUID can not be specified simultaneously');
  }
  if (datasetName.includes('/')) yield invalid(`${path}.datasetName`, datasetName, "must not contain '/'");
}

const longestTenant = 64;
/** What net.SplitHostPort takes: a host, in brackets where it has colons, and a port. */
const hostAndPort = /^(?:\[[^[\]]*\]|[^:[\]]*):[^:[\]]*$/;

/** Models validateQuobyteVolumeSource. */
export function* validateQuobyte(
  { registry = '', tenant = '', volume }: QuobyteVolumeSource,
  path: string,
): Generator<FieldError> {
  const detail = 'must be a host:port pair or multiple pairs separated by commas';
  if (registry === '') yield required(`${path}.registry`, detail);
  else if (tenant.length > longestTenant) {
    yield required(`${path}.tenant`, 'must be a UUID and may not exceed a length of 64 characters');
  } else {
    for (const pair of registry.split(',')) if (!hostAndPort.test(pair)) yield invalid(`${path}.registry`, registry, detail);
  }
  if (!volume) yield required(`${path}.volume`);
}

/** Models validateFlexVolumeSource. */
export function* validateFlex(source: FlexVolumeSource | FlexPersistentVolumeSource, path: string): Generator<FieldError> {
  if (!source.driver) yield required(`${path}.driver`);
  for (const option of Object.keys(source.options ?? {})) {
    const [namespace = ''] = option.split('/');
    if (!/\.(kubernetes|k8s)\.io$/.test(`.${namespace.toLowerCase()}`)) continue;
    yield invalid(`${path}.options[${option}]`, option, 'kubernetes.io and k8s.io namespaces are reserved');
  }
}

function* validateStorageOsNames(
  { volumeName, volumeNamespace }: StorageOSVolumeSource | StorageOSPersistentVolumeSource,
  path: string,
): Generator<FieldError> {
  if (!volumeName) yield required(`${path}.volumeName`);
  else yield* invalidFor(`${path}.volumeName`, volumeName, dns1123Label);
  if (volumeNamespace) yield* invalidFor(`${path}.volumeNamespace`, volumeNamespace, dns1123Label);
}

/** Models validateStorageOSVolumeSource. */
export function* validateStorageOs(source: StorageOSVolumeSource, path: string): Generator<FieldError> {
  yield* validateStorageOsNames(source, path);
  yield* validateSecretRef(source.secretRef, ['name'], path);
}

/** Models validateStorageOSPersistentVolumeSource. */
export function* validatePersistentStorageOs(source: StorageOSPersistentVolumeSource, path: string): Generator<FieldError> {
  yield* validateStorageOsNames(source, path);
  yield* validateSecretRef(source.secretRef, ['name', 'namespace'], path);
}
