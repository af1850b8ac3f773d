import type { FieldError } from '../../api/field-error.ts';
import { inclusiveRange } from '../../core/names.ts';
import type { FCVolumeSource, ISCSIPersistentVolumeSource, ISCSIVolumeSource } from '../../schema/types/core-v1.ts';
import { invalid, required } from '../validation/field-errors.ts';

const largestLun = 255;

/** The three ways to name a party, each by its first letters. */
const nameFormats: readonly (readonly [prefix: string, RegExp])[] = [
  ['iqn', /iqn\.\d{4}-\d{2}\.([A-Za-z0-9\-.]+)(:[^,;*&$|\s]+)$/],
  ['eui', /^eui.[A-Za-z0-9]{16}$/],
  ['naa', /^naa.[A-Za-z0-9]{32}$/],
];
const wrongFormat = 'must be valid format';

function* validatePartyName(name: string, path: string, wrongPrefix: string): Generator<FieldError> {
  const format = nameFormats.find(([prefix]) => name.startsWith(prefix));
  if (format === undefined) yield invalid(path, name, wrongPrefix);
  else if (!format[1].test(name)) yield invalid(path, name, wrongFormat);
}

function* validateLun(lun: number, path: string): Generator<FieldError> {
  if (lun < 0 || lun > largestLun) yield invalid(path, lun, inclusiveRange(0, largestLun));
}

/** What holds for iSCSI wherever it is named; `wrongPrefix` is said of a name that begins like none. */
function* validateTarget(
  source: ISCSIVolumeSource | ISCSIPersistentVolumeSource,
  path: string,
  wrongPrefix: string,
  beforeName: Iterable<FieldError>,
): Generator<FieldError> {
  if (!source.targetPortal) yield required(`${path}.targetPortal`);
  yield* beforeName;
  if (!source.iqn) yield required(`${path}.iqn`);
  else yield* validatePartyName(source.iqn, `${path}.iqn`, wrongPrefix);
  yield* validateLun(source.lun ?? 0, `${path}.lun`);
  if ((source.chapAuthDiscovery || source.chapAuthSession) && source.secretRef === undefined) yield required(`${path}.secretRef`);
}

/** Models validateISCSIVolumeSource. */
export function* validateIscsi(source: ISCSIVolumeSource, path: string): Generator<FieldError> {
  const wrongPrefix = `${wrongFormat} starting with iqn, eui, or naa`;
  yield* validateTarget(source, path, wrongPrefix, []);
  const { initiatorName } = source;
  if (initiatorName !== undefined) yield* validatePartyName(initiatorName, `${path}.initiatorname`, wrongPrefix);
}

const longestPortal = 64;

/** Models validateISCSIPersistentVolumeSource; `volume` is the name of the PersistentVolume. */
export function* validatePersistentIscsi(
  source: ISCSIPersistentVolumeSource,
  path: string,
  volume: string,
): Generator<FieldError> {
  const { initiatorName, secretRef, targetPortal = '' } = source;
  const beforeName: FieldError[] = [];
  if (initiatorName !== undefined && `${volume}:${targetPortal}`.length > longestPortal) {
    const detail =
      'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.';
    beforeName.push(invalid(`${path}.targetportal`, targetPortal, detail));
  }
  yield* validateTarget(source, path, wrongFormat, beforeName);
  if (secretRef !== undefined && !secretRef.name) yield required(`${path}.secretRef.name`);
  if (initiatorName !== undefined) yield* validatePartyName(initiatorName, `${path}.initiatorname`, wrongFormat);
}

/** Models validateFCVolumeSource. */
export function* validateFibreChannel({ targetWWNs = [], wwids = [], lun }: FCVolumeSource, path: string): Generator<FieldError> {
  const at = `${path}.targetWWNs`;
  if (targetWWNs.length === 0 && wwids.length === 0) yield required(at, 'must specify either targetWWNs or wwids, but not both');
  if (targetWWNs.length === 0) return;
  if (wwids.length > 0) yield invalid(at, targetWWNs, 'targetWWNs and wwids can not be specified simultaneously');
  if (lun === undefined) yield required(`${path}.lun`, 'lun is required if targetWWNs is specified');
  else yield* validateLun(lun, `${path}.lun`);
}
