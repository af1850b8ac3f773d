import { CommandError } from '../../errors.ts';
import { isRequired, propertiesOf, referred, schemaAt, schemasAt, textAt, type Schema } from './schema.ts';

/** What is explained: a place in a document of version 2. */
export interface Question {
  readonly document: Schema;
  readonly kind: { readonly group: string; readonly version: string; readonly kind: string };
  readonly fields: readonly string[];
  readonly recursive: boolean;
}

const WIDTH = 80;
const FIELDS = 3;
const WORDS = 5;

/** The text in the older form. Models k8s.io/kubectl/pkg/explain. Throws CommandError when the document does not hold what is asked. */
export function plaintextOfV2({ document, kind, fields, recursive }: Question): string {
  const { group, version } = kind;
  const root = rootOf(document, kind);
  if (root === undefined) throw new CommandError(`couldn't find resource for "${group}/${version}, Kind=${kind.kind}"`);
  const found = fieldAt(document, root, fields);
  const head = `KIND:     ${kind.kind}\nVERSION:  ${group === '' ? version : `${group}/${version}`}\n\n`;
  return head + body(document, found, fields.at(-1) ?? '', recursive);
}

function rootOf(document: Schema, { group, version, kind }: Question['kind']): Schema | undefined {
  const definitions = schemaAt(document, 'definitions') ?? {};
  return Object.keys(definitions)
    .map((name) => schemaAt(definitions, name) ?? {})
    .find((one) =>
      schemasAt(one, 'x-kubernetes-group-version-kind').some(
        (gvk) => textAt(gvk, 'group') === group && textAt(gvk, 'version') === version && textAt(gvk, 'kind') === kind,
      ),
    );
}

/** What a schema is, as kube-openapi's `proto` tells them apart. */
function shapeOf(schema: Schema): 'reference' | 'kind' | 'map' | 'array' | 'primitive' | 'arbitrary' {
  if (textAt(schema, '$ref') !== '') return 'reference';
  const type = textAt(schema, 'type');
  if (type === 'array') return 'array';
  if (schemaAt(schema, 'properties') !== undefined && (type === '' || type === 'object')) return 'kind';
  if (type === '') return 'arbitrary';
  return type === 'object' ? 'map' : 'primitive';
}

/** What stands behind a reference, in a list or in a map. */
function innerOf(document: Schema, schema: Schema): Schema {
  const shape = shapeOf(schema);
  if (shape === 'reference') return referred(document, textAt(schema, '$ref')) ?? {};
  return schemaAt(schema, shape === 'array' ? 'items' : 'additionalProperties') ?? {};
}

function fieldAt(document: Schema, root: Schema, fields: readonly string[]): Schema {
  let schema = root;
  for (const field of fields) {
    while (['reference', 'array', 'map'].includes(shapeOf(schema))) schema = innerOf(document, schema);
    // A plain value is the answer, whatever is asked of it.
    if (shapeOf(schema) !== 'kind') return schema;
    const next = schemaAt(schemaAt(schema, 'properties'), field);
    if (next === undefined) throw new CommandError(`field ${JSON.stringify(field)} does not exist`);
    schema = next;
  }
  return schema;
}

function body(document: Schema, found: Schema, name: string, recursive: boolean): string {
  const words: string[] = [];
  let schema = found;
  let type = '';
  while (['reference', 'array', 'map'].includes(shapeOf(schema))) {
    words.push(textAt(schema, 'description'));
    if (type === '' && shapeOf(schema) !== 'reference') type = typeOf(document, schema);
    schema = innerOf(document, schema);
  }
  words.push(textAt(schema, 'description'));
  const shape = shapeOf(schema);
  const shown = `<${type === '' ? typeOf(document, schema) : type}>\n\n`;
  if (shape === 'arbitrary') return descriptionText(words);
  if (shape === 'primitive') return `FIELD:    ${name} ${shown}${descriptionText(words)}`;
  const lines = recursive ? namesIn(document, schema, FIELDS, new Set()) : describedIn(document, schema);
  return `${name === '' ? '' : `RESOURCE: ${name} ${shown}`}${descriptionText(words)}\nFIELDS:\n${lines}`;
}

function descriptionText(words: readonly string[]): string {
  const texts = words.map((text, index) => (text === '' ? '' : `${index === 0 ? '' : '\n'}${paragraph(text, WORDS)}`));
  return `DESCRIPTION:\n${texts.every((text) => text === '') ? paragraph('<empty>', WORDS) : texts.join('')}`;
}

function describedIn(document: Schema, schema: Schema): string {
  const pad = ' '.repeat(FIELDS);
  return propertiesOf(schema)
    .map(([name, property]) => {
      const required = isRequired(schema, name) ? ' -required-' : '';
      const words = paragraph(textAt(property, 'description'), FIELDS + 2);
      return `${pad}${name}\t<${typeOf(document, property)}>${required}\n${words}\n`;
    })
    .join('');
}

/** `open` holds the references on the way here, since a type may hold itself. */
function namesIn(document: Schema, schema: Schema, indent: number, open: ReadonlySet<string>): string {
  const shape = shapeOf(schema);
  const reference = textAt(schema, '$ref');
  if (open.has(reference)) return '';
  if (shape === 'reference') return namesIn(document, innerOf(document, schema), indent, new Set([...open, reference]));
  if (shape === 'array' || shape === 'map') return namesIn(document, innerOf(document, schema), indent, open);
  if (shape !== 'kind') return '';
  return propertiesOf(schema)
    .map(([name, property]) => {
      const line = `${' '.repeat(indent)}${name}\t<${typeOf(document, property)}>\n`;
      return line + namesIn(document, property, indent + FIELDS, open);
    })
    .join('');
}

function typeOf(document: Schema, schema: Schema): string {
  const shape = shapeOf(schema);
  if (shape === 'array') return `[]${typeOf(document, innerOf(document, schema))}`;
  if (shape === 'map') return `map[string]${typeOf(document, innerOf(document, schema))}`;
  if (shape === 'reference') return typeOf(document, innerOf(document, schema));
  if (shape === 'kind') return 'Object';
  return shape === 'primitive' ? textAt(schema, 'type') : '';
}

function paragraph(text: string, indent: number): string {
  const pad = ' '.repeat(indent);
  return refilled(text, WIDTH - indent)
    .map((line) => (line === '' ? '\n' : `${pad}${line}\n`))
    .join('');
}

/** The words of a text in lines of at most `width`; blank lines, lists, blocks of code and what follows a colon keep their place. */
function refilled(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  const flush = (): void => {
    if (line !== '') lines.push(line);
    line = '';
  };
  for (const written of text.split('\n')) {
    const words = written.split(/\s+/).filter((word) => word !== '');
    const isCode = written.startsWith('    ');
    if (isCode || (words.length === 0 && lines.length > 0)) {
      flush();
      lines.push(isCode ? written : '');
      continue;
    }
    if (line.endsWith(':') || words.length === 0 || /^(\d+\.?|-|\*)\s/.test(written.trim())) flush();
    for (const word of words) {
      if (line !== '' && line.length + 1 + word.length > width) flush();
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  flush();
  return lines;
}
