import { isObject, setOwn } from '../../core/json.ts';
import { isEmbedded, itemsOf, keepsUnknown, propertiesOf, valuesOf, type JsonSchema } from './json-schema.ts';

const ofEveryObject = new Set(['apiVersion', 'kind', 'metadata']);

/**
 * A copy of the value without fields that the schema does not know; what was dropped is added to `unknown` as paths. Models
 * k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning.
 */
export function prune(schema: JsonSchema, value: unknown, unknown: string[], path = '', root = true): unknown {
  if (Array.isArray(value)) {
    const items = itemsOf(schema);
    return value.map((item: unknown, index) =>
      items === undefined ? copy(item) : prune(items, item, unknown, `${path}[${index}]`, false),
    );
  }
  if (!isObject(value)) return value;
  const result: { [key: string]: unknown } = {};
  const values = valuesOf(schema);
  const properties = new Map(propertiesOf(schema));
  for (const key of Object.keys(value)) {
    const at = path === '' ? key : `${path}.${key}`;
    const known = properties.get(key);
    const inner = known ?? values;
    if ((root || isEmbedded(schema)) && ofEveryObject.has(key)) setOwn(result, key, copy(value[key]));
    else if (inner !== undefined) setOwn(result, key, prune(inner, value[key], unknown, at, false));
    else if (keepsUnknown(schema)) setOwn(result, key, copy(value[key]));
    else unknown.push(at);
  }
  return result;
}

function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy);
  if (!isObject(value)) return value;
  const result: { [key: string]: unknown } = {};
  for (const key of Object.keys(value)) setOwn(result, key, copy(value[key]));
  return result;
}

/** Fills in defaults in place; a null that may be none counts as absent. Models …/schema/defaulting. */
export function fillDefaults(schema: JsonSchema, value: unknown): void {
  if (Array.isArray(value)) {
    const items = itemsOf(schema);
    if (items !== undefined) for (const item of value) fillDefaults(items, item);
    return;
  }
  if (!isObject(value)) return;
  const target = value as { [key: string]: unknown };
  for (const [name, property] of propertiesOf(schema)) {
    if (Object.hasOwn(target, name) && target[name] === null && property.nullable !== true) delete target[name];
    if (!Object.hasOwn(target, name) && property.default !== undefined) setOwn(target, name, copy(property.default));
    if (Object.hasOwn(target, name)) fillDefaults(property, target[name]);
  }
  const values = valuesOf(schema);
  if (values === undefined) return;
  for (const name of Object.keys(target)) fillDefaults(values, target[name]);
}
