import { defineKind } from '../../api/kind.ts';
import { describeConfigMap } from '../describing/configuration.ts';
import { configMaps } from '../../schema/resources.ts';
import type { ConfigMap } from '../../schema/types/core-v1.ts';
import type { FieldError } from '../../api/field-error.ts';
import { configMapKey } from '../../core/names.ts';
import { invalid, invalidFor, tooLong, wholeObject } from '../validation/field-errors.ts';
import { validateImmutable } from '../validation/immutable.ts';
import { repeatedMetadata } from '../validation/metadata.ts';
import { decodedLength } from '../../core/base64.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';

const largest = 1024 * 1024;

/** Models ValidateConfigMap in pkg/apis/core/validation. */
function* validateConfigMap({ data = {}, binaryData = {} }: ConfigMap): Generator<FieldError> {
  let size = 0;
  for (const [key, value] of Object.entries(data)) {
    yield* invalidFor(`data[${key}]`, key, configMapKey);
    if (Object.hasOwn(binaryData, key)) yield invalid(`data[${key}]`, key, 'duplicate of key present in binaryData');
    size += new TextEncoder().encode(value).length;
  }
  for (const [key, value] of Object.entries(binaryData)) {
    yield* invalidFor(`binaryData[${key}]`, key, configMapKey);
    size += decodedLength(value);
  }
  if (size > largest) yield tooLong(wholeObject, largest);
}

export const configMap = defineKind<ConfigMap>({
  type: configMaps,
  singular: 'configmap',
  shortNames: ['cm'],
  validate: (object) => [...validateConfigMap(object)],
  validateUpdate: (object, old) => [
    ...repeatedMetadata(object),
    ...validateImmutable(object, old, ['data', 'binaryData']),
    ...validateConfigMap(object),
  ],
  describe: describeConfigMap,
  columns: [
    nameColumn,
    textColumn('Data', ({ data, binaryData }) => Object.keys(data ?? {}).length + Object.keys(binaryData ?? {}).length),
    ageColumn,
  ],
});
