import type { KubeObject } from '../../api/client.ts';
import type { FieldError } from '../../api/field-error.ts';
import type { Column, Kind, ScaleCapability } from '../../api/kind.ts';
import { humanDuration } from '../../core/duration.ts';
import type { JsonObject } from '../../core/json.ts';
import { valueAt } from '../../core/field-path.ts';
import { parseTime } from '../../core/time-text.ts';
import { validateRules } from '../../schema/custom/cel-rules.ts';
import { valuesAt } from '../../schema/custom/field-path.ts';
import type { JsonSchema } from '../../schema/custom/json-schema.ts';
import { fillDefaults, prune } from '../../schema/custom/prune.ts';
import { structureOfResource } from '../../schema/custom/structure-of-schema.ts';
import { validateLists, validateValue } from '../../schema/custom/validate-value.ts';
import { resourceType } from '../../schema/resource-type.ts';
import type {
  CustomResourceColumnDefinition,
  CustomResourceDefinition,
  CustomResourceDefinitionVersion,
} from '../../schema/types/apiextensions-v1.ts';
import { createdAtColumn, nameColumn } from '../columns.ts';
import { invalid } from '../validation/field-errors.ts';

type CustomResource = KubeObject & { readonly [key: string]: unknown };

const verbs = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];

/** The kind that one version of a CustomResourceDefinition serves. Models k8s.io/apiextensions-apiserver/pkg/registry/customresource. */
export function customResourceKind(crd: CustomResourceDefinition, version: CustomResourceDefinitionVersion): Kind {
  const { group, scope, conversion, versions } = crd.spec;
  const storage = versions.find((one) => one.storage)?.name ?? version.name;
  const { plural, singular = '', kind, listKind, shortNames, categories } = crd.status?.acceptedNames ?? crd.spec.names;
  const schema = version.schema?.openAPIV3Schema;
  const { status, scale } = version.subresources ?? {};
  const namespaced = scope === 'Namespaced';
  const paths = (version.selectableFields ?? []).map(({ jsonPath }) => jsonPath);
  const textAt = (object: CustomResource, path: string): string => String(valueAt(object, path) ?? '');
  const columns = columnsOf(version.additionalPrinterColumns);
  const warning = version.deprecationWarning ?? `${group}/${version.name} ${kind} is deprecated`;
  const check = (object: CustomResource, old?: CustomResource): readonly FieldError[] =>
    checkResource(schema, scale?.specReplicasPath, object, old);
  return {
    type: resourceType<CustomResource>({ group, version: version.name, resource: plural, kind, namespaced }),
    singular,
    ...(listKind === undefined ? {} : { listKind }),
    ...(shortNames === undefined ? {} : { shortNames }),
    ...(categories === undefined ? {} : { categories }),
    verbs,
    generation: true,
    needsResourceVersion: true,
    statusSubresource: status !== undefined,
    ...(version.deprecated === true ? { deprecation: warning } : {}),
    selectableFields: Object.fromEntries(
      paths.map((path) => [path.replace(/^\./, ''), (object: CustomResource) => textAt(object, path)]),
    ),
    columns,
    custom: {
      structure: structureOfResource(schema, kind),
      ...(schema === undefined ? {} : { schema: schema as JsonObject }),
      ...(conversion?.strategy === 'Webhook' && storage !== version.name
        ? {
            unconvertible: (from) => `conversion webhook for ${from}, Kind=${kind} failed: webhooks are not simulated`,
          }
        : {}),
      prune: (value, unknown) => prune(schema ?? { 'x-kubernetes-preserve-unknown-fields': true }, value, unknown),
    },
    default(object) {
      if (schema !== undefined) fillDefaults(schema, object);
    },
    prepareForCreate(object) {
      if (status !== undefined) delete (object as { status?: unknown }).status;
    },
    validate: (object) => check(object),
    validateUpdate: (object, old) => check(object, old),
    validateStatusUpdate: (object, old) => checkStatus(schema, object, old),
    ...(scale === undefined ? {} : { scale: scaleOf(scale) }),
  };
}

function scaleOf(
  scale: NonNullable<NonNullable<CustomResourceDefinitionVersion['subresources']>['scale']>,
): ScaleCapability<CustomResource> {
  const { specReplicasPath, statusReplicasPath, labelSelectorPath = '' } = scale;
  return {
    specPath: specReplicasPath,
    statusPath: statusReplicasPath,
    selector: (object) => (labelSelectorPath === '' ? '' : String(valueAt(object, labelSelectorPath) ?? '')),
  };
}

