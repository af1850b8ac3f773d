import type { Container, EnvVar, Service } from '../schema/types/core-v1.ts';
import { NotFoundError, type ConfigSources } from './config-sources.ts';
import { expand } from './expansion.ts';
import { fieldValue, resourceValue, type FieldContext } from './field-values.ts';
import { serviceVariables } from './service-env.ts';

export interface EnvironmentInput {
  readonly container: Container;
  readonly fields: FieldContext;
  readonly sources: ConfigSources;
  /** All Services; those of other namespaces are left out here. */
  readonly services: readonly Service[];
}

/** A container's environment. Models makeEnvironmentVariables of pkg/kubelet/kubelet_pods.go. Throws Error with the words of its reason. */
export function makeEnvironment(input: EnvironmentInput): { readonly [name: string]: string } {
  const { container, fields, sources } = input;
  const namespace = fields.pod.metadata.namespace ?? '';
  const own = new Map<string, string>();
  for (const from of container.envFrom ?? []) {
    const reference = from.configMapRef ?? from.secretRef;
    if (reference === undefined) continue;
    const name = reference.name ?? '';
    const read = (): ReadonlyMap<string, string> =>
      from.configMapRef ? sources.configMap(namespace, name) : sources.secret(namespace, name);
    const values = optionally(reference.optional, read) ?? new Map<string, string>();
    for (const [key, value] of values) own.set(`${from.prefix ?? ''}${key}`, value);
  }
  const ofServices = serviceVariables(input.services, namespace, fields.pod.spec?.enableServiceLinks ?? true);
  for (const variable of container.env ?? []) {
    const value = valueOf(variable, input, (name) => own.get(name) ?? ofServices.get(name));
    if (value !== undefined) own.set(variable.name, value);
  }
  const result: { [name: string]: string } = {};
  for (const [name, value] of [...ofServices, ...own]) result[name] = value;
  return result;
}

function valueOf(variable: EnvVar, input: EnvironmentInput, known: (name: string) => string | undefined): string | undefined {
  const { container, fields, sources } = input;
  const namespace = fields.pod.metadata.namespace ?? '';
  const from = variable.valueFrom;
  if (from === undefined) return expand(variable.value ?? '', known);
  if (from.fieldRef) return fieldValue(from.fieldRef, fields);
  if (from.resourceFieldRef) return resourceValue(from.resourceFieldRef, container, fields);
  const reference = from.configMapKeyRef ?? from.secretKeyRef;
  if (reference === undefined) return undefined;
  const name = reference.name ?? '';
  const isConfigMap = from.configMapKeyRef !== undefined;
  const read = (): ReadonlyMap<string, string> =>
    isConfigMap ? sources.configMap(namespace, name) : sources.secret(namespace, name);
  const values = optionally(reference.optional, read);
  const value = values?.get(reference.key);
  if (value === undefined && !reference.optional) {
    throw new Error(`couldn't find key ${reference.key} in ${isConfigMap ? 'ConfigMap' : 'Secret'} ${namespace}/${name}`);
  }
  return value;
}

function optionally<T>(optional: boolean | undefined, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (optional && error instanceof NotFoundError) return undefined;
    throw error;
  }
}
