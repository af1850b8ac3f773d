import type { FieldError } from '../../api/field-error.ts';
import { deepEqual } from '../../core/json.ts';
import { dns1035Label, dns1123Subdomain } from '../../core/names.ts';
import { checkSchema } from '../../schema/custom/check-schema.ts';
import { findField } from '../../schema/custom/field-path.ts';
import type { JsonSchema } from '../../schema/custom/json-schema.ts';
import type {
  CustomResourceColumnDefinition,
  CustomResourceConversion,
  CustomResourceDefinition,
  CustomResourceDefinitionNames,
  CustomResourceDefinitionVersion,
} from '../../schema/types/apiextensions-v1.ts';
import { duplicate, forbidden, immutableText, invalid, notSupported, required, tooMany } from '../validation/field-errors.ts';

/** Models ValidateCustomResourceDefinition in k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation. */
export function validateDefinition(crd: CustomResourceDefinition): readonly FieldError[] {
  const { metadata, spec } = crd;
  const errors: FieldError[] = [];
  const nameDetail = 'must be spec.names.plural+"."+spec.group';
  const wanted = `${spec.names?.plural ?? ''}.${spec.group ?? ''}`;
  const { name = '', generateName = '' } = metadata;
  if (generateName !== '' && generateName !== wanted) errors.push(invalid('metadata.generateName', generateName, nameDetail));
  if (name !== '' && name !== wanted) errors.push(invalid('metadata.name', name, nameDetail));
  return [...errors, ...specErrors(crd), ...storedVersionErrors(crd), ...approvalErrors(crd, undefined), ...preserveErrors(crd)];
}

export function validateDefinitionUpdate(crd: CustomResourceDefinition, old: CustomResourceDefinition): readonly FieldError[] {
  const errors = [...specErrors(crd)];
  const established = old.status?.conditions?.some(({ type, status }) => type === 'Established' && status === 'True') ?? false;
  const fixed = (field: string, value: unknown, before: unknown): void => {
    if (value !== before) errors.push(invalid(field, value, immutableText));
  };
  if (established) {
    fixed('spec.scope', crd.spec.scope, old.spec.scope);
    fixed('spec.names.kind', crd.spec.names.kind, old.spec.names.kind);
  }
  fixed('spec.group', crd.spec.group, old.spec.group);
  fixed('spec.names.plural', crd.spec.names.plural, old.spec.names.plural);
  const preserves = old.spec.preserveUnknownFields === true ? [] : preserveErrors(crd);
  return [...errors, ...storedVersionErrors(crd), ...approvalErrors(crd, old), ...preserves];
}

/** What all versions have in common stands where the server's own code keeps it. */
function common<T>(
  versions: readonly CustomResourceDefinitionVersion[],
  read: (version: CustomResourceDefinitionVersion) => T,
): boolean {
  const [first, ...others] = versions.map(read);
  return others.every((one) => deepEqual(one, first));
}

/** Versions as the server's own code holds them, as far as messages show them. */
function shownVersions(versions: readonly CustomResourceDefinitionVersion[] | undefined): unknown {
  if (versions === undefined || versions === null) return null;
  const kept = <T>(read: (version: CustomResourceDefinitionVersion) => T, version: CustomResourceDefinitionVersion): T | null =>
    common(versions, read) ? null : read(version);
  return versions.map((version) => ({
    Name: version.name ?? '',
    Served: version.served ?? false,
    Storage: version.storage ?? false,
    Deprecated: version.deprecated ?? false,
    DeprecationWarning: version.deprecationWarning ?? null,
    Schema: kept(({ schema }) => schema, version) ?? null,
    Subresources: kept(({ subresources }) => subresources, version) ?? null,
    AdditionalPrinterColumns: kept(({ additionalPrinterColumns }) => additionalPrinterColumns, version) ?? null,
    SelectableFields: kept(({ selectableFields }) => selectableFields, version) ?? null,
  }));
}

function* enumErrors(field: string, value: string | undefined, accepted: readonly string[]): Generator<FieldError> {
  if (value === undefined || value === '') yield required(field);
  else if (!accepted.includes(value)) yield notSupported(field, value, accepted);
}

