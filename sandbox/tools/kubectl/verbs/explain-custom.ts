import { isObject, type JsonObject } from '../../../core/json.ts';
import type { Mapping } from '../discovery.ts';
import { CommandError } from '../errors.ts';
import type { Invocation } from '../invocation.ts';

/** A schema as a CustomResourceDefinition has it. */
type Schema = JsonObject;

const text = (schema: Schema, key: string): string => (typeof schema[key] === 'string' ? schema[key] : '');
const objectAt = (schema: Schema, key: string): Schema | undefined => {
  const value = schema[key];
  return isObject(value) ? (value as Schema) : undefined;
};

/** The schema of a custom resource, with what all objects have; undefined when the cluster defines no such resource. */
export async function customSchema({ cluster }: Invocation, mapping: Mapping): Promise<Schema | undefined> {
  const definitions = await cluster.discovery.lookUp('customresourcedefinitions.apiextensions.k8s.io');
  if (definitions === undefined) return undefined;
  const definition = await cluster.find(definitions, undefined, `${mapping.resource}.${mapping.group}`);
  const spec = isObject(definition?.['spec']) ? definition['spec'] : {};
  const versions = Array.isArray(spec['versions']) ? spec['versions'].filter(isObject) : [];
  const version = versions.find(({ name }) => name === mapping.version);
  const schema = isObject(version?.['schema']) ? objectAt(version['schema'] as Schema, 'openAPIV3Schema') : undefined;
  if (schema === undefined) return undefined;
  const word = { type: 'string' };
  const common = { apiVersion: word, kind: word, metadata: { type: 'ObjectMeta' } };
  return { ...schema, properties: { ...objectAt(schema, 'properties'), ...common } };
}

/** What `explain` prints of a custom resource behind its head. Throws CommandError for a field that is not there. */
export function customText(root: Schema, fields: readonly string[], recursive: boolean): string {
  let schema = root;
  let required = false;
  for (const field of fields) {
    const inside = elementOf(schema);
    const next = objectAt(objectAt(inside, 'properties') ?? {}, field);
    if (next === undefined) throw new CommandError(`field ${JSON.stringify(field)} does not exist`);
    required = isRequired(inside, field);
    schema = next;
  }
  const last = fields.at(-1);
  const title = last === undefined ? '' : `FIELD: ${last} <${typeText(schema)}>${required ? ' -required-' : ''}\n`;
  const values = enumOf(schema).map((value) => `    ${value}\n`);
  const enumText = values.length === 0 ? '' : `ENUM:\n${values.join('')}`;
  const lines = recursive ? namesIn(elementOf(schema), 1) : describedIn(elementOf(schema));
  return [
    title === '' ? '' : `${title}${enumText}\n\n`,
    `DESCRIPTION:\n${description(schema, '<empty>')}`,
    lines === '' ? '\n' : `FIELDS:\n${lines}\n`,
  ].join('');
}

const elementOf = (schema: Schema): Schema => {
  const inner = objectAt(schema, 'items') ?? objectAt(schema, 'additionalProperties');
  return inner === undefined ? schema : elementOf(inner);
};

function typeText(schema: Schema): string {
  const items = objectAt(schema, 'items');
  if (items !== undefined) return `[]${typeText(items)}`;
  const values = objectAt(schema, 'additionalProperties');
  if (values !== undefined) return `map[string]${typeText(values)}`;
  const type = text(schema, 'type');
  if (schema['x-kubernetes-int-or-string'] === true) return 'IntOrString';
  return type === 'object' || type === '' ? 'Object' : type;
}

const enumOf = (schema: Schema): readonly string[] => (Array.isArray(schema['enum']) ? schema['enum'].map(String) : []);

const isRequired = (schema: Schema, name: string): boolean =>
  Array.isArray(schema['required']) && schema['required'].includes(name);

function description(schema: Schema, otherwise: string): string {
  const words = text(schema, 'description');
  return `${wrapped(words === '' ? otherwise : words)
    .map((line) => `    ${line}\n`)
    .join('')}`;
}

function wrapped(words: string): readonly string[] {
  const lines: string[] = [];
  for (const word of words.split(/\s+/).filter((part) => part !== '')) {
    const line = lines.at(-1);
    if (line === undefined || line.length + word.length + 1 > 76) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
}

function entries(schema: Schema): readonly (readonly [string, Schema])[] {
  const properties = objectAt(schema, 'properties') ?? {};
  return Object.keys(properties)
    .sort()
    .flatMap((name) => {
      const field = objectAt(properties, name);
      return field === undefined ? [] : [[name, field] as const];
    });
}

function describedIn(schema: Schema): string {
  return entries(schema)
    .map(([name, field]) => {
      const values = enumOf(field);
      const choice = values.length === 0 ? '' : `  enum: ${values.join(', ')}\n`;
      const head = `  ${name}\t<${typeText(field)}>${isRequired(schema, name) ? ' -required-' : ''}\n`;
      return `${head}${choice}${description(field, '<no description>')}\n`;
    })
    .join('');
}

function namesIn(schema: Schema, level: number): string {
  const pad = '  '.repeat(level);
  return entries(schema)
    .map(([name, field]) => {
      const values = enumOf(field);
      const choice = values.length === 0 ? '' : `${pad}enum: ${values.join(', ')}\n`;
      const head = `${pad}${name}\t<${typeText(field)}>${isRequired(schema, name) ? ' -required-' : ''}\n`;
      return head + choice + namesIn(elementOf(field), level + 1);
    })
    .join('');
}
