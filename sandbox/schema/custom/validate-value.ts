import { deepEqual, isObject } from '../../core/json.ts';
import { matchesFormat } from './formats.ts';
import {
  duplicate,
  invalid,
  counterpart,
  isIntOrString,
  itemsOf,
  propertiesOf,
  required,
  unsupported,
  valuesOf,
  type JsonSchema,
  type Problem,
} from './json-schema.ts';
import { compilePattern } from './pattern.ts';

/** Where a value stands: as the field of an error, and as the text of its message names it. */
interface Place {
  readonly field: string;
  readonly text: string;
}

const step = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);
const below = ({ field, text }: Place, name: string): Place => ({ field: step(field, name), text: step(text, name) });
const item = ({ field, text }: Place, index: number): Place => ({ field: `${field}[${index}]`, text: `${text}[${index}]` });

/**
 * What is wrong with a value, in the words of k8s.io/kube-openapi's validation. `field` is where the value stands in the object; texts
 * name the places below it as if it were the whole. Of an update, what is as it was in `old` is not held against it; models
 * …/apiserver/validation.RatchetingSchemaValidator.
 */
export function validateValue(schema: JsonSchema, value: unknown, field = '', old?: unknown): Problem[] {
  const problems: Problem[] = [];
  check(schema, value, { field, text: '' }, problems, old);
  return problems;
}

