import { deepEqual, isObject } from '../../core/json.ts';
import { isKnownFormat } from './formats.ts';
import {
  forbidden,
  invalid,
  isEmbedded,
  isIntOrString,
  itemsOf,
  keepsUnknown,
  propertiesOf,
  required,
  unsupported,
  valuesOf,
  type JsonSchema,
  type Problem,
} from './json-schema.ts';
import { checkRules } from './check-rules.ts';
import { patternProblem } from './pattern.ts';
import { prune } from './prune.ts';
import { validateRules } from './cel-rules.ts';
import { validateValue } from './validate-value.ts';

type Level = 'root' | 'item' | 'field';

/**
 * What is wrong with the schema of a custom resource: whether it is structural, its defaults hold, and its rules compile. Models
 * k8s.io/apiextensions-apiserver/pkg/apiserver/schema.ValidateStructural and …/apis/apiextensions/validation.
 */
export function checkSchema(schema: JsonSchema, path: string): readonly Problem[] {
  const structural = isListOfItems(schema) ? [] : [...structuralFaults(schema, 'root', path)];
  const defaults = structural.length > 0 ? [] : [...defaultFaults(schema, path)];
  const early = [...structural, ...defaults];
  const standard = [...standardFaults(schema, path, true, {})];
  const rules = early.length > 0 || standard.length > 0 ? [] : checkRules(schema, path, true);
  const nullable = schema.nullable === true ? [forbidden(`${path}.nullable`, 'nullable cannot be true at the root')] : [];
  return [...nullable, ...early, ...standard, ...rules];
}

/** Formats in the schema that the server does not know. */
export function unknownFormats(schema: JsonSchema): readonly string[] {
  const own = schema.format !== undefined && schema.format !== '' && !isKnownFormat(schema.format) ? [schema.format] : [];
  return [...own, ...partsOf(schema).flatMap(unknownFormats)];
}

function partsOf(schema: JsonSchema): readonly JsonSchema[] {
  const inner = [itemsOf(schema), valuesOf(schema)].filter((one) => one !== undefined);
  return [...propertiesOf(schema).map(([, property]) => property), ...inner];
}

/** A list of schemas for items cannot be made structural at all, so that nothing else is said of such a schema's structure. */
const isListOfItems = (schema: JsonSchema): boolean =>
  Array.isArray(schema.items) || partsOf(schema).some((part) => isListOfItems(part));

const noType: { readonly [level in Level]: string } = {
  root: 'must not be empty at the root',
  item: 'must not be empty for specified array items',
  field: 'must not be empty for specified object fields',
};

function* structuralFaults(schema: JsonSchema, level: Level, path: string): Generator<Problem> {
  const type = schema.type ?? '';
  const embedded = isEmbedded(schema);
  const items = itemsOf(schema);
  if (type === 'array' && items === undefined) yield required(`${path}.items`, 'must be specified');
  if (items !== undefined) yield* structuralFaults(items, 'item', `${path}.items`);
  for (const [name, property] of propertiesOf(schema)) yield* structuralFaults(property, 'field', `${path}.properties[${name}]`);
  const values = valuesOf(schema);
  if (values !== undefined) {
    if (level === 'root') yield forbidden(`${path}.additionalProperties`, 'must not be used at the root');
    if (isObject(schema.additionalProperties)) yield* structuralFaults(values, 'field', `${path}.additionalProperties`);
  }
  for (const [extension, set] of [
    ['x-kubernetes-preserve-unknown-fields', keepsUnknown(schema)],
    ['x-kubernetes-embedded-resource', embedded],
  ] as const) {
    if (isIntOrString(schema) && set)
      yield invalid(`${path}.${extension}`, true, 'must be false if x-kubernetes-int-or-string is true');
  }
  yield* combinationFaults(schema, path, isIntOrStringPattern(schema.anyOf));
  if (embedded && type !== 'object') {
    const detail = 'must be object if x-kubernetes-embedded-resource is true';
    yield type === '' ? required(`${path}.type`, detail) : invalid(`${path}.type`, type, detail);
  } else if (type === '' && !isIntOrString(schema) && !keepsUnknown(schema)) yield required(`${path}.type`, noType[level]);
  if (embedded && values !== undefined)
    yield forbidden(`${path}.additionalProperties`, 'must not be used if x-kubernetes-embedded-resource is set');
  if (level === 'root' && type !== '' && type !== 'object') yield invalid(`${path}.type`, type, 'must be object at the root');
  yield* metadataFaults(schema, level, path);
  if (embedded && !keepsUnknown(schema) && propertiesOf(schema).length === 0) {
    const detail = 'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields';
    yield required(`${path}.properties`, detail);
  }
}