const hasDefaults = (value: unknown): boolean => JSON.stringify(value ?? null).includes('"default":');

function* specErrors({ spec }: CustomResourceDefinition): Generator<FieldError> {
  const { group = '', names, versions, conversion } = spec;
  const list = versions ?? [];
  if (group === '') yield required('spec.group');
  else {
    const faults = dns1123Subdomain(group);
    if (faults.length > 0) yield invalid('spec.group', group, faults.join(','));
    else if (!group.includes('.')) yield invalid('spec.group', group, 'should be a domain with at least one dot');
  }
  yield* enumErrors('spec.scope', spec.scope, ['Cluster', 'Namespaced']);
  const lacking = list.some(({ schema }) => schema?.openAPIV3Schema === undefined);
  const sameSchema = common(list, ({ schema }) => schema);
  for (const [index, { schema }] of list.entries())
    if (schema?.openAPIV3Schema === undefined && (lacking || !sameSchema))
      yield required(`spec.versions[${index}].schema.openAPIV3Schema`);
  if (spec.preserveUnknownFields === true && hasDefaults(list))
    yield invalid('spec.preserveUnknownFields', true, 'must be false in order to use defaults in the schema');
  const places = {
    schema: sameSchema,
    subresources: common(list, ({ subresources }) => subresources),
    columns: common(list, ({ additionalPrinterColumns }) => additionalPrinterColumns),
    fields: common(list, ({ selectableFields }) => selectableFields),
  };
  for (const [index, version] of list.entries()) yield* versionErrors(version, `spec.versions[${index}]`, places);
  if (new Set(list.map(({ name }) => name)).size < list.length)
    yield invalid('spec.versions', shownVersions(versions), 'must contain unique version names');
  if (list.filter(({ storage }) => storage).length !== 1)
    yield invalid('spec.versions', shownVersions(versions), 'must have exactly one version marked as storage version');
  yield* nameErrors(names);
  const [first] = list;
  // The name of the first version is kept in a second place, and judged there too.
  const firstFaults = first === undefined || first.name === '' ? [] : dns1035Label(first.name);
  if (firstFaults.length > 0) yield invalid('spec.version', first?.name, firstFaults.join(','));
  if (first !== undefined) yield* sharedErrors(first, places);
  yield* conversionErrors(conversion);
}

/** Which parts are the same in all versions. */
interface Places {
  readonly schema: boolean;
  readonly subresources: boolean;
  readonly columns: boolean;
  readonly fields: boolean;
}

function* versionErrors(version: CustomResourceDefinitionVersion, at: string, shared: Places): Generator<FieldError> {
  const { name = '', deprecated, deprecationWarning: warning } = version;
  const faults = dns1035Label(name);
  if (faults.length > 0) yield invalid(`${at}.name`, name, faults.join(','));
  if (warning !== undefined) {
    if (deprecated !== true) yield invalid(`${at}.deprecationWarning`, warning, 'can only be set for deprecated versions');
    else if (warning.length > 256) yield invalid(`${at}.deprecationWarning`, warning, 'must be <= 256 characters long');
    else if (warning === '') yield invalid(`${at}.deprecationWarning`, warning, 'must not be an empty string');
  }
  const schema = version.schema?.openAPIV3Schema;
  if (!shared.schema && schema !== undefined) yield* checkSchema(schema, `${at}.schema.openAPIV3Schema`);
  if (!shared.subresources) yield* scaleErrors(version, `${at}.subresources`);
  if (!shared.columns) yield* columnErrors(version.additionalPrinterColumns, `${at}.additionalPrinterColumns`);
  if (!shared.fields || !shared.schema) yield* selectableErrors(version, `${at}.selectableFields`);
}

function* sharedErrors(version: CustomResourceDefinitionVersion, shared: Places): Generator<FieldError> {
  const schema = version.schema?.openAPIV3Schema;
  if (shared.schema && schema !== undefined) yield* checkSchema(schema, 'spec.validation.openAPIV3Schema');
  if (shared.subresources) yield* scaleErrors(version, 'spec.subresources');
  if (shared.columns) yield* columnErrors(version.additionalPrinterColumns, 'spec.additionalPrinterColumns');
  if (shared.fields && shared.schema) yield* selectableErrors(version, 'spec.selectableFields');
}