/** Faults after which the rules of a schema could only mislead. */
const blocking: ReadonlySet<FieldError['type']> = new Set([
  'FieldValueNotSupported',
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
]);
const unchecked =
  'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation';

function checkResource(
  schema: JsonSchema | undefined,
  replicasPath: string | undefined,
  object: CustomResource,
  old: CustomResource | undefined,
): readonly FieldError[] {
  if (schema === undefined) return [];
  const errors: FieldError[] = [
    ...validateValue(schema, object, '', old),
    ...scaleFaults(replicasPath, object),
    ...listFaults(schema, object, old),
  ];
  return [...errors, ...ruleFaults(schema, errors, object, old)];
}

/** Items that are there twice, unless some were before. */
function listFaults(schema: JsonSchema, value: unknown, old: unknown, field = ''): readonly FieldError[] {
  const faults = validateLists(schema, value, field);
  return faults.length > 0 && old !== undefined && validateLists(schema, old, field).length > 0 ? [] : faults;
}

function ruleFaults(
  schema: JsonSchema,
  errors: readonly FieldError[],
  object: CustomResource,
  old: CustomResource | undefined,
): readonly FieldError[] {
  if (!hasRules(schema)) return [];
  if (errors.some(({ type }) => blocking.has(type))) return [invalid('<nil>', null, unchecked)];
  return validateRules(schema, object, old);
}

/** A status is judged by its own part of the schema, and the rules by the whole. */
function checkStatus(schema: JsonSchema | undefined, object: CustomResource, old: CustomResource): readonly FieldError[] {
  const part = schema?.properties?.['status'];
  if (schema === undefined || part === undefined || object['status'] === undefined) return [];
  const errors = [
    ...validateValue(part, object['status'], 'status', old['status']),
    ...listFaults(part, object['status'], old['status'], 'status'),
  ];
  return [...errors, ...ruleFaults(schema, errors, object, old)];
}

const rulesIn = new WeakMap<JsonSchema, boolean>();

function hasRules(schema: JsonSchema): boolean {
  const known = rulesIn.get(schema);
  if (known !== undefined) return known;
  const found = JSON.stringify(schema).includes('"x-kubernetes-validations"');
  rulesIn.set(schema, found);
  return found;
}

const MOST_REPLICAS = 0x7fff_ffff;

function scaleFaults(path: string | undefined, object: CustomResource): readonly FieldError[] {
  const value = path === undefined ? undefined : valueAt(object, path);
  if (path === undefined || value === undefined || value === null) return [];
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    const type = typeof value === 'number' ? 'float64' : typeof value === 'boolean' ? 'bool' : typeof value;
    const shown = typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean);
    return [invalid(path, 0, `${path} accessor error: ${shown} is of the type ${type}, expected int64`)];
  }
  if (value < 0) return [invalid(path, value, 'should be a non-negative integer')];
  return value > MOST_REPLICAS ? [invalid(path, value, `should be less than or equal to ${MOST_REPLICAS}`)] : [];
}

function columnsOf(definitions: readonly CustomResourceColumnDefinition[] | undefined): readonly Column<CustomResource>[] {
  if (definitions === undefined || definitions.length === 0)
    return [nameColumn, { ...createdAtColumn, name: 'Age', cell: ageCell }];
  return [nameColumn, ...definitions.map(columnOf)];
}

const ageCell: Column<CustomResource>['cell'] = ({ metadata }, { now }) => age(metadata.creationTimestamp, now);

function age(value: unknown, now: number): string {
  const time = typeof value === 'string' ? parseTime(value) : undefined;
  return time === undefined ? '<invalid>' : humanDuration(now - time);
}

function columnOf(definition: CustomResourceColumnDefinition): Column<CustomResource> {
  const { name, type, format, description = '', jsonPath, priority } = definition;
  return {
    name,
    type: type as Column<CustomResource>['type'],
    ...(format === undefined ? {} : { format }),
    ...(priority === undefined ? {} : { priority }),
    description: description === '' ? `Custom resource definition column (in JSONPath format): ${jsonPath}` : description,
    cell: (object, { now }) => cellOf(type, valuesAt(object, jsonPath), now),
  };
}

function cellOf(type: string, found: readonly unknown[], now: number): string | number | boolean | null {
  const [first] = found;
  if (first === undefined) return null;
  if (type === 'date') return age(first, now);
  if (type === 'integer') return typeof first === 'number' ? Math.trunc(first) : null;
  if (type === 'number') return typeof first === 'number' ? first : null;
  if (type === 'boolean') return typeof first === 'boolean' ? first : null;
  return found.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join(',');
}