function* metadataFaults(schema: JsonSchema, level: Level, path: string): Generator<Problem> {
  const properties = schema.properties ?? {};
  const isResource = level === 'root' || isEmbedded(schema);
  for (const name of ['kind', 'apiVersion']) {
    const property = properties[name];
    if (isResource && property !== undefined && property.type !== 'string')
      yield invalid(`${path}.properties[${name}].type`, property.type ?? '', 'must be string');
  }
  const { metadata } = properties;
  if (metadata === undefined) return;
  const at = `${path}.properties[metadata]`;
  if (isResource && metadata.type !== 'object') yield invalid(`${at}.type`, metadata.type ?? '', 'must be object');
  if (level !== 'root') return;
  const { type: _type, default: _default, properties: inner = {}, description: _description, ...rest } = metadata;
  const others = Object.keys(inner).filter((name) => name !== 'name' && name !== 'generateName');
  if (others.length > 0 || Object.keys(rest).length > 0)
    yield forbidden(at, 'must not specify anything other than name and generateName, but metadata is implicitly specified');
}

const intOrString = [{ type: 'integer' }, { type: 'string' }];
const isIntOrStringPattern = (anyOf: JsonSchema['anyOf']): boolean => anyOf !== undefined && deepEqual(anyOf, intOrString);

function* combinationFaults(schema: JsonSchema, path: string, skipsAnyOf: boolean): Generator<Problem> {
  const nested = function* (schemas: readonly JsonSchema[] | undefined, name: string): Generator<Problem> {
    for (const [index, one] of (schemas ?? []).entries()) yield* nestedFaults(one, `${path}.${name}[${index}]`);
  };
  if (!skipsAnyOf) yield* nested(schema.anyOf, 'anyOf');
  for (const [index, one] of (schema.allOf ?? []).entries()) {
    const skipped = index === 0 && isIntOrStringPattern(one.anyOf) ? { ...one, anyOf: [] } : one;
    yield* nestedFaults(skipped, `${path}.allOf[${index}]`);
  }
  yield* nested(schema.oneOf, 'oneOf');
  if (schema.not !== undefined) yield* nestedFaults(schema.not, `${path}.not`);
  const fault = schema.pattern === undefined || schema.pattern === '' ? undefined : patternProblem(schema.pattern);
  if (fault !== undefined)
    yield invalid(`${path}.pattern`, schema.pattern, `must be a valid regular expression, but isn't: ${fault}`);
}

/** What only a schema that stands for itself may say. */
const structuralOnly: readonly (readonly [keyof JsonSchema, string])[] = [
  ['type', 'must be empty to be structural'],
  ['additionalProperties', 'must be undefined to be structural'],
  ['default', 'must be undefined to be structural'],
  ['title', 'must be empty to be structural'],
  ['description', 'must be empty to be structural'],
  ['nullable', 'must be false to be structural'],
  ['x-kubernetes-preserve-unknown-fields', 'must be false to be structural'],
  ['x-kubernetes-embedded-resource', 'must be false to be structural'],
  ['x-kubernetes-int-or-string', 'must be false to be structural'],
  ['x-kubernetes-list-map-keys', 'must be empty to be structural'],
  ['x-kubernetes-list-type', 'must be undefined to be structural'],
  ['x-kubernetes-map-type', 'must be undefined to be structural'],
  ['x-kubernetes-validations', 'must be empty to be structural'],
];

