import { defineKind } from '../../api/kind.ts';
import { describeNamespace } from '../describing/configuration.ts';
import { namespaces } from '../../schema/resources.ts';
import type { Namespace } from '../../schema/types/core-v1.ts';
import type { FieldError } from '../../api/field-error.ts';
import { qualifiedName } from '../../core/names.ts';
import { invalid, invalidFor } from '../validation/field-errors.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';

const standardFinalizers = ['kubernetes', 'orphan', 'foregroundDeletion'];

function* validateFinalizers(finalizers: readonly string[] | undefined): Generator<FieldError> {
  for (const name of finalizers ?? []) {
    yield* invalidFor('spec.finalizers', name, qualifiedName);
    if (!name.includes('/') && !standardFinalizers.includes(name)) {
      yield invalid('spec.finalizers', name, 'name is neither a standard finalizer name nor is it fully qualified');
    }
  }
}

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
  },
  validate: ({ spec }) => [...validateFinalizers(spec?.finalizers)],
  validateUpdate: () => [],
  validateStatusUpdate({ metadata, status }) {
    const deleting = metadata.deletionTimestamp !== undefined;
    const wanted = deleting ? 'Terminating' : 'Active';
    const detail = `may only be '${wanted}' if \`deletionTimestamp\` is ${deleting ? 'not empty' : 'empty'}`;
    return status?.phase === wanted ? [] : [invalid('status.Phase', status?.phase ?? '', detail)];
  },
  prepareForDelete(object) {
    object.status = { ...object.status, phase: 'Terminating' };
    delete object.metadata.deletionGracePeriodSeconds;
  },
  hasOwnFinalizers: (object) => (object.spec?.finalizers?.length ?? 0) > 0,
  selectableFields: { 'status.phase': (object) => object.status?.phase ?? '' },
  describe: describeNamespace,
  columns: [nameColumn, textColumn('Status', ({ status }) => status?.phase ?? ''), ageColumn],
});