function* nameErrors(names: CustomResourceDefinitionNames | undefined): Generator<FieldError> {
  const { plural = '', singular = '', kind = '', listKind = '', shortNames = [], categories = [] } = names ?? {};
  const at = 'spec.names';
  for (const [name, value] of Object.entries({ plural, singular, kind, listKind }))
    if (value === '') yield required(`${at}.${name}`);
  for (const [name, value] of Object.entries({ plural, singular, kind, listKind })) {
    const mixed = name === 'kind' || name === 'listKind';
    const faults = value === '' ? [] : dns1035Label(mixed ? value.toLowerCase() : value);
    const lead = mixed ? 'may have mixed case, but should otherwise match: ' : '';
    if (faults.length > 0) yield invalid(`${at}.${name}`, value, lead + faults.join(','));
  }
  const labels = function* (values: readonly string[], path: string): Generator<FieldError> {
    for (const [index, value] of values.entries()) {
      const faults = dns1035Label(value);
      if (faults.length > 0) yield invalid(`${path}[${index}]`, value, faults.join(','));
    }
  };
  yield* labels(shortNames, `${at}.shortNames`);
  if (kind !== '' && kind === listKind) yield invalid(`${at}.listKind`, listKind, 'kind and listKind may not be the same');
  yield* labels(categories, `${at}.categories`);
}

function* scaleErrors({ subresources }: CustomResourceDefinitionVersion, at: string): Generator<FieldError> {
  const scale = subresources?.scale;
  if (scale === undefined) return;
  const path = function* (
    name: string,
    value: string | undefined,
    roots: readonly string[],
    wanted: string,
  ): Generator<FieldError> {
    const field = `${at}.scale.${name}`;
    if (value === undefined || value === '') yield required(field);
    else if (!value.startsWith('.')) yield invalid(field, value, 'must be a simple json path starting with .');
    else if (!roots.some((root) => value.startsWith(root))) yield invalid(field, value, `should be a json path under ${wanted}`);
  };
  yield* path('specReplicasPath', scale.specReplicasPath, ['.spec.'], '.spec');
  yield* path('statusReplicasPath', scale.statusReplicasPath, ['.status.'], '.status');
  if ((scale.labelSelectorPath ?? '') !== '')
    yield* path('labelSelectorPath', scale.labelSelectorPath, ['.spec.', '.status.'], 'either .spec or .status');
}

const columnTypes = ['boolean', 'date', 'integer', 'number', 'string'];
const columnFormats = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password'];

function* columnErrors(columns: readonly CustomResourceColumnDefinition[] | undefined, path: string): Generator<FieldError> {
  for (const [index, { name = '', type = '', format = '', jsonPath = '' }] of (columns ?? []).entries()) {
    const at = `${path}[${index}]`;
    const types = `must be one of ${columnTypes.join(',')}`;
    if (name === '') yield required(`${at}.name`);
    if (type === '') yield required(`${at}.type`, types);
    else if (!columnTypes.includes(type)) yield invalid(`${at}.type`, type, types);
    if (format !== '' && !columnFormats.includes(format))
      yield invalid(`${at}.format`, format, `must be one of ${columnFormats.join(',')}`);
    if (jsonPath === '') yield required(`${at}.JSONPath`);
    else if (!jsonPath.startsWith('.')) yield invalid(`${at}.JSONPath`, jsonPath, 'must be a simple json path starting with .');
  }
}

const MAX_SELECTABLE = 8;
const selectableTypes: ReadonlySet<string | undefined> = new Set(['string', 'boolean', 'integer']);

