import { isObject } from '../../core/json.ts';
import type { PodSpec } from '../../schema/types/core-v1.ts';
import { shownSelector } from '../validation/labels.ts';
import { internalFields } from './internal-fields.ts';

type Field = readonly [name: string, type: string];

let types: ReadonlyMap<string, readonly Field[]> | undefined;

function fieldsOf(type: string): readonly Field[] {
  types ??= new Map(
    internalFields
      .trim()
      .split('\n')
      .map((line) => {
        const [name = '', fields = ''] = line.split(' ');
        return [name, fields.split(',').map((field) => field.split(':') as unknown as Field)];
      }),
  );
  return types.get(type) ?? [];
}

/** Fields of the spec that the server keeps in its security context. */
const movedFields = ['hostNetwork', 'hostPID', 'hostIPC', 'shareProcessNamespace', 'hostUsers'] as const;

/** A Pod spec as the server's own types hold it: what its messages show of a Pod. Models pkg/apis/core.PodSpec as JSON. */
export function internalForm(spec: PodSpec): object {
  const moved = Object.fromEntries(movedFields.map((field) => [field, spec[field]]));
  return structOf('PodSpec', { ...spec, securityContext: { ...spec.securityContext, ...moved } });
}

/** Any of the server's own types that it keeps under `pkg/apis/core`, as JSON. */
export const internalFormOf = (type: string, value: object): object => structOf(type, { ...value });

function structOf(type: string, value: { readonly [key: string]: unknown }): { [key: string]: unknown } {
  const byName = new Map(Object.entries(value).map(([key, item]) => [key.toLowerCase(), item]));
  const result: { [key: string]: unknown } = {};
  for (const [name, fieldType] of fieldsOf(type)) {
    if (name === '') Object.assign(result, structOf(fieldType.slice(1), value));
    else result[name] = fieldOf(fieldType, byName.get(name.toLowerCase()));
  }
  return result;
}

function fieldOf(type: string, value: unknown): unknown {
  if (type.startsWith('[]'))
    return Array.isArray(value) ? value.map((item) => structOf(type.slice(2), isObject(item) ? item : {})) : null;
  if (type.startsWith('*')) return isObject(value) ? structOf(type.slice(1), value) : null;
  if (type.startsWith('=')) return structOf(type.slice(1), isObject(value) ? value : {});
  if (isObject(value)) return 'matchLabels' in value || 'matchExpressions' in value ? shownSelector(value) : sorted(value);
  return value ?? (type === '?' ? null : JSON.parse(type));
}

const sorted = (map: { readonly [key: string]: unknown }): object =>
  Object.fromEntries(Object.entries(map).sort(([left], [right]) => (left < right ? -1 : 1)));
