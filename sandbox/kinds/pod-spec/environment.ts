import type { FieldError } from '../../api/field-error.ts';
import { configMapKey, dns1123Label, dns1123Subdomain, environmentName } from '../../core/names.ts';
import type { EnvFromSource, EnvVar, FileKeySelector } from '../../schema/types/core-v1.ts';
import { each, invalid, invalidFor, required } from '../validation/field-errors.ts';
import { environmentFields, validateFieldRef, validateResourceFieldRef } from './field-references.ts';
import { validateNoBacksteps } from './paths.ts';

/** Models ValidateEnv in pkg/apis/core/validation. */
export function* validateEnvironment(variables: readonly EnvVar[] | undefined, path: string): Generator<FieldError> {
  for (const [variable, at] of each(variables, path)) {
    if (!variable.name) yield required(`${at}.name`);
    else yield* invalidFor(`${at}.name`, variable.name, environmentName);
    yield* validateValueFrom(variable, `${at}.valueFrom`);
  }
}

const sourceNames = '`fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`';

function* validateValueFrom({ value, valueFrom }: EnvVar, path: string): Generator<FieldError> {
  if (valueFrom === undefined) return;
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef } = valueFrom;
  if (fieldRef !== undefined) yield* validateFieldRef(fieldRef, environmentFields, `${path}.fieldRef`);
  if (resourceFieldRef !== undefined) yield* validateResourceFieldRef(resourceFieldRef, false, `${path}.resourceFieldRef`);
  if (configMapKeyRef !== undefined) yield* validateKeyRef(configMapKeyRef, `${path}.configMapKeyRef`);
  if (secretKeyRef !== undefined) yield* validateKeyRef(secretKeyRef, `${path}.secretKeyRef`);
  if (fileKeyRef !== undefined) yield* validateFileKeyRef(fileKeyRef, `${path}.fileKeyRef`);
  const sources = [fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef].filter(
    (source) => source !== undefined,
  );
  if (sources.length === 0) yield invalid(path, '', `must specify one of: ${sourceNames}`);
  else if (value) yield invalid(path, '', 'may not be specified when `value` is not empty');
  else if (sources.length > 1) yield invalid(path, '', 'may not have more than one field specified at a time');
}

function* validateKeyRef(
  { name = '', key }: { readonly name?: string; readonly key?: string },
  path: string,
): Generator<FieldError> {
  yield* invalidFor(`${path}.name`, name, dns1123Subdomain);
  if (!key) yield required(`${path}.key`);
  else yield* invalidFor(`${path}.key`, key, configMapKey);
}

function* validateFileKeyRef({ key, volumeName, path: file }: FileKeySelector, path: string): Generator<FieldError> {
  if (!key) yield required(`${path}.key`);
  else yield* invalidFor(`${path}.key`, key, environmentName);
  if (!volumeName) yield required(`${path}.volumeName`);
  else yield* invalidFor(`${path}.volumeName`, volumeName, dns1123Label);
  if (!file) yield required(`${path}.path`);
  else yield* validateNoBacksteps(file, `${path}.path`);
}

/** Models ValidateEnvFrom. */
export function* validateEnvironmentFrom(sources: readonly EnvFromSource[] | undefined, path: string): Generator<FieldError> {
  for (const [{ prefix, configMapRef, secretRef }, at] of each(sources, path)) {
    if (prefix) yield* invalidFor(`${at}.prefix`, prefix, environmentName);
    if (configMapRef !== undefined) yield* validateName(configMapRef.name, `${at}.configMapRef.name`);
    if (secretRef !== undefined) yield* validateName(secretRef.name, `${at}.secretRef.name`);
    if (configMapRef === undefined && secretRef === undefined)
      yield invalid(path, '', 'must specify one of: `configMapRef` or `secretRef`');
    else if (configMapRef !== undefined && secretRef !== undefined) {
      yield invalid(path, '', 'may not have more than one field specified at a time');
    }
  }
}

function* validateName(name: string | undefined, path: string): Generator<FieldError> {
  if (!name) yield required(path);
  // A name that ends in a dash may still get its last part.
  else for (const text of dns1123Subdomain(name.endsWith('-') ? `${name.slice(0, -1)}a` : name)) yield invalid(path, name, text);
}
