import { defineKind } from '../../api/kind.ts';
import { describeSecret } from '../describing/configuration.ts';
import { secrets } from '../../schema/resources.ts';
import type { Secret } from '../../schema/types/core-v1.ts';
import type { FieldError } from '../../api/field-error.ts';
import { configMapKey } from '../../core/names.ts';
import { immutableText, invalid, invalidFor, required, tooLong } from '../validation/field-errors.ts';
import { validateImmutable } from '../validation/immutable.ts';
import { decodeBase64Text, decodedLength, encodeBase64Text } from '../../core/base64.ts';
import { jsonProblem } from '../validation/go-json.ts';
import { repeatedMetadata } from '../validation/metadata.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';

const largest = 1024 * 1024;

/** Keys that a Secret of a type must have. */
const neededKeys: ReadonlyMap<string, readonly string[]> = new Map([
  ['kubernetes.io/dockercfg', ['.dockercfg']],
  ['kubernetes.io/dockerconfigjson', ['.dockerconfigjson']],
  ['kubernetes.io/ssh-auth', ['ssh-privatekey']],
  ['kubernetes.io/tls', ['tls.crt', 'tls.key']],
]);
const jsonTypes = ['kubernetes.io/dockercfg', 'kubernetes.io/dockerconfigjson'];
const accountName = 'kubernetes.io/service-account.name';

/** Models ValidateSecret in pkg/apis/core/validation. */
function* validateSecret({ type = '', data = {}, metadata }: Secret): Generator<FieldError> {
  let size = 0;
  for (const [key, value] of Object.entries(data)) {
    yield* invalidFor(`data[${key}]`, key, configMapKey);
    size += decodedLength(value);
  }
  if (size > largest) yield tooLong('data', largest);
  if (type === 'kubernetes.io/service-account-token' && !metadata.annotations?.[accountName]) {
    yield required(`metadata.annotations[${accountName}]`);
  }
  if (type === 'kubernetes.io/basic-auth' && data['username'] === undefined && data['password'] === undefined) {
    yield required('data[username]');
    yield required('data[password]');
  }
  for (const key of neededKeys.get(type) ?? []) {
    const value = data[key];
    if (value === undefined || (value === '' && type === 'kubernetes.io/ssh-auth')) yield required(`data[${key}]`);
    else if (jsonTypes.includes(type)) {
      const problem = jsonProblem(decodeBase64Text(value));
      if (problem !== undefined) yield invalid(`data[${key}]`, '<secret contents redacted>', problem);
    }
  }
}

export const secret = defineKind<Secret>({
  type: secrets,
  singular: 'secret',
  default(object) {
    object.type ||= 'Opaque';
    if (object.stringData === undefined) return;
    const added = Object.entries(object.stringData).map(([key, text]) => [key, encodeBase64Text(text)]);
    object.data = { ...object.data, ...Object.fromEntries(added) };
    delete object.stringData;
  },
  validate: (object) => [...validateSecret(object)],
  prepareForUpdate(object, old) {
    if (!object.type && old.type !== undefined) object.type = old.type;
  },
  validateUpdate: (object, old) => [
    ...repeatedMetadata(object),
    ...(object.type === old.type ? [] : [invalid('type', object.type ?? '', immutableText)]),
    ...validateImmutable(object, old, ['data']),
    ...validateSecret(object),
  ],
  warnings: ({ type, data }) => {
    const certificate = data?.['tls.crt'];
    if (type !== 'kubernetes.io/tls' || certificate === undefined) return [];
    return atob(certificate).includes('-----BEGIN ') ? [] : ['tls: failed to find any PEM data in certificate input'];
  },
  selectableFields: { type: (object) => object.type ?? '' },
  describe: describeSecret,
  columns: [
    nameColumn,
    textColumn('Type', ({ type }) => type ?? ''),
    textColumn('Data', ({ data }) => Object.keys(data ?? {}).length),
    ageColumn,
  ],
});
