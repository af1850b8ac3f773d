import type { FieldError } from '../../api/field-error.ts';
import { inclusiveRange } from '../../core/names.ts';
import type {
  AWSElasticBlockStoreVolumeSource,
  AzureDiskVolumeSource,
  AzureFilePersistentVolumeSource,
  AzureFileVolumeSource,
  CinderPersistentVolumeSource,
  CinderVolumeSource,
  GCEPersistentDiskVolumeSource,
} from '../../schema/types/core-v1.ts';
import { invalid, notSupported, required } from '../validation/field-errors.ts';
import { requiring, validateSecretRef } from './required-fields.ts';

const largestPartition = 255;

/** Nought is allowed, for the whole disk, though the text does not say so. */
function* validatePartition(partition: number | undefined, path: string): Generator<FieldError> {
  if (partition !== undefined && (partition < 0 || partition > largestPartition)) {
    yield invalid(`${path}.partition`, partition, inclusiveRange(1, largestPartition));
  }
}

/** Models validateGCEPersistentDiskVolumeSource. */
export function* validateGcePersistentDisk(source: GCEPersistentDiskVolumeSource, path: string): Generator<FieldError> {
  if (!source.pdName) yield required(`${path}.pdName`);
  yield* validatePartition(source.partition, path);
}

/** Models validateAWSElasticBlockStoreVolumeSource. */
export function* validateAwsElasticBlockStore(source: AWSElasticBlockStoreVolumeSource, path: string): Generator<FieldError> {
  if (!source.volumeID) yield required(`${path}.volumeID`);
  yield* validatePartition(source.partition, path);
}

const cachingModes = ['None', 'ReadOnly', 'ReadWrite'];
const diskKinds = ['Dedicated', 'Managed', 'Shared'];
const managedDisk = '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}';
const blobDisk = 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd';

/** Models validateAzureDisk. */
export function* validateAzureDisk(source: AzureDiskVolumeSource, path: string): Generator<FieldError> {
  const { diskName, diskURI = '', cachingMode, kind } = source;
  if (!diskName) yield required(`${path}.diskName`);
  if (!diskURI) yield required(`${path}.diskURI`);
  if (cachingMode !== undefined && !cachingModes.includes(cachingMode)) {
    yield notSupported(`${path}.cachingMode`, cachingMode, cachingModes);
  }
  if (kind === undefined) return;
  if (!diskKinds.includes(kind)) yield notSupported(`${path}.kind`, kind, diskKinds);
  const [prefix, example] = kind === 'Managed' ? ['/subscriptions/', managedDisk] : ['https://', blobDisk];
  if (!diskURI.startsWith(prefix)) yield notSupported(`${path}.diskURI`, diskURI, [example]);
}

/** Models validateAzureFile. */
export const validateAzureFile = requiring<AzureFileVolumeSource>('secretName', 'shareName');

/** Models validateAzureFilePV. */
export function* validatePersistentAzureFile(source: AzureFilePersistentVolumeSource, path: string): Generator<FieldError> {
  yield* validateAzureFile(source, path);
  if (source.secretNamespace === '') yield required(`${path}.secretNamespace`);
}

/** Models validateCinderVolumeSource. */
export function* validateCinder(source: CinderVolumeSource, path: string): Generator<FieldError> {
  if (!source.volumeID) yield required(`${path}.volumeID`);
  yield* validateSecretRef(source.secretRef, ['name'], path);
}

/** Models validateCinderPersistentVolumeSource. */
export function* validatePersistentCinder(source: CinderPersistentVolumeSource, path: string): Generator<FieldError> {
  if (!source.volumeID) yield required(`${path}.volumeID`);
  yield* validateSecretRef(source.secretRef, ['name', 'namespace'], path);
}
