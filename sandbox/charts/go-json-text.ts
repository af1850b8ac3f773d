import { GoStruct, toJson, type GoValue } from './template/index.ts';

/** What can be written as JSON: values of Go, and objects whose fields keep their order, as those of a struct do. */
export type JsonLike =
  | null
  | undefined
  | boolean
  | string
  | number
  | bigint
  | readonly JsonLike[]
  | ReadonlyMap<string, GoValue>
  | { readonly [key: string]: JsonLike }
  | GoValue;

/** JSON as encoding/json writes it: maps by their sorted keys, fields in their order, and what HTML could take for its own escaped. */
export const goJson = (value: JsonLike): string => toJson(structured(value));

/** A value in which every plain object is a struct with its fields; fields that are undefined are left out. */
export function structured(value: JsonLike): GoValue {
  if (value === undefined || value === null) return null;
  if (Array.isArray(value)) return value.map((item: JsonLike) => structured(item));
  return isFields(value) ? new GoStruct('struct', fieldsOf(value)) : (value as GoValue);
}

export const fieldsOf = (fields: Fields): Map<string, GoValue> =>
  new Map(Object.entries(fields).flatMap(([name, item]) => (item === undefined ? [] : [[name, structured(item)]])));

export interface Fields {
  readonly [name: string]: JsonLike;
}

const isFields = (value: JsonLike): value is Fields =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
