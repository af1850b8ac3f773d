import { CommandError } from '../../errors.ts';
import { isRequired, propertiesOf, referred, schemaAt, schemasAt, textAt, type Schema } from './schema.ts';

/** What is explained: a place in a document of version 3. */
export interface Question {
  readonly document: Schema;
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly fields: readonly string[];
  readonly recursive: boolean;
}

/** How many of the allowed values are shown in a list of fields. */
const FEW_VALUES = 4;

/**
 * The text that explains a resource or a field of it, piece by piece: its head is written before it is known whether there is more to
 * say. Models k8s.io/kubectl/pkg/explain/v2/templates/plaintext.tmpl. Throws CommandError when the document does not hold it.
 */
export function* plaintext(question: Question): Generator<string> {
  const { document, group, version, resource, fields } = question;
  const kind = kindOf(question);
  if (kind === undefined) {
    throw new CommandError(`GVR (${group}/${version}, Resource=${resource}) not found in OpenAPI schema`);
  }
  yield `${kind.group === '' ? '' : `GROUP:      ${kind.group}\n`}KIND:       ${kind.kind}\nVERSION:    ${kind.version}\n\n`;
  const schemas = schemaAt(schemaAt(document, 'components'), 'schemas') ?? {};
  const schema = Object.keys(schemas)
    .sort()
    .map((name) => schemaAt(schemas, name) ?? {})
    .find((one) => schemasAt(one, GVK).some((gvk) => keys.every((key) => textAt(gvk, key) === kind[key])));
  if (schema === undefined) {
    throw new CommandError(`GVK map[group:${kind.group} kind:${kind.kind} version:${kind.version}] not found in OpenAPI schema`);
  }
  const text = explained(question, schema, fields, new Set());
  if (text === '') throw new CommandError(`field ${JSON.stringify(fields.at(-1) ?? '')} does not exist`);
  yield `${text}\n`;
}

const GVK = 'x-kubernetes-group-version-kind';
const keys = ['group', 'version', 'kind'] as const;

/** The kind that the paths of the document name for a resource. */
function kindOf({ document, group, version, resource }: Question) {
  const paths = schemaAt(document, 'paths') ?? {};
  const base = `/${group === '' ? 'api' : `apis/${group}`}/${version}`;
  const wholes = [`${base}/${resource}`, `${base}/namespaces/{namespace}/${resource}`];
  for (const path of wholes.flatMap((whole) => [whole, `${whole}/{name}`])) {
    for (const method of ['get', 'post', 'put', 'patch', 'delete']) {
      const gvk = schemaAt(schemaAt(schemaAt(paths, path), method), GVK);
      if (gvk !== undefined) return { group: textAt(gvk, 'group'), version: textAt(gvk, 'version'), kind: textAt(gvk, 'kind') };
    }
  }
  return undefined;
}

/** Empty when there is no such field. `history` holds the references on the way here, since a type may hold itself. */
function explained(question: Question, schema: Schema, fields: readonly string[], history: ReadonlySet<string>): string {
  const { document, recursive } = question;
  const reference = textAt(schema, '$ref');
  const resolved = referred(document, reference) ?? schema;
  const [first, ...rest] = fields;
  if (first === undefined) {
    const lines = fieldLines(document, resolved, recursive, 1, new Set());
    const words = descriptionOf(document, resolved);
    return [
      `DESCRIPTION:\n${indented(wrapped(words === '' ? '<empty>' : words, 76), 4)}\n`,
      docsOf(resolved, 0, 4, 76),
      lines === '' ? '' : `FIELDS:\n${lines}`,
    ].join('');
  }
  if (history.has(reference)) return '';
  const known = reference === '' ? history : new Set([...history, reference]);
  const property = schemaAt(schemaAt(resolved, 'properties'), first);
  if (property !== undefined) {
    const inner = explained(question, property, rest, new Set());
    if (rest.length > 0) return inner;
    return `FIELD: ${first} <${typeOf(document, property)}>\n${allValues(property)}\n\n${inner}`;
  }
  const element = elementOf(resolved);
  if (element !== undefined) return explained(question, element, fields, known);
  for (const part of schemasAt(resolved, 'allOf')) {
    const text = explained(question, part, fields, known);
    if (text !== '') return text;
  }
  return '';
}

const elementOf = (schema: Schema): Schema | undefined => schemaAt(schema, 'items') ?? schemaAt(schema, 'additionalProperties');

