import { deepEqual } from '../core/json.ts';
import {
  dns1035Label,
  dns1123Label,
  dns1123Subdomain,
  labelValue,
  pathSegment,
  qualifiedName,
  type NameRule,
} from '../core/names.ts';
import type { KubeObject } from './client.ts';
import type { FieldError } from './field-error.ts';
import type { Kind } from './kind.ts';

const nameRules: { readonly [rule in NonNullable<Kind['nameRule']>]: NameRule } = {
  any: () => [],
  subdomain: dns1123Subdomain,
  label: dns1123Label,
  label1035: dns1035Label,
  pathSegment,
  ip: dns1123Subdomain,
};

const MAX_ANNOTATIONS = 256 * 1024;

/** What is wrong with labels, also with those of a Pod template. Models metav1/validation.ValidateLabels. */
export function labelErrors(labels: { readonly [key: string]: string }, field: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  for (const [key, value] of Object.entries(labels)) {
    for (const detail of qualifiedName(key)) errors.push({ type: 'FieldValueInvalid', field, value: key, detail });
    for (const detail of labelValue(value)) errors.push({ type: 'FieldValueInvalid', field: `${field}`, value, detail });
  }
  return errors;
}

export function annotationErrors(annotations: { readonly [key: string]: string }, field: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  let size = 0;
  for (const [key, value] of Object.entries(annotations)) {
    for (const detail of qualifiedName(key.toLowerCase())) errors.push({ type: 'FieldValueInvalid', field, value: key, detail });
    size += key.length + value.length;
  }
  if (size > MAX_ANNOTATIONS) {
    errors.push({ type: 'FieldValueTooLong', field, detail: `may not be more than ${MAX_ANNOTATIONS} bytes` });
  }
  return errors;
}

/** What is wrong with the metadata of an object. Models k8s.io/apimachinery/pkg/api/validation.ValidateObjectMeta. */
export function validateMetadata(kind: Kind, object: KubeObject): readonly FieldError[] {
  const { metadata } = object;
  const errors: FieldError[] = [];
  const rule = nameRules[kind.nameRule ?? 'subdomain'];
  if (metadata.generateName !== undefined && metadata.generateName !== '' && !kind.anyGenerateName) {
    for (const detail of rule(maskTrailingDash(metadata.generateName))) {
      errors.push({ type: 'FieldValueInvalid', field: 'metadata.generateName', value: metadata.generateName, detail });
    }
  }
  if (metadata.name === '' || metadata.name === undefined) {
    errors.push({ type: 'FieldValueRequired', field: 'metadata.name', detail: 'name or generateName is required' });
  } else {
    for (const detail of rule(metadata.name)) {
      errors.push({ type: 'FieldValueInvalid', field: 'metadata.name', value: metadata.name, detail });
    }
  }
  if (kind.type.namespaced && (metadata.namespace ?? '') === '') {
    errors.push({ type: 'FieldValueRequired', field: 'metadata.namespace', detail: '' });
  } else if (kind.type.namespaced) {
    for (const detail of dns1123Label(metadata.namespace ?? '')) {
      errors.push({ type: 'FieldValueInvalid', field: 'metadata.namespace', value: metadata.namespace, detail });
    }
  } else if ((metadata.namespace ?? '') !== '') {
    errors.push({ type: 'FieldValueForbidden', field: 'metadata.namespace', detail: 'not allowed on this type' });
  }
  errors.push(...labelErrors(metadata.labels ?? {}, 'metadata.labels'));
  errors.push(...annotationErrors(metadata.annotations ?? {}, 'metadata.annotations'));
  errors.push(...ownerErrors(metadata));
  (metadata.finalizers ?? []).forEach((finalizer, index) => errors.push(...finalizerErrors(finalizer, index)));
  if ((metadata.finalizers ?? []).includes('orphan') && (metadata.finalizers ?? []).includes('foregroundDeletion')) {
    const detail = 'finalizer orphan and foregroundDeletion cannot be both set';
    errors.push({ type: 'FieldValueInvalid', field: 'metadata.finalizers', value: metadata.finalizers, detail });
  }
  return errors;
}