function* selectableErrors({ selectableFields, schema }: CustomResourceDefinitionVersion, path: string): Generator<FieldError> {
  const seen = new Set<string>();
  for (const [index, { jsonPath }] of (selectableFields ?? []).entries()) {
    const at = `${path}[${index}].jsonPath`;
    if ((jsonPath ?? '') === '') {
      yield required(at);
      continue;
    }
    const found: JsonSchema | string = findField(schema?.openAPIV3Schema ?? {}, jsonPath);
    if (typeof found === 'string') {
      yield invalid(at, jsonPath, `is an invalid path: ${found}`);
      continue;
    }
    if (jsonPath.startsWith('.metadata')) yield invalid(at, jsonPath, 'must not point to fields in metadata');
    if (!selectableTypes.has(found.type)) {
      const detail =
        'must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.';
      yield invalid(at, jsonPath, detail);
    }
    if (seen.has(jsonPath)) yield duplicate(at, jsonPath);
    seen.add(jsonPath);
  }
  if (seen.size > MAX_SELECTABLE) yield tooMany(path, seen.size, MAX_SELECTABLE);
}

function* conversionErrors(conversion: CustomResourceConversion | undefined): Generator<FieldError> {
  if (conversion === undefined) return;
  const { strategy, webhook } = conversion;
  const atClient = 'spec.conversion.webhookClientConfig';
  const atVersions = 'spec.conversion.conversionReviewVersions';
  yield* enumErrors('spec.conversion.strategy', strategy, ['None', 'Webhook']);
  const versions = webhook?.conversionReviewVersions ?? [];
  if (strategy !== 'Webhook') {
    const detail = 'should not be set when strategy is not set to Webhook';
    if (webhook?.clientConfig !== undefined) yield forbidden(atClient, detail);
    if (versions.length > 0) yield forbidden(atVersions, detail);
    return;
  }
  const { url, service } = webhook?.clientConfig ?? {};
  if (webhook?.clientConfig === undefined) yield required(atClient, 'required when strategy is set to Webhook');
  else if ((url === undefined) === (service === undefined)) yield required(atClient, 'exactly one of url or service is required');
  if (versions.length === 0) yield required(atVersions);
  else if (!versions.some((version) => version === 'v1' || version === 'v1beta1'))
    yield invalid(atVersions, versions, 'must include at least one of v1, v1beta1');
}

function* storedVersionErrors({ spec, status }: CustomResourceDefinition): Generator<FieldError> {
  const at = 'status.storedVersions';
  const stored = status?.storedVersions ?? [];
  if (stored.length === 0) {
    yield invalid(at, null, 'must have at least one stored version');
    return;
  }
  const missing = new Map(stored.map((name, index) => [name, index]));
  for (const { name, storage } of spec.versions ?? []) {
    // Each stored version counts for one version only.
    if (!missing.delete(name) && storage) yield invalid(at, stored, `must have the storage version ${name}`);
  }
  for (const [name, index] of missing) {
    const detail = `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`;
    yield invalid(`${at}[${index}]`, name, detail);
  }
}

const APPROVAL = 'api-approved.kubernetes.io';

/** Groups of the Kubernetes community need a word of approval. */
function* approvalErrors(crd: CustomResourceDefinition, old: CustomResourceDefinition | undefined): Generator<FieldError> {
  const group = crd.spec.group ?? '';
  if (!/(^|\.)(k8s|kubernetes)\.io$/.test(group)) return;
  const word = crd.metadata.annotations?.[APPROVAL] ?? '';
  if (old !== undefined && word === (old.metadata.annotations?.[APPROVAL] ?? '')) return;
  const at = `metadata.annotations[${APPROVAL}]`;
  const see = 'see https://github.com/kubernetes/enhancements/pull/1111';
  if (word === '') yield required(at, `protected groups must have approval annotation "${APPROVAL}", ${see}`);
  else if (!word.startsWith('unapproved') && !/^https?:\/\/\S+$/.test(word)) {
    const detail = `protected groups must have approval annotation "${APPROVAL}" with either a URL or a reason starting with "unapproved", ${see}`;
    yield invalid(at, word, detail);
  }
}

function* preserveErrors({ spec }: CustomResourceDefinition): Generator<FieldError> {
  if (spec.preserveUnknownFields !== true) return;
  const detail = 'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead';
  yield invalid('spec.preserveUnknownFields', true, detail);
}
