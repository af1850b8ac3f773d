import type { FieldError } from '../../api/field-error.ts';
import type { HostPathVolumeSource, LocalVolumeSource, NFSVolumeSource } from '../../schema/types/core-v1.ts';
import { validateNoBacksteps } from '../pod-spec/paths.ts';
import { invalid, notSupported, required } from '../validation/field-errors.ts';

const hostPathTypes = ['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket'];

/** Models validateHostPathVolumeSource. */
export function* validateHostPath(source: HostPathVolumeSource, path: string): Generator<FieldError> {
  if (!source.path) {
    yield required(`${path}.path`);
    return;
  }
  yield* validateNoBacksteps(source.path, `${path}.path`);
  const { type } = source;
  if (type !== undefined && !hostPathTypes.includes(type)) yield notSupported(`${path}.type`, type, hostPathTypes);
}

/** Models validateLocalVolumeSource. */
export function* validateLocal(source: LocalVolumeSource, path: string): Generator<FieldError> {
  if (!source.path) yield required(`${path}.path`);
  else yield* validateNoBacksteps(source.path, `${path}.path`);
}

/** Models validateNFSVolumeSource. */
export function* validateNfs({ server, path: file = '' }: NFSVolumeSource, path: string): Generator<FieldError> {
  if (!server) yield required(`${path}.server`);
  if (file === '') yield required(`${path}.path`);
  if (!file.startsWith('/')) yield invalid(`${path}.path`, file, 'must be an absolute path');
}
