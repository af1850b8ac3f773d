import { defineKind } from '../../api/kind.ts';
import { draftOf } from '../../core/json.ts';
import { namespaces } from '../../schema/resources.ts';
import type { Namespace } from '../../schema/types/core-v1.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';

const nameLabel = 'kubernetes.io/metadata.name';

export const namespace = defineKind<Namespace>({
  type: namespaces,
  singular: 'namespace',
  shortNames: ['ns'],
  verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
  statusSubresource: true,
  nameRule: 'label',
  default(object) {
    const { name } = object.metadata;
    if (name) object.metadata.labels = { ...object.metadata.labels, [nameLabel]: name };
    object.spec ??= {};
    object.status ??= {};
    object.status.phase ||= 'Active';
  },
  prepareForCreate(object) {
    const { name } = object.metadata;
    if (name) object.metadata.labels = { ...object.metadata.labels, [nameLabel]: name };
    object.status = { phase: 'Active' };
    const finalizers = object.spec?.finalizers ?? [];
    object.spec = { ...object.spec, finalizers: finalizers.includes('kubernetes') ? finalizers : [...finalizers, 'kubernetes'] };
  },
  prepareForUpdate(object, old) {
    object.spec = { ...object.spec, ...(old.spec?.finalizers ? { finalizers: [...old.spec.finalizers] } : {}) };
    object.status = draftOf(old.status ?? {});
  },
  hasOwnFinalizers: (object) => (object.spec?.finalizers?.length ?? 0) > 0,
  selectableFields: { 'status.phase': (object) => object.status?.phase ?? '' },
  columns: [nameColumn, textColumn('Status', ({ status }) => status?.phase ?? ''), ageColumn],
});