function* nestedFaults(schema: JsonSchema, path: string): Generator<Problem> {
  yield* combinationFaults(schema, path, false);
  const items = itemsOf(schema);
  if (items !== undefined) yield* nestedFaults(items, `${path}.items`);
  for (const [name, property] of propertiesOf(schema)) yield* nestedFaults(property, `${path}.properties[${name}]`);
  for (const [name, why] of structuralOnly) if (schema[name] !== undefined) yield forbidden(`${path}.${name}`, why);
  if (schema.properties?.['metadata'] !== undefined)
    yield forbidden(`${path}.properties[metadata]`, 'must not be specified in a nested context');
}

function* defaultFaults(schema: JsonSchema, path: string): Generator<Problem> {
  const { default: value } = schema;
  if (value !== undefined) {
    const unknown: string[] = [];
    prune(schema, value, unknown, '', isEmbedded(schema));
    if (unknown.length > 0) yield invalid(`${path}.default`, value, 'must not have unknown fields');
    const faults = validateValue(schema, value, `${path}.default`);
    yield* faults;
    if (faults.length === 0) {
      const asUpdate = validateRules(schema, value, value, `${path}.default`, false);
      yield* (asUpdate.length > 0 ? asUpdate : validateRules(schema, value, undefined, `${path}.default`, false)).map(
        (fault) => ({
          value,
          ...fault,
        }),
      );
    }
  }
  const items = itemsOf(schema);
  if (items !== undefined) yield* defaultFaults(items, `${path}.items`);
  for (const [name, property] of propertiesOf(schema)) yield* defaultFaults(property, `${path}.properties[${name}]`);
}

const types = ['array', 'boolean', 'integer', 'number', 'object', 'string'];
const notSupported: readonly (readonly [keyof JsonSchema, string])[] = [
  ['id', 'id is not supported'],
  ['additionalItems', 'additionalItems is not supported'],
  ['patternProperties', 'patternProperties is not supported'],
  ['definitions', 'definitions is not supported'],
  ['dependencies', 'dependencies is not supported'],
  ['$ref', '$ref is not supported'],
];
const ofEveryObject: ReadonlySet<string> = new Set(['metadata', 'kind', 'apiVersion']);

interface Surroundings {
  /** Why defaults may not be set here. */
  readonly noDefaults?: string;
}