function fieldLines(document: Schema, schema: Schema, recursive: boolean, level: number, history: ReadonlySet<string>): string {
  const reference = textAt(schema, '$ref');
  if (history.has(reference)) return '';
  const known = reference === '' ? history : new Set([...history, reference]);
  const resolved = referred(document, reference) ?? schema;
  const parts = [...schemasAt(resolved, 'allOf'), schemaAt(resolved, 'items'), schemaAt(resolved, 'additionalProperties')];
  return [
    ...propertiesOf(resolved).map(
      ([name, property]) =>
        fieldDetail(document, resolved, name, property, recursive, level * 2) +
        (recursive ? fieldLines(document, property, recursive, level + 1, known) : ''),
    ),
    ...parts.map((part) => (part === undefined ? '' : fieldLines(document, part, recursive, level, known))),
  ].join('');
}

function fieldDetail(document: Schema, holder: Schema, name: string, schema: Schema, short: boolean, indent: number): string {
  const pad = ' '.repeat(indent);
  const required = isRequired(holder, name) ? ' -required-' : '';
  const head = `${pad}${name}\t<${typeOf(document, schema)}>${required}${someValues(schema, pad)}\n`;
  if (short) return head;
  const words = textAt(schema, 'description');
  const text = indented(wrapped(words === '' ? '<no description>' : words, 78 - indent), indent + 2);
  return `${head}${text}\n${docsOf(schema, indent + 2, indent + 4, 76 - indent)}\n`;
}

/** The words about a schema, and about what it is made of. */
function descriptionOf(document: Schema, schema: Schema): string {
  const resolved = referred(document, textAt(schema, '$ref')) ?? schema;
  const words = textAt(resolved, 'description');
  const parts = [...schemasAt(resolved, 'allOf'), schemaAt(resolved, 'items'), schemaAt(resolved, 'additionalProperties')];
  const inner = parts.map((part) => (part === undefined ? '' : descriptionOf(document, part)));
  return `${words === '' ? '' : `${words}\n`}${inner.join('')}`;
}

/** Where more is written: the title `indent` blanks in, the rest as far as `inner` says. */
function docsOf(schema: Schema, indent: number, inner: number, width: number): string {
  const docs = schemaAt(schema, 'externalDocs');
  if (docs === undefined) return '';
  const [words, url] = [textAt(docs, 'description'), textAt(docs, 'url')];
  const lines = [
    indented('EXTERNAL DOCS:', indent),
    ...(words === '' ? [] : [indented(wrapped(words, width), inner)]),
    ...(url === '' ? [] : [indented(`URL: ${url}`, inner)]),
  ];
  return `\n${lines.join('\n')}\n`;
}

/** `string`, `[]Container`, `map[string]string`, `PodSpec`. */
function typeOf(document: Schema, schema: Schema): string {
  const items = schemaAt(schema, 'items');
  if (items !== undefined) return `[]${typeOf(document, items)}`;
  const values = schemaAt(schema, 'additionalProperties');
  if (values !== undefined) return `map[string]${typeOf(document, values)}`;
  const [only, ...others] = schemasAt(schema, 'allOf');
  if (only !== undefined && others.length === 0 && schema['properties'] === undefined) return typeOf(document, only);
  const reference = textAt(schema, '$ref');
  const type = textAt(reference === '' ? schema : (referred(document, reference) ?? {}), 'type');
  if (reference === '') return type === 'object' || type === '' ? 'Object' : type;
  return type === 'object' || type === '' ? (reference.split(/[/.]/).at(-1) ?? 'Object') : type;
}

const valuesOf = (schema: Schema): readonly string[] => {
  const { enum: values } = schema;
  return Array.isArray(values) ? values.map((value) => (value === '' ? '""' : String(value))) : [];
};

const allValues = (schema: Schema): string => {
  const values = valuesOf(schema);
  return values.length === 0 ? '' : `ENUM:${values.map((value) => `\n    ${value}`).join('')}`;
};

const someValues = (schema: Schema, pad: string): string => {
  const values = valuesOf(schema);
  const more = values.length > FEW_VALUES ? ', ....' : '';
  return values.length === 0 ? '' : `\n${pad}enum: ${values.slice(0, FEW_VALUES).join(', ')}${more}`;
};

const indented = (text: string, amount: number): string => {
  const pad = ' '.repeat(amount);
  return pad + text.replaceAll('\n', `\n${pad}`);
};

/** Breaks lines between words so that they are at most `width` long, where words are. Models github.com/mitchellh/go-wordwrap. */
export function wrapped(text: string, width: number): string {
  const lines = text.split('\n').flatMap((whole) => {
    const done: string[] = [];
    let line = '';
    for (const [, space = '', word = ''] of whole.matchAll(/([^\S\u00a0]*)((?:\S|\u00a0)*)/g)) {
      const length = [...line].length + space.length;
      const fits = length + [...word].length <= width;
      if (word === '') line += length <= width ? space : '';
      else if (fits || length < 2) line += space + word;
      else {
        done.push(line);
        line = word;
      }
    }
    return [...done, line];
  });
  return lines.join('\n');
}
