import type { FieldError } from '../../api/field-error.ts';
import { dns1123Subdomain } from '../../core/names.ts';
import type { PersistentVolumeSpec } from '../../schema/types/core-v1.ts';
import { validateNoBacksteps } from '../pod-spec/paths.ts';
import { hostPathTypes } from '../pod-spec/volumes.ts';
import { forbidden, invalid, invalidFor, notSupported, required } from '../validation/field-errors.ts';
import { validateDriverName } from '../storage/driver-name.ts';

type Source = keyof PersistentVolumeSpec;
type Check = (spec: PersistentVolumeSpec, path: string) => Iterable<FieldError>;

/** A source whose fields have to be there: each is a text or a list. */
const requiring = (source: Source, ...fields: readonly string[]): Check =>
  function* (spec, path) {
    const value = spec[source] as { readonly [field: string]: unknown } | undefined;
    for (const field of fields) {
      const given = value?.[field];
      if (given === undefined || given === '' || (Array.isArray(given) && given.length === 0)) yield required(`${path}.${field}`);
    }
  };

/** All sources in the order in which the server looks at them. */
const sources: readonly (readonly [Source, Check, shownAs?: string])[] = [
  ['hostPath', validateHostPath],
  ['gcePersistentDisk', requiring('gcePersistentDisk', 'pdName'), 'persistentDisk'],
  ['awsElasticBlockStore', requiring('awsElasticBlockStore', 'volumeID')],
  ['glusterfs', requiring('glusterfs', 'endpoints', 'path')],
  ['flocker', validateFlocker],
  ['nfs', validateNfs],
  ['rbd', requiring('rbd', 'monitors', 'image')],
  ['quobyte', requiring('quobyte', 'registry', 'volume')],
  ['cephfs', requiring('cephfs', 'monitors')],
  ['iscsi', requiring('iscsi', 'targetPortal', 'iqn')],
  ['cinder', requiring('cinder', 'volumeID')],
  ['fc', () => []],
  ['flexVolume', requiring('flexVolume', 'driver')],
  ['azureFile', requiring('azureFile', 'secretName', 'shareName')],
  ['vsphereVolume', requiring('vsphereVolume', 'volumePath')],
  ['photonPersistentDisk', requiring('photonPersistentDisk', 'pdID')],
  ['portworxVolume', requiring('portworxVolume', 'volumeID')],
  ['azureDisk', requiring('azureDisk', 'diskName', 'diskURI')],
  ['scaleIO', requiring('scaleIO', 'gateway', 'system', 'volumeName')],
  ['local', validateLocal],
  ['storageos', requiring('storageos', 'volumeName')],
  ['csi', validateCsi],
];

/** What a volume is made of: exactly one source. Models the middle of ValidatePersistentVolumeSpec in pkg/apis/core/validation. */
export function* validateVolumeSource(spec: PersistentVolumeSpec, path: string): Generator<FieldError> {
  let count = 0;
  for (const [source, check, shownAs] of sources) {
    if (spec[source] === undefined) continue;
    count++;
    if (count > 1) yield forbidden(`${path}.${source}`, 'may not specify more than 1 volume type');
    else yield* check(spec, `${path}.${shownAs ?? source}`);
  }
  if (count === 0) yield required(path, 'must specify a volume type');
}

function* validateHostPath({ hostPath }: PersistentVolumeSpec, path: string): Generator<FieldError> {
  if (!hostPath?.path) {
    yield required(`${path}.path`);
    return;
  }
  yield* validateNoBacksteps(hostPath.path, `${path}.path`);
  const { type } = hostPath;
  if (type !== undefined && !hostPathTypes.includes(type)) yield notSupported(`${path}.type`, type, hostPathTypes);
}

function* validateFlocker({ flocker }: PersistentVolumeSpec, path: string): Generator<FieldError> {
  if (!flocker?.datasetName && !flocker?.datasetUUID) yield required(path, 'one of datasetName and datasetUUID is required');
}

function* validateNfs({ nfs }: PersistentVolumeSpec, path: string): Generator<FieldError> {
  const { server, path: file = '' } = nfs ?? {};
  if (!server) yield required(`${path}.server`);
  if (file === '') yield required(`${path}.path`);
  if (!file.startsWith('/')) yield invalid(`${path}.path`, file, 'must be an absolute path');
}

function* validateLocal({ local, nodeAffinity }: PersistentVolumeSpec, path: string): Generator<FieldError> {
  if (!local?.path) yield required(`${path}.path`);
  else yield* validateNoBacksteps(local.path, `${path}.path`);
  if (nodeAffinity === undefined) yield required(path.replace(/local$/, 'nodeAffinity'), 'Local volume requires node affinity');
}

const secretsOfCsi = [
  'controllerPublishSecretRef',
  'controllerExpandSecretRef',
  'nodePublishSecretRef',
  'nodeExpandSecretRef',
] as const;

function* validateCsi({ csi }: PersistentVolumeSpec, path: string): Generator<FieldError> {
  yield* validateDriverName(csi?.driver ?? '', `${path}.driver`);
  if (!csi?.volumeHandle) yield required(`${path}.volumeHandle`);
  for (const field of secretsOfCsi) {
    const secret = csi?.[field];
    if (secret === undefined) continue;
    for (const part of ['name', 'namespace'] as const) {
      const text = secret[part] ?? '';
      if (text === '') yield required(`${path}.${field}.${part}`);
      else yield* invalidFor(`${path}.${field}.${part}`, text, dns1123Subdomain);
    }
  }
}
