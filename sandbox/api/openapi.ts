import type { JsonObject, JsonValue } from '../core/json.ts';
import type { Descriptions } from '../schema/load-descriptions.ts';
import { nodeOf, type Node } from '../schema/nodes.ts';
import { apiVersionOf } from '../schema/resource-type.ts';
import type { Kind } from './kind.ts';

interface GroupVersion {
  readonly group: string;
  readonly version: string;
}

type Schemas = { [name: string]: JsonObject };

const pathOf = (version: GroupVersion): string => `${version.group === '' ? 'api' : 'apis'}/${apiVersionOf(version)}`;

/** `/openapi/v3`: where the document of each group and version is. */
export function openApiIndex(versions: readonly GroupVersion[]): JsonObject {
  const paths = versions.map(
    (version) => [pathOf(version), { serverRelativeURL: `/openapi/v3/${pathOf(version)}?hash=1` }] as const,
  );
  return { paths: Object.fromEntries(paths) };
}

export const openApiInfo: JsonObject = { title: 'Kubernetes', version: 'v1.36.3' };

/**
 * The OpenAPI v3 document of one group and version: the schemas with what they are for, those that subresources take included, and for
 * each kind the path that says which options a write takes.
 */
export function openApiDocument(kinds: readonly Kind[], subresources: readonly string[], words: Descriptions): JsonObject {
  const schemas: Schemas = {};
  for (const definition of subresources) collect(definition, schemas, words);
  for (const { type, custom } of kinds) {
    const name = definitionOf(type);
    if (custom === undefined) collect(name, schemas, words);
    else schemas[name] = customSchema(custom.schema ?? {}, schemas, words);
    const gvk = [{ group: type.group, kind: type.kind, version: type.version }];
    schemas[name] = { ...schemas[name], 'x-kubernetes-group-version-kind': gvk };
  }
  return {
    openapi: '3.0.0',
    info: openApiInfo,
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

/** Puts a definition into `schemas`, and what it refers to. */
function collect(definition: string, schemas: Schemas, words: Descriptions): void {
  if (schemas[definition] !== undefined) return;
  const node = nodeOf(definition);
  if (node === undefined) return;
  schemas[definition] = {};
  const properties = Object.entries(node.props ?? {}).map(
    ([name, property]) => [name, described(schemaOf(property, schemas, words), words.ofField(definition, name))] as const,
  );
  schemas[definition] = {
    ...described(alternatives[definition] ?? schemaOf(node, schemas, words), words.ofType(definition)),
    ...(node.props === undefined ? {} : { properties: Object.fromEntries(properties) }),
  };
}

/** What may be of two types, which version 2 of the format cannot say. */
const alternatives: { readonly [definition: string]: JsonObject } = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': { oneOf: [{ type: 'string' }, { type: 'number' }] },
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': {
    format: 'int-or-string',
    oneOf: [{ type: 'integer' }, { type: 'string' }],
  },
};

function schemaOf(node: Node, schemas: Schemas, words: Descriptions): JsonObject {
  const { ref, type, format, items, values, required, mergeKey, strategy, listType, listKeys, mapType } = node;
  if (ref !== undefined) collect(ref, schemas, words);
  const own: { readonly [name: string]: JsonValue | undefined } = {
    type,
    format,
    items: items && schemaOf(items, schemas, words),
    additionalProperties: values && schemaOf(values, schemas, words),
    required,
    // Of a list, its items say so.
    enum: items === undefined ? node.enum : undefined,
    default: node.default,
    'x-kubernetes-patch-merge-key': mergeKey,
    'x-kubernetes-patch-strategy': strategy,
    'x-kubernetes-list-type': listType,
    'x-kubernetes-list-map-keys': listKeys,
    'x-kubernetes-map-type': mapType,
  };
  const given = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined)) as JsonObject;
  return ref === undefined ? given : referring(ref, given);
}

/** A reference may have no siblings. */
function referring(definition: string, siblings: JsonObject): JsonObject {
  const reference = { $ref: `#/components/schemas/${definition}` };
  return Object.keys(siblings).length === 0 ? reference : { allOf: [reference], ...siblings };
}

function described(schema: JsonObject, description: string | undefined): JsonObject {
  if (description === undefined) return schema;
  return schema['$ref'] === undefined ? { ...schema, description } : { allOf: [schema], description };
}

const OBJECT_META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';

/** The schema of a custom resource as its definition has it, with what all objects have. */
function customSchema(schema: JsonObject, schemas: Schemas, words: Descriptions): JsonObject {
  collect(OBJECT_META, schemas, words);
  const common = { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: referring(OBJECT_META, {}) };
  const properties = Object.entries(common).map(([name, own]) => [name, described(own, words.ofField('', name))] as const);
  return {
    type: 'object',
    ...schema,
    properties: { ...(schema['properties'] as JsonObject), ...Object.fromEntries(properties) },
  };
}