function check(schema: JsonSchema, value: unknown, place: Place, problems: Problem[], old?: unknown): void {
  if (old !== undefined && deepEqual(value, old)) return;
  if (value === null && schema.nullable === true) return;
  checkType(schema, value, place, problems);
  if (typeof value === 'string') checkString(schema, value, place, problems);
  if (typeof value === 'number') checkNumber(schema, value, place, problems);
  if (Array.isArray(value)) checkList(schema, value, place, problems, old);
  else if (isObject(value)) checkObject(schema, value, place, problems, old);
  if (schema.enum !== undefined && !schema.enum.some((one) => deepEqual(one, value)))
    problems.push(unsupported(place.field, value, schema.enum));
  checkCombinations(schema, value, place, problems);
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

function checkType(schema: JsonSchema, value: unknown, { field, text }: Place, problems: Problem[]): void {
  const types = isIntOrString(schema) ? ['integer', 'string'] : schema.type === undefined ? [] : [schema.type];
  const given = typeOf(value);
  if (types.length === 0 || types.includes(given) || (given === 'integer' && types.includes('number'))) return;
  const detail = `${text} in body must be of type ${types.join(',')}: ${JSON.stringify(given)}`;
  problems.push({ type: 'FieldValueTypeInvalid', field, value: given, detail });
  if (given === 'number' && types[0] === 'integer')
    problems.push(invalid('<nil>', '', `Checked value must be of type integer (default format) in ${text}`));
}

function checkString(schema: JsonSchema, value: string, { field, text }: Place, problems: Problem[]): void {
  const { minLength, maxLength, pattern, format } = schema;
  const length = [...value].length;
  if (maxLength !== undefined && length > maxLength)
    problems.push({ type: 'FieldValueTooLong', field, value, detail: `may not be more than ${maxLength} bytes` });
  if (minLength !== undefined && length < minLength)
    problems.push(invalid(field, value, `${text} in body should be at least ${minLength} chars long`));
  if (pattern !== undefined && pattern !== '' && !(compilePattern(pattern)?.test(value) ?? true))
    problems.push(invalid(field, value, `${text} in body should match '${pattern}'`));
  if (format !== undefined && !matchesFormat(format, value)) {
    const detail = `${text} in body must be of type ${format}: ${JSON.stringify(value)}`;
    problems.push({ type: 'FieldValueTypeInvalid', field, value, detail });
  }
}

function checkNumber(schema: JsonSchema, value: number, { field, text }: Place, problems: Problem[]): void {
  const { minimum, maximum, multipleOf, exclusiveMinimum = false, exclusiveMaximum = false } = schema;
  const fault = (detail: string): void => void problems.push(invalid(field, value, detail));
  if (multipleOf !== undefined) {
    // A whole number is divided by the whole part of the factor.
    const factor = Number.isInteger(value) ? Math.trunc(multipleOf) : multipleOf;
    if (factor <= 0) fault(`factor MultipleOf declared for ${text} must be positive: ${factor}`);
    else if (Math.abs(value / factor - Math.round(value / factor)) > 1e-9)
      fault(`${text} in body should be a multiple of ${multipleOf}`);
  }
  if (maximum !== undefined && (exclusiveMaximum ? value >= maximum : value > maximum))
    fault(`${text} in body should be less than ${exclusiveMaximum ? '' : 'or equal to '}${maximum}`);
  if (minimum !== undefined && (exclusiveMinimum ? value <= minimum : value < minimum))
    fault(`${text} in body should be greater than ${exclusiveMinimum ? '' : 'or equal to '}${minimum}`);
}

function tooMany(field: string, count: number, most: number): Problem {
  return { type: 'FieldValueTooMany', field, value: count, detail: `must have at most ${most} items` };
}

function checkList(schema: JsonSchema, value: readonly unknown[], place: Place, problems: Problem[], old: unknown): void {
  const { minItems, maxItems } = schema;
  if (maxItems !== undefined && value.length > maxItems) problems.push(tooMany(place.field, value.length, maxItems));
  if (minItems !== undefined && value.length < minItems)
    problems.push(invalid(place.field, value.length, `${place.text} in body should have at least ${minItems} items`));
  const items = itemsOf(schema);
  if (items !== undefined)
    value.forEach((one, index) => check(items, one, item(place, index), problems, counterpart(schema, one, old)));
}

function checkObject(
  schema: JsonSchema,
  value: { readonly [key: string]: unknown },
  place: Place,
  problems: Problem[],
  old: unknown,
): void {
  const before = isObject(old) ? old : {};
  const { minProperties, maxProperties } = schema;
  const names = Object.keys(value);
  if (maxProperties !== undefined && names.length > maxProperties)
    problems.push(tooMany(place.field, names.length, maxProperties));
  if (minProperties !== undefined && names.length < minProperties)
    problems.push(invalid(place.field, names.length, `${place.text} in body should have at least ${minProperties} properties`));
  const properties = new Map(propertiesOf(schema));
  const values = valuesOf(schema);
  for (const name of names) {
    const inner = properties.get(name) ?? values;
    if (inner !== undefined)
      check(inner, value[name], below(place, name), problems, Object.hasOwn(before, name) ? before[name] : undefined);
  }
  for (const name of schema.required ?? []) if (!Object.hasOwn(value, name)) problems.push(required(below(place, name).field));
}

function checkCombinations(schema: JsonSchema, value: unknown, place: Place, problems: Problem[]): void {
  const found = (schemas: readonly JsonSchema[]): readonly Problem[][] =>
    schemas.map((one) => {
      const inner: Problem[] = [];
      check(one, value, place, inner);
      return inner;
    });
  const say = (text: string): void => void problems.push(invalid('<nil>', '', `"${place.text}" ${text}`));
  const fewest = (results: readonly Problem[][]): readonly Problem[] =>
    results.reduce((best, one) => (one.length < best.length ? one : best), results[0] ?? []);
  if (schema.anyOf !== undefined && schema.anyOf.length > 0) {
    const results = found(schema.anyOf);
    if (results.every((one) => one.length > 0)) {
      say('must validate at least one schema (anyOf)');
      problems.push(...fewest(results));
    }
  }
  if (schema.oneOf !== undefined && schema.oneOf.length > 0) {
    const results = found(schema.oneOf);
    const valid = results.filter((one) => one.length === 0).length;
    if (valid === 0) {
      say('must validate one and only one schema (oneOf). Found none valid');
      problems.push(...fewest(results));
    } else if (valid > 1) say(`must validate one and only one schema (oneOf). Found ${valid} valid alternatives`);
  }
  if (schema.allOf !== undefined && schema.allOf.length > 0) {
    const results = found(schema.allOf);
    if (results.some((one) => one.length > 0)) {
      const none = results.every((one) => one.length > 0) ? '. None validated' : '';
      say(`must validate all the schemas (allOf)${none}`);
      problems.push(...results.flat());
    }
  }
  if (schema.not !== undefined && found([schema.not])[0]?.length === 0) say('must not validate the schema (not)');
}

/** Items that a list of type `set` or `map` holds twice. Models …/schema/listtype. */
export function validateLists(schema: JsonSchema, value: unknown, field = ''): Problem[] {
  if (Array.isArray(value)) {
    const items = itemsOf(schema);
    const repeated = repeatedItems(schema, value, field);
    return items === undefined
      ? repeated
      : [...repeated, ...value.flatMap((one: unknown, index) => validateLists(items, one, `${field}[${index}]`))];
  }
  if (!isObject(value)) return [];
  const values = valuesOf(schema);
  const properties = new Map(propertiesOf(schema));
  return Object.keys(value).flatMap((name) => {
    const inner = properties.get(name) ?? values;
    return inner === undefined ? [] : validateLists(inner, value[name], step(field, name));
  });
}

function repeatedItems(schema: JsonSchema, list: readonly unknown[], field: string): Problem[] {
  const type = schema['x-kubernetes-list-type'];
  if (type !== 'set' && type !== 'map') return [];
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const defaults = new Map(propertiesOf(itemsOf(schema) ?? {}));
  const keyOf = (one: unknown): unknown => {
    if (type === 'set' || !isObject(one)) return one;
    const given = keys.flatMap((key) => {
      const value = one[key] ?? defaults.get(key)?.default;
      return value === undefined ? [] : [[key, value] as const];
    });
    return Object.fromEntries(given);
  };
  const seen = new Set<string>();
  return list.flatMap((one, index) => {
    const key = keyOf(one);
    const text = JSON.stringify(key);
    if (!seen.has(text)) {
      seen.add(text);
      return [];
    }
    return [duplicate(`${field}[${index}]`, key)];
  });
}