function* standardFaults(schema: JsonSchema, path: string, root: boolean, around: Surroundings): Generator<Problem> {
  if (schema.type !== undefined && schema.type !== '' && !types.includes(schema.type))
    yield unsupported(`${path}.type`, schema.type, types);
  if (schema.default !== undefined && around.noDefaults !== undefined)
    yield forbidden(`${path}.default`, `must not be set ${around.noDefaults}`);
  for (const [name, why] of notSupported) if (schema[name] !== undefined) yield forbidden(`${path}.${name}`, why);
  if (Array.isArray(schema.items)) yield forbidden(`${path}.items`, 'items must be a schema object and not an array');
  if (schema.uniqueItems === true)
    yield forbidden(`${path}.uniqueItems`, 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic');
  const values = valuesOf(schema);
  if (propertiesOf(schema).length > 0 && (schema.additionalProperties === false || isObject(schema.additionalProperties)))
    yield forbidden(`${path}.additionalProperties`, 'additionalProperties and properties are mutual exclusive');
  if (values !== undefined) yield* standardFaults(values, `${path}.additionalProperties`, false, around);
  for (const [name, property] of propertiesOf(schema)) {
    const inner = root && ofEveryObject.has(name) ? { noDefaults: `in top-level ${name}` } : around;
    yield* standardFaults(property, `${path}.properties[${name}]`, false, inner);
  }
  for (const name of ['allOf', 'oneOf', 'anyOf'] as const)
    for (const [index, one] of (schema[name] ?? []).entries())
      yield* standardFaults(one, `${path}.${name}[${index}]`, false, around);
  if (schema.not !== undefined) yield* standardFaults(schema.not, `${path}.not`, false, around);
  const items = itemsOf(schema);
  if (items !== undefined) yield* standardFaults(items, `${path}.items`, false, around);
  yield* extensionFaults(schema, path);
}

function* extensionFaults(schema: JsonSchema, path: string): Generator<Problem> {
  const { type = '' } = schema;
  const listType = schema['x-kubernetes-list-type'];
  const mapType = schema['x-kubernetes-map-type'];
  if (schema['x-kubernetes-preserve-unknown-fields'] === false)
    yield invalid(`${path}.x-kubernetes-preserve-unknown-fields`, false, 'must be true or undefined');
  for (const [extension, set, wanted] of [
    ['x-kubernetes-map-type', mapType, 'object'],
    ['x-kubernetes-list-type', listType, 'array'],
  ] as const) {
    if (set === undefined || type === wanted) continue;
    const detail = `must be ${wanted} if ${extension} is specified`;
    yield type === '' ? required(`${path}.type`, detail) : invalid(`${path}.type`, type, detail);
  }
  if (mapType !== undefined && mapType !== 'atomic' && mapType !== 'granular')
    yield unsupported(`${path}.x-kubernetes-map-type`, mapType, ['atomic', 'granular']);
  const items = itemsOf(schema);
  const atomicDetail = 'must be atomic as item of a list with x-kubernetes-list-type=set';
  if (listType === 'set' && type === 'array' && items !== undefined) {
    const inner = items['x-kubernetes-list-type'];
    if (items.type === 'array' && inner !== undefined && inner !== 'atomic')
      yield invalid(`${path}.items.x-kubernetes-list-type`, inner, atomicDetail);
    if (items.type === 'object' && items['x-kubernetes-map-type'] !== 'atomic')
      yield invalid(`${path}.items.x-kubernetes-map-type`, inner, atomicDetail);
  }
  if (listType !== undefined && !['atomic', 'set', 'map'].includes(listType))
    yield unsupported(`${path}.x-kubernetes-list-type`, listType, ['atomic', 'set', 'map']);
  yield* keyFaults(schema, items, path);
}

function* keyFaults(schema: JsonSchema, items: JsonSchema | undefined, path: string): Generator<Problem> {
  const listType = schema['x-kubernetes-list-type'];
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const atKeys = `${path}.x-kubernetes-list-map-keys`;
  if (keys.length > 0 && listType !== 'map') {
    const detail = 'must be map if x-kubernetes-list-map-keys is non-empty';
    const at = `${path}.x-kubernetes-list-type`;
    yield listType === undefined ? required(at, detail) : invalid(at, listType, detail);
  }
  if (listType === 'map') {
    if (keys.length === 0) yield required(atKeys, 'must not be empty if x-kubernetes-list-type is map');
    if (schema.items === undefined) yield required(`${path}.items`, 'must have a schema if x-kubernetes-list-type is map');
    if (items !== undefined && items.type !== 'object')
      yield invalid(`${path}.items.type`, items.type ?? '', "must be object if parent array's x-kubernetes-list-type is map");
    if (items?.type === 'object') {
      for (const [index, key] of keys.entries()) {
        const property = items.properties?.[key];
        if (property === undefined) yield invalid(atKeys, keys, 'entries must all be names of item properties');
        else if (property.type === 'array' || property.type === 'object') {
          const detail = "must be a scalar type if parent array's x-kubernetes-list-type is map";
          yield invalid(`${path}.items.properties[${key}].type`, items.type, detail);
        }
        if (keys.indexOf(key) < index) yield invalid(atKeys, keys, 'must not contain duplicate entries');
      }
    }
  }
  if (items === undefined || (listType !== 'map' && listType !== 'set')) return;
  if (items.nullable === true)
    yield forbidden(`${path}.items.nullable`, `cannot be nullable when x-kubernetes-list-type is ${listType}`);
  for (const key of listType === 'map' ? keys : []) {
    const property = items.properties?.[key];
    if (property === undefined) continue;
    const at = `${path}.items.properties[${key}]`;
    const why = 'this property is in x-kubernetes-list-map-keys, so it';
    if (!(items.required ?? []).includes(key) && property.default === undefined)
      yield required(`${at}.default`, `${why} must have a default or be a required property`);
    if (property.nullable === true) yield forbidden(`${at}.nullable`, `${why} cannot be nullable`);
  }
}