/** What an update may not change. Models ValidateObjectMetaUpdate. */
export function validateMetadataUpdate(object: KubeObject, old: KubeObject): readonly FieldError[] {
  const { metadata } = object;
  const errors: FieldError[] = [];
  if (old.metadata.deletionTimestamp !== undefined) {
    const added = (metadata.finalizers ?? []).filter((finalizer) => !(old.metadata.finalizers ?? []).includes(finalizer)).sort();
    if (added.length > 0) {
      const detail = `no new finalizers can be added if the object is being deleted, found new finalizers []string{${added.map((name) => JSON.stringify(name)).join(', ')}}`;
      errors.push({ type: 'FieldValueForbidden', field: 'metadata.finalizers', detail });
    }
  }
  for (const field of [
    'name',
    'namespace',
    'uid',
    'creationTimestamp',
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
  ] as const) {
    if (!deepEqual(metadata[field], old.metadata[field])) {
      errors.push({
        type: 'FieldValueInvalid',
        field: `metadata.${field}`,
        value: metadata[field],
        detail: 'field is immutable',
      });
    }
  }
  errors.push(...labelErrors(metadata.labels ?? {}, 'metadata.labels'));
  errors.push(...annotationErrors(metadata.annotations ?? {}, 'metadata.annotations'));
  errors.push(...ownerErrors(metadata));
  return errors;
}

function ownerErrors(metadata: KubeObject['metadata']): FieldError[] {
  const errors: FieldError[] = [];
  const owners = metadata.ownerReferences ?? [];
  let controller: string | undefined;
  owners.forEach((owner) => {
    const field = 'metadata.ownerReferences';
    const version = owner.apiVersion.split('/').pop() ?? '';
    if (version === '')
      errors.push({
        type: 'FieldValueInvalid',
        field: `${field}.apiVersion`,
        value: owner.apiVersion,
        detail: 'version must not be empty',
      });
    if (owner.kind === '')
      errors.push({ type: 'FieldValueInvalid', field: `${field}.kind`, value: owner.kind, detail: 'must not be empty' });
    if (owner.name === '')
      errors.push({ type: 'FieldValueInvalid', field: `${field}.name`, value: owner.name, detail: 'must not be empty' });
    if (owner.uid === '')
      errors.push({ type: 'FieldValueInvalid', field: `${field}.uid`, value: owner.uid, detail: 'must not be empty' });
    if (owner.apiVersion === 'v1' && owner.kind === 'Event') {
      errors.push({
        type: 'FieldValueInvalid',
        field,
        value: owner,
        detail: '/v1, Kind=Event is disallowed from being an owner',
      });
    }
    if (owner.controller !== true) return;
    if (controller !== undefined) {
      const detail = `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${owner.kind}/${owner.name}`;
      errors.push({ type: 'FieldValueInvalid', field: 'metadata.ownerReferences', value: owners, detail });
    } else controller = `${owner.kind}/${owner.name}`;
  });
  return errors;
}

const standardFinalizers = new Set(['kubernetes', 'orphan', 'foregroundDeletion']);

/** The name is checked under the path of the list, whether it is known under that of the item: as the real server has it. */
function finalizerErrors(finalizer: string, index: number): FieldError[] {
  const list = 'metadata.finalizers';
  const errors: FieldError[] = qualifiedName(finalizer).map((detail) => ({
    type: 'FieldValueInvalid',
    field: list,
    value: finalizer,
    detail,
  }));
  if (!finalizer.includes('/') && !standardFinalizers.has(finalizer)) {
    const detail = 'name is neither a standard finalizer name nor is it fully qualified';
    errors.push({ type: 'FieldValueInvalid', field: `${list}[${index}]`, value: finalizer, detail });
  }
  return errors;
}

/** A generated name goes on after its dash, so the dash at the end is no fault. */
function maskTrailingDash(text: string): string {
  return text.length > 1 && text.endsWith('-') ? `${text.slice(0, -2)}a` : text;
}
