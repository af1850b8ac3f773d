import { Environment } from '@marcbachmann/cel-js';
import { isObject } from '../../core/json.ts';
import { addKubernetesFunctions } from '../cel/functions.ts';
import { isEmbedded, isIntOrString, itemsOf, keepsUnknown, propertiesOf, valuesOf, type JsonSchema } from './json-schema.ts';
import { decodeBase64 } from '../../core/base64.ts';

type Fields = { [name: string]: string };

/** Names of fields that CEL could not write are spelt out. Models k8s.io/apiserver/pkg/cel.Escape. */
export function celName(name: string): string | undefined {
  if (reserved.has(name)) return `__${name}__`;
  const escaped = name
    .replaceAll('__', '__underscores__')
    .replaceAll('.', '__dot__')
    .replaceAll('-', '__dash__')
    .replaceAll('/', '__slash__');
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(escaped) ? escaped : undefined;
}

const reserved = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
);

const metadata: JsonSchema = { type: 'object', properties: { name: { type: 'string' }, generateName: { type: 'string' } } };
const ofResources: readonly (readonly [string, JsonSchema])[] = [
  ['apiVersion', { type: 'string' }],
  ['kind', { type: 'string' }],
  ['metadata', metadata],
];

function fieldsOf(schema: JsonSchema, root: boolean): readonly (readonly [string, JsonSchema])[] {
  const own = propertiesOf(schema);
  if (!root && !isEmbedded(schema)) return own;
  return [...own.filter(([name]) => !ofResources.some(([one]) => one === name)), ...ofResources];
}

const stringTypes: { readonly [format: string]: string } = {
  'date-time': 'google.protobuf.Timestamp',
  date: 'google.protobuf.Timestamp',
  duration: 'google.protobuf.Duration',
  byte: 'bytes',
};
const scalarTypes: { readonly [type: string]: string } = { integer: 'int', number: 'double', boolean: 'bool' };

/** An environment whose types are those of a schema, with `self` and `oldSelf` of that type; the latter may be asked whether it is there. */
export function celEnvironment(schema: JsonSchema, root: boolean, optionalOld: boolean): Environment {
  const environment = new Environment({ enableOptionalTypes: true, homogeneousAggregateLiterals: true });
  addKubernetesFunctions(environment);
  let count = 0;
  const typeOf = (one: JsonSchema, top: boolean): string => {
    if (isIntOrString(one)) return 'dyn';
    if (one.type === 'string') return stringTypes[one.format ?? ''] ?? 'string';
    const scalar = scalarTypes[one.type ?? ''];
    if (scalar !== undefined) return scalar;
    if (one.type === 'array') return `list<${typeOf(itemsOf(one) ?? {}, false)}>`;
    const values = valuesOf(one);
    if (values !== undefined) return `map<string, ${typeOf(values, false)}>`;
    const fields = fieldsOf(one, top);
    if (fields.length === 0) return keepsUnknown(one) || one.type !== 'object' ? 'dyn' : 'map<string, dyn>';
    const types: Fields = {};
    for (const [name, property] of fields) {
      const escaped = celName(name);
      if (escaped !== undefined) types[escaped] = typeOf(property, false);
    }
    const name = `Object${++count}`;
    environment.registerType({ name, schema: types });
    return name;
  };
  const type = typeOf(schema, root);
  environment.registerVariable('self', type);
  environment.registerVariable('oldSelf', optionalOld ? `optional<${type}>` : type);
  return environment;
}

/** A value as CEL sees it: whole numbers as integers, times as times. */
export function celValue(schema: JsonSchema, value: unknown, root: boolean): unknown {
  if (Array.isArray(value)) {
    const items = itemsOf(schema) ?? {};
    return value.map((one: unknown) => celValue(items, one, false));
  }
  if (typeof value === 'number') return schema.type === 'number' || !Number.isInteger(value) ? value : BigInt(value);
  if (typeof value === 'string' && schema.type === 'string') return celString(schema.format, value);
  if (!isObject(value)) return value;
  const values = valuesOf(schema);
  const fields = new Map(fieldsOf(schema, root));
  const result: { [key: string]: unknown } = {};
  for (const [key, one] of Object.entries(value)) {
    const known = fields.get(key);
    if (known === undefined && values === undefined && !keepsUnknown(schema)) continue;
    const name = known === undefined ? key : celName(key);
    if (name !== undefined) result[name] = celValue(known ?? values ?? {}, one, false);
  }
  return result;
}

function celString(format: string | undefined, value: string): unknown {
  if (format === 'date-time' || format === 'date') return new Date(value);
  if (format === 'byte') return decodeBase64(value);
  return value;
}
