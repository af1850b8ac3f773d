import type { JsonObject } from '../core/json.ts';
import { structureOf, type Field, type Structure } from '../schema/structure.ts';
import type { Kind } from './kind.ts';

interface GroupVersion {
  readonly group: string;
  readonly version: string;
}

const pathOf = ({ group, version }: GroupVersion): string => (group === '' ? `api/${version}` : `apis/${group}/${version}`);

/** `/openapi/v3`: where the document of each group and version is. */
export function openApiIndex(versions: readonly GroupVersion[]): JsonObject {
  const paths = versions.map(
    (version) => [pathOf(version), { serverRelativeURL: `/openapi/v3/${pathOf(version)}?hash=1` }] as const,
  );
  return { paths: Object.fromEntries(paths) };
}

/**
 * The OpenAPI v3 document of one group and version: schemas with what patches have to know of lists, and for each kind the path that
 * says which options a write takes. No descriptions: the structure has none.
 */
export function openApiDocument(kinds: readonly Kind[]): JsonObject {
  const schemas: { [name: string]: JsonObject } = {};
  for (const { type, custom } of kinds) {
    const name = definitionOf(type);
    if (custom === undefined) collect(name, schemas);
    else schemas[name] = schemaOf(custom.structure, schemas);
    const gvk = [{ group: type.group, kind: type.kind, version: type.version }];
    schemas[name] = { ...schemas[name], 'x-kubernetes-group-version-kind': gvk };
  }
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'v1.36.3' },
    paths: Object.fromEntries(kinds.flatMap(pathsOf)),
    components: { schemas },
  };
}

/** The name of a kind's schema; kinds defined at run time are named after their group, read backwards. */
function definitionOf({ definition, group, version, kind }: Kind['type']): string {
  return definition ?? [...group.split('.').reverse(), version, kind].join('.');
}

function pathsOf({ type }: Kind): [string, JsonObject][] {
  const base = `/${pathOf(type)}/${type.namespaced ? 'namespaces/{namespace}/' : ''}${type.resource}`;
  const gvk = { group: type.group, kind: type.kind, version: type.version };
  const schema = { $ref: `#/components/schemas/${definitionOf(type)}` };
  const operation = (action: string): JsonObject => ({
    parameters: ['dryRun', 'fieldManager', 'fieldValidation', ...(action === 'patch' ? ['force'] : [])].map((name) => ({
      name,
      in: 'query',
      schema: { type: name === 'force' ? 'boolean' : 'string', uniqueItems: true },
    })),
    responses: { '200': { description: 'OK', content: { 'application/json': { schema } } } },
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': gvk,
  });
  return [
    [base, { post: operation('post') }],
    [`${base}/{name}`, { put: operation('put'), patch: operation('patch') }],
  ];
}

function collect(definition: string, schemas: { [name: string]: JsonObject }): void {
  if (schemas[definition] !== undefined) return;
  const structure = structureOf(definition);
  if (structure === undefined) return;
  schemas[definition] = {};
  schemas[definition] = schemaOf(structure, schemas);
}

const scalars: { readonly [shape in Structure['shape']]?: JsonObject } = {
  string: { type: 'string' },
  bytes: { type: 'string', format: 'byte' },
  number: { type: 'number', format: 'double' },
  boolean: { type: 'boolean' },
  quantity: { oneOf: [{ type: 'string' }, { type: 'number' }] },
  intOrString: { format: 'int-or-string', oneOf: [{ type: 'integer' }, { type: 'string' }] },
  time: { type: 'string', format: 'date-time' },
  microTime: { type: 'string', format: 'date-time' },
  duration: { type: 'string' },
  raw: { type: 'object' },
};

/** The schema of a structure itself, with references to those of its parts. */
function schemaOf(structure: Structure, schemas: { [name: string]: JsonObject }): JsonObject {
  if (structure.shape === 'struct') {
    const properties = [...(structure.fields ?? [])].map(([name, field]) => [name, fieldSchema(field, schemas)] as const);
    return { type: 'object', properties: Object.fromEntries(properties) };
  }
  const items = structure.items?.();
  if (structure.shape === 'list') return { type: 'array', items: items === undefined ? {} : referenceOr(items, schemas) };
  if (structure.shape === 'map')
    return { type: 'object', additionalProperties: items === undefined ? {} : referenceOr(items, schemas) };
  if (structure.shape === 'integer') return { type: 'integer', format: structure.goType === 'int64' ? 'int64' : 'int32' };
  return scalars[structure.shape] ?? { type: 'string' };
}

function referenceOr(structure: Structure, schemas: { [name: string]: JsonObject }): JsonObject {
  if (structure.definition === undefined) return schemaOf(structure, schemas);
  collect(structure.definition, schemas);
  return { $ref: `#/components/schemas/${structure.definition}` };
}

function fieldSchema(field: Field, schemas: { [name: string]: JsonObject }): JsonObject {
  const { mergeKey, strategy, listType, listKeys, mapType } = field.patch;
  const own = referenceOr(field.structure(), schemas);
  const marks: JsonObject = {
    ...(mergeKey === undefined ? {} : { 'x-kubernetes-patch-merge-key': mergeKey }),
    ...(strategy === undefined ? {} : { 'x-kubernetes-patch-strategy': strategy }),
    ...(listType === undefined ? {} : { 'x-kubernetes-list-type': listType }),
    ...(listKeys === undefined ? {} : { 'x-kubernetes-list-map-keys': listKeys }),
    ...(mapType === undefined ? {} : { 'x-kubernetes-map-type': mapType }),
  };
  if (Object.keys(marks).length === 0) return own;
  // A reference may have no siblings.
  return own['$ref'] === undefined ? { ...own, ...marks } : { allOf: [own], ...marks };
}
